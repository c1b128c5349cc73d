/* SPDX-License-Identifier: MIT */
/* See entryreader.h. */
#include "entryreader.h"

#include <stdlib.h>
#include <string.h>

#include "soh/attribute.h"

static UINT32 countAttributes(Message *message, MessageEntry entry)
{
    MessageAttribute attribute;
    UINT32 count = 0;

    while (MessageNextAttribute(message, &entry, &attribute)) {
        count++;
    }
    return count;
}

static void collect(EntryReader *reader, Message *message, MessageEntry entry)
{
    MessageAttribute attribute;
    UINT32 i = 0;

    while (i < reader->count && MessageNextAttribute(message, &entry, &attribute)) {
        reader->attributes[i].type = attribute.type;
        reader->attributes[i].size = attribute.size;
        /* Drops const: the classes only read, but their structure's pointer isn't const. */
        memcpy(&reader->attributes[i].value, &attribute.value, sizeof(attribute.value));
        i++;
    }
}

HRESULT EntryReaderOpen(EntryReader *reader, Classes *classes, Message *message,
                        const MessageEntry *entry)
{
    memset(reader, 0, sizeof(*reader));
    reader->classes = classes;
    reader->count = countAttributes(message, *entry);
    /* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): an entry begins with its id */
    reader->attributes = calloc(reader->count, sizeof(*reader->attributes));
    if (!reader->attributes) {
        return E_OUTOFMEMORY;
    }
    collect(reader, message, *entry);
    return ClassesNewConstructor(classes, &reader->constructor);
}

void EntryReaderClose(EntryReader *reader)
{
    if (reader->processor) {
        INapSoHProcessor_Release(reader->processor);
    }
    if (reader->constructor) {
        INapSoHConstructor_Release(reader->constructor);
    }
    free(reader->attributes);
}

/* A count above 65535 is cut to that, which is invalid, too. */
static SoH asSoH(EntryReader *reader)
{
    SoH soh = {reader->count < 0xFFFF ? (UINT16)reader->count : 0xFFFF, reader->attributes};

    return soh;
}

HRESULT EntryReaderValidate(EntryReader *reader, BOOL isRequest)
{
    SoH soh = asSoH(reader);

    return INapSoHConstructor_Validate(reader->constructor, &soh, isRequest);
}

static HRESULT process(EntryReader *reader, const SoH *soh, BOOL isRequest,
                       INapSoHProcessor **processor)
{
    INapSoHProcessor *fresh;
    SystemHealthEntityId id;
    HRESULT hr = ClassesNewProcessor(reader->classes, &fresh);

    if (FAILED(hr)) {
        return hr;
    }
    hr = INapSoHProcessor_Initialize(fresh, soh, isRequest, &id);
    if (SUCCEEDED(hr)) {
        *processor = fresh;
    } else {
        INapSoHProcessor_Release(fresh);
    }
    return hr;
}

HRESULT EntryReaderProcess(EntryReader *reader, BOOL isRequest)
{
    SoH soh = asSoH(reader);

    return process(reader, &soh, isRequest, &reader->processor);
}

/* In a request of only an id and this attribute, only the attribute's own rules can be broken. */
static HRESULT valueAlone(EntryReader *reader, const SoHAttribute *attribute,
                          SoHAttributeType *type, SoHAttributeValue **value)
{
    BYTE id[4] = {0};
    SoHAttribute attributes[2] = {{sohAttributeTypeSystemHealthId, sizeof(id), id}, *attribute};
    BOOL isId = attribute->type == sohAttributeTypeSystemHealthId;
    SoH soh = {isId ? 1 : 2, isId ? attributes + 1 : attributes};
    INapSoHProcessor *processor;
    HRESULT hr = process(reader, &soh, TRUE, &processor);

    if (SUCCEEDED(hr)) {
        hr = INapSoHProcessor_GetAttribute(processor, soh.count - 1, type, value);
        INapSoHProcessor_Release(processor);
    }
    return hr;
}

HRESULT EntryReaderValue(EntryReader *reader, UINT32 location, SoHAttributeValue **value)
{
    SoHAttributeType type;

    if (!reader->processor) {
        return valueAlone(reader, &reader->attributes[location], &type, value);
    }
    return INapSoHProcessor_GetAttribute(reader->processor, (UINT16)location, &type, value);
}

void EntryReaderFreeValue(EntryReader *reader, UINT32 location, SoHAttributeValue *value)
{
    /* Does the same as FreeSoHAttributeValue. Importing that function would keep the program from
       starting without qutil.dll, so that it couldn't say what is missing. */
    SohAttributeFree((SoHAttributeType)reader->attributes[location].type, value);
}
