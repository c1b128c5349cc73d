/* SPDX-License-Identifier: MIT */
/* See measure.h. */
#include "measure.h"

#include "check.h"
#include "handlecount.h"
#include "threadcount.h"

#include <psapi.h>
#include <stdio.h>

/* Windows' own helpers may need a moment to go. */
#define SETTLE_MS 2000

/* The last sample against the first, and the last quarter's peak against the second's. */
#define MOST_PRIVATE_KB 1024
#define MOST_GROWTH_KB  128

/* Below it, quarters are too few samples to compare. */
#define LEAST_SAMPLES_FOR_GROWTH 16

/* Most that the system may keep for a notification. Seen under Wine 8: a block, 1.3 KB in all. */
#define MOST_BLOCKS_PER_NOTICE 2
#define MOST_KB_PER_NOTICE     3

/* A heap takes so much at once, whoever needs it. */
#define HEAP_STEP_KB 128

static struct {
    unsigned blocksBefore;
    unsigned kbBefore;
    unsigned notices;
    unsigned blocks; /* unsigned sums of differences: they may be below zero in between */
    unsigned kb;
} apart;

unsigned MeasureHeapBlocks(void)
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

/* Not PrivateUsage, which is the same on Windows, but 0 under Wine 8. */
static unsigned readPrivateKb(void)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof counters};

    CHECK(GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters));
    CHECK(counters.PagefileUsage != 0);
    return (unsigned)(counters.PagefileUsage / 1024);
}

void MeasureApartBegin(void)
{
    apart.blocksBefore = MeasureHeapBlocks();
    apart.kbBefore = readPrivateKb();
}

void MeasureApartEnd(unsigned notices)
{
    apart.blocks += MeasureHeapBlocks() - apart.blocksBefore;
    apart.kb += readPrivateKb() - apart.kbBefore;
    apart.notices += notices;
}

void MeasureNow(Sample *sample, const Sample *limits)
{
    ULONGLONG end = GetTickCount64() + SETTLE_MS;
    BOOL above;

    do {
        sample->handles = HandleCount();
        sample->threads = ThreadCount(GetCurrentProcessId());
        sample->heapBlocks = MeasureHeapBlocks() - apart.blocks;
        above = limits != NULL &&
                (sample->handles > limits->handles || sample->threads > limits->threads ||
                 sample->heapBlocks > limits->heapBlocks);
        if (above) {
            Sleep(20);
        }
    } while (above && GetTickCount64() < end);
    sample->privateKb = readPrivateKb() - apart.kb;
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

static BOOL privateBytesStay(const Sample *samples, unsigned count)
{
    unsigned last = samples[count - 1].privateKb;
    BOOL stay = last <= samples[0].privateKb + MOST_PRIVATE_KB;

    printf("private bytes: %u KB after warm-up, %u KB at the end\n", samples[0].privateKb, last);
    if (count >= LEAST_SAMPLES_FOR_GROWTH) {
        unsigned early = peak(samples, count / 4, count / 2);
        unsigned late = peak(samples, count - count / 4, count);

        printf("private bytes: at most %u KB in the second quarter, %u KB in the last\n", early,
               late);
        stay = stay && late <= early + MOST_GROWTH_KB;
    }
    if (!stay) {
        printf("private bytes: more than %u KB above warm-up, or %u KB from quarter to quarter\n",
               MOST_PRIVATE_KB, MOST_GROWTH_KB);
    }
    return stay;
}

static BOOL systemsShareIsSmall(void)
{
    int blocks = (int)apart.blocks;
    int kb = (int)apart.kb;
    int notices = (int)apart.notices;

    printf("besides: %d heap blocks and %d KB, which the system kept for %d notifications\n",
           blocks, kb, notices);
    return blocks <= MOST_BLOCKS_PER_NOTICE * notices &&
           kb <= MOST_KB_PER_NOTICE * notices + HEAP_STEP_KB;
}

BOOL MeasureJudge(const Sample *samples, unsigned count)
{
    const Sample *first = &samples[0];
    const Sample *last = &samples[count - 1];
    BOOL good = sameCount("handles", last->handles, first->handles);

    good = sameCount("threads", last->threads, first->threads) && good;
    good = sameCount("heap blocks", last->heapBlocks, first->heapBlocks) && good;
    good = systemsShareIsSmall() && good;
    good = noTaskBlocksLeft(samples, count) && good;
    return privateBytesStay(samples, count) && good;
}
