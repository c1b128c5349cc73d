/* SPDX-License-Identifier: MIT */
/* The attribute table: each row both ways with its exact bytes, its sizes, and what it refuses. */
#include "qutiltest.h"

#include <stdlib.h>
#include <string.h>

#include "sohvalues.h"
#include "soh/attribute.h"

static Ipv4Address v4[] = {{{192, 0, 2, 1}}, {{198, 51, 100, 254}}};
static Ipv6Address v6[] = {{{0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
                           {{0xFE, 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}}};
static HRESULT codes[] = {0x00270001, (HRESULT)0x80070005, -1, 0};
static BYTE octets[] = {0x46, 0x00, 0xFF, 0x80, 0x57};

#define TIME_OF(high, low) .dateTimeVal = {.dwLowDateTime = (low), .dwHighDateTime = (high)}
#define CODES_OF(n)        .codesVal = {.count = (n), .results = codes}
#define OCTETS_OF(n)       .octetStringVal = {.size = (n), .data = octets}
#define VENDOR_OF(id, n)                                                                           \
    .vendorSpecificVal = {.vendorId = (id), .size = (n), .vendorSpecificData = octets}

/* blocks: what a decoded value costs. */
static const struct Sample {
    UINT32 type;
    const char *name;
    int blocks;
    SoHAttributeValue value;
    UINT16 size;
    BYTE bytes[32];
} samples[] = {
    {2, "SystemHealthId", 1, {.idVal = 0x00013780}, 4, {0x00, 0x01, 0x37, 0x80}},
    {2, "SystemHealthId", 1, {.idVal = 0xFEDCBA98}, 4, {0xFE, 0xDC, 0xBA, 0x98}},
    {3, "Ipv4FixupServers", 2, {.v4AddressesVal = {1, v4}}, 4, {192, 0, 2, 1}},
    {3, "Ipv4FixupServers", 2, {.v4AddressesVal = {2, v4}}, 8, {192, 0, 2, 1, 198, 51, 100, 254}},
    {4, "ComplianceResultCodes", 1, {CODES_OF(0)}, 0, {0}},
    {4, "ComplianceResultCodes", 2, {CODES_OF(1)}, 4, {0x00, 0x27, 0x00, 0x01}},
    {4,
     "ComplianceResultCodes",
     2,
     {CODES_OF(4)},
     16,
     {0x00, 0x27, 0x00, 0x01, 0x80, 0x07, 0x00, 0x05, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0}},
    {5,
     "TimeOfLastUpdate",
     1,
     {TIME_OF(0x01CA78D8, 0x58EE1EF0)},
     8,
     {0x01, 0xCA, 0x78, 0xD8, 0x58, 0xEE, 0x1E, 0xF0}},
    {6, "ClientId", 2, {OCTETS_OF(5)}, 5, {0x46, 0x00, 0xFF, 0x80, 0x57}},
    {7, "VendorSpecific", 1, {VENDOR_OF(0x137, 0)}, 4, {0x00, 0x00, 0x01, 0x37}},
    {7, "VendorSpecific", 2, {VENDOR_OF(0x137, 2)}, 6, {0x00, 0x00, 0x01, 0x37, 0x46, 0x00}},
    {7, "VendorSpecific", 2, {VENDOR_OF(0x80818283, 1)}, 5, {0x80, 0x81, 0x82, 0x83, 0x46}},
    {8, "HealthClass", 1, {.uint8Val = 128}, 1, {128}},
    {8, "HealthClass", 1, {.uint8Val = 255}, 1, {255}},
    {9, "SoftwareVersion", 2, {OCTETS_OF(1)}, 1, {0x46}},
    {10, "ProductName", 2, {OCTETS_OF(2)}, 2, {0x46, 0x00}},
    {11, "HealthClassStatus", 2, {OCTETS_OF(4)}, 4, {0x46, 0x00, 0xFF, 0x80}},
    {12,
     "SoHGenerationTime",
     1,
     {TIME_OF(0x80000001, 0xFFFFFFFE)},
     8,
     {0x80, 0x00, 0x00, 0x01, 0xFF, 0xFF, 0xFF, 0xFE}},
    {13, "ErrorCodes", 1, {CODES_OF(0)}, 0, {0}},
    {13, "ErrorCodes", 2, {CODES_OF(2)}, 8, {0x00, 0x27, 0x00, 0x01, 0x80, 0x07, 0x00, 0x05}},
    {14, "FailureCategory", 1, {.uint8Val = 0}, 1, {0}},
    {15,
     "Ipv6FixupServers",
     2,
     {.v6AddressesVal = {1, v6}},
     16,
     {0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
    {15, "Ipv6FixupServers", 2, {.v6AddressesVal = {2, v6}}, 32, {0x20, 0x01, 0x0D, 0xB8, 0, 0, 0,
                                                                  0,    0,    0,    0,    0, 0, 0,
                                                                  0,    1,    0xFE, 0x80, 1, 2, 3,
                                                                  4,    5,    6,    7,    8, 9, 10,
                                                                  11,   12,   13,   14}},
    {16, "ExtendedIsolationState", 1, {.uint8Val = 3}, 1, {3}},
    {0, "Unknown", 2, {OCTETS_OF(5)}, 5, {0x46, 0x00, 0xFF, 0x80, 0x57}},
    {1, "Unknown", 2, {OCTETS_OF(5)}, 5, {0x46, 0x00, 0xFF, 0x80, 0x57}},
    {17, "Unknown", 1, {OCTETS_OF(0)}, 0, {0}},
    {17, "Unknown", 2, {OCTETS_OF(3)}, 3, {0x46, 0x00, 0xFF}},
    {0x3FFF, "Unknown", 2, {OCTETS_OF(5)}, 5, {0x46, 0x00, 0xFF, 0x80, 0x57}},
    {0xFFFFFFFF, "Unknown", 2, {OCTETS_OF(5)}, 5, {0x46, 0x00, 0xFF, 0x80, 0x57}},
};

static BYTE *exactBlock(const BYTE *bytes, size_t size)
{
    BYTE *block = malloc(size != 0 ? size : 1);

    assert_non_null(block);
    memcpy(block, bytes, size);
    return block;
}

static void encodesEachRowExactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(samples); i++) {
        const struct Sample *s = &samples[i];
        const SohAttributeRow *row = SohAttributeLookUp(s->type);
        BYTE *out = exactBlock(s->bytes, s->size);
        UINT16 size = 0xAAAA;

        memset(out, 0xAA, s->size);
        assert_hresult(SohAttributeMeasure(row, &s->value, &size), S_OK);
        assert_int_equal(size, s->size);
        assert_hresult(SohAttributeEncode(row, &s->value, out, size), S_OK);
        assert_memory_equal(out, s->bytes, size);
        free(out);
    }
}

static void decodesEachRowExactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(samples); i++) {
        const struct Sample *s = &samples[i];
        BYTE *bytes = exactBlock(s->bytes, s->size);
        SoHAttributeValue *value = SENTINEL;

        assert_hresult(SohAttributeDecode((SoHAttributeType)s->type, bytes, s->size, &value), S_OK);
        free(bytes); /* the value must not need it */
        assert_int_equal(SpyRead().live, s->blocks);
        assert_true(SameValue(s->type, value, &s->value));
        SohAttributeFree((SoHAttributeType)s->type, value);
        assert_int_equal(SpyRead().live, 0);
    }
}

