/* SPDX-License-Identifier: MIT */
/*
 * What makes an SoH valid, by a statement that is valid and then breaks one rule at a time. The
 * constructor's Validate and the processor's Initialize must agree on each, for both kinds.
 */
#include "comtest.h"

#include <string.h>

/* One of everything, valid as a request and as a response. */
static SoHAttribute whole[] = {
    ID_ATTRIBUTE,
    ATTRIBUTE(3, 192, 0, 2, 1),
    ATTRIBUTE(4, 0, 0, 0, 0),
    ATTRIBUTE(5, 1, 2, 3, 4, 5, 6, 7, 8),
    ATTRIBUTE(6, 1),
    ATTRIBUTE(7, 0, 1, 0x37, 0, 0xCA, 0xFE),
    ATTRIBUTE(8, 0),
    ATTRIBUTE(9, 9),
    ATTRIBUTE(10, 10),
    ATTRIBUTE(11, 11),
    ATTRIBUTE(12, 1, 2, 3, 4, 5, 6, 7, 8),
    ATTRIBUTE(13, 0x80, 0, 0x40, 5),
    ATTRIBUTE(14, 0),
    ATTRIBUTE(15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    ATTRIBUTE(16, 0),
    ATTRIBUTE(17, 17),
    EMPTY_ATTRIBUTE(0x3FFF),
};

#define VALID   S_OK
#define INVALID NAP_E_INVALID_PACKET

/* Long enough for every size that a UINT16 can state. */
static BYTE room[0x10000];

/* A refused processor must be as before: it still says so, and takes a valid statement then. */
static void expectInitialize(const SoH *soh, BOOL isRequest, HRESULT expected)
{
    const SoH valid = SOH_OF(whole);
    INapSoHProcessor *processor = ProcessorNew();
    SystemHealthEntityId id = SEED_U32;

    assert_hresult(INapSoHProcessor_Initialize(processor, soh, isRequest, &id), expected);
    if (FAILED(expected)) {
        ProcessorExpectEmpty(processor);
        assert_hresult(INapSoHProcessor_Initialize(processor, &valid, isRequest, &id), S_OK);
        assert_int_equal(id, 0x00013700);
    }
    INapSoHProcessor_Release(processor);
}

static void expectKind(const SoH *soh, BOOL isRequest, HRESULT expected)
{
    INapSoHConstructor *fresh = ConstructorNew();
    /* Validate judges what it is given, never what the object itself holds. */
    INapSoHConstructor *other = ConstructorBegin(7, !isRequest);

    assert_hresult(INapSoHConstructor_Validate(fresh, soh, isRequest), expected);
    assert_hresult(INapSoHConstructor_Validate(other, soh, isRequest), expected);
    INapSoHConstructor_Release(fresh);
    INapSoHConstructor_Release(other);
    expectInitialize(soh, isRequest, expected);
}

static void expect(const SoH *soh, HRESULT asRequest, HRESULT asResponse)
{
    expectKind(soh, TRUE, asRequest);
    expectKind(soh, FALSE, asResponse);
}

static void expectChanged(size_t index, SoHAttribute changed, HRESULT asRequest, HRESULT asResponse)
{
    SoHAttribute attributes[ARRAYSIZE(whole)];
    const SoH soh = SOH_OF(attributes);

    memcpy(attributes, whole, sizeof(whole));
    attributes[index] = changed;
    expect(&soh, asRequest, asResponse);
}

/* The id, a result, and these two. */
static void expectPair(SoHAttribute first, SoHAttribute second, HRESULT asRequest,
                       HRESULT asResponse)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, first, ATTRIBUTE(14, 0), second};
    const SoH soh = SOH_OF(attributes);

    expect(&soh, asRequest, asResponse);
}

static void expectAlone(SoHAttribute only, HRESULT asRequest, HRESULT asResponse)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, only};
    const SoH soh = SOH_OF(attributes);

    expect(&soh, asRequest, asResponse);
}

static void wholeIsValid(void **state)
{
    const SoH soh = SOH_OF(whole);

    (void)state;
    expect(&soh, VALID, VALID);
}

