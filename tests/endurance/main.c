/* SPDX-License-Identifier: MIT */
/*
 * qutil-endurance: rounds of load/use/unload cycles and of mixed operations on eight threads. After
 * each round it measures the resources of the process. The closing line is "endurance: passed", or
 * it contains "endurance: FAILED". scripts/endurance.sh runs it.
 */
#include "blockcount.h"
#include "check.h"
#include "cycles.h"
#include "library.h"
#include "measure.h"
#include "operations.h"
#include "inject.h"
#include "progress.h"
#include "service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS      8
#define MOST_SAMPLES 16384
#define STEP         256 /* operations between two reports of a thread */

typedef struct Settings {
    LONG cycles;
    LONG operations;
    LONG rounds;
    double minutes; /* 0: only settings.rounds rounds */
    UINT32 seed;
    BOOL injects;
} Settings;

typedef struct Worker {
    User user;
    HANDLE thread;
    HANDLE go;
    HANDLE done;
    LONG operations; /* of this round */
    ULONGLONG *ran;  /* by kind, since the beginning */
} Worker;

static Settings settings = {.cycles = 10000, .operations = 10000000, .rounds = 20, .seed = 1};
static Worker workers[THREADS];
static User mainUser;
static ULONGLONG ran[THREADS][64];
static Sample samples[MOST_SAMPLES];
static BOOL injectNow;
static BOOL systemLeaks;

