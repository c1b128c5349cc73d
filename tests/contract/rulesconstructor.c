/* SPDX-License-Identifier: MIT */
/* Rules for the methods of INapSoHConstructor, except values and validity. */
#include "objects.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "guarded.h"

static const SoHAttributeValue octets = {.octetStringVal = {3, (BYTE[]){1, 2, 3}}};
static const SoHAttributeValue category = {.uint8Val = 1};

static HRESULT append(INapSoHConstructor *constructor, int type, const SoHAttributeValue *value)
{
    return constructor->lpVtbl->AppendAttribute(constructor, (SoHAttributeType)type, value);
}

static void release(INapSoHConstructor *constructor)
{
    constructor->lpVtbl->Release(constructor);
}

/* The call is refused, and the constructor is unchanged. */
static void expectRefused(Trial *trial, INapSoHConstructor *constructor, const char *call, int type,
                          const SoHAttributeValue *value)
{
    SoH *before = ConstructorSoH(trial, constructor);

    TrialExpectHr(trial, call, append(constructor, type, value), E_INVALIDARG);
    ConstructorExpect(trial, constructor, before);
    trial->library->FreeSoH(before);
}

static void beginsWithTheId(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoH *soh = ConstructorSoH(trial, constructor);

    TrialExpectNumber(trial, "The number of attributes", soh->count, 1);
    TrialExpectNumber(trial, "The type of attribute 0", soh->attributes[0].type, 2);
    TrialExpectNumber(trial, "The size of attribute 0", soh->attributes[0].size, 4);
    trial->library->FreeSoH(soh);
    release(constructor);
}

/* The second call changes neither the id nor the kind. */
static void initializesOnce(Trial *trial, int parameter)
{
    const SoHAttributeValue address = {.v4AddressesVal = {1, (Ipv4Address[]){{{192, 0, 2, 1}}}}};
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(3, 192, 0, 2, 1)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, FALSE);

    TrialExpectHr(trial, "The second Initialize",
                  constructor->lpVtbl->Initialize(constructor, 2, TRUE), E_UNEXPECTED);
    ConstructorAppend(trial, constructor, sohAttributeTypeIpv4FixupServers, &address);
    TrialExpectHr(trial, "Initialize after AppendAttribute",
                  constructor->lpVtbl->Initialize(constructor, SOME_ID, TRUE), E_UNEXPECTED);
    expectRefused(trial, constructor, "AppendAttribute of a second list to the response", 3,
                  &address);
    ConstructorExpect(trial, constructor, &expected);
    release(constructor);
}

static void appendBeforeInitialize(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);

    constructor->lpVtbl->Validate(constructor, NULL, TRUE); /* is no Initialize */
    TrialExpectHr(trial, "AppendAttribute before Initialize", append(constructor, 10, &octets),
                  NAP_E_NOT_INITIALIZED);
    release(constructor);
}

static void getBeforeInitialize(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);
    SoH *soh = SEED;

    TrialExpectHr(trial, "GetSoH before Initialize", constructor->lpVtbl->GetSoH(constructor, &soh),
                  NAP_E_NOT_INITIALIZED);
    TrialExpectNull(trial, "GetSoH before Initialize", soh);
    release(constructor);
}

static void appendCopies(Trial *trial, int parameter)
{
    BYTE data[] = {1, 2, 3, 4};
    SoHAttributeValue value = {.vendorSpecificVal = {0x137, sizeof(data), data}};
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(7, 0, 0, 1, 0x37, 1, 2, 3, 4)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    ConstructorAppend(trial, constructor, sohAttributeTypeVendorSpecific, &value);
    memset(data, 0xEE, sizeof(data));
    memset(&value, 0xEE, sizeof(value));
    ConstructorExpect(trial, constructor, &expected);
    release(constructor);
}

