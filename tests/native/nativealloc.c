/* SPDX-License-Identifier: MIT */
/*
 * CoTaskMemAlloc and CoTaskMemFree for the native build. The address sanitizer and valgrind find
 * overruns, double and bad frees, and end the program. New blocks are not filled, so that valgrind
 * finds reads of uninitialised bytes.
 */
#include "nativealloc.h"

#include <stdlib.h>

static SpyCounts counts;
static LONG untilFailure;
static BOOL hasFailed;
static UINT32 chance; /* chance / 2^32 of the allocations fail */
static UINT32 seed;

/* xorshift32: never 0, and the same sequence for the same seed on all machines. */
static UINT32 nextRandom(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

static BOOL failsNow(void)
{
    if (untilFailure != 0 && --untilFailure == 0) {
        hasFailed = TRUE;
        return TRUE;
    }
    return chance != 0 && nextRandom() < chance;
}

void *CoTaskMemAlloc(SIZE_T size)
{
    void *block = failsNow() ? NULL : malloc(size);

    if (block) {
        counts.allocations++;
        counts.live++;
    }
    return block;
}

void CoTaskMemFree(void *block)
{
    if (block) {
        counts.frees++;
        counts.live--;
        free(block);
    }
}

void NativeFailRandomly(UINT32 newSeed, UINT32 newChance)
{
    seed = newSeed != 0 ? newSeed : 1;
    chance = newChance;
}

void NativeFailAllocation(LONG n)
{
    untilFailure = n;
    hasFailed = FALSE;
}

BOOL NativeHasFailed(void)
{
    return hasFailed;
}

void NativeResetCounts(void)
{
    const SpyCounts none = {0};

    counts = none;
}

SpyCounts NativeCounts(void)
{
    return counts;
}
