/* SPDX-License-Identifier: MIT */
/* What is measured. */
#ifndef BENCH_TASKS_H
#define BENCH_TASKS_H

#include "harness.h"

extern const BenchTask BenchTasks[];
extern const unsigned BenchTaskCount;

/* To be called once before any task. */
void BenchPrepare(void);

#endif