static void appendNull(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    for (int type = 0; type <= 20; type++) {
        expectRefused(trial, constructor, "AppendAttribute of a NULL value", type, NULL);
    }
    release(constructor);
    constructor = ConstructorNew(trial);
    TrialExpectHr(trial, "AppendAttribute of a NULL value before Initialize",
                  append(constructor, 10, NULL), E_INVALIDARG);
    release(constructor);
}

static void appendId(Trial *trial, int parameter)
{
    const SoHAttributeValue id = {.idVal = 7};
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    expectRefused(trial, constructor, "AppendAttribute(SystemHealthId)", 2, &id);
    release(constructor);
}

static void appendOddTypes(Trial *trial, int parameter)
{
    static const int types[] = {0,      1,      0x4000,  0x4006,      0x8000,
                                0x8006, 0xFFFF, 0x10003, INT_MIN | 6, -1};
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        char call[60];

        snprintf(call, sizeof(call), "AppendAttribute of type 0x%X", (unsigned)types[i]);
        expectRefused(trial, constructor, call, types[i], &octets);
    }
    release(constructor);
}

static void appendNullArray(Trial *trial, const int *types, size_t count)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    for (size_t i = 0; i < count; i++) {
        SoHAttributeValue value;

        memset(&value, 0, sizeof(value));
        if (types[i] == sohAttributeTypeVendorSpecific) {
            value.vendorSpecificVal.size = 1;
        } else {
            value.octetStringVal.size = 1;
        }
        expectRefused(trial, constructor, "AppendAttribute with a NULL array of one", types[i],
                      &value);
    }
    release(constructor);
}

static void appendNullAddresses(Trial *trial, int parameter)
{
    static const int types[] = {3, 15};

    appendNullArray(trial, types, ARRAYSIZE(types));
}

static void appendNullCodes(Trial *trial, int parameter)
{
    static const int types[] = {4, 13};

    appendNullArray(trial, types, ARRAYSIZE(types));
}

static void appendNullVendorData(Trial *trial, int parameter)
{
    static const int types[] = {7};

    appendNullArray(trial, types, ARRAYSIZE(types));
}

static void appendNullOctets(Trial *trial, int parameter)
{
    static const int types[] = {6, 9, 10, 11, 17, 0x3FFF};

    appendNullArray(trial, types, ARRAYSIZE(types));
}

/* Room for 65536 elements of 16 bytes, more than any count can state. */
static BYTE room[16 * 0x10000];

static void fillRoom(UINT32 seed)
{
    for (UINT32 i = 0; i < 4000; i++) {
        room[i] = (BYTE)(i * 7 + i / 251 + seed * 13);
    }
}

/* A value of count elements, in the room. */
static SoHAttributeValue valueOf(int type, UINT16 count)
{
    SoHAttributeValue value;

    memset(&value, 0, sizeof(value));
    if (type == sohAttributeTypeVendorSpecific) {
        value.vendorSpecificVal.vendorId = 0x01020304;
        value.vendorSpecificVal.size = count;
        value.vendorSpecificVal.vendorSpecificData = room;
    } else {
        value.octetStringVal.size =
            count; /* all other members have their count at the same place */
        value.octetStringVal.data = room;
    }
    return value;
}

/* The byte at index of the encoded value. */
static BYTE encodedByte(int type, UINT32 index)
{
    if (type == 7) {
        return index < 4 ? (BYTE)(index + 1) : room[index - 4];
    }
    if (type == 4 || type == 13) {
        return room[index / 4 * 4 + 3 - index % 4];
    }
    return room[index];
}

static void expectBytes(Trial *trial, const SoHAttribute *attribute, int type, UINT32 size)
{
    UINT32 right = 0;

    TrialExpectNumber(trial, "The type of the attribute", attribute->type, (unsigned long)type);
    TrialExpectNumber(trial, "The size of the attribute", attribute->size, size);
    while (right < size && attribute->value[right] == encodedByte(type, right)) {
        right++;
    }
    TrialExpectNumber(trial, "The number of its bytes that are right", right, size);
}

