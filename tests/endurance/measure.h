/* SPDX-License-Identifier: MIT */
/*
 * Measures the resources of the process while it is idle: DLL unloaded, threads waiting. Counts
 * must be exactly equal. Private bytes can't be: a heap keeps memory that it once needed, and how
 * much depends on what eight threads happened to hold at the same time. So they have a limit, and
 * must not grow over time.
 */
#ifndef TESTS_ENDURANCE_MEASURE_H
#define TESTS_ENDURANCE_MEASURE_H

#include <windows.h>

typedef struct Sample {
    double seconds; /* since the beginning */
    LONG cycles;    /* so far */
    LONG operations;
    unsigned handles;
    unsigned threads;
    unsigned heapBlocks; /* in use in the process heap, without those counted apart */
    unsigned privateKb;  /* private bytes, as the system counts them */
    unsigned notices;    /* notifications so far for which the system may have leaked */
    BOOL spied;          /* was there a spy? */
    LONG taskBlocks;     /* its count of blocks of CoTaskMemAlloc that are not freed */
    LONG foreignFrees;   /* its count of bad frees */
} Sample;

/* Fills in the counts. If limits isn't NULL, waits a moment for counts above them to go down. */
void MeasureNow(Sample *sample, const Sample *limits);

/*
 * Blocks that the heap gains between Begin and End count as the system's, for so many
 * notifications. Later samples don't include them.
 */
void MeasureApartBegin(void);
void MeasureApartEnd(unsigned notices);

/* Waits a moment until there are at most so many threads: helper threads of Windows may linger. */
void MeasureSettle(unsigned threads);

/* Print the lines of the table. */
void MeasurePrintHead(void);
void MeasurePrint(const char *name, const Sample *sample);

/*
 * Prints what is wrong with the samples, a line each. TRUE if nothing is. The first sample was
 * taken after warm-up.
 */
BOOL MeasureJudge(const Sample *samples, unsigned count);

/*
 * The same without private bytes, for a run that is too short to tell growth from memory that is
 * used for the first time. Where x86 is emulated, each new piece of code takes some.
 */
BOOL MeasureJudgeCounts(const Sample *samples, unsigned count);

#endif
