/* SPDX-License-Identifier: MIT */
/*
 * What a test needs of the system, so that it neither fails nor does harm: on an old Windows the
 * service napagent and the classes are Microsoft's, and a user may have registered a DLL of ours.
 */
#ifndef TESTS_RUNNER_NEEDS_H
#define TESTS_RUNNER_NEEDS_H

#include <stdbool.h>

/*
 * NULL if all is there; else what isn't. needs are those of Order, of a program whose registry is
 * the 32-bit one or not. What a test that was killed has left behind is removed first.
 */
const char *NeedsMissing(unsigned needs, bool is32Bit);

/* Removes what tests have left behind. NULL if that was nothing; else what it was. */
const char *NeedsCleanUp(bool is32Bit);

#endif
