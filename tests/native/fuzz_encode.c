/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes encoding: a list of attributes → appended → written → read → got. The values must be the
 * same. Whether an attribute may be appended is decided here independently, from the documentation,
 * not from the attribute table.
 *
 * Input: one byte of flags (1: a request, 2: allocations fail, after a seed of 4 bytes), then for
 * each attribute a byte that chooses the type, a count, and the bytes of the value.
 */
#include "fuzzinput.h"

#include <stdlib.h>
#include <string.h>

#include "allocator.h"
#include "nativealloc.h"
#include "sohliteral.h"
#include "soh/attribute.h"
#include "soh/statement.h"
#include "soh/validity.h"

#define MOST 110

static struct {
    SoHAttributeType type;
    SoHAttributeValue value;
} kept[MOST]; /* what the statement must hold, from attribute 1 on */

static UINT16 keptCount;
static BOOL isRequest;
static BOOL mayFail;
static BOOL hasResult;
static BOOL hasFixup[2]; /* IPv4, IPv6 */

static BOOL worked(HRESULT hr)
{
    REQUIRE(hr == S_OK || (mayFail && hr == E_OUTOFMEMORY));
    return hr == S_OK;
}

static UINT32 chooseType(SohReader *input)
{
    const UINT8 choice = FuzzU8(input);

    return choice < 250 ? choice % 19 : FuzzU32(input) >> (choice - 250) * 4;
}

/* Mostly small, sometimes any number; the limits come often enough. */
static UINT16 chooseCount(SohReader *input)
{
    static const UINT16 limits[] = {249, 250, 251, 999, 1000, 1001, 3996, 3997, 4000, 4001};
    const UINT8 choice = FuzzU8(input);

    if (choice < 230) {
        return choice % 23;
    }
    return choice < 250 ? limits[choice % ARRAYSIZE(limits)] : FuzzU16(input);
}

static BOOL fillAddresses(UINT32 type, UINT16 count, SohReader *input, SoHAttributeValue *value)
{
    BOOL *seen = &hasFixup[type == 15];
    const BOOL allowed = count >= 1 && count <= (type == 3 ? 1000 : 250) && (isRequest || !*seen);

    if (type == 3) {
        value->v4AddressesVal.count = count;
        value->v4AddressesVal.addresses = FuzzBlock(input, count * 4u);
    } else {
        value->v6AddressesVal.count = count;
        value->v6AddressesVal.addresses = FuzzBlock(input, count * 16u);
    }
    return allowed;
}

static BOOL fillRest(UINT32 type, UINT16 count, SohReader *input, SoHAttributeValue *value)
{
    switch (type) {
    case 4:
    case 13:
        value->codesVal.count = count;
        value->codesVal.results = FuzzBlock(input, count * 4u);
        return count <= 1000;
    case 5:
    case 12:
        value->dateTimeVal.dwLowDateTime = FuzzU32(input);
        value->dateTimeVal.dwHighDateTime = FuzzU32(input);
        return TRUE;
    case 7:
        value->vendorSpecificVal.vendorId = FuzzU32(input);
        value->vendorSpecificVal.size = count;
        value->vendorSpecificVal.vendorSpecificData = FuzzBlock(input, count);
        return count <= 3996;
    case 8:
    case 14:
    case 16:
        value->uint8Val = FuzzU8(input);
        return TRUE;
    default:
        value->octetStringVal.size = count;
        value->octetStringVal.data = FuzzBlock(input, count);
        return count <= 4000 && type > 2 && type <= 0x3FFF;
    }
}

static void *blockOf(UINT32 type, const SoHAttributeValue *value)
{
    switch (type) {
    case 3:
        return value->v4AddressesVal.addresses;
    case 4:
    case 13:
        return value->codesVal.results;
    case 7:
        return value->vendorSpecificVal.vendorSpecificData;
    case 15:
        return value->v6AddressesVal.addresses;
    case 5:
    case 8:
    case 12:
    case 14:
    case 16:
        return NULL;
    default:
        return value->octetStringVal.data;
    }
}

static void note(UINT32 type)
{
    hasResult = hasResult || type == 4 || type == 14;
    if (type == 3 || type == 15) {
        hasFixup[type == 15] = TRUE;
    }
}

static void appendOne(SohStatement *statement, SohReader *input)
{
    const UINT32 type = chooseType(input);
    const UINT16 count = chooseCount(input);
    SoHAttributeValue value;
    BOOL allowed;
    HRESULT hr;

    memset(&value, 0, sizeof(value));
    allowed = type == 3 || type == 15 ? fillAddresses(type, count, input, &value)
                                      : fillRest(type, count, input, &value);
    allowed = allowed && SohStatementCount(statement) < 100;
    hr = SohStatementAppend(statement, (SoHAttributeType)type, &value, isRequest);
    if (!allowed) {
        REQUIRE(hr == E_INVALIDARG);
    } else if (worked(hr)) {
        kept[keptCount].type = (SoHAttributeType)type;
        kept[keptCount++].value = value;
        note(type);
        return;
    }
    free(blockOf(type, &value));
}

static void requireKept(const SohStatement *statement)
{
    REQUIRE(SohStatementCount(statement) == keptCount + 1);
    for (UINT16 i = 0; i < keptCount; i++) {
        SoHAttributeValue *value = NULL;
        SoHAttributeType type = 0;

        if (worked(SohStatementGet(statement, (UINT16)(i + 1), &type, &value))) {
            REQUIRE(type == kept[i].type);
            REQUIRE(SohValueEqual(type, value, &kept[i].value));
        }
        SohAttributeFree(type, value);
    }
}

static void roundTrip(const SohStatement *built)
{
    SohStatement read;
    SoH *soh = NULL;

    SohStatementInit(&read);
    if (worked(SohStatementWrite(built, &soh))) {
        HRESULT hr = SohStatementRead(&read, soh, isRequest);

        REQUIRE(hr == SohValidate(soh, isRequest) || (mayFail && hr == E_OUTOFMEMORY));
        if (!isRequest && !hasResult) {
            REQUIRE(FAILED(hr));
        } else if (worked(hr)) {
            requireKept(&read);
        }
    }
    AllocatorFreeSoH(soh);
    SohStatementClear(&read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SohReader input = SohReaderOver(data, (UINT32)size);
    const UINT8 flags = FuzzU8(&input);
    SohStatement statement;

    NativeFailRandomly(1, 0);
    isRequest = flags & 1;
    mayFail = (flags & 2) != 0;
    if (mayFail) {
        FuzzFailAllocations(&input);
    }
    keptCount = 0;
    hasResult = hasFixup[0] = hasFixup[1] = FALSE;
    SohStatementInit(&statement);
    REQUIRE(SohStatementBegin(&statement, FuzzU32(&input)) == S_OK);
    for (int i = 0; i < MOST && input.left != 0; i++) {
        appendOne(&statement, &input);
    }
    requireKept(&statement);
    roundTrip(&statement);
    SohStatementClear(&statement);
    for (UINT16 i = 0; i < keptCount; i++) {
        free(blockOf(kept[i].type, &kept[i].value));
    }
    REQUIRE(NativeCounts().live == 0);
    return 0;
}
