/* SPDX-License-Identifier: MIT */
/* The packed statement: its copies are independent, and their allocations are exact. */
#include "qutiltest.h"

#include <string.h>

#include "allocator.h"
#include "sohbuilder.h"
#include "sohliteral.h"
#include "soh/attribute.h"
#include "soh/statement.h"

static const BYTE idBytes[] = {0x00, 0x01, 0x37, 0x80};
static const BYTE codeBytes[] = {0x00, 0x27, 0x00, 0x01};
static const BYTE vendorBytes[] = {0x00, 0x00, 0x01, 0x37, 0x5A, 0xA5};

static const SohPart responseParts[] = {
    {2, 4, idBytes}, {7, 6, vendorBytes}, {4, 4, codeBytes}, {6, 0, NULL}, {7, 4, vendorBytes}};

static SohStatement statement;

static int initStatement(void **state)
{
    memset(&statement, 0xCD, sizeof(statement)); /* what Init doesn't set must not matter */
    SohStatementInit(&statement);
    return startSpy(state);
}

static int clearStatement(void **state)
{
    SohStatementClear(&statement);
    return stopSpy(state);
}

static void begin(void)
{
    assert_hresult(SohStatementBegin(&statement, 0x00013780), S_OK);
}

static HRESULT appendVendor(void)
{
    BYTE data[] = {0x5A, 0xA5};
    SoHAttributeValue value = {.vendorSpecificVal = {0x137, sizeof(data), data}};
    HRESULT hr = SohStatementAppend(&statement, sohAttributeTypeVendorSpecific, &value, TRUE);

    memset(data, 0, sizeof(data)); /* the statement must hold a copy of its own */
    memset(&value, 0, sizeof(value));
    return hr;
}

static HRESULT appendCode(void)
{
    HRESULT code = 0x00270001;
    const SoHAttributeValue value = {.codesVal = {1, &code}};

    return SohStatementAppend(&statement, sohAttributeTypeComplianceResultCodes, &value, TRUE);
}

static HRESULT appendOctets(UINT16 size)
{
    static BYTE data[maxSoHAttributeSize];
    const SoHAttributeValue value = {.octetStringVal = {size, data}};

    return SohStatementAppend(&statement, sohAttributeTypeProductName, &value, TRUE);
}

static void readResponse(void)
{
    SoH *soh = BuildSoH(responseParts, ARRAYSIZE(responseParts));

    assert_hresult(SohStatementRead(&statement, soh, FALSE), S_OK);
    memset(soh->attributes[0].value, 0, 4);
    DestroySoH(soh);
}

static void beginsWithTheId(void **state)
{
    const SohPart expectedParts[] = {{2, 4, idBytes}};
    SoH *expected = BuildSoH(expectedParts, 1);
    SoH *soh = SENTINEL;

    assert_int_equal(SohStatementSystemHealthId(&statement), 0);
    begin();
    assert_int_equal(SohStatementCount(&statement), 1);
    assert_int_equal(SohStatementSystemHealthId(&statement), 0x00013780);
    assert_hresult(SohStatementWrite(&statement, &soh), S_OK);
    assert_true(SohEqual(soh, expected));
    AllocatorFreeSoH(soh);
    DestroySoH(expected);
}

static void writesWhatWasAppendedInOrder(void **state)
{
    const SohPart expectedParts[] = {
        {2, 4, idBytes}, {7, 6, vendorBytes}, {4, 4, codeBytes}, {7, 6, vendorBytes}};
    SoH *expected = BuildSoH(expectedParts, ARRAYSIZE(expectedParts));
    SoH *soh = SENTINEL;

    begin();
    assert_hresult(appendVendor(), S_OK);
    assert_hresult(appendCode(), S_OK);
    assert_hresult(appendVendor(), S_OK);
    assert_hresult(SohStatementWrite(&statement, &soh), S_OK);
    SohStatementClear(&statement); /* the copy must not need it */
    assert_true(SohEqual(soh, expected));
    AllocatorFreeSoH(soh);
    DestroySoH(expected);
}