typedef struct Limit {
    int type;
    UINT16 least;
    UINT16 most;
    UINT16 elementSize;
} Limit;

enum { IPV4, COMPLIANCE_CODES, ERROR_CODES, VENDOR, IPV6, OCTETS };

static const Limit limits[] = {
    [IPV4] = {3, 1, 1000, 4},         [COMPLIANCE_CODES] = {4, 0, 1000, 4},
    [ERROR_CODES] = {13, 0, 1000, 4}, [VENDOR] = {7, 0, 3996, 1},
    [IPV6] = {15, 1, 250, 16},        [OCTETS] = {6, 0, 4000, 1},
};

/* The value can be appended, the SoH is then valid, and a processor reads it. */
static void expectTaken(Trial *trial, const Limit *limit, int type, UINT16 count, BOOL isRequest)
{
    const SoHAttributeValue value = valueOf(type, count);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, isRequest);
    INapSoHProcessor *processor;
    SoH *soh;

    ConstructorAppend(trial, constructor, (SoHAttributeType)type, &value);
    soh = ConstructorSoH(trial, constructor);
    TrialExpectNumber(trial, "The number of attributes", soh->count, 2);
    expectBytes(trial, &soh->attributes[1], type,
                (type == 7 ? 4u : 0u) + (UINT32)count * limit->elementSize);
    processor = ProcessorOver(trial, soh, TRUE);
    ProcessorExpect(trial, processor, soh);
    processor->lpVtbl->Release(processor);
    trial->library->FreeSoH(soh);
    release(constructor);
}

static void takesTheMost(Trial *trial, int which)
{
    const Limit *limit = &limits[which];
    const UINT16 counts[] = {limit->least, (UINT16)(limit->least + 1), (UINT16)(limit->most - 1),
                             limit->most};

    fillRoom(0);
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        expectTaken(trial, limit, limit->type, counts[i], TRUE);
        expectTaken(trial, limit, limit->type, counts[i], FALSE);
    }
}

/* Among the counts are some whose size in bytes overflows 16 bits. */
static void refusesMore(Trial *trial, const Limit *limit, int type)
{
    const UINT16 counts[] = {
        (UINT16)(limit->most + 1), 0x1001, 0x4000, 0x4001, 0x8000, 0xFFFC, 0xFFFF, 0};

    for (int isRequest = 0; isRequest < 2; isRequest++) {
        INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, isRequest);

        for (size_t i = 0; i < ARRAYSIZE(counts) - (limit->least > 0 ? 0 : 1); i++) {
            const SoHAttributeValue value = valueOf(type, counts[i]);
            char call[60];

            snprintf(call, sizeof(call), "AppendAttribute of %u elements", counts[i]);
            expectRefused(trial, constructor, call, type, &value);
        }
        release(constructor);
    }
}

static void refusesOneMore(Trial *trial, int which)
{
    refusesMore(trial, &limits[which], limits[which].type);
}

static const int octetTypes[] = {6, 9, 10, 11, 17, 3000, 0x3FFF};

static void takesMostOctets(Trial *trial, int which)
{
    takesTheMost(trial, which);
    for (size_t i = 1; i < ARRAYSIZE(octetTypes); i++) {
        expectTaken(trial, &limits[which], octetTypes[i], 0, TRUE);
        expectTaken(trial, &limits[which], octetTypes[i], 4000, TRUE);
    }
}

static void refusesMoreOctets(Trial *trial, int which)
{
    for (size_t i = 0; i < ARRAYSIZE(octetTypes); i++) {
        refusesMore(trial, &limits[which], octetTypes[i]);
    }
}

