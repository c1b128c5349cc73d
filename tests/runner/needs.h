/* SPDX-License-Identifier: MIT */
/*
 * Checks that the system is as a test needs it, so that the test neither fails nor does harm: on an
 * old Windows the service napagent and the classes are Microsoft's, and a user may have registered
 * our DLL.
 */
#ifndef TESTS_RUNNER_NEEDS_H
#define TESTS_RUNNER_NEEDS_H

#include <stdbool.h>

/*
 * NULL if the needs are met; else what is missing. needs: as in Order. is32Bit: the program uses
 * the 32-bit registry. Removes leftovers of killed tests first.
 */
const char *NeedsMissing(unsigned needs, bool is32Bit);

/* Removes leftovers of tests. Returns what was left, or NULL if nothing was. */
const char *NeedsCleanUp(bool is32Bit);

#endif
