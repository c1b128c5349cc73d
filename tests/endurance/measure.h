/* SPDX-License-Identifier: MIT */
/*
 * What the process holds, read while it rests: DLL unloaded, threads waiting. Counts are exact and
 * must be equal. Private bytes can't be: a heap keeps what it once needed, and how much depends on
 * what eight threads happened to hold at once. So they are bounded, and must not grow with time.
 */
#ifndef TESTS_ENDURANCE_MEASURE_H
#define TESTS_ENDURANCE_MEASURE_H

#include <windows.h>

typedef struct Sample {
    double seconds; /* since the begin */
    LONG cycles;    /* done until then */
    LONG operations;
    unsigned handles;
    unsigned threads;
    unsigned heapBlocks; /* in use in the process's heap, without what is counted apart */
    unsigned privateKb;  /* private bytes, as the system counts them */
    unsigned notices;    /* that the system kept something for until then */
    BOOL spied;          /* was there a spy? */
    LONG taskBlocks;     /* its count of what CoTaskMemAlloc gave and nobody freed */
    LONG foreignFrees;   /* and of frees of something else */
} Sample;

/* Fills in the counts; waits a moment for those above the limits, if there are any, to go down. */
void MeasureNow(Sample *sample, const Sample *limits);

/* In use in the process's heap, now. */
unsigned MeasureHeapBlocks(void);

/*
 * What the heap gains between the two is the system's, for so many notifications, and every later
 * sample is without it.
 */
void MeasureApartBegin(void);
void MeasureApartEnd(unsigned notices);

/* Waits a moment until there are no more threads than these: Windows' own helpers may linger. */
void MeasureSettle(unsigned threads);

/* A line of the table. */
void MeasurePrintHead(void);
void MeasurePrint(const char *name, const Sample *sample);

/*
 * What is wrong with the samples, a line each; TRUE if nothing is. The first one was taken after
 * warm-up.
 */
BOOL MeasureJudge(const Sample *samples, unsigned count);

#endif
