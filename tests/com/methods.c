/* SPDX-License-Identifier: MIT */
/*
 * The rules of each method: every order that is wrong, every NULL, what a failure leaves behind,
 * where a search ends, and that results and inputs have nothing to do with the object.
 */
#include "comtest.h"

#include <string.h>

#define AGENT 0x00013700

static const SoHAttributeValue octets = {.octetStringVal = {BYTES(1, 2, 3)}};
static const SoHAttributeValue address = {.v4AddressesVal = {1, (Ipv4Address[]){{{192, 0, 2, 1}}}}};
static const SoHAttributeValue addressV6 = {.v6AddressesVal = {1, (Ipv6Address[]){{{1}}}}};

static SoHAttribute small[] = {ID_ATTRIBUTE, ATTRIBUTE(6, 1, 2, 3), ATTRIBUTE(14, 0)};
static const SoH smallSoH = SOH_OF(small);

static void expectUnbegun(INapSoHConstructor *constructor)
{
    SoH *soh = SENTINEL;

    assert_hresult(INapSoHConstructor_GetSoH(constructor, &soh), NAP_E_NOT_INITIALIZED);
    assert_null(soh);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &octets),
                   NAP_E_NOT_INITIALIZED);
}

static void constructorWantsInitialize(void **state)
{
    INapSoHConstructor *constructor = ConstructorNew();

    (void)state;
    expectUnbegun(constructor);
    assert_hresult(INapSoHConstructor_Validate(constructor, &smallSoH, TRUE), S_OK);
    expectUnbegun(constructor);
    assert_hresult(INapSoHConstructor_GetSoH(constructor, NULL), E_INVALIDARG);
    assert_hresult(INapSoHConstructor_Initialize(constructor, AGENT, TRUE), S_OK);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &octets), S_OK);
    INapSoHConstructor_Release(constructor);
}

/* Neither the id nor the kind of the second call may come through. */
static void constructorInitializesOnce(void **state)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(3, 192, 0, 2, 1)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, FALSE);

    (void)state;
    assert_hresult(INapSoHConstructor_Initialize(constructor, 5, TRUE), E_UNEXPECTED);
    assert_hresult(INapSoHConstructor_Initialize(constructor, AGENT, FALSE), E_UNEXPECTED);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 3, &address), S_OK);
    assert_hresult(INapSoHConstructor_Initialize(constructor, 5, TRUE), E_UNEXPECTED);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 3, &address), E_INVALIDARG);
    ConstructorExpect(constructor, &expected);
    INapSoHConstructor_Release(constructor);
}

static void anyIdCanBegin(void **state)
{
    static const SystemHealthEntityId ids[] = {0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(ids); i++) {
        INapSoHConstructor *constructor = ConstructorBegin(ids[i], TRUE);
        SoH *soh = ConstructorSoH(constructor);
        INapSoHProcessor *processor = ProcessorNew();
        SystemHealthEntityId id = ~ids[i];

        assert_hresult(INapSoHProcessor_Initialize(processor, soh, TRUE, &id), S_OK);
        assert_int_equal(id, ids[i]);
        FreeSoH(soh);
        INapSoHConstructor_Release(constructor);
        INapSoHProcessor_Release(processor);
    }
}

/* The value is refused, and the statement is what it was. */
static void expectRefused(INapSoHConstructor *constructor, SoHAttributeType type,
                          const SoHAttributeValue *value)
{
    SoH *before = ConstructorSoH(constructor);

    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, type, value), E_INVALIDARG);
    ConstructorExpect(constructor, before);
    FreeSoH(before);
}

static void appendRefusesTypes(void **state)
{
    static const UINT32 types[] = {0,      1,      2,          0x4000,     0x4006,
                                   0xFFFF, 0x8006, 0x00010006, 0x80000006, 0xFFFFFFFF};
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, TRUE);

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        expectRefused(constructor, (SoHAttributeType)types[i], &octets);
    }
    INapSoHConstructor_Release(constructor);
}

