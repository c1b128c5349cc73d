/* SPDX-License-Identifier: MIT */
/* See measure.h. */
#include "measure.h"

#include "check.h"
#include "handlecount.h"
#include "threadcount.h"

#include <psapi.h>
#include <stdio.h>

/* Helper threads of Windows may need a moment to end. */
#define SETTLE_MS      2000
#define SETTLE_STEP_MS 5

/*
 * Limits for the growth of private bytes: from the first sample to the last, and from the second
 * quarter's peak to the last quarter's. They allow for a heap of eight threads, and for what the
 * system leaks for each notification, which is 1.3 KB in Wine 8.
 */
#define MOST_PRIVATE_KB 512
#define MOST_GROWTH_KB  128
#define KB_PER_NOTICE   2

/* With fewer samples a quarter has too few to compare. */
#define LEAST_SAMPLES_FOR_GROWTH 16

/* The most blocks that the system may leak for each notification. Wine 8 leaks one. */
#define MOST_BLOCKS_PER_NOTICE 2

static struct {
    unsigned threadsBefore;
    unsigned blocksBefore;
    unsigned notices;
    unsigned blocks; /* a sum of differences, which may be negative at times */
} apart;

/* The blocks in use in the process heap now. */
static unsigned countHeapBlocks(void)
{
    PROCESS_HEAP_ENTRY entry = {0};
    HANDLE heap = GetProcessHeap();
    unsigned count = 0;

    CHECK(HeapLock(heap));
    while (HeapWalk(heap, &entry)) {
        count += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0;
    }
    CHECK(GetLastError() == ERROR_NO_MORE_ITEMS);
    CHECK(HeapUnlock(heap));
    return count;
}

/* Not PrivateUsage: it is the same on Windows, but 0 under Wine 8. */
static unsigned readPrivateKb(void)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof counters};

    CHECK(GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters));
    CHECK(counters.PagefileUsage != 0);
    return (unsigned)(counters.PagefileUsage / 1024);
}

void MeasureSettle(unsigned threads)
{
    ULONGLONG end = GetTickCount64() + SETTLE_MS;

    while (ThreadCount(GetCurrentProcessId()) > threads && GetTickCount64() < end) {
        Sleep(SETTLE_STEP_MS);
    }
}

void MeasureApartBegin(void)
{
    apart.threadsBefore = ThreadCount(GetCurrentProcessId());
    apart.blocksBefore = countHeapBlocks();
}

void MeasureApartEnd(unsigned notices)
{
    MeasureSettle(apart.threadsBefore);
    apart.blocks += countHeapBlocks() - apart.blocksBefore;
    apart.notices += notices;
}

void MeasureNow(Sample *sample, const Sample *limits)
{
    ULONGLONG end = GetTickCount64() + SETTLE_MS;
    BOOL above;

    do {
        sample->handles = HandleCount();
        sample->threads = ThreadCount(GetCurrentProcessId());
        sample->heapBlocks = countHeapBlocks() - apart.blocks;
        above = limits && (sample->handles > limits->handles || sample->threads > limits->threads ||
                           sample->heapBlocks > limits->heapBlocks);
        if (above) {
            Sleep(SETTLE_STEP_MS);
        }
    } while (above && GetTickCount64() < end);
    sample->privateKb = readPrivateKb();
    sample->notices = apart.notices;
}

void MeasurePrintHead(void)
{
    printf("%-9s %8s %8s %10s %8s %8s %8s %11s %8s\n", "", "seconds", "cycles", "operations",
           "handles", "threads", "blocks", "CoTaskMem", "KB");
}

void MeasurePrint(const char *name, const Sample *sample)
{
    char taskBlocks[16] = "-";

    if (sample->spied) {
        snprintf(taskBlocks, sizeof taskBlocks, "%ld", sample->taskBlocks);
    }
    printf("%-9s %8.1f %8ld %10ld %8u %8u %8u %11s %8u\n", name, sample->seconds, sample->cycles,
           sample->operations, sample->handles, sample->threads, sample->heapBlocks, taskBlocks,
           sample->privateKb);
    fflush(stdout);
}

static BOOL sameCount(const char *what, unsigned found, unsigned wanted)
{
    if (found != wanted) {
        printf("%s: %u at the end, %u after warm-up\n", what, found, wanted);
    }
    return found == wanted;
}

static BOOL noTaskBlocksLeft(const Sample *samples, unsigned count)
{
    BOOL none = TRUE;

    for (unsigned i = 0; i < count; i++) {
        if (samples[i].taskBlocks != 0 || samples[i].foreignFrees != 0) {
            printf("CoTaskMem blocks: sample %u has %ld that nobody freed, and %ld frees of "
                   "something else\n",
                   i, samples[i].taskBlocks, samples[i].foreignFrees);
            none = FALSE;
        }
    }
    return none;
}

static unsigned peak(const Sample *samples, unsigned begin, unsigned end)
{
    unsigned most = 0;

    for (unsigned i = begin; i < end; i++) {
        if (samples[i].privateKb > most) {
            most = samples[i].privateKb;
        }
    }
    return most;
}

static unsigned allowedKb(unsigned base, const Sample *from, const Sample *to)
{
    return base + KB_PER_NOTICE * (to->notices - from->notices);
}

static BOOL stayBelow(unsigned kb, unsigned most, const char *what)
{
    if (kb > most) {
        printf("private bytes: %s, more than the %u KB that would be all right\n", what, most);
    }
    return kb <= most;
}

static BOOL privateBytesStay(const Sample *samples, unsigned count)
{
    const Sample *first = &samples[0];
    const Sample *last = &samples[count - 1];
    unsigned most = first->privateKb + allowedKb(MOST_PRIVATE_KB, first, last);
    BOOL stay = stayBelow(last->privateKb, most, "too many at the end");

    printf("private bytes: %u KB after warm-up, %u KB at the end\n", first->privateKb,
           last->privateKb);
    if (count >= LEAST_SAMPLES_FOR_GROWTH) {
        unsigned early = peak(samples, count / 4, count / 2);
        unsigned late = peak(samples, count - count / 4, count);

        most = early + allowedKb(MOST_GROWTH_KB, &samples[count / 4], last);
        printf("private bytes: at most %u KB in the second quarter, %u KB in the last\n", early,
               late);
        stay = stayBelow(late, most, "too many in the last quarter") && stay;
    }
    return stay;
}

static BOOL systemsShareIsSmall(void)
{
    int blocks = (int)apart.blocks;
    int notices = (int)apart.notices;

    if (notices != 0) {
        printf("heap blocks: besides, the system kept %d for %d notifications of a service\n",
               blocks, notices);
    }
    return blocks <= MOST_BLOCKS_PER_NOTICE * notices;
}

BOOL MeasureJudgeCounts(const Sample *samples, unsigned count)
{
    const Sample *first = &samples[0];
    const Sample *last = &samples[count - 1];
    BOOL good = sameCount("handles", last->handles, first->handles);

    good = sameCount("threads", last->threads, first->threads) && good;
    good = sameCount("heap blocks", last->heapBlocks, first->heapBlocks) && good;
    good = systemsShareIsSmall() && good;
    return noTaskBlocksLeft(samples, count) && good;
}

BOOL MeasureJudge(const Sample *samples, unsigned count)
{
    BOOL good = MeasureJudgeCounts(samples, count);

    return privateBytesStay(samples, count) && good;
}
