/* SPDX-License-Identifier: MIT */
/* See harness.h. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 61

/* A round is long against the clock's grain, and short against a time slice. */
#define ROUND_NS 500000.0

void BenchRequire(BOOL holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "bench: %s failed (error %lu)\n", what, GetLastError());
        exit(1);
    }
}

static double timeOf(BenchBody body, void *context, unsigned times)
{
    LARGE_INTEGER frequency;
    LARGE_INTEGER before;
    LARGE_INTEGER after;

    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&before);
    body(context, times);
    QueryPerformanceCounter(&after);
    return (double)(after.QuadPart - before.QuadPart) * 1e9 / (double)frequency.QuadPart;
}

/* How often to repeat in a round; warms everything up on the way. */
static unsigned calibrate(const BenchTask *task)
{
    unsigned times = 1;

    while (timeOf(task->body, task->context, times) < ROUND_NS && times < 1u << 24) {
        times *= 2;
    }
    return times;
}

static int compare(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;

    return difference < 0 ? -1 : difference > 0;
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof(*values), compare);
    return values[ROUNDS / 2];
}

BenchResult BenchMeasure(const BenchTask *task)
{
    unsigned times = calibrate(task);
    double tasks[ROUNDS];
    double floors[ROUNDS] = {0};
    double ratios[ROUNDS] = {0};
    BenchResult result;

    for (int round = 0; round < ROUNDS; round++) {
        tasks[round] = timeOf(task->body, task->context, times) / times;
        if (task->floor != NULL) {
            floors[round] = timeOf(task->floor, task->context, times) / times;
            ratios[round] = tasks[round] / floors[round];
        }
    }
    result.ratio = median(ratios);
    result.task = median(tasks);
    result.floor = median(floors);
    return result;
}
