/* SPDX-License-Identifier: MIT */
/* What may be appended: counts, sizes and types at, below and above their limits. */
#include "qutiltest.h"

#include <string.h>

#include "allocator.h"
#include "sohbuilder.h"
#include "soh/attribute.h"
#include "soh/statement.h"

static Ipv4Address manyV4[2000];
static Ipv6Address manyV6[1001];
static HRESULT manyCodes[2000];
static BYTE manyBytes[65536];

/* A value of any type with that many elements. */
static SoHAttributeValue valueOf(UINT32 type, UINT16 count)
{
    SoHAttributeValue value;

    memset(&value, 0, sizeof(value));
    switch (type) {
    case 3:
        value.v4AddressesVal.count = count;
        value.v4AddressesVal.addresses = manyV4;
        break;
    case 4:
    case 13:
        value.codesVal.count = count;
        value.codesVal.results = manyCodes;
        break;
    case 7:
        value.vendorSpecificVal.size = count;
        value.vendorSpecificVal.vendorSpecificData = manyBytes;
        break;
    case 15:
        value.v6AddressesVal.count = count;
        value.v6AddressesVal.addresses = manyV6;
        break;
    default:
        value.octetStringVal.size = count;
        value.octetStringVal.data = manyBytes;
        break;
    }
    return value;
}

static HRESULT appendAlone(UINT32 type, UINT16 count, BOOL isRequest)
{
    const SoHAttributeValue value = valueOf(type, count);
    SohStatement statement;
    HRESULT hr;

    SohStatementInit(&statement);
    assert_hresult(SohStatementBegin(&statement, 1), S_OK);
    hr = SohStatementAppend(&statement, (SoHAttributeType)type, &value, isRequest);
    assert_int_equal(SohStatementCount(&statement), SUCCEEDED(hr) ? 2 : 1);
    SohStatementClear(&statement);
    return hr;
}

static void appendsCountsInRange(void **state)
{
    static const struct {
        UINT16 type;
        UINT16 least;
        UINT16 most;
    } rows[] = {{3, 1, 1000},  {4, 0, 1000},  {13, 0, 1000},   {7, 0, 3996},
                {15, 1, 250},  {6, 0, 4000},  {9, 0, 4000},    {10, 0, 4000},
                {11, 0, 4000}, {17, 0, 4000}, {3000, 0, 4000}, {0x3FFF, 0, 4000}};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(rows); i++) {
        for (BOOL isRequest = FALSE; isRequest <= TRUE; isRequest++) {
            const UINT16 type = rows[i].type;

            assert_hresult(appendAlone(type, rows[i].least, isRequest), S_OK);
            assert_hresult(appendAlone(type, (UINT16)(rows[i].least + 1), isRequest), S_OK);
            assert_hresult(appendAlone(type, (UINT16)(rows[i].most - 1), isRequest), S_OK);
            assert_hresult(appendAlone(type, rows[i].most, isRequest), S_OK);
            assert_hresult(appendAlone(type, (UINT16)(rows[i].most + 1), isRequest), E_INVALIDARG);
            assert_hresult(appendAlone(type, 0xFFFF, isRequest), E_INVALIDARG);
            if (rows[i].least != 0) {
                assert_hresult(appendAlone(type, 0, isRequest), E_INVALIDARG);
            }
        }
    }
}

/* 16384 codes of 4 bytes are 65536 bytes, which a 16-bit size would take for 0. */
static void appendsNoCountWhoseSizeWraps(void **state)
{
    (void)state;
    assert_hresult(appendAlone(4, 16384, TRUE), E_INVALIDARG);
    assert_hresult(appendAlone(3, 16385, TRUE), E_INVALIDARG);
    assert_hresult(appendAlone(15, 4097, TRUE), E_INVALIDARG);
    assert_hresult(appendAlone(7, 65532, TRUE), E_INVALIDARG);
}

static void appendsTypes3To3FFF(void **state)
{
    static const UINT32 bad[] = {0, 1, 2, 0x4000, 0x4006, 0xFFFF, 0x10006, 0x80000006, 0xFFFFFFFF};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(bad); i++) {
        assert_hresult(appendAlone(bad[i], 1, TRUE), E_INVALIDARG);
        assert_hresult(appendAlone(bad[i], 1, FALSE), E_INVALIDARG);
    }
    for (UINT32 type = 3; type <= SOH_TYPE_MAX; type++) {
        assert_hresult(appendAlone(type, 1, TRUE), S_OK);
    }
}