static void countIsOneToHundred(void **state)
{
    static const UINT16 tooMany[] = {101, 102, 0x7FFF, 0x8000, 0xFFFF};
    SoHAttribute attributes[101];
    SoH soh = SOH_OF(attributes);

    (void)state;
    memcpy(attributes, whole, sizeof(whole));
    for (size_t i = ARRAYSIZE(whole); i < ARRAYSIZE(attributes); i++) {
        attributes[i] = whole[6];
    }
    soh.count = 0;
    expect(&soh, INVALID, INVALID);
    soh.count = 1;
    expect(&soh, VALID, INVALID);
    soh.count = 99;
    expect(&soh, VALID, VALID);
    soh.count = 100;
    expect(&soh, VALID, VALID);
    for (size_t i = 0; i < ARRAYSIZE(tooMany); i++) {
        soh.count = tooMany[i];
        expect(&soh, INVALID, INVALID);
    }
}

static void attributesMustBeThere(void **state)
{
    SoH soh = {1, NULL};

    (void)state;
    expect(&soh, INVALID, INVALID);
    soh.count = 0;
    expect(&soh, INVALID, INVALID);
}

static void systemHealthIdIsFirst(void **state)
{
    SoHAttribute exchanged[] = {ATTRIBUTE(14, 0), ID_ATTRIBUTE};
    SoHAttribute without[] = {ATTRIBUTE(14, 0), ATTRIBUTE(7, 0, 0, 0, 0)};
    const SoH second = SOH_OF(exchanged);
    const SoH nowhere = SOH_OF(without);

    (void)state;
    expect(&second, INVALID, INVALID);
    expect(&nowhere, INVALID, INVALID);
    expectChanged(0, (SoHAttribute){0x4002, 4, room}, INVALID, INVALID);
    expectChanged(0, (SoHAttribute){0x8002, 4, room}, INVALID, INVALID);
}

static void systemHealthIdStandsOnce(void **state)
{
    (void)state;
    for (size_t i = 1; i < ARRAYSIZE(whole); i++) {
        expectChanged(i, whole[0], INVALID, INVALID);
    }
}

static void valueIsThereUnlessSizeIsZero(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(whole); i++) {
        SoHAttribute changed = whole[i];
        HRESULT expected = changed.size != 0 ? INVALID : VALID;

        changed.value = NULL;
        expectChanged(i, changed, expected, expected);
    }
    /* And a pointer beside size 0 does no harm. */
    expectPair((SoHAttribute){6, 0, room}, (SoHAttribute){13, 0, room}, VALID, VALID);
}

static void typesUpTo3FFFAreValid(void **state)
{
    static const UINT16 valid[] = {0, 1, 17, 0x100, 0x102, 0x137, 0x2002, 0x3FFE, 0x3FFF};
    static const UINT16 invalid[] = {0x4000, 0x4006, 0x7FFF, 0x8000, 0x8006, 0xC007, 0xFFFF};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(valid); i++) {
        expectChanged(4, (SoHAttribute){valid[i], 3, room}, VALID, VALID);
    }
    for (size_t i = 0; i < ARRAYSIZE(invalid); i++) {
        expectChanged(4, (SoHAttribute){invalid[i], 3, room}, INVALID, INVALID);
    }
}

/* The contract's table of sizes, written anew, so that the DLL's own isn't its own judge. */
static BOOL sizeIsRight(UINT16 type, UINT32 size)
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

/* 0 if the size is judged rightly everywhere; else it itself, so that the failure names it. */
static UINT32 misjudged(INapSoHConstructor *constructor, UINT16 type, UINT32 size)
{
    SoHAttribute attributes[] = {{2, 4, room}, {type, (UINT16)size, room}, {14, 1, room}};
    const SoH soh = {type == 2 ? 1 : 3, type == 2 ? &attributes[1] : attributes};
    HRESULT expected = sizeIsRight(type, size) ? VALID : INVALID;
    BOOL isRight = INapSoHConstructor_Validate(constructor, &soh, TRUE) == expected;
    INapSoHProcessor *processor = ProcessorNew();

    if (type != 2) {
        isRight = isRight && INapSoHConstructor_Validate(constructor, &soh, FALSE) == expected;
    }
    isRight = isRight && INapSoHProcessor_Initialize(processor, &soh, TRUE, NULL) == expected;
    INapSoHProcessor_Release(processor);
    return isRight ? 0 : size + 1;
}

