/* SPDX-License-Identifier: MIT */
/* What the fuzzers need of the native CoTaskMemAlloc beyond the spy; see mallocspy.c. */
#ifndef NATIVE_NATIVEALLOC_H
#define NATIVE_NATIVEALLOC_H

#include <windows.h>

/* From now on each allocation fails with this chance, of 2^32; 0 lets none fail. */
void NativeFailRandomly(UINT32 seed, UINT32 chance);

LONG NativeLiveBlocks(void);

#endif