static void appendRefusesNull(void **state)
{
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, TRUE);

    (void)state;
    for (int type = 0; type <= 20; type++) {
        expectRefused(constructor, (SoHAttributeType)type, NULL);
    }
    INapSoHConstructor_Release(constructor);
}

static void appendRefusesNullArrays(void **state)
{
    const SoHAttributeValue v4 = {.v4AddressesVal = {1, NULL}};
    const SoHAttributeValue v6 = {.v6AddressesVal = {1, NULL}};
    const SoHAttributeValue codes = {.codesVal = {1, NULL}};
    const SoHAttributeValue vendor = {.vendorSpecificVal = {311, 1, NULL}};
    const SoHAttributeValue string = {.octetStringVal = {1, NULL}};
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, TRUE);

    (void)state;
    expectRefused(constructor, 3, &v4);
    expectRefused(constructor, 15, &v6);
    expectRefused(constructor, 4, &codes);
    expectRefused(constructor, 13, &codes);
    expectRefused(constructor, 7, &vendor);
    expectRefused(constructor, 6, &string);
    expectRefused(constructor, 0x3FFF, &string);
    INapSoHConstructor_Release(constructor);
}

static void appendRefusesSecondFixupServersInResponse(void **state)
{
    INapSoHConstructor *response = ConstructorBegin(AGENT, FALSE);
    INapSoHConstructor *request = ConstructorBegin(AGENT, TRUE);

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_hresult(INapSoHConstructor_AppendAttribute(request, 3, &address), S_OK);
        assert_hresult(INapSoHConstructor_AppendAttribute(request, 15, &addressV6), S_OK);
    }
    assert_hresult(INapSoHConstructor_AppendAttribute(response, 3, &address), S_OK);
    expectRefused(response, 3, &address);
    assert_hresult(INapSoHConstructor_AppendAttribute(response, 15, &addressV6), S_OK);
    expectRefused(response, 3, &address);
    expectRefused(response, 15, &addressV6);
    assert_hresult(INapSoHConstructor_AppendAttribute(response, 6, &octets), S_OK);
    INapSoHConstructor_Release(response);
    INapSoHConstructor_Release(request);
}

static void getSoHRefusesNull(void **state)
{
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, TRUE);

    (void)state;
    assert_hresult(INapSoHConstructor_GetSoH(constructor, NULL), E_INVALIDARG);
    INapSoHConstructor_Release(constructor);
}

/* What was built is returned though Validate would not have it. */
static void getSoHReturnsAnUnfinishedResponse(void **state)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, FALSE);

    (void)state;
    ConstructorExpect(constructor, &expected);
    assert_hresult(INapSoHConstructor_Validate(constructor, &expected, FALSE),
                   NAP_E_INVALID_PACKET);
    INapSoHConstructor_Release(constructor);
}

static void validateRefusesNull(void **state)
{
    INapSoHConstructor *fresh = ConstructorNew();
    INapSoHConstructor *begun = ConstructorBegin(AGENT, FALSE);

    (void)state;
    assert_hresult(INapSoHConstructor_Validate(fresh, NULL, TRUE), E_INVALIDARG);
    assert_hresult(INapSoHConstructor_Validate(begun, NULL, FALSE), E_INVALIDARG);
    INapSoHConstructor_Release(fresh);
    INapSoHConstructor_Release(begun);
}

static void processorWantsInitialize(void **state)
{
    INapSoHProcessor *processor = ProcessorNew();
    SystemHealthEntityId id = SEED_U32;

    (void)state;
    ProcessorExpectEmpty(processor);
    assert_hresult(INapSoHProcessor_Initialize(processor, NULL, TRUE, &id), E_INVALIDARG);
    assert_hresult(INapSoHProcessor_Initialize(processor, NULL, FALSE, NULL), E_INVALIDARG);
    ProcessorExpectEmpty(processor);
    assert_hresult(INapSoHProcessor_Initialize(processor, &smallSoH, TRUE, &id), S_OK);
    assert_int_equal(id, AGENT);
    ProcessorExpect(processor, &smallSoH);
    INapSoHProcessor_Release(processor);
}

