/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out: allocation n of each Alloc function fails, n = 1, 2, 3 … until the call
 * succeeds. Each failure gives E_OUTOFMEMORY, a NULL output and no leak, and the number of
 * allocations is the exact one.
 */
#include "qutiltest.h"

typedef HRESULT (*Allocate)(void **out);
typedef void (*Release)(void *made);

static HRESULT allocateConnections(void **out)
{
    return AllocConnections((Connections **)out, 20);
}

static HRESULT allocateNoConnections(void **out)
{
    return AllocConnections((Connections **)out, 0);
}

static HRESULT allocateMostConnections(void **out)
{
    return AllocConnections((Connections **)out, 65535);
}

static void releaseConnections(void *made)
{
    FreeConnections(made);
}

static HRESULT allocateFixupInfo(void **out)
{
    return AllocFixupInfo((FixupInfo **)out, 3);
}

static HRESULT allocateEmptyFixupInfo(void **out)
{
    return AllocFixupInfo((FixupInfo **)out, 0);
}

static void releaseFixupInfo(void *made)
{
    FreeFixupInfo(made);
}

static HRESULT allocateCountedString(void **out)
{
    return AllocCountedString((CountedString **)out, L"seven words that fit in no register");
}

static HRESULT allocateEmptyString(void **out)
{
    return AllocCountedString((CountedString **)out, L"");
}

static void releaseCountedString(void *made)
{
    FreeCountedString(made);
}

static void sweep(Allocate allocate, Release release, LONG expectedAllocations)
{
    for (LONG n = 1;; n++) {
        void *made = SENTINEL;
        HRESULT hr;

        SpyFailAllocation(n);
        hr = allocate(&made);
        if (!SpyHasFailed()) {
            SpyFailAllocation(0);
            assert_hresult(hr, S_OK);
            assert_int_equal(n - 1, expectedAllocations);
            release(made);
            return;
        }
        assert_hresult(hr, E_OUTOFMEMORY);
        assert_null(made);
        assert_int_equal(SpyRead().live, 0);
    }
}

static void sweepAllocConnections(void **state)
{
    (void)state;
    sweep(allocateConnections, releaseConnections, 2);
    sweep(allocateNoConnections, releaseConnections, 1);
    sweep(allocateMostConnections, releaseConnections, 2);
}

static void sweepAllocFixupInfo(void **state)
{
    (void)state;
    sweep(allocateFixupInfo, releaseFixupInfo, 2);
    sweep(allocateEmptyFixupInfo, releaseFixupInfo, 1);
}

static void sweepAllocCountedString(void **state)
{
    (void)state;
    sweep(allocateCountedString, releaseCountedString, 2);
    sweep(allocateEmptyString, releaseCountedString, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(sweepAllocConnections),
        spied_test(sweepAllocFixupInfo),
        spied_test(sweepAllocCountedString),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
