/* SPDX-License-Identifier: MIT */
/* Runs the lists of the test archive; see packaging/tests. */
#ifndef TESTS_RUNNER_LISTS_H
#define TESTS_RUNNER_LISTS_H

#define CANARY_CODE 7

/*
 * The current folder has a folder for each architecture, x64 or x86, with a tests.txt. It has a
 * line for each test: the name and the words of an order, separated by tabs. Results are appended
 * to REPORT\report.txt; each program's output goes to REPORT\ARCHITECTURE\NAME.txt. Returns 0 if no
 * test failed, 1 if one did, and 2 if there is nothing to run.
 */
int ListsRun(const char *report, int count, char **architectures);

#endif
