/* SPDX-License-Identifier: MIT */
/*
 * Structures that lie. All that may be read ends at the edge of a page behind which nothing may
 * be touched, so that reading a byte too many ends the program, and with it this test.
 */
#include "comtest.h"

#include <string.h>

/* Where any touch ends the program. */
static BYTE *forbidden;

static int prepare(void **state)
{
    forbidden = VirtualAlloc(NULL, 0x10000, MEM_RESERVE, PAGE_NOACCESS);
    return forbidden == NULL ? -1 : ServerSetUp(state);
}

static void expectBoth(const SoH *soh, BOOL isRequest, HRESULT expected)
{
    INapSoHConstructor *constructor = ConstructorNew();
    INapSoHProcessor *processor = ProcessorNew();

    assert_hresult(INapSoHConstructor_Validate(constructor, soh, isRequest), expected);
    assert_hresult(INapSoHProcessor_Initialize(processor, soh, isRequest, NULL), expected);
    if (FAILED(expected)) {
        ProcessorExpectEmpty(processor);
    }
    INapSoHConstructor_Release(constructor);
    INapSoHProcessor_Release(processor);
}

static void expectInvalid(const SoH *soh)
{
    expectBoth(soh, TRUE, NAP_E_INVALID_PACKET);
    expectBoth(soh, FALSE, NAP_E_INVALID_PACKET);
}

/* A copy of the structure, each part of which ends at the edge of a page of its own. */
static SoH *guarded(const SoHAttribute *attributes, UINT16 count)
{
    SoH *soh = GuardAlloc(sizeof(*soh));

    soh->count = count;
    soh->attributes = GuardAlloc(count * sizeof(*attributes));
    for (UINT16 i = 0; i < count; i++) {
        soh->attributes[i] = attributes[i];
        soh->attributes[i].value = GuardAlloc(attributes[i].size);
        if (attributes[i].size != 0) {
            memcpy(soh->attributes[i].value, attributes[i].value, attributes[i].size);
        }
    }
    return soh;
}

static void freeGuarded(SoH *soh)
{
    for (UINT16 i = 0; i < soh->count; i++) {
        GuardFree(soh->attributes[i].value, soh->attributes[i].size);
    }
    GuardFree(soh->attributes, soh->count * sizeof(*soh->attributes));
    GuardFree(soh, sizeof(*soh));
}

/* Valid to the last byte, and not a byte more is read of it. */
static void readsNothingBehindTheEnd(void **state)
{
    SoHAttribute attributes[] = {
        ID_ATTRIBUTE,
        ATTRIBUTE(3, 192, 0, 2, 1),
        ATTRIBUTE(4, 0, 0, 0, 0),
        ATTRIBUTE(5, 1, 2, 3, 4, 5, 6, 7, 8),
        EMPTY_ATTRIBUTE(6),
        ATTRIBUTE(7, 0, 1, 0x37, 0, 0xCA, 0xFE),
        ATTRIBUTE(8, 0),
        ATTRIBUTE(15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        ATTRIBUTE(0x3FFF, 1),
    };
    const SoH expected = SOH_OF(attributes);
    SoH *soh = guarded(attributes, ARRAYSIZE(attributes));
    INapSoHProcessor *processor = ProcessorOver(soh, FALSE);

    (void)state;
    expectBoth(soh, TRUE, S_OK);
    expectBoth(soh, FALSE, S_OK);
    freeGuarded(soh);
    ProcessorExpect(processor, &expected);
    INapSoHProcessor_Release(processor);
}

static void badCountsTouchNoArray(void **state)
{
    static const UINT16 counts[] = {0, 101, 102, 4000, 0x7FFF, 0x8000, 0xFFFF};
    SoH soh = {0, (SoHAttribute *)(void *)forbidden};

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        soh.count = counts[i];
        expectInvalid(&soh);
    }
}

