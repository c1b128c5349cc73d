/* SPDX-License-Identifier: MIT */
/* The values stand in bytes one after the other, in the order of the entries, without gaps. */
#include "statement.h"

#include "naperror.h"

#include "allocator.h"
#include "attribute.h"
#include "cursor.h"
#include "validity.h"

#define CAPACITY_MAX ((UINT32)maxSoHAttributeCount * maxSoHAttributeSize)

void SohStatementInit(SohStatement *statement)
{
    statement->bytes = statement->inlineBytes;
    statement->used = 0;
    statement->capacity = sizeof(statement->inlineBytes);
    statement->count = 0;
}

void SohStatementClear(SohStatement *statement)
{
    if (statement->bytes != statement->inlineBytes) {
        AllocatorFree(statement->bytes);
    }
    SohStatementInit(statement);
}

/* Makes room for just that many bytes in all, and keeps those in use. */
static HRESULT resize(SohStatement *statement, UINT32 capacity)
{
    BYTE *bytes = AllocatorBytes(capacity);
    SohWriter writer = SohWriterOver(bytes, capacity);

    if (bytes == NULL) {
        return E_OUTOFMEMORY;
    }
    if (!SohWriterBytes(&writer, statement->bytes, statement->used)) {
        AllocatorFree(bytes);
        return E_UNEXPECTED;
    }
    if (statement->bytes != statement->inlineBytes) {
        AllocatorFree(statement->bytes);
    }
    statement->bytes = bytes;
    statement->capacity = capacity;
    return S_OK;
}

/* Doubles, so that the bytes of a statement of n attributes are copied less than twice. */
static HRESULT reserve(SohStatement *statement, UINT32 size)
{
    UINT32 capacity = statement->capacity;

    if (size <= capacity - statement->used) {
        return S_OK;
    }
    while (size > capacity - statement->used) {
        capacity = capacity < CAPACITY_MAX / 2 ? capacity * 2 : CAPACITY_MAX;
    }
    return resize(statement, capacity);
}

static void addEntry(SohStatement *statement, UINT16 type, UINT16 size)
{
    SohStatementEntry *entry = &statement->entries[statement->count++];

    entry->type = type;
    entry->size = size;
    entry->offset = statement->used;
    statement->used += size;
}

static HRESULT append(SohStatement *statement, const SohAttributeRow *row, UINT16 type,
                      const SoHAttributeValue *value)
{
    UINT16 size;
    HRESULT hr = SohAttributeMeasure(row, value, &size);

    if (SUCCEEDED(hr)) {
        hr = reserve(statement, size);
    }
    if (SUCCEEDED(hr)) {
        hr = SohAttributeEncode(row, value, statement->bytes + statement->used, size);
    }
    if (SUCCEEDED(hr)) {
        addEntry(statement, type, size);
    }
    return hr;
}

HRESULT SohStatementBegin(SohStatement *statement, SystemHealthEntityId id)
{
    const UINT16 type = sohAttributeTypeSystemHealthId;
    SoHAttributeValue value;

    if (statement->count != 0) {
        return E_UNEXPECTED;
    }
    value.idVal = id;
    return append(statement, SohAttributeLookUp(type), type, &value);
}

static BOOL mayAppend(const SohStatement *statement, const SohAttributeRow *row,
                      SoHAttributeType type, BOOL isRequest)
{
    UINT16 other;

    if ((UINT32)type < sohAttributeTypeSystemHealthId || (UINT32)type > SOH_TYPE_MAX ||
        (row->roles & SOH_ROLE_LEADER) != 0 || statement->count >= maxSoHAttributeCount) {
        return FALSE;
    }
    return isRequest || (row->roles & SOH_ROLE_ONCE_IN_RESPONSE) == 0 ||
           FAILED(SohStatementFind(statement, 0, type, &other));
}

HRESULT SohStatementAppend(SohStatement *statement, SoHAttributeType type,
                           const SoHAttributeValue *value, BOOL isRequest)
{
    const SohAttributeRow *row = SohAttributeLookUp((UINT32)type);

    if (value == NULL) {
        return E_INVALIDARG;
    }
    if (statement->count == 0) {
        return NAP_E_NOT_INITIALIZED;
    }
    if (!mayAppend(statement, row, type, isRequest)) {
        return E_INVALIDARG;
    }
    return append(statement, row, (UINT16)type, value);
}

/* Where the caller's values are, and how many bytes they have together. */
typedef struct Survey {
    const BYTE *values[maxSoHAttributeCount];
    UINT32 total;
    UINT16 count;
} Survey;

/* Notes each attribute beyond the statement's count, where entries mean nothing yet. */
static BOOL survey(Survey *found, SohStatementEntry *entries, const SoH *soh, BOOL isRequest)
{
    SohCheck check;
    SoHAttribute attribute;
    BOOL isValid = SohCheckBegin(&check, soh, isRequest);

    found->total = 0;
    found->count = 0;
    while (isValid && check.next < check.count) {
        isValid = SohCheckNext(&check, &attribute);
        if (isValid) {
            entries[found->count].type = attribute.type;
            entries[found->count].size = attribute.size;
            entries[found->count].offset = found->total;
            found->values[found->count++] = attribute.value;
            found->total += attribute.size;
        }
    }
    return isValid && SohCheckEnd(&check);
}

