/* SPDX-License-Identifier: MIT */
/*
 * Memory runs out: allocation n of each operation fails, n = 1, 2, 3 … until it succeeds. Each
 * failure must return E_OUTOFMEMORY, leave the statement unchanged and leak nothing. The number of
 * allocations must be exact.
 */
#include "qutiltest.h"

#include <stdint.h>
#include <string.h>

#include "allocator.h"
#include "sohbuilder.h"
#include "soh/attribute.h"
#include "soh/statement.h"

static const BYTE idBytes[] = {0x00, 0x01, 0x37, 0x80};
static BYTE data[maxSoHAttributeSize];

/* Returns E_OUTOFMEMORY or the result of its last step. */
typedef HRESULT (*Operation)(SohStatement *statement);

static void sweep(SohStatement *statement, Operation operation, LONG expectedAllocations)
{
    LONG n = 0;
    HRESULT hr;

    do {
        const LONG live = SpyRead().live;
        const UINT16 count = SohStatementCount(statement);
        const UINT32 used = statement->used;

        SpyFailAllocation(++n);
        hr = operation(statement);
        if (SpyHasFailed()) {
            assert_hresult(hr, E_OUTOFMEMORY);
            assert_int_equal(SpyRead().live, live);
            assert_int_equal(SohStatementCount(statement), count);
            assert_int_equal(statement->used, used);
        }
    } while (SpyHasFailed());
    SpyFailAllocation(0);
    assert_hresult(hr, S_OK);
    assert_int_equal(n - 1, expectedAllocations);
}

static HRESULT append(SohStatement *statement, UINT16 size)
{
    const SoHAttributeValue value = {.octetStringVal = {size, data}};

    return SohStatementAppend(statement, sohAttributeTypeProductName, &value, TRUE);
}

static HRESULT beginAndFill(SohStatement *statement)
{
    SohStatementInit(statement);
    assert_hresult(SohStatementBegin(statement, 0x00013780), S_OK);
    return append(statement, SOH_STATEMENT_INLINE_SIZE - 4);
}

static HRESULT appendOneByte(SohStatement *statement)
{
    return append(statement, 1);
}

static HRESULT appendMost(SohStatement *statement)
{
    return append(statement, maxSoHAttributeSize);
}

static HRESULT readSmall(SohStatement *statement)
{
    const SohPart parts[] = {{2, 4, idBytes}, {10, SOH_STATEMENT_INLINE_SIZE - 4, SohFiller}};
    SoH *soh = BuildSoH(parts, ARRAYSIZE(parts));
    HRESULT hr = SohStatementRead(statement, soh, TRUE);

    DestroySoH(soh);
    return hr;
}

static HRESULT readLarge(SohStatement *statement)
{
    const SohPart parts[] = {{2, 4, idBytes}, {10, SOH_STATEMENT_INLINE_SIZE - 3, SohFiller}};
    SoH *soh = BuildSoH(parts, ARRAYSIZE(parts));
    HRESULT hr = SohStatementRead(statement, soh, TRUE);

    DestroySoH(soh);
    return hr;
}

static HRESULT writeOut(SohStatement *statement)
{
    SoH *soh = SENTINEL;
    HRESULT hr = SohStatementWrite(statement, &soh);

    if (FAILED(hr)) {
        assert_null(soh);
    }
    AllocatorFreeSoH(soh);
    return hr;
}

static HRESULT get(SohStatement *statement, UINT16 location)
{
    SoHAttributeValue *value = SENTINEL;
    SoHAttributeType type = 77;
    HRESULT hr = SohStatementGet(statement, location, &type, &value);

    if (FAILED(hr)) {
        assert_null(value);
        assert_int_equal(type, 77);
    }
    SohAttributeFree(type, value);
    return hr;
}

static HRESULT getId(SohStatement *statement)
{
    return get(statement, 0);
}

static HRESULT getOctets(SohStatement *statement)
{
    return get(statement, 1);
}

static void appendFailsAtEachAllocation(void **state)
{
    SohStatement statement;

    assert_hresult(beginAndFill(&statement), S_OK);
    sweep(&statement, appendOneByte, 1);
    sweep(&statement, appendOneByte, 0);
    sweep(&statement, appendMost, 1);
    SohStatementClear(&statement);
}

static void readFailsAtEachAllocation(void **state)
{
    SohStatement statement;

    SohStatementInit(&statement);
    sweep(&statement, readSmall, 0);
    SohStatementClear(&statement);
    sweep(&statement, readLarge, 1);
    SohStatementClear(&statement);
}

static void writeFailsAtEachAllocation(void **state)
{
    SohStatement statement;

    assert_hresult(beginAndFill(&statement), S_OK);
    assert_hresult(append(&statement, 0), S_OK);
    assert_hresult(append(&statement, 100), S_OK);
    sweep(&statement, writeOut, 2 + 3);
    SohStatementClear(&statement);
}

static void writeOf100FailsAtEachAllocation(void **state)
{
    SohStatement statement;

    assert_hresult(beginAndFill(&statement), S_OK);
    while (SohStatementCount(&statement) < maxSoHAttributeCount) {
        assert_hresult(append(&statement, 7), S_OK);
    }
    sweep(&statement, writeOut, 2 + maxSoHAttributeCount);
    SohStatementClear(&statement);
}

static void getFailsAtEachAllocation(void **state)
{
    SohStatement statement;

    assert_hresult(beginAndFill(&statement), S_OK);
    sweep(&statement, getId, 1);
    sweep(&statement, getOctets, 2);
    SohStatementClear(&statement);
}

/* A multiplication that overflows must not give a small block. */
static void refusesSizesBeyondAllMemory(void **state)
{
    void *block;

    assert_null(AllocatorArray(SIZE_MAX / 4 + 1, 4));
    assert_null(AllocatorArray(2, SIZE_MAX / 2 + 1));
    assert_null(AllocatorZeroed(SIZE_MAX / 4 + 1, 4));
    assert_int_equal(SpyRead().allocations, 0);
    block = AllocatorArray(4, 0);
    assert_non_null(block);
    AllocatorFree(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(appendFailsAtEachAllocation), spied_test(readFailsAtEachAllocation),
        spied_test(writeFailsAtEachAllocation),  spied_test(writeOf100FailsAtEachAllocation),
        spied_test(getFailsAtEachAllocation),    spied_test(refusesSizesBeyondAllMemory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
