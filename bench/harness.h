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

typedef struct BenchRun {
    BenchBody body;
    void *context;
} BenchRun;

typedef struct BenchResult {
    double task;
    double floor; /* 0 without a floor */
    double ratio; /* the less the better */
} BenchResult;

/* From what one round has measured, ns per operation of each run in turn. */
typedef BenchResult (*BenchConclude)(const double *ns);

#define BENCH_RUNS 4

typedef struct BenchLine {
    const char *name;
    const char *unit; /* of task and floor */
    BenchConclude conclude;
    BenchRun runs[BENCH_RUNS]; /* up to the first without a body */
    double target;             /* the ratio is to be this or less; 0: there is no target */
} BenchLine;

/* runs: the task, and the floor if there is one. The result is in ns, the ratio that of the two. */
BenchResult BenchTimes(const double *ns);

/*
 * runs: the task and its floor for 10 attributes, then for 100. The result is how much an attribute
 * costs among 100, measured by what it costs among 10. The ratio is that of the task: growth is
 * linear at 1, and the floor's growth is there to compare.
 */
BenchResult BenchGrowth(const double *ns);

/*
 * runs: the task and its floor on one thread, then, as often on each, on two. The result is how
 * many times as much is done by two threads as by one; the ratio is the floor's by the task's.
 */
BenchResult BenchScaling(const double *ns);

/* Each number is the median of the rounds' numbers. */
BenchResult BenchMeasure(const BenchLine *line);

/* Ends the program with a message. */
void BenchFail(const char *what);

/* A benchmark of calls that fail would measure nothing. Inline: it stands inside what is timed. */
static inline void BenchRequire(BOOL holds, const char *what)
{
    if (!holds) {
        BenchFail(what);
    }
}

#endif
