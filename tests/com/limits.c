/* SPDX-License-Identifier: MIT */
/* Counts and sizes at, below and above their limits, and the greatest statement of all. */
#include "comtest.h"

#include <string.h>

/* As many bytes as any count of a UINT16 can state, for elements of 16. */
static BYTE room[16 * 0x10000];

typedef struct Range {
    SoHAttributeType type;
    UINT16 minimum; /* elements */
    UINT16 maximum;
    UINT16 elementSize;
    UINT16 prefixSize;
} Range;

static const Range ranges[] = {
    {3, 1, 1000, 4, 0},  {15, 1, 250, 16, 0}, {4, 0, 1000, 4, 0},      {13, 0, 1000, 4, 0},
    {7, 0, 3996, 1, 4},  {6, 0, 4000, 1, 0},  {9, 0, 4000, 1, 0},      {10, 0, 4000, 1, 0},
    {11, 0, 4000, 1, 0}, {17, 0, 4000, 1, 0}, {0x3FFF, 0, 4000, 1, 0},
};

static SoHAttributeValue valueOf(SoHAttributeType type, UINT16 count)
{
    SoHAttributeValue value;

    memset(&value, 0, sizeof(value));
    switch ((int)type) {
    case 3:
        value.v4AddressesVal.count = count;
        value.v4AddressesVal.addresses = (Ipv4Address *)room;
        break;
    case 15:
        value.v6AddressesVal.count = count;
        value.v6AddressesVal.addresses = (Ipv6Address *)room;
        break;
    case 4:
    case 13:
        value.codesVal.count = count;
        value.codesVal.results = (HRESULT *)(void *)room;
        break;
    case 7:
        value.vendorSpecificVal.vendorId = 0x01020304;
        value.vendorSpecificVal.size = count;
        value.vendorSpecificVal.vendorSpecificData = room;
        break;
    default:
        value.octetStringVal.size = count;
        value.octetStringVal.data = room;
    }
    return value;
}

/* The byte that the encoded value has at index, from the memory that valueOf points to. */
static BYTE encodedByte(SoHAttributeType type, UINT32 index)
{
    if (type == 7) {
        return index < 4 ? (BYTE)(index + 1) : room[index - 4];
    }
    if (type == 4 || type == 13) {
        return room[index / 4 * 4 + 3 - index % 4];
    }
    return room[index];
}

static void expectBytes(const SoHAttribute *attribute, SoHAttributeType type, UINT32 size)
{
    assert_int_equal(attribute->type, type);
    assert_int_equal(attribute->size, size);
    for (UINT32 i = 0; i < size; i++) {
        if (attribute->value[i] != encodedByte(type, i)) {
            assert_int_equal(i, size); /* says where */
        }
    }
}

static void expectTaken(const Range *range, UINT16 count)
{
    const SoHAttributeValue value = valueOf(range->type, count);
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
    INapSoHProcessor *processor;
    SoH *soh;

    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, range->type, &value), S_OK);
    soh = ConstructorSoH(constructor);
    assert_int_equal(soh->count, 2);
    expectBytes(&soh->attributes[1], range->type,
                (UINT32)range->prefixSize + (UINT32)count * range->elementSize);
    assert_hresult(INapSoHConstructor_Validate(constructor, soh, TRUE), S_OK);
    processor = ProcessorOver(soh, TRUE);
    ProcessorExpect(processor, soh);
    FreeSoH(soh);
    INapSoHConstructor_Release(constructor);
    INapSoHProcessor_Release(processor);
}

static void expectRefused(const Range *range, UINT16 count)
{
    const SoHAttributeValue value = valueOf(range->type, count);
    SoHAttribute attributes[] = {ATTRIBUTE(2, 0, 0, 0, 1)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);

    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, range->type, &value),
                   E_INVALIDARG);
    ConstructorExpect(constructor, &expected);
    INapSoHConstructor_Release(constructor);
}

static void countsInTheirRange(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(ranges); i++) {
        expectTaken(&ranges[i], ranges[i].minimum);
        expectTaken(&ranges[i], (UINT16)(ranges[i].minimum + 1));
        expectTaken(&ranges[i], (UINT16)(ranges[i].maximum - 1));
        expectTaken(&ranges[i], ranges[i].maximum);
    }
}

static void countsOutOfTheirRange(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(ranges); i++) {
        if (ranges[i].minimum != 0) {
            expectRefused(&ranges[i], 0);
        }
        expectRefused(&ranges[i], (UINT16)(ranges[i].maximum + 1));
        expectRefused(&ranges[i], 0x8000);
        expectRefused(&ranges[i], 0xFFFF);
        /* Counts whose size in bytes is small again in 16 bits. */
        expectRefused(&ranges[i], 0x4001);
        expectRefused(&ranges[i], 0x1001);
    }
}