static void namesEachRow(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(samples); i++) {
        assert_string_equal(SohAttributeLookUp(samples[i].type)->name, samples[i].name);
    }
}

static BOOL documentedSize(UINT32 type, UINT32 size)
{
    switch (type) {
    case 2:
        return size == 4;
    case 3:
        return size >= 4 && size <= 4000 && size % 4 == 0;
    case 4:
    case 13:
        return size <= 4000 && size % 4 == 0;
    case 5:
    case 12:
        return size == 8;
    case 7:
        return size >= 4 && size <= 4000;
    case 8:
    case 14:
    case 16:
        return size == 1;
    case 15:
        return size >= 16 && size <= 4000 && size % 16 == 0;
    default:
        return size <= 4000;
    }
}

static void allowsEachRowItsSizesOnly(void **state)
{
    (void)state;
    for (UINT32 type = 0; type <= 18; type++) {
        const SohAttributeRow *row = SohAttributeLookUp(type);

        for (UINT32 size = 0; size <= 65536; size++) {
            if (SohAttributeSizeFits(row, size) != documentedSize(type, size)) {
                fail_msg("type %u, size %u", (unsigned)type, (unsigned)size);
            }
        }
        assert_false(SohAttributeSizeFits(row, 0xFFFFFFFF));
        assert_false(SohAttributeSizeFits(row, 0xFFFFFFFC));
    }
}

