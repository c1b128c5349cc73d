/* SPDX-License-Identifier: MIT */
/* See harness.h. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 61

/*
 * A round is long compared with the resolution of the clock, and short compared with a time slice.
 */
#define ROUND_NS 500000.0

void BenchFail(const char *what)
{
    fprintf(stderr, "bench: %s failed (error %lu)\n", what, GetLastError());
    exit(1);
}

BenchResult BenchTimes(const double *ns)
{
    BenchResult result = {ns[0], ns[1], ns[1] == 0 ? 0 : ns[0] / ns[1]};

    return result;
}

BenchResult BenchGrowth(const double *ns)
{
    BenchResult result = {ns[2] / ns[0] / 10, ns[3] / ns[1] / 10, ns[2] / ns[0] / 10};

    return result;
}

BenchResult BenchScaling(const double *ns)
{
    BenchResult result = {2 * ns[0] / ns[2], 2 * ns[1] / ns[3], 0};

    result.ratio = result.floor / result.task;
    return result;
}

static double timeOf(const BenchRun *run, unsigned times)
{
    LARGE_INTEGER frequency;
    LARGE_INTEGER before;
    LARGE_INTEGER after;

    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&before);
    run->body(run->context, times);
    QueryPerformanceCounter(&after);
    return (double)(after.QuadPart - before.QuadPart) * 1e9 / (double)frequency.QuadPart;
}

/* The number of repetitions in a round. Measuring it also warms everything up. */
static unsigned calibrate(const BenchRun *run)
{
    unsigned times = 1;

    while (timeOf(run, times) < ROUND_NS && times < 1u << 24) {
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

BenchResult BenchMeasure(const BenchLine *line)
{
    unsigned times[BENCH_RUNS];
    double tasks[ROUNDS];
    double floors[ROUNDS];
    double ratios[ROUNDS];
    BenchResult result;

    for (int run = 0; run < BENCH_RUNS && line->runs[run].body; run++) {
        times[run] = calibrate(&line->runs[run]);
    }
    for (int round = 0; round < ROUNDS; round++) {
        double ns[BENCH_RUNS] = {0};

        for (int run = 0; run < BENCH_RUNS && line->runs[run].body; run++) {
            ns[run] = timeOf(&line->runs[run], times[run]) / times[run];
        }
        result = line->conclude(ns);
        tasks[round] = result.task;
        floors[round] = result.floor;
        ratios[round] = result.ratio;
    }
    result.task = median(tasks);
    result.floor = median(floors);
    result.ratio = median(ratios);
    return result;
}