/* No array is looked at where the count says that there is none. */
static void emptyValuesNeedNoArray(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(ranges); i++) {
        const Range *range = &ranges[i];
        INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
        SoHAttributeValue value;

        memset(&value, 0, sizeof(value));
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, range->type, &value),
                       range->minimum == 0 ? S_OK : E_INVALIDARG);
        INapSoHConstructor_Release(constructor);
    }
}

static void fillRoom(UINT32 seed)
{
    for (UINT32 i = 0; i < 4000; i++) {
        room[i] = (BYTE)(i * 7 + i / 251 + seed * 13);
    }
}

/* The id and 99 more: one attribute too many is refused, and then the object is as before. */
static void hundredAttributes(void **state)
{
    const SoHAttributeValue value = valueOf(6, 3);
    const SoHAttributeValue empty = valueOf(6, 0);
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
    SoH *soh;

    (void)state;
    for (int i = 1; i < 100; i++) {
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), S_OK);
    }
    soh = ConstructorSoH(constructor);
    assert_int_equal(soh->count, 100);
    assert_hresult(INapSoHConstructor_Validate(constructor, soh, TRUE), S_OK);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), E_INVALIDARG);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &empty), E_INVALIDARG);
    ConstructorExpect(constructor, soh);
    FreeSoH(soh);
    INapSoHConstructor_Release(constructor);
}

static void hundredAttributesOf4000Bytes(void **state)
{
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
    const SoHAttributeValue value = valueOf(6, 4000);
    INapSoHProcessor *processor;
    SystemHealthEntityId id = SEED_U32;
    SoH *soh;

    (void)state;
    for (UINT32 i = 1; i < 100; i++) {
        fillRoom(i);
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), S_OK);
    }
    soh = ConstructorSoH(constructor);
    INapSoHConstructor_Release(constructor);
    for (UINT32 i = 1; i < 100; i++) {
        fillRoom(i);
        expectBytes(&soh->attributes[i], 6, 4000);
    }
    processor = ProcessorNew();
    assert_hresult(INapSoHProcessor_Initialize(processor, soh, TRUE, &id), S_OK);
    assert_int_equal(id, 1);
    ProcessorExpect(processor, soh);
    FreeSoH(soh);
    INapSoHProcessor_Release(processor);
}

/* 101 attributes are refused by whoever judges a structure. */
static void processorTakesHundredAttributes(void **state)
{
    SoHAttribute attributes[101] = {ID_ATTRIBUTE};
    SoH soh = {100, attributes};
    INapSoHProcessor *processor = ProcessorNew();

    (void)state;
    for (size_t i = 1; i < ARRAYSIZE(attributes); i++) {
        attributes[i].type = 10;
        attributes[i].size = 4000;
        attributes[i].value = room;
    }
    soh.count = 101;
    assert_hresult(INapSoHProcessor_Initialize(processor, &soh, TRUE, NULL), NAP_E_INVALID_PACKET);
    ProcessorExpectEmpty(processor);
    soh.count = 100;
    attributes[99].size = 4001;
    assert_hresult(INapSoHProcessor_Initialize(processor, &soh, TRUE, NULL), NAP_E_INVALID_PACKET);
    ProcessorExpectEmpty(processor);
    attributes[99].size = 4000;
    assert_hresult(INapSoHProcessor_Initialize(processor, &soh, TRUE, NULL), S_OK);
    ProcessorExpect(processor, &soh);
    INapSoHProcessor_Release(processor);
}

/* However sizes mix, each byte of what was appended before stays where it was. */
static void statementsOfAnySizeGrow(void **state)
{
    (void)state;
    for (UINT32 step = 1; step < 4000; step += 397) {
        INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
        SoH *soh;

        for (UINT32 i = 1; i < 60; i++) {
            const SoHAttributeValue value = valueOf(6, (UINT16)(i * step % 4001));

            fillRoom(i);
            assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), S_OK);
        }
        soh = ConstructorSoH(constructor);
        for (UINT32 i = 1; i < 60; i++) {
            fillRoom(i);
            expectBytes(&soh->attributes[i], 6, i * step % 4001);
        }
        FreeSoH(soh);
        INapSoHConstructor_Release(constructor);
    }
}

static int prepare(void **state)
{
    fillRoom(0);
    return ServerSetUp(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(countsInTheirRange),           spied_test(countsOutOfTheirRange),
        spied_test(emptyValuesNeedNoArray),       spied_test(hundredAttributes),
        spied_test(hundredAttributesOf4000Bytes), spied_test(processorTakesHundredAttributes),
        spied_test(statementsOfAnySizeGrow),
    };

    return cmocka_run_group_tests(tests, prepare, NULL);
}
