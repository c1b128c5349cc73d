/* SPDX-License-Identifier: MIT */
/* The memory helpers, as agents, validators and enforcement clients use them. */
#define COBJMACROS
#include "operations.h"

#include "check.h"
#include "fakeconnection.h"
#include "library.h"

#include <string.h>

/*
 * The initial value of outputs. A function must not leave it in an output that it promises to set.
 */
#define SENTINEL ((void *)(UINT_PTR)0xDEADBEEFu)

#define LONGEST_STRING 65535u

static void *newBlock(size_t size)
{
    void *block = CoTaskMemAlloc(size);

    CHECK(block != NULL);
    return block;
}

static void *newZeroed(size_t size)
{
    return memset(newBlock(size), 0, size);
}

static BYTE *newBytes(User *user, UINT32 size)
{
    return memcpy(newBlock(size), ValueBytes(&user->chance, size), size);
}

static BOOL allNull(void *const *pointers, UINT32 count)
{
    BOOL null = TRUE;

    for (UINT32 i = 0; null && i < count; i++) {
        null = !pointers[i];
    }
    return null;
}

/* Mostly small, sometimes the largest possible count. */
static UINT16 someCount(User *user)
{
    return ChanceOneIn(&user->chance, 500) ? 65535 : (UINT16)ChanceBelow(&user->chance, 21);
}

void UseConnections(User *user)
{
    FakeConnection fake;
    INapEnforcementClientConnection *connection = FakeConnectionInit(&fake);
    UINT16 count = someCount(user);
    Connections *made = SENTINEL;
    LONG stored = 0;

    CHECK_HRESULT(qutil.AllocConnections(&made, count), S_OK);
    CHECK(made->count == count);
    CHECK((!made->connections) == (count == 0));
    CHECK(allNull((void *const *)made->connections, count));
    for (UINT32 i = 0; i < count; i += 1 + ChanceBelow(&user->chance, 4)) {
        made->connections[i] = connection;
        stored++;
    }
    fake.references += stored;
    qutil.FreeConnections(made);
    CHECK(fake.references == 1);
}

/* A string of that many characters: the end of the one string that all threads read. */
static const WCHAR *someString(UINT32 length)
{
    static WCHAR text[LONGEST_STRING + 2];

    if (text[0] == 0) {
        /* Any thread may fill it at any time: all write the same characters. */
        for (UINT32 i = LONGEST_STRING + 1; i > 0; i--) {
            text[i - 1] = (WCHAR)(L'a' + i % 26);
        }
    }
    return text + LONGEST_STRING + 1 - length;
}

void UseCountedString(User *user)
{
    BOOL isLong = ChanceOneIn(&user->chance, 1000);
    UINT32 length = isLong ? LONGEST_STRING - 1 + ChanceBelow(&user->chance, 3)
                           : ChanceBelow(&user->chance, 65);
    const WCHAR *string = someString(length);
    CountedString *made = SENTINEL;
    HRESULT hr = qutil.AllocCountedString(&made, string);

    if (length > LONGEST_STRING) {
        CHECK_HRESULT(hr, E_INVALIDARG);
        CHECK(!made);
        return;
    }
    CHECK_HRESULT(hr, S_OK);
    CHECK(made->length == length);
    CHECK(memcmp(made->string, string, (length + 1) * sizeof *string) == 0);
    if (ChanceOneIn(&user->chance, 4)) {
        /*
         * As a known client does it: copies the structure and frees it alone, without the string.
         */
        CountedString copy = *made;

        CoTaskMemFree(made);
        CoTaskMemFree(copy.string);
    } else {
        qutil.FreeCountedString(made);
    }
}

void UseFixupInfo(User *user)
{
    static const FixupInfo zero;
    UINT16 count = someCount(user);
    FixupInfo *made = SENTINEL;
    FixupInfo rest;

    CHECK_HRESULT(qutil.AllocFixupInfo(&made, count), S_OK);
    CHECK(made->resultCodes.count == count);
    CHECK((!made->resultCodes.results) == (count == 0));
    for (UINT32 i = 0; i < count; i++) {
        CHECK(made->resultCodes.results[i] == 0);
        made->resultCodes.results[i] = E_FAIL;
    }
    rest = *made;
    rest.resultCodes = zero.resultCodes;
    CHECK(rest.state == 0 && rest.percentage == 0 && rest.fixupMsgId == 0);
    qutil.FreeFixupInfo(made);
}

/* The length is sometimes wrong: the Free functions must not rely on it. */
static void fillString(User *user, CountedString *string)
{
    if (!ChanceOneIn(&user->chance, 4)) {
        string->string = newBlock(10);
        string->length = (UINT16)ChanceNext(&user->chance);
    }
}