static void processorInitializesOnce(void **state)
{
    SoHAttribute attributes[] = {ATTRIBUTE(2, 0, 0, 0, 9)};
    const SoH other = SOH_OF(attributes);
    INapSoHProcessor *processor = ProcessorOver(&smallSoH, TRUE);
    SystemHealthEntityId id = SEED_U32;

    (void)state;
    assert_hresult(INapSoHProcessor_Initialize(processor, &other, TRUE, &id), E_UNEXPECTED);
    assert_hresult(INapSoHProcessor_Initialize(processor, &smallSoH, TRUE, NULL), E_UNEXPECTED);
    assert_true(FAILED(INapSoHProcessor_Initialize(processor, NULL, TRUE, NULL)));
    ProcessorExpect(processor, &smallSoH);
    INapSoHProcessor_Release(processor);
}

static void failedInitializeMayBeTriedAgain(void **state)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(5, 1, 2, 3)};
    const SoH invalid = SOH_OF(attributes);
    INapSoHProcessor *processor = ProcessorNew();

    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_hresult(INapSoHProcessor_Initialize(processor, &invalid, TRUE, NULL),
                       NAP_E_INVALID_PACKET);
        ProcessorExpectEmpty(processor);
    }
    assert_hresult(INapSoHProcessor_Initialize(processor, &smallSoH, FALSE, NULL), S_OK);
    ProcessorExpect(processor, &smallSoH);
    INapSoHProcessor_Release(processor);
}

static void processorRefusesNull(void **state)
{
    INapSoHProcessor *processor = ProcessorOver(&smallSoH, TRUE);
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SENTINEL;

    (void)state;
    assert_hresult(INapSoHProcessor_GetNumberOfAttributes(processor, NULL), E_INVALIDARG);
    assert_hresult(INapSoHProcessor_FindNextAttribute(processor, 0, 2, NULL), E_INVALIDARG);
    assert_hresult(INapSoHProcessor_FindNextAttribute(processor, 99, 2, NULL), E_INVALIDARG);
    assert_hresult(INapSoHProcessor_GetAttribute(processor, 1, NULL, &value), E_INVALIDARG);
    assert_null(value);
    assert_hresult(INapSoHProcessor_GetAttribute(processor, 1, &type, NULL), E_INVALIDARG);
    assert_hresult(INapSoHProcessor_GetAttribute(processor, 1, NULL, NULL), E_INVALIDARG);
    ProcessorExpect(processor, &smallSoH);
    INapSoHProcessor_Release(processor);
}

static void processorRefusesNullBeforeInitialize(void **state)
{
    INapSoHProcessor *processor = ProcessorNew();
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SENTINEL;

    (void)state;
    assert_true(FAILED(INapSoHProcessor_GetNumberOfAttributes(processor, NULL)));
    assert_true(FAILED(INapSoHProcessor_FindNextAttribute(processor, 0, 2, NULL)));
    assert_true(FAILED(INapSoHProcessor_GetAttribute(processor, 0, &type, NULL)));
    assert_true(FAILED(INapSoHProcessor_GetAttribute(processor, 0, NULL, &value)));
    assert_null(value);
    INapSoHProcessor_Release(processor);
}

static void getAttributeRefusesLocations(void **state)
{
    static const UINT16 locations[] = {3, 4, 99, 100, 0x7FFF, 0x8000, 0xFFFF};
    INapSoHProcessor *processor = ProcessorOver(&smallSoH, TRUE);

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(locations); i++) {
        SoHAttributeType type = 0;
        SoHAttributeValue *value = SENTINEL;

        assert_hresult(INapSoHProcessor_GetAttribute(processor, locations[i], &type, &value),
                       E_INVALIDARG);
        assert_null(value);
    }
    INapSoHProcessor_Release(processor);
}