static void refusesToDecodeOtherSizes(void **state)
{
    static const BYTE bytes[4100];

    (void)state;
    for (UINT32 type = 0; type <= 18; type++) {
        for (UINT32 size = 0; size < sizeof(bytes); size++) {
            SoHAttributeValue *value = SENTINEL;

            if (!documentedSize(type, size)) {
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

    (void)state;
    assert_hresult(SohAttributeDecode(sohAttributeTypeHealthClass, NULL, 1, &value), E_INVALIDARG);
    assert_null(value);
    assert_hresult(SohAttributeDecode(sohAttributeTypeHealthClass, octets, 1, NULL), E_INVALIDARG);
    assert_int_equal(SpyRead().allocations, 0);
}

static void decodesNothingFromNull(void **state)
{
    SoHAttributeValue *value = SENTINEL;

    (void)state;
    assert_hresult(SohAttributeDecode(sohAttributeTypeClientId, NULL, 0, &value), S_OK);
    assert_int_equal(value->octetStringVal.size, 0);
    assert_null(value->octetStringVal.data);
    SohAttributeFree(sohAttributeTypeClientId, value);
}

static void assertRefused(UINT32 type, const SoHAttributeValue *value)
{
    UINT16 size = 0xAAAA;

    assert_hresult(SohAttributeMeasure(SohAttributeLookUp(type), value, &size), E_INVALIDARG);
    assert_int_equal(size, 0xAAAA);
}

static void refusesToMeasureNull(void **state)
{
    const SoHAttributeValue noCodes = {.codesVal = {1, NULL}};
    const SoHAttributeValue noV4 = {.v4AddressesVal = {1, NULL}};
    const SoHAttributeValue noV6 = {.v6AddressesVal = {1, NULL}};
    const SoHAttributeValue noVendor = {.vendorSpecificVal = {1, 1, NULL}};
    const SoHAttributeValue noOctets = {.octetStringVal = {1, NULL}};

    (void)state;
    assertRefused(3, &noV4);
    assertRefused(4, &noCodes);
    assertRefused(6, &noOctets);
    assertRefused(7, &noVendor);
    assertRefused(13, &noCodes);
    assertRefused(15, &noV6);
    assertRefused(99, &noOctets);
    for (UINT32 type = 0; type <= 17; type++) {
        assertRefused(type, NULL);
    }
}

static void measuresNoElementsAtNull(void **state)
{
    const SoHAttributeValue codesAtNull = {.codesVal = {0, NULL}};
    const SoHAttributeValue vendorAtNull = {.vendorSpecificVal = {7, 0, NULL}};
    UINT16 size;

    (void)state;
    assert_hresult(SohAttributeMeasure(SohAttributeLookUp(4), &codesAtNull, &size), S_OK);
    assert_int_equal(size, 0);
    assert_hresult(SohAttributeMeasure(SohAttributeLookUp(7), &vendorAtNull, &size), S_OK);
    assert_int_equal(size, 4);
}

/* What a measured value may turn into while another thread changes it. */
static void encodesNothingOfABlockThatVanished(void **state)
{
    const SoHAttributeValue noCodes = {.codesVal = {2, NULL}};
    const SoHAttributeValue noVendor = {.vendorSpecificVal = {1, 4, NULL}};
    BYTE out[8];

    (void)state;
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(4), &noCodes, out, 8), E_INVALIDARG);
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(7), &noVendor, out, 8), E_INVALIDARG);
}

static void encodesJustAsManyBytesAsThereIsRoom(void **state)
{
    const SoHAttributeValue value = {.idVal = 1};
    BYTE out[8];

    (void)state;
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(2), &value, out, 3), E_INVALIDARG);
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(2), &value, out, 5), E_INVALIDARG);
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(5), &value, out, 7), E_INVALIDARG);
    assert_hresult(SohAttributeEncode(SohAttributeLookUp(8), &value, out, 0), E_INVALIDARG);
}

static void freesNullOfAnyType(void **state)
{
    (void)state;
    for (UINT32 type = 0; type <= 17; type++) {
        SohAttributeFree((SoHAttributeType)type, NULL);
    }
    SohAttributeFree((SoHAttributeType)0xFFFFFFFF, NULL);
    assert_int_equal(SpyRead().frees, 0);
}

/* The pointer counts, and neither the count beside it nor what else is in the union. */
static void freesByThePointerAlone(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(samples); i++) {
        const struct Sample *s = &samples[i];
        SoHAttributeValue *value;

        assert_hresult(SohAttributeDecode((SoHAttributeType)s->type, s->bytes, s->size, &value),
                       S_OK);
        if (s->blocks == 2) {
            if (s->type == sohAttributeTypeVendorSpecific) {
                value->vendorSpecificVal.size = 0;
            } else {
                value->octetStringVal.size = 0xFFFF; /* the count of all the others lies there */
            }
        } else if (s->type == sohAttributeTypeTimeOfLastUpdate) {
            memset(value, 0xFF, sizeof(*value));
        }
        SohAttributeFree((SoHAttributeType)s->type, value);
        assert_int_equal(SpyRead().live, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodesEachRowExactly),
        spied_test(decodesEachRowExactly),
        cmocka_unit_test(namesEachRow),
        cmocka_unit_test(allowsEachRowItsSizesOnly),
        spied_test(refusesToDecodeOtherSizes),
        spied_test(refusesToDecodeNull),
        spied_test(decodesNothingFromNull),
        cmocka_unit_test(refusesToMeasureNull),
        cmocka_unit_test(measuresNoElementsAtNull),
        cmocka_unit_test(encodesNothingOfABlockThatVanished),
        cmocka_unit_test(encodesJustAsManyBytesAsThereIsRoom),
        spied_test(freesNullOfAnyType),
        spied_test(freesByThePointerAlone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
