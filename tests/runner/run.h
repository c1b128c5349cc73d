/* SPDX-License-Identifier: MIT */
/* Runs one test program and judges it. */
#ifndef TESTS_RUNNER_RUN_H
#define TESTS_RUNNER_RUN_H

#include <stdbool.h>
#include <stdio.h>

#include "judge.h"
#include "order.h"

typedef struct Verdict {
    const char *why;        /* NULL: it passed */
    unsigned long exitCode; /* if it was not killed */
    bool hasEnded;
    double seconds;
    Judge judge;
    char buffer[128]; /* for why */
} Verdict;

/*
 * Writes the program's output to the file, which must exist. If echo isn't NULL, the output is also
 * shown at once, without carriage returns, to see where a program hangs.
 */
void RunOrder(const Order *order, const char *output, FILE *echo, Verdict *verdict);

#endif
