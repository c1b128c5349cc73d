/* SPDX-License-Identifier: MIT */
/*
 * Judges a test program by its output and its exit code together. A program that never started,
 * ended early, or whose filter matched nothing may exit with 0 without having tested anything. A
 * program that crashes at its end may have printed before that all tests passed.
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

/* Call this for each line of the output, without the line end. */
void JudgeLine(Judge *judge, const char *line);

/* NULL if the program passed, else the reason, which is valid until the next call. */
const char *JudgeVerdict(const Judge *judge, unsigned long exitCode);

#endif