/* Copies the values that were surveyed, by the sizes in the entries. */
static BOOL copyValues(SohStatement *statement, const Survey *found)
{
    SohWriter writer = SohWriterOver(statement->bytes, statement->capacity);
    BOOL fits = TRUE;
    UINT16 i;

    for (i = 0; fits && i < found->count; i++) {
        fits = SohWriterBytes(&writer, found->values[i], statement->entries[i].size);
    }
    return fits;
}

HRESULT SohStatementRead(SohStatement *statement, const SoH *soh, BOOL isRequest)
{
    Survey found;
    HRESULT hr = S_OK;

    if (soh == NULL) {
        return E_INVALIDARG;
    }
    if (statement->count != 0) {
        return E_UNEXPECTED;
    }
    if (!survey(&found, statement->entries, soh, isRequest)) {
        return NAP_E_INVALID_PACKET;
    }
    if (found.total > statement->capacity) {
        hr = resize(statement, found.total);
    }
    if (SUCCEEDED(hr) && !copyValues(statement, &found)) {
        hr = E_UNEXPECTED;
    }
    if (SUCCEEDED(hr)) {
        statement->used = found.total;
        statement->count = found.count;
    }
    return hr;
}

/* Moves on over the value of one attribute, and copies it into a block of its own. */
static HRESULT writeAttribute(SohReader *reader, const SohStatementEntry *entry, SoHAttribute *copy)
{
    const BYTE *bytes;
    SohWriter writer;

    copy->type = entry->type;
    copy->size = entry->size;
    copy->value = NULL;
    if (entry->size == 0) {
        return S_OK;
    }
    copy->value = AllocatorBytes(entry->size);
    if (copy->value == NULL) {
        return E_OUTOFMEMORY;
    }
    writer = SohWriterOver(copy->value, entry->size);
    return SohReaderBytes(reader, entry->size, &bytes) &&
                   SohWriterBytes(&writer, bytes, entry->size)
               ? S_OK
               : E_UNEXPECTED;
}

/* soh->count is at any time what AllocatorFreeSoH may look at. */
static HRESULT writeAttributes(const SohStatement *statement, SoH *soh)
{
    SohReader reader = SohReaderOver(statement->bytes, statement->used);
    HRESULT hr = S_OK;

    soh->count = 0;
    soh->attributes = AllocatorArray(statement->count, sizeof(*soh->attributes));
    if (soh->attributes == NULL) {
        return E_OUTOFMEMORY;
    }
    while (SUCCEEDED(hr) && soh->count < statement->count) {
        hr = writeAttribute(&reader, &statement->entries[soh->count], &soh->attributes[soh->count]);
        soh->count++;
    }
    return hr;
}

HRESULT SohStatementWrite(const SohStatement *statement, SoH **soh)
{
    SoH *copy;
    HRESULT hr;

    if (soh == NULL) {
        return E_INVALIDARG;
    }
    *soh = NULL;
    if (statement->count == 0) {
        return NAP_E_NOT_INITIALIZED;
    }
    copy = AllocatorBytes(sizeof(*copy));
    if (copy == NULL) {
        return E_OUTOFMEMORY;
    }
    hr = writeAttributes(statement, copy);
    if (SUCCEEDED(hr)) {
        *soh = copy;
    } else {
        AllocatorFreeSoH(copy);
    }
    return hr;
}

HRESULT SohStatementFind(const SohStatement *statement, UINT16 from, SoHAttributeType type,
                         UINT16 *location)
{
    UINT16 i;

    if (location == NULL) {
        return E_INVALIDARG;
    }
    if (statement->count == 0) {
        return NAP_E_NOT_INITIALIZED;
    }
    for (i = from; i < statement->count; i++) {
        if (statement->entries[i].type == (UINT32)type) {
            *location = i;
            return S_OK;
        }
    }
    return HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND);
}

HRESULT SohStatementGet(const SohStatement *statement, UINT16 location, SoHAttributeType *type,
                        SoHAttributeValue **value)
{
    const SohStatementEntry *entry;
    HRESULT hr;

    if (value != NULL) {
        *value = NULL;
    }
    if (value == NULL || type == NULL) {
        return E_INVALIDARG;
    }
    if (statement->count == 0) {
        return NAP_E_NOT_INITIALIZED;
    }
    if (location >= statement->count) {
        return E_INVALIDARG;
    }
    entry = &statement->entries[location];
    hr = SohAttributeDecode((SoHAttributeType)entry->type, statement->bytes + entry->offset,
                            entry->size, value);
    if (SUCCEEDED(hr)) {
        *type = (SoHAttributeType)entry->type;
    }
    return hr;
}

UINT16 SohStatementCount(const SohStatement *statement)
{
    return statement->count;
}

SystemHealthEntityId SohStatementSystemHealthId(const SohStatement *statement)
{
    SohReader reader = SohReaderOver(statement->bytes, statement->used);
    SystemHealthEntityId id = 0;

    SohReaderU32(&reader, &id); /* an empty statement has no bytes, and id stays 0 */
    return id;
}
