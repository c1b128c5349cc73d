/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes SohValidate and SohStatementRead with hostile structures: any counts, types, sizes and
 * pointers. The expected verdict is computed here independently, rule by rule. In an invalid
 * structure all values are invalid pointers, because none may be read. In a valid one each value is
 * a block of exactly its size.
 *
 * Input: one byte of flags (1: a request, 2: allocations fail, after a seed of 4 bytes, 4: the
 * count is a number of its own, 8: the array is NULL), then for each attribute a byte that chooses
 * the type, the size, whether the value is NULL, and its bytes.
 */
#include "fuzzinput.h"

#include <stdlib.h>
#include <string.h>

#include "allocator.h"
#include "naperror.h"
#include "nativealloc.h"
#include "soh/attribute.h"
#include "soh/statement.h"
#include "soh/validity.h"

#define MOST 110

static SoHAttribute described[MOST];

static UINT16 chooseSize(SohReader *input, UINT16 type)
{
    static const UINT16 usual[] = {0, 4, 4, 4, 4, 8, 1, 6, 1, 3, 2, 4, 8, 8, 1, 16, 1};
    static const UINT16 limits[] = {0, 1, 3, 4, 5, 8, 15, 16, 17, 3996, 3999, 4000, 4001, 4004};
    const UINT8 choice = FuzzU8(input);

    if (choice < 160) {
        return type < ARRAYSIZE(usual) ? usual[type] : choice;
    }
    return choice < 240 ? limits[choice % ARRAYSIZE(limits)] : FuzzU16(input);
}

static UINT16 chooseType(SohReader *input)
{
    const UINT8 choice = FuzzU8(input);

    return choice < 240 ? choice % 20 : FuzzU16(input);
}

static UINT16 describe(SohReader *input)
{
    UINT16 count = 0;

    while (count < MOST && input->left != 0) {
        SoHAttribute *attribute = &described[count++];

        attribute->type = chooseType(input);
        attribute->size = chooseSize(input, attribute->type);
        attribute->value = FuzzU8(input) < 250 ? (BYTE *)(uintptr_t)8 : NULL;
    }
    return count;
}

static BOOL sizeIsDocumented(UINT16 type, UINT16 size)
{
    if (size > 4000) {
        return FALSE;
    }
    switch (type) {
    case 2:
        return size == 4;
    case 3:
        return size != 0 && size % 4 == 0;
    case 4:
    case 13:
        return size % 4 == 0;
    case 5:
    case 12:
        return size == 8;
    case 7:
        return size >= 4;
    case 8:
    case 14:
    case 16:
        return size == 1;
    case 15:
        return size != 0 && size % 16 == 0;
    default:
        return TRUE;
    }
}

static UINT16 occurrences(UINT16 type, UINT16 count)
{
    UINT16 found = 0;

    for (UINT16 i = 0; i < count; i++) {
        found = (UINT16)(found + (described[i].type == type));
    }
    return found;
}

static BOOL eachIsValid(UINT16 count)
{
    for (UINT16 i = 0; i < count; i++) {
        const SoHAttribute *attribute = &described[i];

        if (attribute->type > 0x3FFF || !sizeIsDocumented(attribute->type, attribute->size) ||
            (!attribute->value && attribute->size != 0)) {
            return FALSE;
        }
    }
    return TRUE;
}

static BOOL isValid(UINT16 count, BOOL isRequest)
{
    if (count < 1 || count > 100 || !eachIsValid(count) || described[0].type != 2 ||
        occurrences(2, count) != 1) {
        return FALSE;
    }
    return isRequest || (occurrences(4, count) + occurrences(14, count) >= 1 &&
                         occurrences(3, count) <= 1 && occurrences(15, count) <= 1);
}

static void makeBlocks(SohReader *input, UINT16 count)
{
    for (UINT16 i = 0; i < count; i++) {
        if (described[i].value) {
            described[i].value = FuzzBlock(input, described[i].size);
        }
    }
}

static void freeBlocks(UINT16 count)
{
    for (UINT16 i = 0; i < count; i++) {
        free(described[i].value);
    }
}

static void requireCopy(const SohStatement *statement, UINT16 count)
{
    REQUIRE(SohStatementCount(statement) == count);
    for (UINT16 i = 0; i < count; i++) {
        const SohStatementEntry *entry = &statement->entries[i];

        REQUIRE(entry->type == described[i].type && entry->size == described[i].size);
        REQUIRE(entry->size == 0 ||
                memcmp(statement->bytes + entry->offset, described[i].value, entry->size) == 0);
    }
}

static void judge(const SoH *soh, BOOL isRequest, BOOL mayFail, BOOL expected)
{
    SohStatement statement;
    HRESULT hr;

    SohStatementInit(&statement);
    REQUIRE(SohValidate(soh, isRequest) == (expected ? S_OK : NAP_E_INVALID_PACKET));
    hr = SohStatementRead(&statement, soh, isRequest);
    if (!expected) {
        REQUIRE(hr == NAP_E_INVALID_PACKET);
    } else {
        REQUIRE(hr == S_OK || (mayFail && hr == E_OUTOFMEMORY));
    }
    if (hr == S_OK) {
        requireCopy(&statement, soh->count);
    } else {
        REQUIRE(SohStatementCount(&statement) == 0);
    }
    SohStatementClear(&statement);
}

/* The array is a block of exactly its size, too. */
static void judgeDescribed(UINT16 elements, UINT16 count, UINT8 flags, BOOL expected)
{
    SoH soh = {count, NULL};

    if ((flags & 8) == 0 && elements != 0) {
        soh.attributes = malloc(elements * sizeof(*soh.attributes));
        REQUIRE(soh.attributes != NULL);
        memcpy(soh.attributes, described, elements * sizeof(*soh.attributes));
    }
    judge(&soh, flags & 1, (flags & 2) != 0, expected);
    free(soh.attributes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SohReader input = SohReaderOver(data, (UINT32)size);
    const UINT8 flags = FuzzU8(&input);
    UINT16 elements;
    UINT16 count;
    BOOL expected;

    NativeFailRandomly(1, 0);
    if (flags & 2) {
        FuzzFailAllocations(&input);
    }
    count = flags & 4 ? FuzzU16(&input) : 0;
    elements = describe(&input);
    /* A count within the limits but beyond the array can't be detected, so it isn't tried. */
    if ((flags & 4) == 0 || (count <= 100 && count > elements)) {
        count = elements;
    }
    expected = (flags & 8) == 0 && isValid(count, flags & 1);
    if (expected) {
        input = SohReaderOver(data, (UINT32)size);
        makeBlocks(&input, elements);
    }
    judgeDescribed(elements, count, flags, expected);
    if (expected) {
        freeBlocks(elements);
    }
    REQUIRE(NativeCounts().live == 0);
    return 0;
}
