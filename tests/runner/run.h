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
    unsigned long exitCode; /* if it has ended by itself */
    bool hasEnded;
    double seconds;
    Judge judge;
    char buffer[128]; /* for why */
} Verdict;

/*
 * The program's output goes to the file, which exists, and is shown as it comes if echo isn't NULL,
 * without carriage returns: what is seen of a program that hangs tells where.
 */
void RunOrder(const Order *order, const char *output, FILE *echo, Verdict *verdict);

#endif