/* A hundred attributes, the id included. Their sizes grow by step and wrap around. */
static void expectHundred(Trial *trial, UINT32 step)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    const SoHAttributeValue empty = valueOf(6, 0);
    INapSoHProcessor *processor;
    SoH *soh;

    for (UINT32 i = 1; i < 100; i++) {
        const SoHAttributeValue value = valueOf(6, (UINT16)(i * step % 4001));

        fillRoom(i);
        ConstructorAppend(trial, constructor, sohAttributeTypeClientId, &value);
    }
    expectRefused(trial, constructor, "AppendAttribute of a 101st attribute", 8, &category);
    expectRefused(trial, constructor, "AppendAttribute of a 101st attribute", 6, &empty);
    soh = ConstructorSoH(trial, constructor);
    release(constructor);
    TrialExpectNumber(trial, "The number of attributes", soh->count, 100);
    for (UINT32 i = 1; i < 100; i++) {
        fillRoom(i);
        expectBytes(trial, &soh->attributes[i], 6, i * step % 4001);
    }
    processor = ProcessorOver(trial, soh, TRUE);
    ProcessorExpect(trial, processor, soh);
    processor->lpVtbl->Release(processor);
    trial->library->FreeSoH(soh);
}

static void takesHundred(Trial *trial, int parameter)
{
    static const UINT32 steps[] = {0, 1, 397, 1191, 4000};

    for (size_t i = 0; i < ARRAYSIZE(steps); i++) {
        expectHundred(trial, steps[i]);
    }
}

/* How much of a value may be read depends on its type, and how much of its array on the count. */
static void readsJustTheArray(Trial *trial, int parameter)
{
    static const struct {
        int type;
        UINT16 count;
        UINT16 size;
    } arrays[] = {{3, 1, 4},        {3, 1000, 4000}, {15, 1, 16}, {15, 250, 4000}, {4, 3, 12},
                  {13, 1000, 4000}, {7, 5, 5},       {6, 1, 1},   {6, 4000, 4000}, {0x3FFF, 3, 3}};
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    for (size_t i = 0; i < ARRAYSIZE(arrays); i++) {
        void *array = GuardedAlloc(arrays[i].size);
        SoHAttributeValue *value = GuardedAlloc(sizeof(*value));

        if (!array || !value) {
            TrialUnable(trial, "There is no memory for a guarded block");
        }
        memset(array, 0x5A, arrays[i].size);
        *value = valueOf(arrays[i].type, arrays[i].count);
        if (arrays[i].type == 7) {
            value->vendorSpecificVal.vendorSpecificData = array;
        } else {
            value->octetStringVal.data = array;
        }
        ConstructorAppend(trial, constructor, (SoHAttributeType)arrays[i].type, value);
        GuardedFree(value, sizeof(*value));
        GuardedFree(array, arrays[i].size);
    }
    release(constructor);
}

static void badCountsTouchNoArray(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    void *forbidden = GuardedAlloc(0);

    for (size_t i = 0; i < ARRAYSIZE(limits); i++) {
        const UINT16 counts[] = {(UINT16)(limits[i].most + 1), 0xFFFF};

        for (size_t j = 0; j < ARRAYSIZE(counts); j++) {
            SoHAttributeValue value = valueOf(limits[i].type, counts[j]);

            if (limits[i].type == 7) {
                value.vendorSpecificVal.vendorSpecificData = forbidden;
            } else {
                value.octetStringVal.data = forbidden;
            }
            expectRefused(trial, constructor, "AppendAttribute of too many elements",
                          limits[i].type, &value);
        }
    }
    GuardedFree(forbidden, 0);
    release(constructor);
}

static void needsNoAlignment(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(4, 4, 3, 2, 1, 8, 7, 6, 5)};
    const SoH expected = SOH_OF(attributes);
    HRESULT aligned[3];
    BYTE *bytes = (BYTE *)aligned + 1;
    SoHAttributeValue value = {.codesVal = {2, (HRESULT *)(void *)bytes}};
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    memcpy(bytes, "\1\2\3\4\5\6\7\10", 8);
    ConstructorAppend(trial, constructor, sohAttributeTypeComplianceResultCodes, &value);
    ConstructorExpect(trial, constructor, &expected);
    release(constructor);
}