void UseFilledStructures(User *user)
{
    IsolationInfo *info = newZeroed(sizeof *info);
    IsolationInfoEx *infoEx = newZeroed(sizeof *infoEx);
    NetworkSoH *network = newZeroed(sizeof *network);
    PrivateData *data = newZeroed(sizeof *data);
    SystemHealthAgentState *state = newZeroed(sizeof *state);

    fillString(user, &info->failureUrl);
    fillString(user, &infoEx->failureUrl);
    network->size = (UINT16)ChanceNext(&user->chance);
    network->data = newBytes(user, 12);
    data->size = 200;
    data->data = newBytes(user, 200);
    state->shaResultCodes.count = 3;
    state->shaResultCodes.results = newBlock(3 * sizeof(HRESULT));
    if (ChanceOneIn(&user->chance, 2)) {
        state->fixupInfo.resultCodes.results = newBlock(sizeof(HRESULT));
    }
    qutil.FreeIsolationInfo(info);
    qutil.FreeIsolationInfoEx(infoEx);
    qutil.FreeNetworkSoH(network);
    qutil.FreePrivateData(data);
    qutil.FreeSystemHealthAgentState(state);
}

void UseClientsSoH(User *user)
{
    SoH *soh = newZeroed(sizeof *soh);
    UINT16 count = (UINT16)ChanceBelow(&user->chance, 8);

    if (!ChanceOneIn(&user->chance, 8)) {
        soh->count = count;
        soh->attributes = newZeroed((count + 1u) * sizeof *soh->attributes);
        for (UINT16 i = 0; i < count; i++) {
            if (!ChanceOneIn(&user->chance, 4)) {
                soh->attributes[i].value = newBytes(user, 20);
            }
        }
    }
    qutil.FreeSoH(soh);
}

void UseRegistrationInfo(User *user)
{
    UINT16 count = (UINT16)ChanceBelow(&user->chance, 6);
    NapComponentRegistrationInfo *info = newZeroed((count + 1u) * sizeof *info);

    for (UINT16 i = 0; i < count; i++) {
        fillString(user, &info[i].friendlyName);
        fillString(user, &info[i].description);
        fillString(user, &info[i].version);
        fillString(user, &info[i].vendorName);
    }
    qutil.FreeNapComponentRegistrationInfoArray(count, &info);
    CHECK(!info);
    qutil.FreeNapComponentRegistrationInfoArray(count, &info);
    CHECK(!info);
}

/* A program's own value of any type. Values without a block hold bits that are no pointer. */
void UseAttributeValues(User *user)
{
    UINT32 type = ChanceBelow(&user->chance, 20);
    SoHAttributeValue *value = newBlock(sizeof *value);

    memset(value, 0xAB, sizeof *value);
    switch (type) {
    case sohAttributeTypeSystemHealthId:
    case sohAttributeTypeTimeOfLastUpdate:
    case sohAttributeTypeHealthClass:
    case sohAttributeTypeSoHGenerationTime:
    case sohAttributeTypeFailureCategory:
    case sohAttributeTypeExtendedIsolationState:
        break;
    case sohAttributeTypeIpv4FixupServers:
        value->v4AddressesVal.addresses = newBlock(8);
        break;
    case sohAttributeTypeIpv6FixupServers:
        value->v6AddressesVal.addresses = newBlock(32);
        break;
    case sohAttributeTypeComplianceResultCodes:
    case sohAttributeTypeErrorCodes:
        value->codesVal.results = newBlock(12);
        break;
    case sohAttributeTypeVendorSpecific:
        value->vendorSpecificVal.vendorSpecificData = newBytes(user, 5);
        break;
    default:
        value->octetStringVal.data = ChanceOneIn(&user->chance, 4) ? NULL : newBytes(user, 30);
        break;
    }
    qutil.FreeSoHAttributeValue((SoHAttributeType)type, value);
}

void UseNullPointers(User *user)
{
    NapComponentRegistrationInfo *none = NULL;
    CountedString *string = SENTINEL;

    qutil.FreeConnections(NULL);
    qutil.FreeCountedString(NULL);
    qutil.FreeFixupInfo(NULL);
    qutil.FreeIsolationInfo(NULL);
    qutil.FreeIsolationInfoEx(NULL);
    qutil.FreeNapComponentRegistrationInfoArray(3, NULL);
    qutil.FreeNapComponentRegistrationInfoArray(3, &none);
    qutil.FreeNetworkSoH(NULL);
    qutil.FreePrivateData(NULL);
    qutil.FreeSoH(NULL);
    qutil.FreeSoHAttributeValue((SoHAttributeType)ChanceBelow(&user->chance, 0x10000), NULL);
    qutil.FreeSystemHealthAgentState(NULL);
    CHECK_HRESULT(qutil.AllocConnections(NULL, 1), E_INVALIDARG);
    CHECK_HRESULT(qutil.AllocFixupInfo(NULL, 1), E_INVALIDARG);
    CHECK_HRESULT(qutil.AllocCountedString(NULL, L"a"), E_INVALIDARG);
    CHECK_HRESULT(qutil.AllocCountedString(&string, NULL), E_INVALIDARG);
    CHECK(!string);
}
