/* SPDX-License-Identifier: MIT */
/* The tasks that are measured, in three groups. */
#ifndef BENCH_TASKS_H
#define BENCH_TASKS_H

#include "harness.h"

typedef struct BenchGroup {
    const BenchLine *lines;
    unsigned count;
} BenchGroup;

/* Runs first, because the DLL must not be loaded yet. */
extern const BenchGroup BenchLoading;

/* Loads the DLL, for the other two groups. */
void BenchUseDll(void);

extern const BenchGroup BenchMemory;
extern const BenchGroup BenchStatements;

/* Starts COM, and makes what BenchStatements needs. */
void BenchPrepareStatements(void);

#endif
