/* SPDX-License-Identifier: MIT */
/*
 * The attribute table in both directions, with the exact bytes: a value appended to a constructor
 * comes out of GetSoH as these bytes, and these bytes come out of a processor as that value.
 */
#include "comtest.h"

#include <string.h>

typedef enum Member { ID, V4, V6, CODES, TIME, VENDOR, BYTE_VALUE, OCTETS } Member;

typedef struct Row {
    const char *name;
    SoHAttributeType type;
    Member member;
    SoHAttributeValue value;
    UINT16 size;
    BYTE *bytes;
} Row;

#define V4_OF(count, ...)                                                                          \
    {                                                                                              \
        .v4AddressesVal = {(count), (Ipv4Address[]){__VA_ARGS__} }                                 \
    }
#define V6_OF(count, ...)                                                                          \
    {                                                                                              \
        .v6AddressesVal = {(count), (Ipv6Address[]){__VA_ARGS__} }                                 \
    }
#define CODES_OF(...)                                                                              \
    {                                                                                              \
        .codesVal = { ARRAYSIZE(((HRESULT[]){__VA_ARGS__})), (HRESULT[]){__VA_ARGS__} }            \
    }
#define TIME_OF(low, high)                                                                         \
    {                                                                                              \
        .dateTimeVal = {(low), (high) }                                                            \
    }
#define VENDOR_OF(id, ...)                                                                         \
    {                                                                                              \
        .vendorSpecificVal = {(id), BYTES(__VA_ARGS__) }                                           \
    }
#define OCTETS_OF(...)                                                                             \
    {                                                                                              \
        .octetStringVal = { BYTES(__VA_ARGS__) }                                                   \
    }
#define NOTHING 0, NULL
#define ADDRESS_V6                                                                                 \
    {                                                                                              \
        {                                                                                          \
            0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xAB, 0xCD                          \
        }                                                                                          \
    }

static const Row rows[] = {
    {"one IPv4 address", 3, V4, V4_OF(1, {{192, 0, 2, 1}}), BYTES(192, 0, 2, 1)},
    {"IPv4 addresses", 3, V4, V4_OF(3, {{192, 0, 2, 1}}, {{198, 51, 100, 7}}, {{0, 0, 0, 0}}),
     BYTES(192, 0, 2, 1, 198, 51, 100, 7, 0, 0, 0, 0)},
    {"one result", 4, CODES, CODES_OF((HRESULT)0x80270001), BYTES(0x80, 0x27, 0x00, 0x01)},
    {"results", 4, CODES, CODES_OF(S_OK, (HRESULT)0x01020304, (HRESULT)0xFEDCBA98),
     BYTES(0, 0, 0, 0, 1, 2, 3, 4, 0xFE, 0xDC, 0xBA, 0x98)},
    {"no result", 4, CODES, {.codesVal = {NOTHING}}, NOTHING},
    {"time of last update", 5, TIME, TIME_OF(0x11223344, 0xA1B2C3D4),
     BYTES(0xA1, 0xB2, 0xC3, 0xD4, 0x11, 0x22, 0x33, 0x44)},
    {"client id", 6, OCTETS, OCTETS_OF(1, 2, 3), BYTES(1, 2, 3)},
    {"no client id", 6, OCTETS, {.octetStringVal = {NOTHING}}, NOTHING},
    {"vendor data", 7, VENDOR, VENDOR_OF(0x00013700, 0xCA, 0xFE),
     BYTES(0x00, 0x01, 0x37, 0x00, 0xCA, 0xFE)},
    {"no vendor data",
     7,
     VENDOR,
     {.vendorSpecificVal = {0xFEDCBA98, NOTHING}},
     BYTES(0xFE, 0xDC, 0xBA, 0x98)},
    {"health class", 8, BYTE_VALUE, {.uint8Val = 128}, BYTES(128)},
    {"software version", 9, OCTETS, OCTETS_OF(0xFF), BYTES(0xFF)},
    {"product name", 10, OCTETS, OCTETS_OF('q', 0, 'u', 0, 0, 0), BYTES('q', 0, 'u', 0, 0, 0)},
    {"health class status", 11, OCTETS, OCTETS_OF(0xC0, 0xFF, 0, 1), BYTES(0xC0, 0xFF, 0, 1)},
    {"generation time", 12, TIME, TIME_OF(0x58EE1EF0, 0x01CA78D8),
     BYTES(0x01, 0xCA, 0x78, 0xD8, 0x58, 0xEE, 0x1E, 0xF0)},
    {"errors", 13, CODES, CODES_OF((HRESULT)0x00FF00FF, E_FAIL),
     BYTES(0x00, 0xFF, 0x00, 0xFF, 0x80, 0x00, 0x40, 0x05)},
    {"no error", 13, CODES, {.codesVal = {NOTHING}}, NOTHING},
    {"failure category", 14, BYTE_VALUE, {.uint8Val = 5}, BYTES(5)},
    {"one IPv6 address", 15, V6, V6_OF(1, ADDRESS_V6),
     BYTES(0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xAB, 0xCD)},
    {"IPv6 addresses", 15, V6,
     V6_OF(2, ADDRESS_V6, {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}}),
     BYTES(0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xAB, 0xCD, 1, 2, 3, 4, 5, 6, 7, 8, 9,
           10, 11, 12, 13, 14, 15, 16)},
    {"extended isolation state", 16, BYTE_VALUE, {.uint8Val = 0xFF}, BYTES(0xFF)},
    {"the first type without a row", 17, OCTETS, OCTETS_OF(1, 2, 3, 4, 5), BYTES(1, 2, 3, 4, 5)},
    {"some unknown type", 0x137, OCTETS, OCTETS_OF(0), BYTES(0)},
    {"the last type", 0x3FFF, OCTETS, OCTETS_OF(0x3F, 0xFF), BYTES(0x3F, 0xFF)},
    {"an empty unknown type", 0x3FFE, OCTETS, {.octetStringVal = {NOTHING}}, NOTHING},
};

