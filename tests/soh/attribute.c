/* SPDX-License-Identifier: MIT */
/*
 * The attribute table from inside: its names, and its own checks of sizes that a caller has checked
 * before.
 */
#include "qutiltest.h"

#include <string.h>

#include "sohliteral.h"
#include "soh/attribute.h"

static BYTE octets[] = {0x46, 0x00, 0xFF, 0x80, 0x57};

static void namesEachRow(void **state)
{
    static const char *const names[] = {
        "Unknown",
        "Unknown",
        "SystemHealthId",
        "Ipv4FixupServers",
        "ComplianceResultCodes",
        "TimeOfLastUpdate",
        "ClientId",
        "VendorSpecific",
        "HealthClass",
        "SoftwareVersion",
        "ProductName",
        "HealthClassStatus",
        "SoHGenerationTime",
        "ErrorCodes",
        "FailureCategory",
        "Ipv6FixupServers",
        "ExtendedIsolationState",
        "Unknown",
    };

    for (UINT32 type = 0; type < ARRAYSIZE(names); type++) {
        assert_string_equal(SohAttributeLookUp(type)->name, names[type]);
    }
    assert_string_equal(SohAttributeLookUp(0x3FFF)->name, "Unknown");
    assert_string_equal(SohAttributeLookUp(0xFFFFFFFF)->name, "Unknown");
}

/* Sizes above 16 bits, which no attribute can state. SohValidate checks the others. */
static void allowsNoLargerSize(void **state)
{
    for (UINT32 type = 0; type <= 18; type++) {
        const SohAttributeRow *row = SohAttributeLookUp(type);

        assert_false(SohAttributeSizeFits(row, 0x10000));
        assert_false(SohAttributeSizeFits(row, 0xFFFFFFFF));
        assert_false(SohAttributeSizeFits(row, 0xFFFFFFFC));
    }
}

static void refusesToDecodeOtherSizes(void **state)
{
    static const BYTE bytes[4100];

    for (UINT32 type = 0; type <= 18; type++) {
        for (UINT32 size = 0; size < sizeof(bytes); size++) {
            SoHAttributeValue *value = SENTINEL;

            if (!SohSizeIsAllowed(type, size)) {
                assert_hresult(
                    SohAttributeDecode((SoHAttributeType)type, bytes, (UINT16)size, &value),
                    E_INVALIDARG);
                assert_null(value);
            }
        }
    }
    assert_int_equal(SpyRead().allocations, 0);
}

static void refusesToDecodeNull(void **state)
{
    SoHAttributeValue *value = SENTINEL;

    assert_hresult(SohAttributeDecode(sohAttributeTypeHealthClass, NULL, 1, &value), E_INVALIDARG);
    assert_null(value);
    assert_hresult(SohAttributeDecode(sohAttributeTypeHealthClass, octets, 1, NULL), E_INVALIDARG);
    assert_int_equal(SpyRead().allocations, 0);
}

static void decodesNothingFromNull(void **state)
{
    SoHAttributeValue *value = SENTINEL;

    assert_hresult(SohAttributeDecode(sohAttributeTypeClientId, NULL, 0, &value), S_OK);
    assert_int_equal(value->octetStringVal.size, 0);
    assert_null(value->octetStringVal.data);
    SohAttributeFree(sohAttributeTypeClientId, value);
}

/* The statement already refuses NULL before it measures. */
static void refusesToMeasureNull(void **state)
{
    UINT16 size = 0xAAAA;

    for (UINT32 type = 0; type <= 17; type++) {
        assert_hresult(SohAttributeMeasure(SohAttributeLookUp(type), NULL, &size), E_INVALIDARG);
        assert_int_equal(size, 0xAAAA);
    }
}

/* Another thread may change a value after it was measured. */
static void encodesNothingFromAPointerThatBecameNull(void **state)
{
    const SoHAttributeValue noCodes = {.codesVal = {2, NULL}};
    const SoHAttributeValue noVendor = {.vendorSpecificVal = {1, 4, NULL}};
    BYTE out[8];

    assert_hresult(SohAttributeEncode(SohAttributeLookUp(4), &noCodes, out, 8), E_INVALIDARG);
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(7), &noVendor, out, 8), E_INVALIDARG);
}

static void refusesToEncodeIntoOtherSizes(void **state)
{
    const SoHAttributeValue value = {.idVal = 1};
    BYTE out[8];

    assert_hresult(SohAttributeEncode(SohAttributeLookUp(2), &value, out, 3), E_INVALIDARG);
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(2), &value, out, 5), E_INVALIDARG);
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(5), &value, out, 7), E_INVALIDARG);
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(8), &value, out, 0), E_INVALIDARG);
}

/* SohStatementBegin writes the id of a statement by itself. */
static void encodesId(void **state)
{
    const SoHAttributeValue value = {.idVal = 0x01020304};
    static const BYTE expected[] = {1, 2, 3, 4};
    BYTE out[4] = {0};

    assert_hresult(SohAttributeEncode(SohAttributeLookUp(2), &value, out, 4), S_OK);
    assert_memory_equal(out, expected, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(namesEachRow),
        cmocka_unit_test(allowsNoLargerSize),
        spied_test(refusesToDecodeOtherSizes),
        spied_test(refusesToDecodeNull),
        spied_test(decodesNothingFromNull),
        cmocka_unit_test(refusesToMeasureNull),
        cmocka_unit_test(encodesNothingFromAPointerThatBecameNull),
        cmocka_unit_test(refusesToEncodeIntoOtherSizes),
        cmocka_unit_test(encodesId),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
