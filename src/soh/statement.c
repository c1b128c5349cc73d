/* SPDX-License-Identifier: MIT */
/* The values lie in `bytes` one after the other, in the order of the entries, without gaps. */
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

/* Makes the buffer exactly `capacity` bytes big, and keeps the bytes in use. */
static HRESULT resize(SohStatement *statement, UINT32 capacity)
{
    BYTE *bytes = AllocatorBytes(capacity);
    SohWriter writer = SohWriterOver(bytes, capacity);

    if (!bytes) {
        return E_OUTOFMEMORY;
    }
    SohWriterBytes(&writer, statement->bytes, statement->used);
    if (statement->bytes != statement->inlineBytes) {
        AllocatorFree(statement->bytes);
    }
    statement->bytes = bytes;
    statement->capacity = capacity;
    return S_OK;
}

/* Doubles the buffer, so that growing copies less than twice the statement's bytes in all. */
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

static HRESULT append(SohStatement *statement, UINT16 type, const BYTE *bytes, UINT16 size)
{
    HRESULT hr = reserve(statement, size);
    SohWriter writer;

    if (FAILED(hr)) {
        return hr;
    }
    writer =
        SohWriterOver(statement->bytes + statement->used, statement->capacity - statement->used);
    SohWriterBytes(&writer, bytes, size);
    addEntry(statement, type, size);
    return S_OK;
}

HRESULT SohStatementBegin(SohStatement *statement, SystemHealthEntityId id)
{
    BYTE bytes[sizeof(id)];
    SohWriter writer = SohWriterOver(bytes, sizeof(bytes));

    if (statement->count != 0) {
        return E_UNEXPECTED;
    }
    SohWriterU32(&writer, id);
    return append(statement, sohAttributeTypeSystemHealthId, bytes, sizeof(bytes));
}

static HRESULT encode(SohPrepared *prepared, SoHAttributeType type, const SoHAttributeValue *value)
{
    const SohAttributeRow *row = SohAttributeLookUp((UINT32)type);
    HRESULT hr;

    if ((UINT32)type < sohAttributeTypeSystemHealthId || (UINT32)type > SOH_TYPE_MAX ||
        (row->roles & SOH_ROLE_LEADER) != 0) {
        return E_INVALIDARG;
    }
    prepared->type = (UINT16)type;
    hr = SohAttributeMeasure(row, value, &prepared->size);
    return SUCCEEDED(hr) ? SohAttributeEncode(row, value, prepared->bytes, prepared->size) : hr;
}

HRESULT SohStatementPrepare(SohPrepared *prepared, SoHAttributeType type,
                            const SoHAttributeValue *value)
{
    if (!value) {
        return E_INVALIDARG;
    }
    prepared->fault = encode(prepared, type, value);
    return S_OK;
}

static BOOL hasRoom(const SohStatement *statement, UINT16 type, BOOL isRequest)
{
    UINT16 other;

    if (statement->count >= maxSoHAttributeCount) {
        return FALSE;
    }
    return isRequest || (SohAttributeLookUp(type)->roles & SOH_ROLE_ONCE_IN_RESPONSE) == 0 ||
           FAILED(SohStatementFind(statement, 0, (SoHAttributeType)type, &other));
}

HRESULT SohStatementAdd(SohStatement *statement, const SohPrepared *prepared, BOOL isRequest)
{
    if (statement->count == 0) {
        return NAP_E_NOT_INITIALIZED;
    }
    if (FAILED(prepared->fault)) {
        return prepared->fault;
    }
    if (!hasRoom(statement, prepared->type, isRequest)) {
        return E_INVALIDARG;
    }
    return append(statement, prepared->type, prepared->bytes, prepared->size);
}

/* The caller's values, and their size together. */
typedef struct Survey {
    const BYTE *values[maxSoHAttributeCount];
    UINT32 total;
    UINT16 count;
} Survey;

/* Checks `soh`, and writes its attributes to `entries`, which are unused while the count is 0. */
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

/* Copies the surveyed values. The sizes are those that were checked, in the entries. */
static void copyValues(SohStatement *statement, const Survey *found)
{
    SohWriter writer = SohWriterOver(statement->bytes, statement->capacity);

    for (UINT16 i = 0; i < found->count; i++) {
        SohWriterBytes(&writer, found->values[i], statement->entries[i].size);
    }
}

HRESULT SohStatementRead(SohStatement *statement, const SoH *soh, BOOL isRequest)
{
    Survey found;
    HRESULT hr = S_OK;

    if (!soh) {
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
    if (SUCCEEDED(hr)) {
        copyValues(statement, &found);
        statement->used = found.total;
        statement->count = found.count;
    }
    return hr;
}

HRESULT SohStatementMove(SohStatement *statement, SohStatement *from)
{
    SohWriter writer;

    if (statement->count != 0) {
        return E_UNEXPECTED;
    }
    SohStatementClear(statement);
    if (from->bytes != from->inlineBytes) {
        statement->bytes = from->bytes;
        statement->capacity = from->capacity;
    } else {
        writer = SohWriterOver(statement->inlineBytes, sizeof(statement->inlineBytes));
        SohWriterBytes(&writer, from->inlineBytes, from->used);
    }
    for (UINT16 i = 0; i < from->count; i++) {
        statement->entries[i] = from->entries[i];
    }
    statement->used = from->used;
    statement->count = from->count;
    SohStatementInit(from);
    return S_OK;
}

/* Copies the value of this entry into a block of its own. */
static HRESULT writeAttribute(const SohStatement *statement, const SohStatementEntry *entry,
                              SoHAttribute *copy)
{
    SohWriter writer;

    copy->type = entry->type;
    copy->size = entry->size;
    copy->value = NULL;
    if (entry->size == 0) {
        return S_OK;
    }
    copy->value = AllocatorBytes(entry->size);
    if (!copy->value) {
        return E_OUTOFMEMORY;
    }
    writer = SohWriterOver(copy->value, entry->size);
    SohWriterBytes(&writer, statement->bytes + entry->offset, entry->size);
    return S_OK;
}

/* soh->count is right for AllocatorFreeSoH at any time, so that a failure can free `soh`. */
static HRESULT writeAttributes(const SohStatement *statement, SoH *soh)
{
    HRESULT hr = S_OK;

    soh->count = 0;
    soh->attributes = AllocatorArray(statement->count, sizeof(*soh->attributes));
    if (!soh->attributes) {
        return E_OUTOFMEMORY;
    }
    while (SUCCEEDED(hr) && soh->count < statement->count) {
        hr = writeAttribute(statement, &statement->entries[soh->count],
                            &soh->attributes[soh->count]);
        soh->count++;
    }
    return hr;
}

HRESULT SohStatementWrite(const SohStatement *statement, SoH **soh)
{
    SoH *copy;
    HRESULT hr;

    if (!soh) {
        return E_INVALIDARG;
    }
    *soh = NULL;
    if (statement->count == 0) {
        return NAP_E_NOT_INITIALIZED;
    }
    copy = AllocatorBytes(sizeof(*copy));
    if (!copy) {
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

    if (!location) {
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

    if (value) {
        *value = NULL;
    }
    if (!value || !type) {
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