static void findsFromAnyLocation(void **state)
{
    SoHAttribute attributes[] = {
        ID_ATTRIBUTE,    ATTRIBUTE(8, 0),          ATTRIBUTE(7, 0, 0, 0, 1), ATTRIBUTE(8, 1),
        ATTRIBUTE(8, 2), ATTRIBUTE(7, 0, 0, 0, 2), ATTRIBUTE(0x3FFF, 1),
    };
    const SoH soh = SOH_OF(attributes);
    INapSoHProcessor *processor = ProcessorOver(&soh, TRUE);

    (void)state;
    for (UINT16 from = 0; from < 10; from++) {
        for (UINT16 t = 0; t < 20; t++) {
            UINT16 type = t == 19 ? 0x3FFF : t;
            UINT16 location = SEED_U16;
            UINT16 expected = from;

            while (expected < soh.count && attributes[expected].type != type) {
                expected++;
            }
            assert_hresult(INapSoHProcessor_FindNextAttribute(processor, from, type, &location),
                           expected < soh.count ? S_OK : NOT_FOUND);
            assert_int_equal(location, expected < soh.count ? expected : SEED_U16);
        }
    }
    INapSoHProcessor_Release(processor);
}

/* As clients search: found + 1 until it fails, which it does by 0x80070002 and by itself. */
static void searchLoopEndsByItself(void **state)
{
    SoHAttribute attributes[100];
    const SoH soh = SOH_OF(attributes);
    INapSoHProcessor *processor;
    UINT16 location = 0;
    UINT16 from = 0;
    int found = 0;
    HRESULT hr;

    (void)state;
    attributes[0] = small[0];
    for (size_t i = 1; i < ARRAYSIZE(attributes); i++) {
        attributes[i] = small[i % 3 == 0 ? 2 : 1];
    }
    processor = ProcessorOver(&soh, TRUE);
    while (SUCCEEDED(hr = INapSoHProcessor_FindNextAttribute(processor, from, 14, &location))) {
        assert_int_equal(location, 3 + 3 * found);
        from = (UINT16)(location + 1);
        found++;
    }
    assert_int_equal(found, 33);
    /* The last attribute of all was found, so that the loop asked beyond the end. */
    assert_int_equal(from, 100);
    assert_hresult(hr, 0x80070002);
    assert_int_equal(location, 99);
    INapSoHProcessor_Release(processor);
}

static void findRefusesWhatIsNotThere(void **state)
{
    static const UINT32 types[] = {0,      1,          3,          0x10006,   0x80000006,
                                   0x4006, 0xFFFF0006, 0xFFFFFFFF, 0x1000002, 0xFFFF};
    static const UINT16 beyond[] = {3, 4, 100, 0x7FFF, 0x8000, 0xFFFF};
    INapSoHProcessor *processor = ProcessorOver(&smallSoH, TRUE);
    UINT16 location = SEED_U16;

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        assert_hresult(
            INapSoHProcessor_FindNextAttribute(processor, 0, (SoHAttributeType)types[i], &location),
            NOT_FOUND);
    }
    for (size_t i = 0; i < ARRAYSIZE(beyond); i++) {
        assert_hresult(INapSoHProcessor_FindNextAttribute(processor, beyond[i], 2, &location),
                       NOT_FOUND);
        assert_hresult(INapSoHProcessor_FindNextAttribute(processor, beyond[i], 14, &location),
                       NOT_FOUND);
    }
    assert_int_equal(location, SEED_U16);
    INapSoHProcessor_Release(processor);
}

static void everySoHIsACopyOfItsOwn(void **state)
{
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, TRUE);
    SoH *first;
    SoH *second;
    SoH *third;

    (void)state;
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &octets), S_OK);
    first = ConstructorSoH(constructor);
    second = ConstructorSoH(constructor);
    assert_ptr_not_equal(first, second);
    assert_ptr_not_equal(first->attributes, second->attributes);
    assert_ptr_not_equal(first->attributes[1].value, second->attributes[1].value);

    /* What a client does to its copy, or the agent to the object, reaches no other copy. */
    memset(first->attributes[1].value, 0xEE, 3);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 14, &octets), S_OK);
    FreeSoH(first);
    third = ConstructorSoH(constructor);
    assert_int_equal(second->count, 2);
    assert_memory_equal(second->attributes[1].value, "\1\2\3", 3);
    INapSoHConstructor_Release(constructor);
    assert_int_equal(third->count, 3);
    assert_memory_equal(third->attributes[1].value, "\1\2\3", 3);
    FreeSoH(second);
    FreeSoH(third);
}

