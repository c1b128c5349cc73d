/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes decoding: bytes → structure → validated → read → every attribute decoded → encoded again.
 * The bytes must be the same.
 *
 * Input: one byte of flags (1: a request, 2: allocations fail, after a seed of 4 bytes), then TLVs.
 */
#include "fuzzinput.h"

#include <stdlib.h>
#include <string.h>

#include "allocator.h"
#include "naperror.h"
#include "nativealloc.h"
#include "sohbuilder.h"
#include "sohliteral.h"
#include "tlv.h"
#include "soh/attribute.h"
#include "soh/statement.h"
#include "soh/validity.h"

static BOOL mayFail; /* allocations may */

static BOOL worked(HRESULT hr)
{
    REQUIRE(hr == S_OK || (mayFail && hr == E_OUTOFMEMORY));
    return hr == S_OK;
}

static void requireSameBytes(const SohAttributeRow *row, const SoHAttributeValue *value,
                             const SoHAttribute *original)
{
    UINT16 size = 0;
    BYTE *bytes;

    REQUIRE(SohAttributeMeasure(row, value, &size) == S_OK);
    REQUIRE(size == original->size);
    bytes = malloc(size != 0 ? size : 1);
    REQUIRE(bytes != NULL);
    REQUIRE(SohAttributeEncode(row, value, bytes, size) == S_OK);
    REQUIRE(size == 0 || memcmp(bytes, original->value, size) == 0);
    free(bytes);
}

/* Decodes an attribute of any type and size, whether its statement is valid or not. */
static void decodeAlone(const SoHAttribute *original)
{
    const SohAttributeRow *row = SohAttributeLookUp(original->type);
    SoHAttributeValue *value = NULL;
    const SoHAttributeType type = original->type;
    const HRESULT hr = SohAttributeDecode(type, original->value, original->size, &value);

    if (!SohAttributeSizeFits(row, original->size)) {
        REQUIRE(hr == E_INVALIDARG && !value);
    } else if (worked(hr)) {
        requireSameBytes(row, value, original);
    }
    SohAttributeFree(type, value);
}

/*
 * As clients use a processor: finds a type, gets the attribute, and appends it to a new statement.
 */
static void copyAttribute(const SohStatement *read, SohStatement *built, const SoH *soh, UINT16 at)
{
    const SoHAttribute *original = &soh->attributes[at];
    SoHAttributeValue *value = NULL;
    SoHAttributeType type = 0;
    UINT16 location = 0xFFFF;

    REQUIRE(SohStatementFind(read, at, original->type, &location) == S_OK);
    REQUIRE(location == at);
    if (worked(SohStatementGet(read, at, &type, &value))) {
        REQUIRE(type == original->type);
        requireSameBytes(SohAttributeLookUp(type), value, original);
        if (type > sohAttributeTypeSystemHealthId) {
            worked(SohStatementAppend(built, type, value, TRUE));
        }
    }
    SohAttributeFree(type, value);
}

static BOOL canBeAppended(const SoH *soh)
{
    for (UINT16 i = 1; i < soh->count; i++) {
        if (soh->attributes[i].type <= sohAttributeTypeSystemHealthId) {
            return FALSE;
        }
    }
    return TRUE;
}

static void requireSameStatement(const SohStatement *statement, const SoH *soh)
{
    SoH *written = NULL;

    if (worked(SohStatementWrite(statement, &written))) {
        REQUIRE(SohEqual(written, soh));
    }
    AllocatorFreeSoH(written);
}

static void copyStatement(const SohStatement *read, const SoH *soh)
{
    SohStatement built;

    SohStatementInit(&built);
    REQUIRE(SohStatementBegin(&built, SohStatementSystemHealthId(read)) == S_OK);
    for (UINT16 i = 0; i < soh->count; i++) {
        copyAttribute(read, &built, soh, i);
    }
    requireSameStatement(read, soh);
    if (canBeAppended(soh) && !mayFail) {
        requireSameStatement(&built, soh);
    }
    SohStatementClear(&built);
}

static void judge(const SoH *soh, BOOL isRequest)
{
    const HRESULT verdict = SohValidate(soh, isRequest);
    SohStatement statement;
    HRESULT hr;

    SohStatementInit(&statement);
    hr = SohStatementRead(&statement, soh, isRequest);
    if (verdict != S_OK) {
        REQUIRE(verdict == NAP_E_INVALID_PACKET && hr == verdict);
    } else if (worked(hr)) {
        copyStatement(&statement, soh);
    }
    SohStatementClear(&statement);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SohReader input = SohReaderOver(data, (UINT32)size);
    const UINT8 flags = FuzzU8(&input);
    SoH *soh;

    NativeFailRandomly(1, 0);
    mayFail = (flags & 2) != 0;
    if (mayFail) {
        FuzzFailAllocations(&input);
    }
    soh = ParseTlvs(input.bytes, input.left);
    if (soh) {
        for (UINT16 i = 0; i < soh->count; i++) {
            decodeAlone(&soh->attributes[i]);
        }
        judge(soh, flags & 1);
        DestroySoH(soh);
    }
    REQUIRE(NativeCounts().live == 0);
    return 0;
}
