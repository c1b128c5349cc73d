/* SPDX-License-Identifier: MIT */
/*
 * The spy's interface on top of the native allocator. Faults that it can't count end the program:
 * see nativealloc.c.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "nativealloc.h"

void SpyStart(void)
{
    NativeResetCounts();
    NativeFailAllocation(0);
}

void SpyStop(void)
{
    assert_int_equal(NativeCounts().live, 0);
}

void SpyAbandon(void)
{
}

SpyCounts SpyRead(void)
{
    return NativeCounts();
}

void SpyFailAllocation(LONG n)
{
    NativeFailAllocation(n);
}

BOOL SpyHasFailed(void)
{
    return NativeHasFailed();
}