static void appendKeepsNothingOfItsInput(void **state)
{
    BYTE bytes[] = {1, 2, 3};
    SoHAttributeValue value = {.octetStringVal = {sizeof(bytes), bytes}};
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, TRUE);

    (void)state;
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &value), S_OK);
    memset(bytes, 0xEE, sizeof(bytes));
    memset(&value, 0xEE, sizeof(value));
    value.uint8Val = 0;
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 14, &value), S_OK);
    memset(&value, 0xEE, sizeof(value));
    ConstructorExpect(constructor, &smallSoH);
    INapSoHConstructor_Release(constructor);
}

static void processorKeepsNothingOfItsInput(void **state)
{
    INapSoHConstructor *constructor = ConstructorBegin(AGENT, TRUE);
    INapSoHProcessor *processor;
    SoH *soh;

    (void)state;
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 6, &octets), S_OK);
    soh = ConstructorSoH(constructor);
    processor = ProcessorOver(soh, TRUE);
    memset(soh->attributes[0].value, 0xEE, 4);
    memset(soh->attributes[1].value, 0xEE, 3);
    soh->attributes[1].type = 14;
    soh->attributes[1].size = 1;
    FreeSoH(soh);
    soh = ConstructorSoH(constructor);
    ProcessorExpect(processor, soh);
    FreeSoH(soh);
    INapSoHConstructor_Release(constructor);
    INapSoHProcessor_Release(processor);
}

static void valuesOutliveTheProcessor(void **state)
{
    INapSoHProcessor *processor = ProcessorOver(&smallSoH, TRUE);
    SoHAttributeType type;
    SoHAttributeValue *values[3] = {SENTINEL, SENTINEL, SENTINEL};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(values); i++) {
        assert_hresult(INapSoHProcessor_GetAttribute(processor, 1, &type, &values[i]), S_OK);
    }
    assert_ptr_not_equal(values[0], values[1]);
    assert_ptr_not_equal(values[0]->octetStringVal.data, values[1]->octetStringVal.data);
    memset(values[0]->octetStringVal.data, 0xEE, 3);
    FreeSoHAttributeValue(type, values[0]);
    INapSoHProcessor_Release(processor);
    for (size_t i = 1; i < ARRAYSIZE(values); i++) {
        assert_int_equal(values[i]->octetStringVal.size, 3);
        assert_memory_equal(values[i]->octetStringVal.data, "\1\2\3", 3);
        FreeSoHAttributeValue(type, values[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(constructorWantsInitialize),
        spied_test(constructorInitializesOnce),
        spied_test(anyIdCanBegin),
        spied_test(appendRefusesTypes),
        spied_test(appendRefusesNull),
        spied_test(appendRefusesNullArrays),
        spied_test(appendRefusesSecondFixupServersInResponse),
        spied_test(getSoHRefusesNull),
        spied_test(getSoHReturnsAnUnfinishedResponse),
        spied_test(validateRefusesNull),
        spied_test(processorWantsInitialize),
        spied_test(processorInitializesOnce),
        spied_test(failedInitializeMayBeTriedAgain),
        spied_test(processorRefusesNull),
        spied_test(processorRefusesNullBeforeInitialize),
        spied_test(getAttributeRefusesLocations),
        spied_test(findsFromAnyLocation),
        spied_test(searchLoopEndsByItself),
        spied_test(findRefusesWhatIsNotThere),
        spied_test(everySoHIsACopyOfItsOwn),
        spied_test(appendKeepsNothingOfItsInput),
        spied_test(processorKeepsNothingOfItsInput),
        spied_test(valuesOutliveTheProcessor),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
