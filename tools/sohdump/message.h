/* SPDX-License-Identifier: MIT */
/*
 * The outer layers of a Statement of Health on the network: what wraps the entries, and where the
 * entries and their attributes begin and end. Portable. Results point into the bytes; nothing is
 * copied or allocated. All reading uses the cursor of src/soh.
 *
 *     entry     a row of TLVs that begins with SystemHealthId
 *     message   0007 len 00000137, inner type 1 or 2 and its length, with 2 a mode sub-header,
 *               then the entries, the NAP agent's own first
 *     PEAP      0007 len 00000137, then 0001 with a message, 0002 that asks for one, or 0003
 *               with a message that answers
 *
 * A TLV has 2 bytes with M (bit 15), R (bit 14) and the type, 2 bytes with the length of the value,
 * and the value. All numbers are big-endian.
 */
#ifndef TOOLS_SOHDUMP_MESSAGE_H
#define TOOLS_SOHDUMP_MESSAGE_H

#include "napprotocol.h"

#include "soh/cursor.h"

typedef enum MessageForm {
    MESSAGE_FORM_AUTO, /* recognise the form */
    MESSAGE_FORM_ENTRY,
    MESSAGE_FORM_MESSAGE,
    MESSAGE_FORM_PEAP,
    MESSAGE_FORM_NONE /* a carrier without a statement */
} MessageForm;

#define MESSAGE_TYPE_MASK      0x3FFFu
#define MESSAGE_MANDATORY_FLAG 0x8000u

enum { MESSAGE_PEAP_SOH = 1, MESSAGE_PEAP_REQUEST = 2, MESSAGE_PEAP_RESPONSE = 3 };

/* Where the bytes are malformed. */
typedef struct MessageFault {
    const char *expected; /* what should be there; NULL: no fault */
    UINT32 offset;
    UINT32 wanted; /* the number of bytes needed, if there are too few; else 0 */
    UINT32 left;
} MessageFault;

typedef struct Message {
    const BYTE *bytes;
    UINT32 size;
    MessageForm form;
    UINT16 wrapper;              /* MESSAGE_PEAP_, with MESSAGE_FORM_PEAP */
    UINT16 innerType;            /* of the message: 1 or 2, or 0 if there is none */
    CorrelationId correlationId; /* these three with innerType 2 */
    UINT8 intent;
    UINT8 contentType;
    SohReader entries; /* those that MessageNextEntry has not returned yet */
    MessageFault fault;
} Message;

typedef struct MessageEntry {
    SystemHealthEntityId id;
    UINT32 offset;
    UINT32 size;
    SohReader attributes; /* those that MessageNextAttribute has not returned yet */
} MessageEntry;

typedef struct MessageAttribute {
    UINT32 offset; /* of the TLV */
    UINT16 type;
    BOOL isMandatory; /* M */
    BOOL isReserved;  /* R */
    UINT16 size;
    const BYTE *value;
} MessageAttribute;

/* All offsets refer to bytes, which must outlive the message. */
void MessageInit(Message *message, const BYTE *bytes, UINT32 size);

/* Reads what wraps the entries. statement points into the bytes. FALSE: see message->fault. */
BOOL MessageOpen(Message *message, SohReader statement, MessageForm form);

/* FALSE at the end, or if message->fault.expected is set. */
BOOL MessageNextEntry(Message *message, MessageEntry *entry);
BOOL MessageNextAttribute(Message *message, MessageEntry *entry, MessageAttribute *attribute);

/*
 * Sets the fault: the reader has too few bytes for what is expected, or, if wanted is 0, something
 * else is there. Always returns FALSE.
 */
BOOL MessageFail(Message *message, const SohReader *where, const char *expected, UINT32 wanted);
UINT32 MessageOffset(const Message *message, const SohReader *where);

/* Reads the type, with its flags, and the value. On a fault the reader stays at the TLV. */
BOOL MessageReadTlv(Message *message, SohReader *reader, UINT16 *type, SohReader *value);

/* 24 bytes: a GUID, then a time with its high word first. */
BOOL MessageReadCorrelationId(SohReader *reader, CorrelationId *id);

#endif
