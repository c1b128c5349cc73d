/* SPDX-License-Identifier: MIT */
/*
 * Times a task against its floor, the bare allocator calls and copies that its result can't do
 * without, in one process: rounds of one and of the other take turns, so that whatever else the
 * machine does falls on both, and the medians count.
 */
#ifndef BENCH_HARNESS_H
#define BENCH_HARNESS_H

#include <windows.h>

/* Does the operation that many times. */
typedef void (*BenchBody)(void *context, unsigned times);

typedef struct BenchTask {
    const char *name;
    BenchBody body;
    BenchBody floor; /* NULL: the task has none */
    void *context;
} BenchTask;

typedef struct BenchResult {
    double task;  /* ns per operation, the median of the rounds */
    double floor; /* the same; 0 without a floor */
    double ratio; /* the median of the rounds' ratios */
} BenchResult;

BenchResult BenchMeasure(const BenchTask *task);

/* Ends the program with a message: a benchmark of calls that fail would measure nothing. */
void BenchRequire(BOOL holds, const char *what);

#endif
