/* SPDX-License-Identifier: MIT */
/*
 * Reads one entry through qutil.dll's classes. They refuse an entry as a whole if one rule is
 * broken. Its attributes can still be read then, each in its own statement.
 */
#ifndef TOOLS_SOHDUMP_ENTRYREADER_H
#define TOOLS_SOHDUMP_ENTRYREADER_H

#include "classes.h"
#include "message.h"

typedef struct EntryReader {
    Classes *classes;
    INapSoHConstructor *constructor;
    INapSoHProcessor *processor; /* NULL: not opened as a whole */
    SoHAttribute *attributes;    /* the values are in the message */
    UINT32 count;
} EntryReader;

/* Always call EntryReaderClose afterwards. */
HRESULT EntryReaderOpen(EntryReader *reader, Classes *classes, Message *message,
                        const MessageEntry *entry);
void EntryReaderClose(EntryReader *reader);

/* The DLL's verdict: S_OK or NAP_E_INVALID_PACKET. */
HRESULT EntryReaderValidate(EntryReader *reader, BOOL isRequest);

/* Passes a valid entry to the processor. EntryReaderValue then reads from it. */
HRESULT EntryReaderProcess(EntryReader *reader, BOOL isRequest);

/*
 * The value of an attribute; free it with EntryReaderFreeValue. NAP_E_INVALID_PACKET: its type
 * doesn't allow this size.
 */
HRESULT EntryReaderValue(EntryReader *reader, UINT32 location, SoHAttributeValue **value);
void EntryReaderFreeValue(EntryReader *reader, UINT32 location, SoHAttributeValue *value);

#endif