/* What is wrong with the first attributes is found without a look at those behind them. */
static void badAttributeEndsTheReading(void **state)
{
    static const SoHAttribute bad[] = {
        {6, 4001, (BYTE *)1}, {6, 0xFFFF, (BYTE *)1}, {5, 7, (BYTE *)1},    {0x4000, 1, (BYTE *)1},
        {6, 1, NULL},         {2, 4, (BYTE *)1},      {7, 3, (BYTE *)1},    {3, 0, (BYTE *)1},
        {15, 4000, NULL},     {16, 0, NULL},          {4, 3998, (BYTE *)1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(bad); i++) {
        SoHAttribute attributes[] = {ID_ATTRIBUTE, bad[i]};
        SoH *soh = guarded(attributes, 1);
        SoHAttribute *two = GuardAlloc(sizeof(attributes));
        const SoH liar = {100, two};

        two[0] = soh->attributes[0];
        two[1] = bad[i];
        expectInvalid(&liar);
        GuardFree(two, sizeof(attributes));
        freeGuarded(soh);
    }
}

/* The rules are about types and sizes: nothing that breaks them gets its value read. */
static void badSizesTouchNoValue(void **state)
{
    (void)state;
    for (UINT16 type = 0; type < 18; type++) {
        static const UINT16 sizes[] = {4001, 4004, 4016, 0x7FFF, 0x8000, 0xFFFF};

        for (size_t i = 0; i < ARRAYSIZE(sizes); i++) {
            SoHAttribute attributes[] = {
                ID_ATTRIBUTE, {type, sizes[i], forbidden}, {14, 1, forbidden}};
            const SoH soh = SOH_OF(attributes);

            expectInvalid(&soh);
        }
    }
}

/* No value is copied before the last attribute is known to be right. */
static void laterFaultKeepsEarlierValuesUnread(void **state)
{
    SoHAttribute attributes[] = {{2, 4, forbidden}, {6, 4000, forbidden}, {8, 2, forbidden}};
    SoHAttribute second[] = {{2, 4, forbidden}, {14, 1, forbidden}, {2, 4, forbidden}};
    SoHAttribute unfinished[] = {{2, 4, forbidden}, {6, 4000, forbidden}};
    const SoH soh = SOH_OF(attributes);
    const SoH twoIds = SOH_OF(second);
    const SoH response = SOH_OF(unfinished);

    (void)state;
    expectInvalid(&soh);
    expectInvalid(&twoIds);
    expectBoth(&response, FALSE, NAP_E_INVALID_PACKET);
}

static void emptyValuesAreNotTouched(void **state)
{
    SoHAttribute attributes[] = {
        ID_ATTRIBUTE, {4, 0, forbidden}, {6, 0, forbidden}, {0x3FFF, 0, (BYTE *)1}, {13, 0, NULL}};
    const SoH soh = SOH_OF(attributes);

    (void)state;
    expectBoth(&soh, TRUE, S_OK);
    expectBoth(&soh, FALSE, S_OK);
}

/* The type says how much of a value is read, and the array what lies in it. */
static void appendReadsJustTheArray(void **state)
{
    static const struct {
        SoHAttributeType type;
        UINT16 count;
        UINT16 size;
    } arrays[] = {{3, 1, 4},        {3, 1000, 4000}, {15, 1, 16}, {15, 250, 4000}, {4, 3, 12},
                  {13, 1000, 4000}, {7, 5, 5},       {6, 1, 1},   {6, 4000, 4000}, {0x3FFF, 3, 3}};
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(arrays); i++) {
        void *array = GuardAlloc(arrays[i].size);
        SoHAttributeValue *value = GuardAlloc(sizeof(*value));

        memset(array, 0x5A, arrays[i].size);
        memset(value, 0xA5, sizeof(*value));
        if (arrays[i].type == 7) {
            value->vendorSpecificVal.size = arrays[i].count;
            value->vendorSpecificVal.vendorSpecificData = array;
        } else {
            value->octetStringVal.size = arrays[i].count;
            value->octetStringVal.data = array;
        }
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, arrays[i].type, value),
                       S_OK);
        GuardFree(value, sizeof(*value));
        GuardFree(array, arrays[i].size);
    }
    INapSoHConstructor_Release(constructor);
}