/* The two address families may come in either order. */
static void secondFixup(Trial *trial, int type)
{
    const SoHAttributeValue value = valueOf(type, 1);
    const SoHAttributeValue other = valueOf(3 + 15 - type, 1);
    INapSoHConstructor *response = ConstructorBegin(trial, SOME_ID, FALSE);

    ConstructorAppend(trial, response, (SoHAttributeType)type, &value);
    expectRefused(trial, response, "AppendAttribute of a second list of one address family", type,
                  &value);
    ConstructorAppend(trial, response, (SoHAttributeType)(3 + 15 - type), &other);
    expectRefused(trial, response, "AppendAttribute of a second list after both", type, &value);
    for (int i = 0; i < 2; i++) { /* what may be there twice still may */
        ConstructorAppend(trial, response, sohAttributeTypeFailureCategory, &category);
    }
    release(response);
}

static void fixupsOfRequest(Trial *trial, int parameter)
{
    const SoHAttributeValue v4 = valueOf(3, 1);
    const SoHAttributeValue v6 = valueOf(15, 1);
    INapSoHConstructor *request = ConstructorBegin(trial, SOME_ID, TRUE);

    for (int i = 0; i < 3; i++) {
        ConstructorAppend(trial, request, sohAttributeTypeIpv4FixupServers, &v4);
        ConstructorAppend(trial, request, sohAttributeTypeIpv6FixupServers, &v6);
    }
    release(request);
}

static void getNull(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);

    TrialExpectHr(trial, "GetSoH(NULL) before Initialize",
                  constructor->lpVtbl->GetSoH(constructor, NULL), E_INVALIDARG);
    TrialExpectHr(trial, "Initialize", constructor->lpVtbl->Initialize(constructor, 1, TRUE), S_OK);
    TrialExpectHr(trial, "GetSoH(NULL)", constructor->lpVtbl->GetSoH(constructor, NULL),
                  E_INVALIDARG);
    release(constructor);
}

static void getCopies(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoH *first;
    SoH *second;

    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    TrialSpy(trial);
    first = ConstructorSoH(trial, constructor);
    second = ConstructorSoH(trial, constructor);
    TrialExpect(trial,
                first != second && first->attributes != second->attributes &&
                    first->attributes[1].value != second->attributes[1].value,
                "Two calls of GetSoH share memory");
    memset(first->attributes[1].value, 0xEE, 3);
    ConstructorAppend(trial, constructor, sohAttributeTypeFailureCategory, &category);
    trial->library->FreeSoH(first);
    TrialExpect(trial, SohEqual(second, &expected), "The second copy changed with the first");
    trial->library->FreeSoH(second);
    TrialExpectClean(trial, "After both copies were freed");
    release(constructor);
}

/* Each part that has bytes is its own block, because clients may free them one by one. */
static void getMakesBlocks(Trial *trial, int parameter)
{
    const SoHAttributeValue none = {.octetStringVal = {0, NULL}};
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoH *soh;

    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    ConstructorAppend(trial, constructor, sohAttributeTypeClientId, &none);
    ConstructorAppend(trial, constructor, sohAttributeTypeFailureCategory, &category);
    TrialSpy(trial);
    soh = ConstructorSoH(trial, constructor);
    TrialExpectLive(trial, "GetSoH of four attributes, one of which is empty", 5);
    TrialExpect(trial, !soh->attributes[2].value, "The value without bytes is not NULL");
    TrialExpectBlock(trial, "The value of three bytes", soh->attributes[1].value, 3);
    TrialExpectBlock(trial, "The value of one byte", soh->attributes[3].value, 1);
    trial->library->FreeSoH(soh);
    release(constructor);
}

