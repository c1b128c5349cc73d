/* SPDX-License-Identifier: MIT */
/*
 * One entry as qutil.dll's classes see it. They refuse an entry as a whole if one rule is broken;
 * its attributes can still be read then, each in a statement of its own.
 */
#ifndef SOHDUMP_ENTRYREADER_H
#define SOHDUMP_ENTRYREADER_H

#include "classes.h"
#include "message.h"

typedef struct EntryReader {
    Classes *classes;
    INapSoHConstructor *constructor;
    INapSoHProcessor *processor; /* NULL: not opened as a whole */
    SoHAttribute *attributes;    /* the values are in the message */
    UINT32 count;
} EntryReader;

/* Close it whatever this returns. */
HRESULT EntryReaderOpen(EntryReader *reader, Classes *classes, Message *message,
                        const MessageEntry *entry);
void EntryReaderClose(EntryReader *reader);

/* What the DLL says of it; S_OK or NAP_E_INVALID_PACKET. */
HRESULT EntryReaderValidate(EntryReader *reader, BOOL isRequest);

/* Hands a valid entry to the processor, from which EntryReaderValue then reads. */
HRESULT EntryReaderProcess(EntryReader *reader, BOOL isRequest);

/*
 * The value of an attribute, for EntryReaderFreeValue. NAP_E_INVALID_PACKET: its size is not one
 * that its type allows.
 */
HRESULT EntryReaderValue(EntryReader *reader, UINT32 location, SoHAttributeValue **value);
void EntryReaderFreeValue(EntryReader *reader, UINT32 location, SoHAttributeValue *value);

#endif