static void readsACopy(void **state)
{
    SoH *expected = BuildSoH(responseParts, ARRAYSIZE(responseParts));
    SoH *soh = SENTINEL;

    readResponse();
    assert_int_equal(SohStatementCount(&statement), 5);
    assert_int_equal(SohStatementSystemHealthId(&statement), 0x00013780);
    assert_hresult(SohStatementWrite(&statement, &soh), S_OK);
    assert_true(SohEqual(soh, expected));
    assert_null(soh->attributes[3].value); /* no bytes, no block */
    AllocatorFreeSoH(soh);
    DestroySoH(expected);
}

static void getsCopiesThatOutliveTheStatement(void **state)
{
    SoHAttributeValue *one = SENTINEL;
    SoHAttributeValue *other = SENTINEL;
    SoHAttributeType type;

    readResponse();
    assert_hresult(SohStatementGet(&statement, 1, &type, &one), S_OK);
    assert_hresult(SohStatementGet(&statement, 1, &type, &other), S_OK);
    memset(one->vendorSpecificVal.vendorSpecificData, 0, 2);
    SohAttributeFree(type, one);
    SohStatementClear(&statement);
    assert_memory_equal(other->vendorSpecificVal.vendorSpecificData, vendorBytes + 4, 2);
    SohAttributeFree(type, other);
}

static void getsNothingBeyondTheEnd(void **state)
{
    static const UINT16 beyond[] = {5, 6, 99, 100, 0xFFFF};

    readResponse();
    statement.entries[5] =
        statement.entries[4]; /* bytes beyond the end that could be read by mistake */
    for (size_t i = 0; i < ARRAYSIZE(beyond); i++) {
        SoHAttributeValue *value = SENTINEL;
        SoHAttributeType type = 77;

        assert_hresult(SohStatementGet(&statement, beyond[i], &type, &value), E_INVALIDARG);
        assert_null(value);
        assert_int_equal(type, 77);
    }
}

static void smallStatementAllocatesOnlyTheResult(void **state)
{
    SoH *soh = SENTINEL;

    begin();
    assert_hresult(appendVendor(), S_OK);
    assert_hresult(appendCode(), S_OK);
    assert_hresult(appendOctets(0), S_OK);
    assert_int_equal(SpyRead().allocations, 0);
    assert_hresult(SohStatementWrite(&statement, &soh), S_OK);
    assert_int_equal(SpyRead().allocations, 2 + 3); /* struct, array, values that have bytes */
    AllocatorFreeSoH(soh);
    assert_int_equal(SpyRead().frees, 5);
}

static void staysInlineUpToItsSize(void **state)
{
    begin();
    assert_hresult(appendOctets(SOH_STATEMENT_INLINE_SIZE - 4), S_OK);
    assert_int_equal(SpyRead().allocations, 0);
    assert_hresult(appendOctets(1), S_OK);
    assert_int_equal(SpyRead().allocations, 1);
}

static void readsWithOneBlockOfTheExactSize(void **state)
{
    const SohPart parts[] = {{2, 4, idBytes}, {10, 4000, SohFiller}, {10, 1234, SohFiller}};
    SoH *soh = BuildSoH(parts, ARRAYSIZE(parts));

    assert_hresult(SohStatementRead(&statement, soh, TRUE), S_OK);
    assert_int_equal(SpyRead().allocations, 1);
    assert_int_equal(statement.capacity, 4 + 4000 + 1234);
    DestroySoH(soh);
}

/* Grows from 512 to 400,000 bytes by doubling, not once for each attribute. */
static void growsByDoubling(void **state)
{
    begin();
    for (int i = 1; i < maxSoHAttributeCount; i++) {
        assert_hresult(appendOctets(maxSoHAttributeSize), S_OK);
        assert_int_equal(SpyRead().live, 1);
    }
    assert_in_range(SpyRead().allocations, 1, 8);
    assert_int_equal(statement.capacity, maxSoHAttributeCount * maxSoHAttributeSize);
}