static void everySizeOfEveryType(void **state)
{
    INapSoHConstructor *constructor = ConstructorNew();

    (void)state;
    for (UINT16 type = 0; type <= 18; type++) {
        for (UINT32 size = 0; size <= 0xFFFF; size += size < 4200 || size > 0xFFE0 ? 1 : 37) {
            assert_int_equal(misjudged(constructor, type, size), 0);
        }
    }
    INapSoHConstructor_Release(constructor);
}

static void responseHoldsAResult(void **state)
{
    const SoHAttribute codes = ATTRIBUTE(4, 0, 0, 0, 0);
    const SoHAttribute noCodes = EMPTY_ATTRIBUTE(4);
    const SoHAttribute category = ATTRIBUTE(14, 0);

    (void)state;
    expectAlone(codes, VALID, VALID);
    expectAlone(noCodes, VALID, VALID);
    expectAlone(category, VALID, VALID);
    for (size_t i = 1; i < ARRAYSIZE(whole); i++) {
        if (whole[i].type != 4 && whole[i].type != 14) {
            expectAlone(whole[i], VALID, INVALID);
        }
    }
}

static void responseHoldsOneListOfEachFamily(void **state)
{
    const SoHAttribute v4 = whole[1];
    const SoHAttribute v6 = whole[13];

    (void)state;
    expectPair(v4, v4, VALID, INVALID);
    expectPair(v6, v6, VALID, INVALID);
    expectPair(v4, v6, VALID, VALID);
    expectPair(v6, v4, VALID, VALID);
}

static void allElseMayRepeat(void **state)
{
    (void)state;
    for (size_t i = 1; i < ARRAYSIZE(whole); i++) {
        if (whole[i].type != 3 && whole[i].type != 15) {
            expectPair(whole[i], whole[i], VALID, VALID);
        }
    }
}

/* The agent's own order for each health class, and that backwards. */
static void healthClassGroupsInAnyOrder(void **state)
{
    static const size_t group[] = {6, 2, 12, 8, 9, 5};
    SoHAttribute attributes[1 + 3 * ARRAYSIZE(group)] = {ID_ATTRIBUTE};
    const SoH soh = SOH_OF(attributes);

    (void)state;
    for (size_t i = 0; i < 3 * ARRAYSIZE(group); i++) {
        attributes[1 + i] = whole[group[i % ARRAYSIZE(group)]];
    }
    expect(&soh, VALID, VALID);
    for (size_t i = 0; i < 3 * ARRAYSIZE(group); i++) {
        attributes[3 * ARRAYSIZE(group) - i] = whole[group[i % ARRAYSIZE(group)]];
    }
    expect(&soh, VALID, VALID);
}

/* A bad attribute is found wherever it stands. */
static void lastAttributeIsJudgedToo(void **state)
{
    SoHAttribute attributes[100];
    const SoH soh = SOH_OF(attributes);

    (void)state;
    attributes[0] = whole[0];
    for (size_t i = 1; i < ARRAYSIZE(attributes); i++) {
        attributes[i] = whole[2];
    }
    expect(&soh, VALID, VALID);
    for (size_t i = 1; i < ARRAYSIZE(attributes); i++) {
        attributes[i].size = 3;
        expect(&soh, INVALID, INVALID);
        attributes[i].size = 4;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(wholeIsValid),
        spied_test(countIsOneToHundred),
        spied_test(attributesMustBeThere),
        spied_test(systemHealthIdIsFirst),
        spied_test(systemHealthIdStandsOnce),
        spied_test(valueIsThereUnlessSizeIsZero),
        spied_test(typesUpTo3FFFAreValid),
        spied_test(everySizeOfEveryType),
        spied_test(responseHoldsAResult),
        spied_test(responseHoldsOneListOfEachFamily),
        spied_test(allElseMayRepeat),
        spied_test(healthClassGroupsInAnyOrder),
        spied_test(lastAttributeIsJudgedToo),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
