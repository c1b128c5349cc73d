/* SPDX-License-Identifier: MIT */
/* Runs the lists of the test archive; see packaging/tests. */
#ifndef TESTS_RUNNER_LISTS_H
#define TESTS_RUNNER_LISTS_H

#define CANARY_CODE 7

/*
 * In the current folder are the folders of the architectures, x64 or x86, each with a tests.txt: a
 * line for each test, with its name and the words of an order, and tabs between them. The results
 * are appended to REPORT\report.txt; each program's output goes to REPORT\ARCHITECTURE\NAME.txt.
 * The answer is 0 if no test failed, 1 if one did, and 2 if there is nothing to run.
 */
int ListsRun(const char *report, int count, char **architectures);

#endif