static void assert_octets(const void *found, const void *expected, size_t size)
{
    if (size == 0) {
        assert_null(found);
    } else {
        assert_non_null(found);
        assert_memory_equal(found, expected, size);
    }
}

static void assert_value(Member member, const SoHAttributeValue *found,
                         const SoHAttributeValue *expected)
{
    switch (member) {
    case ID:
        assert_int_equal(found->idVal, expected->idVal);
        break;
    case V4:
        assert_int_equal(found->v4AddressesVal.count, expected->v4AddressesVal.count);
        assert_octets(found->v4AddressesVal.addresses, expected->v4AddressesVal.addresses,
                      4u * expected->v4AddressesVal.count);
        break;
    case V6:
        assert_int_equal(found->v6AddressesVal.count, expected->v6AddressesVal.count);
        assert_octets(found->v6AddressesVal.addresses, expected->v6AddressesVal.addresses,
                      16u * expected->v6AddressesVal.count);
        break;
    case CODES:
        assert_int_equal(found->codesVal.count, expected->codesVal.count);
        assert_octets(found->codesVal.results, expected->codesVal.results,
                      sizeof(HRESULT) * expected->codesVal.count);
        break;
    case TIME:
        assert_int_equal(found->dateTimeVal.dwLowDateTime, expected->dateTimeVal.dwLowDateTime);
        assert_int_equal(found->dateTimeVal.dwHighDateTime, expected->dateTimeVal.dwHighDateTime);
        break;
    case VENDOR:
        assert_int_equal(found->vendorSpecificVal.vendorId, expected->vendorSpecificVal.vendorId);
        assert_int_equal(found->vendorSpecificVal.size, expected->vendorSpecificVal.size);
        assert_octets(found->vendorSpecificVal.vendorSpecificData,
                      expected->vendorSpecificVal.vendorSpecificData,
                      expected->vendorSpecificVal.size);
        break;
    case BYTE_VALUE:
        assert_int_equal(found->uint8Val, expected->uint8Val);
        break;
    case OCTETS:
        assert_int_equal(found->octetStringVal.size, expected->octetStringVal.size);
        assert_octets(found->octetStringVal.data, expected->octetStringVal.data,
                      expected->octetStringVal.size);
        break;
    }
}

/* Statement and value must be freed by the caller's choice of functions, so both are checked. */
static void expectBytes(SoHAttributeType type, const SoHAttributeValue *value, UINT16 size,
                        BYTE *bytes, BOOL isRequest)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, {(UINT16)type, size, bytes}};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(0x00013700, isRequest);

    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, type, value), S_OK);
    ConstructorExpect(constructor, &expected);
    INapSoHConstructor_Release(constructor);
}

static void expectValue(SoHAttributeType type, UINT16 size, BYTE *bytes, Member member,
                        const SoHAttributeValue *expected, BOOL isRequest)
{
    /* The last one is what a response needs. */
    SoHAttribute attributes[] = {
        ID_ATTRIBUTE, {(UINT16)type, size, bytes}, ATTRIBUTE(14, failureCategoryNone)};
    const SoH soh = SOH_OF(attributes);
    INapSoHProcessor *processor = ProcessorOver(&soh, isRequest);
    SoHAttributeType found = 0;
    SoHAttributeValue *value = SENTINEL;

    assert_hresult(INapSoHProcessor_GetAttribute(processor, 1, &found, &value), S_OK);
    assert_int_equal(found, type);
    assert_value(member, value, expected);
    FreeSoHAttributeValue(found, value);
    INapSoHProcessor_Release(processor);
}

