/* SPDX-License-Identifier: MIT */
/*
 * Controls the native CoTaskMemAlloc, and returns its counts. Separate from the spy, because the
 * fuzzers don't link cmocka.
 */
#ifndef TESTS_NATIVE_NATIVEALLOC_H
#define TESTS_NATIVE_NATIVEALLOC_H

#include <windows.h>

#include "mallocspy.h"

/* Only the n-th allocation from now fails; 0: none. */
void NativeFailAllocation(LONG n);
BOOL NativeHasFailed(void);

/* From now on each allocation fails with the probability chance / 2^32; 0: none. */
void NativeFailRandomly(UINT32 seed, UINT32 chance);

void NativeResetCounts(void);
SpyCounts NativeCounts(void);

#endif