static void getOutlivesTheObject(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor;
    SoH *soh;

    TrialSpy(trial); /* overwrites what is freed */
    constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    soh = ConstructorSoH(trial, constructor);
    release(constructor);
    TrialExpect(trial, SohEqual(soh, &expected), "The SoH changed when its object was released");
    trial->library->FreeSoH(soh);
    TrialExpectClean(trial, "After all was released");
}

static void getIncomplete(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, FALSE);
    SoH *soh = NULL;

    TrialExpectHr(trial, "GetSoH of a response without a result",
                  constructor->lpVtbl->GetSoH(constructor, &soh), S_OK);
    TrialExpect(trial, soh && SohEqual(soh, &expected), "The SoH is not what was built");
    trial->library->FreeSoH(soh);
    release(constructor);
}

static void getNoMemory(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    HRESULT hr;
    int n = 0;

    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    ConstructorAppend(trial, constructor, sohAttributeTypeFailureCategory, &category);
    TrialSpy(trial);
    do {
        SoH *soh = SEED;

        AllocSpyFail(++n);
        hr = constructor->lpVtbl->GetSoH(constructor, &soh);
        AllocSpyFail(0);
        if (FAILED(hr)) {
            TrialExpectHr(trial, "GetSoH without memory", hr, E_OUTOFMEMORY);
            TrialExpectNull(trial, "GetSoH without memory", soh);
        } else {
            trial->library->FreeSoH(soh);
        }
        TrialExpectClean(trial, "GetSoH without memory");
    } while (FAILED(hr) && n < 20);
    TrialExpect(trial, n > 1, "No allocation failed though the first one should have");
    release(constructor);
}

/* Lets each allocation of the call fail in turn. A failed call must change nothing. */
static void expectAppended(Trial *trial, INapSoHConstructor *constructor, UINT16 size)
{
    const SoHAttributeValue value = valueOf(6, size);
    SoH *before = ConstructorSoH(trial, constructor);
    HRESULT hr;
    int n = 0;

    do {
        AllocSpyFail(++n);
        hr = append(constructor, 6, &value);
        AllocSpyFail(0);
        if (FAILED(hr)) {
            TrialExpectHr(trial, "AppendAttribute without memory", hr, E_OUTOFMEMORY);
            ConstructorExpect(trial, constructor, before);
        }
    } while (FAILED(hr) && n < 20);
    trial->library->FreeSoH(before);
    TrialExpectHr(trial, "AppendAttribute", hr, S_OK);
}

static void appendNoMemory(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoH *soh;

    fillRoom(0);
    TrialSpy(trial);
    expectAppended(trial, constructor, 4000);
    for (int i = 2; i < 100; i++) {
        expectAppended(trial, constructor, (UINT16)(i * 397 % 4001));
    }
    soh = ConstructorSoH(trial, constructor);
    TrialExpectNumber(trial, "The number of attributes", soh->count, 100);
    for (UINT32 i = 2; i < 100; i++) {
        expectBytes(trial, &soh->attributes[i], 6, i * 397 % 4001);
    }
    trial->library->FreeSoH(soh);
    release(constructor);
}

static void initializeNoMemory(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorNew(trial);
    HRESULT hr;

    TrialSpy(trial);
    AllocSpyFail(1);
    hr = constructor->lpVtbl->Initialize(constructor, 7, TRUE);
    if (!AllocSpyHasFailed()) {
        TrialSay(trial, "Initialize needs no memory");
        release(constructor);
        return;
    }
    TrialExpectHr(trial, "Initialize without memory", hr, E_OUTOFMEMORY);
    AllocSpyFail(0);
    TrialExpectHr(trial, "Initialize after a failed one",
                  constructor->lpVtbl->Initialize(constructor, SOME_ID, TRUE), S_OK);
    ConstructorExpect(trial, constructor, &expected);
    release(constructor);
}

