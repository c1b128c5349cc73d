/* SPDX-License-Identifier: MIT */
/*
 * Believes a test program only by its own account and its exit code together. A program that never
 * started, ended early, or whose filter matched nothing can exit with 0 and still has tested
 * nothing; one that crashes at its end can have said before that all passed.
 */
#ifndef TESTS_RUNNER_JUDGE_H
#define TESTS_RUNNER_JUDGE_H

#define JUDGE_LINE 512

typedef struct Judge {
    const char *ends; /* how the last line must begin; NULL: it is a cmocka program */
    unsigned begun, ended;
    unsigned long passed; /* tests */
    int hasFailures;
    char last[JUDGE_LINE]; /* the last line that isn't empty */
} Judge;

/* For each line of its output, without the end of the line. */
void JudgeLine(Judge *judge, const char *line);

/* NULL if the program passed; else why not, until the next call. */
const char *JudgeVerdict(const Judge *judge, unsigned long exitCode);

#endif
