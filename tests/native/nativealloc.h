/* SPDX-License-Identifier: MIT */
/*
 * What the native CoTaskMemAlloc can be told and asked. It is apart from the spy so that the
 * fuzzers, which have no use for cmocka, do not need it.
 */
#ifndef NATIVE_NATIVEALLOC_H
#define NATIVE_NATIVEALLOC_H

#include <windows.h>

#include "mallocspy.h"

/* The n-th allocation from now and no other fails; 0 lets none fail. */
void NativeFailAllocation(LONG n);
BOOL NativeHasFailed(void);

/* From now on each allocation fails with this chance, of 2^32; 0 lets none fail. */
void NativeFailRandomly(UINT32 seed, UINT32 chance);

void NativeResetCounts(void);
SpyCounts NativeCounts(void);

#endif