static DWORD WINAPI work(void *parameter)
{
    Worker *worker = parameter;

    CHECK_HRESULT(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    while (WaitForSingleObject(worker->go, INFINITE) == WAIT_OBJECT_0) {
        for (LONG i = 0; i < worker->operations; i++) {
            UINT32 number = OperationsPick(&worker->user.chance);

            Operations[number].run(&worker->user);
            worker->ran[number]++;
            if (i % STEP == STEP - 1) {
                ProgressStep(STEP);
            }
        }
        if (worker == &workers[THREADS - 1]) {
            InjectInOperations(injectNow);
        }
        SetEvent(worker->done);
    }
    return 0;
}

static void startWorkers(void)
{
    for (UINT32 i = 0; i < THREADS; i++) {
        Worker *worker = &workers[i];

        worker->user.chance = ChanceFrom(settings.seed, i + 2);
        worker->ran = ran[i];
        worker->go = CreateEventW(NULL, FALSE, FALSE, NULL);
        worker->done = CreateEventW(NULL, FALSE, FALSE, NULL);
        CHECK(worker->go && worker->done);
        worker->thread = CreateThread(NULL, 0, work, worker, 0, NULL);
        CHECK(worker->thread != NULL);
    }
}

static void runCycles(LONG first, LONG count)
{
    ProgressPhase("cycles of this round");
    for (LONG i = 0; i < count; i++) {
        CycleRun(&mainUser, first + i, systemLeaks);
        ProgressStep(1);
    }
    if (injectNow) {
        LibraryLoad();
        InjectInCycle(injectNow);
        LibraryUnload(0);
    }
}

static void runOperations(LONG count)
{
    HANDLE done[THREADS];

    ProgressPhase("operations of this round");
    LibraryLoad();
    SharedBegin(&mainUser);
    for (LONG i = 0; i < THREADS; i++) {
        workers[i].operations = count / THREADS + (i < count % THREADS);
        done[i] = workers[i].done;
        SetEvent(workers[i].go);
    }
    CHECK(WaitForMultipleObjects(THREADS, done, TRUE, INFINITE) == WAIT_OBJECT_0);
    SharedEnd();
    NotifierEnd();
    LibraryUnload(5000);
}

/* Every second round has the spy, beginning with the first. */
static void runRound(LONG number, LONG firstCycle, LONG cycles, LONG operations, Sample *sample)
{
    sample->spied = number % 2 == 0;
    ServiceTurnBegin();
    if (sample->spied) {
        BlockCountBegin();
    }
    runCycles(firstCycle, cycles);
    runOperations(operations);
    if (sample->spied) {
        BlockCount found = BlockCountRead();

        sample->taskBlocks = found.live;
        sample->foreignFrees = found.foreign;
        if (found.live == 0) {
            BlockCountEnd();
        }
    }
    ServiceTurnEnd();
    ProgressPhase("measuring");
}

/* The share of round `number`. All shares add up to the whole. */
static LONG shareOf(LONG whole, LONG number)
{
    return (LONG)((LONGLONG)whole * (number + 1) / settings.rounds -
                  (LONGLONG)whole * number / settings.rounds);
}

/* Two rounds, with and without the spy, in which everything happens at least once. */
static void warmUp(void)
{
    Sample ignored = {0};
    LONG cycles = shareOf(settings.cycles, 0);

    if (cycles > 0 && cycles < CYCLES_OF_ALL_KINDS) {
        cycles = CYCLES_OF_ALL_KINDS;
    }
    if (cycles > 0) {
        ProgressPhase("notifications without qutil.dll");
        ServiceTurnBegin();
        systemLeaks = ServiceNoticesLeak();
        ServiceTurnEnd();
    }
    for (LONG i = 0; i < 2; i++) {
        runRound(i, 0, cycles, shareOf(settings.operations, 0), &ignored);
        CHECK(ignored.taskBlocks == 0);
    }
    MeasureNow(&samples[0], NULL);
    samples[0].seconds = ProgressSeconds();
    MeasurePrintHead();
    MeasurePrint("warm-up", &samples[0]);
}

static BOOL isTimeLeft(LONG number)
{
    if (settings.minutes > 0) {
        return number < 2 || ProgressSeconds() < settings.minutes * 60;
    }
    return number < settings.rounds;
}

/* The number of samples, the one after warm-up included. */
static unsigned runRounds(void)
{
    LONG number = 0;

    for (; isTimeLeft(number); number++) {
        const Sample *before = &samples[number];
        Sample *sample = &samples[number + 1];
        LONG share = number % settings.rounds;
        LONG cycles = shareOf(settings.cycles, share);
        LONG operations = shareOf(settings.operations, share);
        char name[16];

        CHECK(number + 1 < MOST_SAMPLES); /* for longer runs: larger rounds */
        injectNow = settings.injects && number == settings.rounds - 1;
        runRound(number, before->cycles, cycles, operations, sample);
        sample->cycles = before->cycles + cycles;
        sample->operations = before->operations + operations;
        MeasureNow(sample, &samples[0]);
        sample->seconds = ProgressSeconds();
        snprintf(name, sizeof name, "round %ld", number + 1);
        MeasurePrint(name, sample);
        if (sample->taskBlocks != 0) {
            return (unsigned)number +
                   2; /* COM keeps the spy after a leak, so no other round can have one */
        }
    }
    return (unsigned)number + 1;
}

static void printOperations(void)
{
    ULONGLONG all = 0;

    printf("operations by kind, warm-up included:\n");
    for (UINT32 i = 0; i < OperationCount; i++) {
        ULONGLONG count = 0;

        for (UINT32 j = 0; j < THREADS; j++) {
            count += ran[j][i];
        }
        all += count;
        printf("%12.0f  %s\n", (double)count, Operations[i].name);
    }
    printf("%12.0f  in all\n", (double)all);
}

static int usage(void)
{
    printf("usage: qutil-endurance [--cycles N] [--operations N] [--rounds N] [--minutes N] "
           "[--hours N]\n"
           "                       [--seed N] [--inject FAULT]\n"
           "  --minutes, --hours   rounds of the same size go on until the time is over\n"
           "  --inject             injects a fault, which the run must find: %s\n",
           InjectNames);
    return 2;
}

static BOOL readOption(const char *name, const char *value)
{
    char *end = NULL;
    double number = strtod(value, &end);
    BOOL isNumber = *value != 0 && *end == 0 && number >= 0 && number <= 1e9;

    if (strcmp(name, "--inject") == 0) {
        settings.injects = TRUE;
        return InjectChoose(value);
    }
    if (strcmp(name, "--cycles") == 0) {
        settings.cycles = (LONG)number;
    } else if (strcmp(name, "--operations") == 0) {
        settings.operations = (LONG)number;
    } else if (strcmp(name, "--rounds") == 0) {
        settings.rounds = (LONG)number;
        isNumber = isNumber && number >= 2 && number < MOST_SAMPLES;
    } else if (strcmp(name, "--minutes") == 0) {
        settings.minutes = number;
    } else if (strcmp(name, "--hours") == 0) {
        settings.minutes = number * 60;
    } else if (strcmp(name, "--seed") == 0) {
        settings.seed = (UINT32)number;
    } else {
        return FALSE;
    }
    return isNumber;
}

int main(int argc, char **argv)
{
    unsigned count;
    BOOL good;

    for (int i = 1; i < argc; i += 2) {
        if (i + 1 >= argc || !readOption(argv[i], argv[i + 1])) {
            return usage();
        }
    }
    printf(
        "endurance, %u-bit: %ld cycles and %ld operations on %d threads in %ld rounds, seed %lu\n",
        (unsigned)(8 * sizeof(void *)), settings.cycles, settings.operations, THREADS,
        settings.rounds, (unsigned long)settings.seed);
    if (settings.minutes > 0) {
        printf("and on with such rounds until %g minutes are over\n", settings.minutes);
    }
    fflush(stdout);
    CHECK_HRESULT(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    OperationsBegin();
    StatementsBegin(settings.seed);
    mainUser.chance = ChanceFrom(settings.seed, 1);
    /* Writes to the table now, so that its pages are counted from the beginning. */
    SecureZeroMemory(samples, sizeof samples);
    ProgressBegin();
    startWorkers();
    warmUp();
    count = runRounds();
    printOperations();
    good = MeasureJudge(samples, count);
    printf(good ? "endurance: passed\n"
                : "endurance: FAILED: the process holds more than before\n");
    fflush(stdout);
    /* The worker threads only wait, and need not be ended first. */
    TerminateProcess(GetCurrentProcess(), good ? 0 : 1);
}
