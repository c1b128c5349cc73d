/* SPDX-License-Identifier: MIT */
/* Tests of the spy: makes each fault that it must find, on purpose. */
#include "qutiltest.h"

#include <string.h>

static int abandonSpy(void **state)
{
    SpyAbandon();
    return 0;
}

static void countsAllocationsAndFrees(void **state)
{
    void *first = CoTaskMemAlloc(10);
    void *second = CoTaskMemAlloc(0);

    assert_int_equal(SpyRead().allocations, 2);
    assert_int_equal(SpyRead().live, 2);
    CoTaskMemFree(first);
    CoTaskMemFree(NULL);
    assert_int_equal(SpyRead().frees, 1);
    assert_int_equal(SpyRead().live, 1);
    CoTaskMemFree(second);
    assert_int_equal(SpyRead().badFrees, 0);
}

static void fillsNewBlocks(void **state)
{
    BYTE *block = CoTaskMemAlloc(3);

    assert_memory_equal(block, "\xCD\xCD\xCD", 3);
    CoTaskMemFree(block);
}

static void findsDoubleFree(void **state)
{
    void *block = CoTaskMemAlloc(10);

    CoTaskMemFree(block);
    /* cppcheck-suppress doubleFree; what the spy has to find */
    CoTaskMemFree(block);
    assert_int_equal(SpyRead().badFrees, 1);
}

static void findsForeignFree(void **state)
{
    BYTE *block = CoTaskMemAlloc(10);
    void *foreign = HeapAlloc(GetProcessHeap(), 0, 8);

    /* cppcheck-suppress mismatchAllocDealloc; what the spy has to find */
    CoTaskMemFree(foreign);
    assert_int_equal(SpyRead().badFrees, 1);
    assert_int_equal(SpyRead().live, 1);
    CoTaskMemFree(block);
}

static void findsOverrunAndUnderrun(void **state)
{
    BYTE *block = CoTaskMemAlloc(10);

    /* cppcheck-suppress arrayIndexOutOfBounds; what the spy has to find */
    block[10] = 0;
    CoTaskMemFree(block);
    assert_int_equal(SpyRead().overruns, 1);
    block = CoTaskMemAlloc(10);
    /* cppcheck-suppress negativeIndex; what the spy has to find */
    block[-1] = 0;
    CoTaskMemFree(block);
    assert_int_equal(SpyRead().overruns, 2);
}

static void failsOnlyTheNthAllocation(void **state)
{
    void *blocks[3];

    SpyFailAllocation(2);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(SpyHasFailed(), i == 2);
        blocks[i] = CoTaskMemAlloc(4);
    }
    assert_non_null(blocks[0]);
    assert_null(blocks[1]);
    assert_non_null(blocks[2]);
    assert_int_equal(SpyRead().allocations, 2);
    CoTaskMemFree(blocks[0]);
    CoTaskMemFree(blocks[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(countsAllocationsAndFrees),
        spied_test(fillsNewBlocks),
        cmocka_unit_test_setup_teardown(findsDoubleFree, startSpy, abandonSpy),
        cmocka_unit_test_setup_teardown(findsForeignFree, startSpy, abandonSpy),
        cmocka_unit_test_setup_teardown(findsOverrunAndUnderrun, startSpy, abandonSpy),
        spied_test(failsOnlyTheNthAllocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
