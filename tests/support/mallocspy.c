/* SPDX-License-Identifier: MIT */
/* See mallocspy.h. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "mallocspy.h"

void SpyStart(void)
{
    assert_int_equal(AllocSpyStart(), S_OK);
}

void SpyAbandon(void)
{
    AllocSpyEnd();
}

void SpyStop(void)
{
    SpyCounts found = SpyRead();

    SpyAbandon();
    assert_int_equal(found.live, 0);
    assert_int_equal(found.allocations, found.frees);
    assert_int_equal(found.badFrees, 0);
    assert_int_equal(found.overruns, 0);
    assert_int_equal(found.untracked, 0);
}

SpyCounts SpyRead(void)
{
    return AllocSpyRead();
}

void SpyFailAllocation(LONG n)
{
    AllocSpyFail(n);
}

BOOL SpyHasFailed(void)
{
    return AllocSpyHasFailed();
}