static void readsSmallStatementWithoutABlock(void **state)
{
    readResponse();
    assert_int_equal(SpyRead().allocations, 0);
}

static void canBeUsedAgainAfterClear(void **state)
{
    begin();
    assert_hresult(appendOctets(4000), S_OK);
    SohStatementClear(&statement);
    assert_int_equal(SpyRead().live, 0);
    assert_int_equal(SohStatementCount(&statement), 0);
    readResponse();
    assert_int_equal(SohStatementCount(&statement), 5);
    SohStatementClear(&statement);
    SohStatementClear(&statement);
}

/* With the values in the statement itself, and in a block. A block is moved, not copied. */
static void movesAllAttributes(void **state)
{
    static const UINT16 sizes[] = {10, 4000};
    static SohStatement target;
    SoH *expected;
    SoH *soh;

    for (size_t i = 0; i < ARRAYSIZE(sizes); i++) {
        LONG allocations;
        UINT32 capacity;

        begin();
        assert_hresult(appendVendor(), S_OK);
        assert_hresult(appendOctets(sizes[i]), S_OK);
        capacity = statement.capacity;
        assert_hresult(SohStatementWrite(&statement, &expected), S_OK);
        memset(&target, 0xCD, sizeof(target));
        SohStatementInit(&target);
        allocations = SpyRead().allocations;
        assert_hresult(SohStatementMove(&target, &statement), S_OK);
        assert_int_equal(target.capacity, capacity); /* what is appended later goes by it */
        assert_int_equal(SpyRead().allocations, allocations);
        assert_int_equal(SohStatementCount(&statement), 0);
        memset(statement.inlineBytes, 0, sizeof(statement.inlineBytes));
        assert_hresult(SohStatementWrite(&target, &soh), S_OK);
        assert_true(SohEqual(soh, expected));
        AllocatorFreeSoH(soh);
        AllocatorFreeSoH(expected);
        SohStatementClear(&target);
    }
}

static void movesOnlyToAnEmptyStatement(void **state)
{
    static SohStatement target;

    SohStatementInit(&target);
    assert_hresult(SohStatementBegin(&target, 1), S_OK);
    readResponse();
    assert_hresult(SohStatementMove(&target, &statement), E_UNEXPECTED);
    assert_int_equal(SohStatementCount(&target), 1);
    assert_int_equal(SohStatementCount(&statement), 5);
    SohStatementClear(&target);
}

static void readsOnlyToAnEmptyStatement(void **state)
{
    SoH *soh = BuildSoH(responseParts, ARRAYSIZE(responseParts));

    begin();
    assert_hresult(SohStatementRead(&statement, soh, FALSE), E_UNEXPECTED);
    assert_int_equal(SohStatementCount(&statement), 1);
    DestroySoH(soh);
}

static void refusesNullPointers(void **state)
{
    begin();
    assert_hresult(SohStatementRead(&statement, NULL, FALSE), E_INVALIDARG);
    assert_hresult(SohStatementWrite(&statement, NULL), E_INVALIDARG);
}

#define statement_test(function)                                                                   \
    cmocka_unit_test_setup_teardown(function, initStatement, clearStatement)

int main(void)
{
    const struct CMUnitTest tests[] = {
        statement_test(beginsWithTheId),
        statement_test(writesWhatWasAppendedInOrder),
        statement_test(readsACopy),
        statement_test(getsCopiesThatOutliveTheStatement),
        statement_test(getsNothingBeyondTheEnd),
        statement_test(smallStatementAllocatesOnlyTheResult),
        statement_test(staysInlineUpToItsSize),
        statement_test(readsWithOneBlockOfTheExactSize),
        statement_test(growsByDoubling),
        statement_test(readsSmallStatementWithoutABlock),
        statement_test(canBeUsedAgainAfterClear),
        statement_test(movesAllAttributes),
        statement_test(movesOnlyToAnEmptyStatement),
        statement_test(readsOnlyToAnEmptyStatement),
        statement_test(refusesNullPointers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
