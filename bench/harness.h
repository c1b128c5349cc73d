/* SPDX-License-Identifier: MIT */
/*
 * Measures a task against its floor: the bare allocator calls and copies that its result needs.
 * Rounds of task and floor alternate in one process, so that other load on the machine affects
 * both, and the medians are compared.
 */
#ifndef BENCH_HARNESS_H
#define BENCH_HARNESS_H

#include <windows.h>

/* Repeats the operation that many times. */
typedef void (*BenchBody)(void *context, unsigned times);

typedef struct BenchRun {
    BenchBody body;
    void *context;
} BenchRun;

typedef struct BenchResult {
    double task;
    double floor; /* 0 without a floor */
    double ratio; /* smaller is better */
} BenchResult;

/* Computes a result from one round: ns per operation, for each run. */
typedef BenchResult (*BenchConclude)(const double *ns);

#define BENCH_RUNS 4

typedef struct BenchLine {
    const char *name;
    const char *unit; /* of task and floor */
    BenchConclude conclude;
    BenchRun runs[BENCH_RUNS]; /* the first without a body ends the list */
    double target;             /* the largest ratio that is good enough; 0: no target */
} BenchLine;

/*
 * runs: the task, and the floor if there is one. The results are in ns, the ratio is task / floor.
 */
BenchResult BenchTimes(const double *ns);

/*
 * runs: the task and its floor for 10 attributes, then for 100. The result is the time for an
 * attribute among 100, divided by that for one among 10: 1 means linear growth. The ratio is the
 * task's result; the floor's is there for comparison.
 */
BenchResult BenchGrowth(const double *ns);

/*
 * runs: the task and its floor on one thread, then on two, each as often as the one. The result is
 * how many times as much work two threads do as one. The ratio is floor / task.
 */
BenchResult BenchScaling(const double *ns);

/* Each number is the median of all rounds. */
BenchResult BenchMeasure(const BenchLine *line);

/* Ends the program with a message. */
void BenchFail(const char *what);

/*
 * Fails on a call that fails, which would make the measurement worthless. Inline, because it is
 * inside the measured code.
 */
static inline void BenchRequire(BOOL holds, const char *what)
{
    if (!holds) {
        BenchFail(what);
    }
}

#endif