static void eachRowEncodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(rows); i++) {
        const Row *row = &rows[i];

        print_message("%s\n", row->name);
        expectBytes(row->type, &row->value, row->size, row->bytes, TRUE);
        expectBytes(row->type, &row->value, row->size, row->bytes, FALSE);
    }
}

static void eachRowDecodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(rows); i++) {
        const Row *row = &rows[i];

        print_message("%s\n", row->name);
        expectValue(row->type, row->size, row->bytes, row->member, &row->value, TRUE);
        expectValue(row->type, row->size, row->bytes, row->member, &row->value, FALSE);
    }
}

static void systemHealthIdComesFromInitialize(void **state)
{
    SoHAttribute attributes[] = {ATTRIBUTE(2, 0xFE, 0xDC, 0xBA, 0x98)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(0xFEDCBA98, TRUE);

    (void)state;
    ConstructorExpect(constructor, &expected);
    INapSoHConstructor_Release(constructor);
}

static void systemHealthIdDecodes(void **state)
{
    SoHAttribute attributes[] = {ATTRIBUTE(2, 0xFE, 0xDC, 0xBA, 0x98)};
    const SoH soh = SOH_OF(attributes);
    INapSoHProcessor *processor = ProcessorNew();
    SystemHealthEntityId id = SEED_U32;
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SENTINEL;

    (void)state;
    assert_hresult(INapSoHProcessor_Initialize(processor, &soh, TRUE, &id), S_OK);
    assert_int_equal(id, 0xFEDCBA98);
    assert_hresult(INapSoHProcessor_GetAttribute(processor, 0, &type, &value), S_OK);
    assert_int_equal(type, 2);
    assert_int_equal(value->idVal, 0xFEDCBA98);
    FreeSoHAttributeValue(type, value);
    INapSoHProcessor_Release(processor);
}

/* Nobody may append them, but a statement that somebody else has built can hold them. */
static void typesZeroAndOneDecodeAsOctets(void **state)
{
    const SoHAttributeValue expected = OCTETS_OF(9, 8, 7);

    (void)state;
    expectValue(0, BYTES(9, 8, 7), OCTETS, &expected, TRUE);
    expectValue(1, BYTES(9, 8, 7), OCTETS, &expected, TRUE);
}

static void everyUnknownTypeIsAnOctetString(void **state)
{
    const SoHAttributeValue expected = OCTETS_OF(0xA5, 0x5A);

    (void)state;
    for (int type = 17; type <= 0x3FFF; type += type < 300 || type > 0x3F00 ? 1 : 61) {
        expectBytes((SoHAttributeType)type, &expected, BYTES(0xA5, 0x5A), TRUE);
        expectValue((SoHAttributeType)type, BYTES(0xA5, 0x5A), OCTETS, &expected, TRUE);
    }
}

static void oneByteValuesHaveNoRange(void **state)
{
    static const SoHAttributeType types[] = {8, 14, 16};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        for (int byte = 0; byte <= 0xFF; byte++) {
            SoHAttributeValue value;
            BYTE bytes[] = {(BYTE)byte};

            value.uint8Val = (UINT8)byte;
            expectBytes(types[i], &value, 1, bytes, TRUE);
            expectValue(types[i], 1, bytes, BYTE_VALUE, &value, FALSE);
        }
    }
}

/* Any value that is not FALSE means a request, as everywhere with BOOL. */
static void anyTrueMeansRequest(void **state)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE};
    const SoH soh = SOH_OF(attributes);
    static const BOOL trues[] = {TRUE, 2, -1, 0x100, (BOOL)0x80000000};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(trues); i++) {
        const SoHAttributeValue address = V4_OF(1, {{192, 0, 2, 1}});
        INapSoHConstructor *constructor = ConstructorBegin(1, trues[i]);
        INapSoHProcessor *processor = ProcessorOver(&soh, trues[i]);

        assert_hresult(INapSoHConstructor_Validate(constructor, &soh, trues[i]), S_OK);
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 3, &address), S_OK);
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 3, &address), S_OK);
        INapSoHConstructor_Release(constructor);
        INapSoHProcessor_Release(processor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(eachRowEncodes),
        spied_test(eachRowDecodes),
        spied_test(systemHealthIdComesFromInitialize),
        spied_test(systemHealthIdDecodes),
        spied_test(typesZeroAndOneDecodeAsOctets),
        spied_test(everyUnknownTypeIsAnOctetString),
        spied_test(oneByteValuesHaveNoRange),
        spied_test(anyTrueMeansRequest),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