static void appendsOneFixupAttributeOfAFamilyToAResponse(void **state)
{
    const SoHAttributeValue v4 = valueOf(3, 1);
    const SoHAttributeValue v6 = valueOf(15, 1);
    SohStatement statement;

    (void)state;
    SohStatementInit(&statement);
    assert_hresult(SohStatementBegin(&statement, 1), S_OK);
    assert_hresult(SohStatementAppend(&statement, 3, &v4, FALSE), S_OK);
    assert_hresult(SohStatementAppend(&statement, 15, &v6, FALSE), S_OK);
    assert_hresult(SohStatementAppend(&statement, 3, &v4, FALSE), E_INVALIDARG);
    assert_hresult(SohStatementAppend(&statement, 15, &v6, FALSE), E_INVALIDARG);
    assert_int_equal(SohStatementCount(&statement), 3);
    assert_hresult(SohStatementAppend(&statement, 3, &v4, TRUE), S_OK);
    assert_hresult(SohStatementAppend(&statement, 15, &v6, TRUE), S_OK);
    SohStatementClear(&statement);
}

static void fill(BYTE *bytes, UINT16 location)
{
    for (UINT32 i = 0; i < maxSoHAttributeSize; i++) {
        bytes[i] = (BYTE)(i * 7 + location);
    }
}

static void appendFull(SohStatement *statement, UINT16 location)
{
    const SoHAttributeValue value = valueOf(6, maxSoHAttributeSize);

    fill(manyBytes, location);
    assert_hresult(SohStatementAppend(statement, 6, &value, TRUE), S_OK);
}

static void checkFull(const SohStatement *statement, UINT16 location)
{
    SoHAttributeValue *value = SENTINEL;
    SoHAttributeType type;

    fill(manyBytes, location);
    assert_hresult(SohStatementGet(statement, location, &type, &value), S_OK);
    assert_int_equal(type, 6);
    assert_int_equal(value->octetStringVal.size, maxSoHAttributeSize);
    assert_memory_equal(value->octetStringVal.data, manyBytes, maxSoHAttributeSize);
    SohAttributeFree(type, value);
}

static void carries100AttributesOf4000Bytes(void **state)
{
    const SoHAttributeValue value = valueOf(6, 0);
    SohStatement built;
    SohStatement read;
    SoH *soh = SENTINEL;
    SoH *again = SENTINEL;

    (void)state;
    SohStatementInit(&built);
    SohStatementInit(&read);
    assert_hresult(SohStatementBegin(&built, 0x01020304), S_OK);
    for (UINT16 i = 1; i < maxSoHAttributeCount; i++) {
        appendFull(&built, i);
    }
    assert_int_equal(SpyRead().live, 1);
    assert_hresult(SohStatementAppend(&built, 6, &value, TRUE), E_INVALIDARG);
    assert_int_equal(SohStatementCount(&built), maxSoHAttributeCount);
    assert_hresult(SohStatementWrite(&built, &soh), S_OK);
    SohStatementClear(&built);
    assert_hresult(SohStatementRead(&read, soh, TRUE), S_OK);
    assert_int_equal(SohStatementCount(&read), maxSoHAttributeCount);
    for (UINT16 i = 1; i < maxSoHAttributeCount; i++) {
        checkFull(&read, i);
    }
    assert_hresult(SohStatementWrite(&read, &again), S_OK);
    assert_true(SameSoH(soh, again));
    SohStatementClear(&read);
    AllocatorFreeSoH(soh);
    AllocatorFreeSoH(again);
}

/* Ten blocks from 512 bytes to 400000: doubling, not one growth for each attribute. */
static void growsByDoubling(void **state)
{
    SohStatement statement;

    (void)state;
    SohStatementInit(&statement);
    assert_hresult(SohStatementBegin(&statement, 1), S_OK);
    for (UINT16 i = 1; i < maxSoHAttributeCount; i++) {
        appendFull(&statement, i);
    }
    assert_in_range(SpyRead().allocations, 1, 8);
    assert_int_equal(statement.capacity, maxSoHAttributeCount * maxSoHAttributeSize);
    SohStatementClear(&statement);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(appendsCountsInRange),
        spied_test(appendsNoCountWhoseSizeWraps),
        spied_test(appendsTypes3To3FFF),
        spied_test(appendsOneFixupAttributeOfAFamilyToAResponse),
        spied_test(carries100AttributesOf4000Bytes),
        spied_test(growsByDoubling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