static void appendTouchesNoArrayOfABadCount(void **state)
{
    static const struct {
        SoHAttributeType type;
        UINT16 count;
    } bad[] = {{3, 0},    {3, 1001},  {3, 0xFFFF}, {15, 0},     {15, 251}, {15, 0xFFFF},
               {4, 1001}, {13, 1001}, {6, 4001},   {6, 0xFFFF}, {9, 4001}, {0x3FFF, 4001}};
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);
    SoHAttributeValue value;

    (void)state;
    for (size_t i = 0; i < ARRAYSIZE(bad); i++) {
        value.octetStringVal.size = bad[i].count;
        value.octetStringVal.data = forbidden;
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, bad[i].type, &value),
                       E_INVALIDARG);
    }
    value.vendorSpecificVal.size = 3997;
    value.vendorSpecificVal.vendorSpecificData = forbidden;
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 7, &value), E_INVALIDARG);
    INapSoHConstructor_Release(constructor);
}

/* Blobs come from packets: addresses and codes need not stand at an even address. */
static void arraysNeedNoAlignment(void **state)
{
    SoHAttribute attributes[] = {ATTRIBUTE(2, 0, 0, 0, 1), ATTRIBUTE(4, 4, 3, 2, 1, 8, 7, 6, 5)};
    const SoH expected = SOH_OF(attributes);
    BYTE bytes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    SoHAttributeValue value;
    INapSoHConstructor *constructor = ConstructorBegin(1, TRUE);

    (void)state;
    value.codesVal.count = 2;
    value.codesVal.results = (HRESULT *)(void *)(bytes + 1);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 4, &value), S_OK);
    ConstructorExpect(constructor, &expected);
    INapSoHConstructor_Release(constructor);
}

typedef struct Liar {
    SoH *soh;
    volatile LONG stop;
} Liar;

/* Each wrong state is one that must be refused without a look at what it promises. */
static DWORD WINAPI lieAndRepent(void *argument)
{
    Liar *liar = argument;
    volatile SoH *soh = liar->soh;
    volatile SoHAttribute *last = &liar->soh->attributes[2];

    while (!liar->stop) {
        last->size = 0xFFF0;
        last->size = 8;
        soh->count = 0xFFFF;
        soh->count = 3;
        last->type = 0x8006;
        last->type = 6;
    }
    return 0;
}

/*
 * Another thread changes the structure while it is read. Whatever is believed must be what was
 * checked: one more read of a size, and the copy runs over the edge of the page.
 */
static void changingStructureIsReadOnce(void **state)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(14, 0),
                                 ATTRIBUTE(6, 1, 2, 3, 4, 5, 6, 7, 8)};
    const SoH honest = SOH_OF(attributes);
    Liar liar = {guarded(attributes, ARRAYSIZE(attributes)), 0};
    HANDLE thread = CreateThread(NULL, 0, lieAndRepent, &liar, 0, NULL);
    int taken = 0;
    int refused = 0;

    (void)state;
    assert_non_null(thread);
    /* On a busy machine it may take a while until both have been seen. */
    for (int i = 0; i < 20000 || (i < 2000000 && (taken == 0 || refused == 0)); i++) {
        INapSoHProcessor *processor = ProcessorNew();
        HRESULT hr = INapSoHProcessor_Initialize(processor, liar.soh, TRUE, NULL);

        if (hr == S_OK) {
            taken++;
            if (taken % 64 == 0) {
                ProcessorExpect(processor, &honest);
            }
        } else {
            refused++;
            assert_hresult(hr, NAP_E_INVALID_PACKET);
        }
        INapSoHProcessor_Release(processor);
    }
    liar.stop = 1;
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    print_message("taken %d times, refused %d times\n", taken, refused);
    assert_true(taken > 0 && refused > 0);
    freeGuarded(liar.soh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(readsNothingBehindTheEnd),
        spied_test(badCountsTouchNoArray),
        spied_test(badAttributeEndsTheReading),
        spied_test(badSizesTouchNoValue),
        spied_test(laterFaultKeepsEarlierValuesUnread),
        spied_test(emptyValuesAreNotTouched),
        spied_test(appendReadsJustTheArray),
        spied_test(appendTouchesNoArrayOfABadCount),
        spied_test(arraysNeedNoAlignment),
        spied_test(changingStructureIsReadOnce),
    };

    return cmocka_run_group_tests(tests, prepare, NULL);
}