static void readingChangesNothing(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    for (int i = 0; i < 3; i++) {
        constructor->lpVtbl->Validate(constructor, &expected, i % 2);
        constructor->lpVtbl->Initialize(constructor, 99, FALSE);
        ConstructorExpect(trial, constructor, &expected);
    }
    release(constructor);
}

static const Rule rules[] = {
    {"constructor.initialize.id", RULE_DOCUMENTED,
     "Initialize makes the SystemHealthId attribute 0", "type 2, 4 bytes", beginsWithTheId, 0, 0},
    {"constructor.initialize.twice", RULE_CHOSEN, "Initialize is refused the second time",
     "E_UNEXPECTED", initializesOnce, 0, 0},
    {"constructor.initialize.no-memory", RULE_CHOSEN,
     "Initialize says when memory runs out, and may be repeated", "E_OUTOFMEMORY",
     initializeNoMemory, 0, 0},
    {"constructor.append.before-initialize", RULE_CHOSEN,
     "AppendAttribute is refused before Initialize", "NAP_E_NOT_INITIALIZED",
     appendBeforeInitialize, 0, 0},
    {"constructor.append.copies", RULE_EVIDENT,
     "AppendAttribute copies deeply: the value may be the caller's stack", "a copy", appendCopies,
     0, 0},
    {"constructor.append.null", RULE_CHOSEN, "AppendAttribute refuses a NULL value", "E_INVALIDARG",
     appendNull, 0, 0},
    {"constructor.append.system-health-id", RULE_DOCUMENTED,
     "AppendAttribute refuses SystemHealthId", "E_INVALIDARG", appendId, 0, 0},
    {"constructor.append.types", RULE_CHOSEN, "AppendAttribute refuses types 0, 1 and above 0x3FFF",
     "E_INVALIDARG", appendOddTypes, 0, 0},
    {"constructor.append.null-addresses", RULE_CHOSEN,
     "AppendAttribute refuses a NULL array of addresses with a count", "E_INVALIDARG",
     appendNullAddresses, 0, 0},
    {"constructor.append.null-codes", RULE_CHOSEN,
     "AppendAttribute refuses a NULL array of codes with a count", "E_INVALIDARG", appendNullCodes,
     0, 0},
    {"constructor.append.null-vendor-data", RULE_CHOSEN,
     "AppendAttribute refuses NULL vendor data with a size", "E_INVALIDARG", appendNullVendorData,
     0, 0},
    {"constructor.append.null-octets", RULE_CHOSEN,
     "AppendAttribute refuses a NULL octet string with a size", "E_INVALIDARG", appendNullOctets, 0,
     0},
    {"constructor.append.ipv4-most", RULE_DOCUMENTED,
     "AppendAttribute takes 1 to 1000 IPv4 addresses", "S_OK, 4000 bytes", takesTheMost, IPV4, 0},
    {"constructor.append.ipv4-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 0 and 1001 IPv4 addresses", "E_INVALIDARG", refusesOneMore, IPV4, 0},
    {"constructor.append.ipv6-most", RULE_DOCUMENTED,
     "AppendAttribute takes 1 to 250 IPv6 addresses", "S_OK, 4000 bytes", takesTheMost, IPV6, 0},
    {"constructor.append.ipv6-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 0 and 251 IPv6 addresses", "E_INVALIDARG", refusesOneMore, IPV6, 0},
    {"constructor.append.compliance-codes-most", RULE_DOCUMENTED,
     "AppendAttribute takes 0 to 1000 ComplianceResultCodes", "S_OK, 4000 bytes", takesTheMost,
     COMPLIANCE_CODES, 0},
    {"constructor.append.compliance-codes-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 1001 ComplianceResultCodes", "E_INVALIDARG", refusesOneMore,
     COMPLIANCE_CODES, 0},
    {"constructor.append.error-codes-most", RULE_DOCUMENTED,
     "AppendAttribute takes 0 to 1000 ErrorCodes", "S_OK, 4000 bytes", takesTheMost, ERROR_CODES,
     0},
    {"constructor.append.error-codes-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 1001 ErrorCodes", "E_INVALIDARG", refusesOneMore, ERROR_CODES, 0},
    {"constructor.append.vendor-most", RULE_DOCUMENTED,
     "AppendAttribute takes 0 to 3996 bytes of vendor data", "S_OK, 4000 bytes", takesTheMost,
     VENDOR, 0},
    {"constructor.append.vendor-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 3997 bytes of vendor data", "E_INVALIDARG", refusesOneMore, VENDOR,
     0},
    {"constructor.append.octets-most", RULE_DOCUMENTED, "AppendAttribute takes 0 to 4000 octets",
     "S_OK, 4000 bytes", takesMostOctets, OCTETS, 0},
    {"constructor.append.octets-range", RULE_DOCUMENTED, "AppendAttribute refuses 4001 octets",
     "E_INVALIDARG", refusesMoreOctets, OCTETS, 0},
    {"constructor.append.bounds", RULE_DOCUMENTED,
     "AppendAttribute reads nothing beyond the value and its array", "S_OK", readsJustTheArray, 0,
     0},
    {"constructor.append.bad-count", RULE_CHOSEN,
     "AppendAttribute reads no array whose count is out of range", "E_INVALIDARG",
     badCountsTouchNoArray, 0, 0},
    {"constructor.append.unaligned", RULE_CHOSEN, "AppendAttribute reads arrays at any address",
     "S_OK", needsNoAlignment, 0, 0},
    {"constructor.append.hundred", RULE_DOCUMENTED, "An SoH takes 100 attributes, and no 101st",
     "E_INVALIDARG", takesHundred, 0, 0},
    {"constructor.append.second-ipv4", RULE_DOCUMENTED,
     "A response takes one list of IPv4 addresses", "E_INVALIDARG", secondFixup, 3, 0},
    {"constructor.append.second-ipv6", RULE_DOCUMENTED,
     "A response takes one list of IPv6 addresses", "E_INVALIDARG", secondFixup, 15, 0},
    {"constructor.append.second-in-request", RULE_DOCUMENTED,
     "A request takes several lists of addresses", "S_OK", fixupsOfRequest, 0, 0},
    {"constructor.append.no-memory", RULE_CHOSEN,
     "AppendAttribute says when memory runs out, and changes nothing then", "E_OUTOFMEMORY",
     appendNoMemory, 0, 0},
    {"constructor.get.before-initialize", RULE_CHOSEN,
     "GetSoH is refused before Initialize, and leaves NULL", "NAP_E_NOT_INITIALIZED",
     getBeforeInitialize, 0, 0},
    {"constructor.get.null", RULE_CHOSEN, "GetSoH refuses a NULL out parameter", "E_INVALIDARG",
     getNull, 0, 0},
    {"constructor.get.copies", RULE_EVIDENT, "GetSoH makes an independent copy every time",
     "two copies", getCopies, 0, 0},
    {"constructor.get.blocks", RULE_CHOSEN,
     "GetSoH makes a block of each part, and none for a value without bytes", "5 blocks",
     getMakesBlocks, 0, 0},
    {"constructor.get.outlives", RULE_EVIDENT, "An SoH outlives the object that made it",
     "unchanged", getOutlivesTheObject, 0, 0},
    {"constructor.get.incomplete", RULE_CHOSEN, "GetSoH returns a response that lacks its result",
     "S_OK", getIncomplete, 0, 0},
    {"constructor.get.no-memory", RULE_CHOSEN,
     "GetSoH says when memory runs out, leaves NULL and nothing allocated", "E_OUTOFMEMORY",
     getNoMemory, 0, 0},
    {"constructor.unchanged", RULE_CHOSEN, "No method but AppendAttribute changes an object",
     "unchanged", readingChangesNothing, 0, 0},
};

RULE_SECTION(RulesConstructor, "INapSoHConstructor", rules);
