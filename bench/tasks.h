/* SPDX-License-Identifier: MIT */
/* What is measured, in three groups. */
#ifndef BENCH_TASKS_H
#define BENCH_TASKS_H

#include "harness.h"

typedef struct BenchGroup {
    const BenchLine *lines;
    unsigned count;
} BenchGroup;

/* Comes first, because the DLL must not be loaded then. */
extern const BenchGroup BenchLoading;

/* Loads the DLL, for the other two groups. */
void BenchUseDll(void);

extern const BenchGroup BenchMemory;
extern const BenchGroup BenchStatements;

/* Starts COM, and makes what BenchStatements needs. */
void BenchPrepareStatements(void);

#endif
