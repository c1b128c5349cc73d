/* SPDX-License-Identifier: MIT */
/*
 * See message.h. There are at most two wrappers, which are read one after the other, without
 * recursion. Each loop consumes at least the four bytes of a TLV's header per iteration.
 */
#include "message.h"

#include <string.h>

#include "napmicrosoftvendorids.h"

#define RESERVED_FLAG 0x4000u
#define HEAD_SIZE     4u
#define MODE_SIZE     30u /* vendor id, correlation id, intent, content type */

UINT32 MessageOffset(const Message *message, const SohReader *where)
{
    return (UINT32)(where->bytes - message->bytes);
}

BOOL MessageFail(Message *message, const SohReader *where, const char *expected, UINT32 wanted)
{
    message->fault.expected = expected;
    message->fault.offset = MessageOffset(message, where);
    message->fault.wanted = wanted;
    message->fault.left = where->left;
    return FALSE;
}

BOOL MessageReadCorrelationId(SohReader *reader, CorrelationId *id)
{
    const BYTE *tail;
    UINT32 data1;

    if (reader->left < sizeof(CorrelationId) || !SohReaderU32(reader, &data1) ||
        !SohReaderU16(reader, &id->connId.Data2) || !SohReaderU16(reader, &id->connId.Data3) ||
        !SohReaderBytes(reader, sizeof(id->connId.Data4), &tail)) {
        return FALSE;
    }
    id->connId.Data1 = data1;
    memcpy(id->connId.Data4, tail, sizeof(id->connId.Data4));
    return SohReaderTime(reader, &id->timeStamp);
}

/* The type of the next TLV; 0 if too few bytes are left. */
static UINT16 peekType(const SohReader *reader)
{
    SohReader ahead = *reader;
    UINT16 type = 0;

    SohReaderU16(&ahead, &type);
    return type & MESSAGE_TYPE_MASK;
}

BOOL MessageReadTlv(Message *message, SohReader *reader, UINT16 *type, SohReader *value)
{
    SohReader ahead = *reader;
    const BYTE *bytes;
    UINT16 size;

    if (ahead.left < HEAD_SIZE || !SohReaderU16(&ahead, type) || !SohReaderU16(&ahead, &size)) {
        return MessageFail(message, &ahead, "type and length of a TLV", HEAD_SIZE);
    }
    if (!SohReaderBytes(&ahead, size, &bytes)) {
        return MessageFail(message, &ahead, "the value of a TLV", size);
    }
    *value = SohReaderOver(bytes, size);
    *reader = ahead;
    return TRUE;
}

static BOOL expectEnd(Message *message, const SohReader *reader, const char *expected)
{
    return reader->left == 0 || MessageFail(message, reader, expected, 0);
}

/* A VendorSpecific TLV with Microsoft's id; body gets what follows the id. */
static BOOL readVendorTlv(Message *message, SohReader *reader, SohReader *body)
{
    SohReader start = *reader;
    SohReader idAt;
    UINT16 type;
    UINT32 vendor;

    if (!MessageReadTlv(message, reader, &type, body)) {
        return FALSE;
    }
    if ((type & MESSAGE_TYPE_MASK) != sohAttributeTypeVendorSpecific) {
        return MessageFail(message, &start, "a vendor TLV, 0007", 0);
    }
    idAt = *body;
    if (!SohReaderU32(body, &vendor)) {
        return MessageFail(message, body, "the vendor id 00000137", 4);
    }
    if (vendor != MicrosoftVendorId) {
        return MessageFail(message, &idAt, "the vendor id 00000137", 0);
    }
    return TRUE;
}

/* A vendor TLV that contains exactly one TLV. typeAt gets the position of the inner type. */
static BOOL readWrapper(Message *message, SohReader *reader, SohReader *typeAt, UINT16 *type,
                        SohReader *inner)
{
    SohReader body;

    if (!readVendorTlv(message, reader, &body) ||
        !expectEnd(message, reader, "the end, since the outer length says so")) {
        return FALSE;
    }
    *typeAt = body;
    if (!MessageReadTlv(message, &body, type, inner)) {
        return FALSE;
    }
    *type &= MESSAGE_TYPE_MASK;
    return expectEnd(message, &body, "the end of the outer TLV, since the inner length says so");
}

static BOOL isPeap(UINT16 type, const SohReader *inner)
{
    switch (type) {
    case MESSAGE_PEAP_SOH: /* in a message, inner type 1 is followed by the agent's entry */
        return peekType(inner) == sohAttributeTypeVendorSpecific;
    case MESSAGE_PEAP_REQUEST: /* in a message, inner type 2 is followed by the sub-header */
        return inner->left == 0;
    case MESSAGE_PEAP_RESPONSE:
        return TRUE;
    default:
        return FALSE;
    }
}

static BOOL readMode(Message *message, SohReader *reader)
{
    static const char expected[] = "a mode sub-header of 30 bytes, 0007 001E 00000137";
    SohReader start = *reader;
    SohReader body;

    if (!readVendorTlv(message, reader, &body)) {
        return FALSE;
    }
    if (body.left != MODE_SIZE - 4 || !MessageReadCorrelationId(&body, &message->correlationId) ||
        !SohReaderU8(&body, &message->intent) || !SohReaderU8(&body, &message->contentType)) {
        return MessageFail(message, &start, expected, 0);
    }
    return TRUE;
}

/* Reads the id of the entry that begins here. */
static BOOL readId(Message *message, SohReader *reader, SystemHealthEntityId *id)
{
    SohReader start = *reader;
    SohReader value;
    UINT16 type;

    if (!MessageReadTlv(message, reader, &type, &value)) {
        return FALSE;
    }
    if ((type & MESSAGE_TYPE_MASK) != sohAttributeTypeSystemHealthId || value.left != 4 ||
        !SohReaderU32(&value, id)) {
        return MessageFail(message, &start, "an entry that begins with SystemHealthId, 0002 0004",
                           0);
    }
    return TRUE;
}

/* The protocol allows a message without entries. Otherwise the agent's entry comes first. */
static BOOL checkFirstEntry(Message *message)
{
    SohReader ahead = message->entries;
    SystemHealthEntityId id;

    if (ahead.left == 0) {
        return TRUE;
    }
    if (!readId(message, &ahead, &id)) {
        return FALSE;
    }
    return id == NapSystemId || MessageFail(message, &message->entries,
                                            "the NAP agent's own entry, 0002 0004 00013700", 0);
}

static BOOL openWrapped(Message *message, SohReader *reader)
{
    SohReader typeAt;
    SohReader inner;
    UINT16 type;

    if (!readWrapper(message, reader, &typeAt, &type, &inner)) {
        return FALSE;
    }
    if (message->form == MESSAGE_FORM_AUTO) {
        message->form = isPeap(type, &inner) ? MESSAGE_FORM_PEAP : MESSAGE_FORM_MESSAGE;
    }
    if (message->form == MESSAGE_FORM_PEAP) {
        if (type < MESSAGE_PEAP_SOH || type > MESSAGE_PEAP_RESPONSE) {
            return MessageFail(message, &typeAt, "a PEAP type, 0001, 0002 or 0003", 0);
        }
        message->wrapper = type;
        if (type == MESSAGE_PEAP_REQUEST) {
            return expectEnd(message, &inner, "nothing in PEAP's request");
        }
        reader = &inner;
        if (!readWrapper(message, reader, &typeAt, &type, &inner)) {
            return FALSE;
        }
    }
    if (type != 1 && type != 2) {
        return MessageFail(message, &typeAt, "an inner type, 0001 or 0002", 0);
    }
    message->innerType = type;
    if (type == 2 && !readMode(message, &inner)) {
        return FALSE;
    }
    message->entries = inner;
    return checkFirstEntry(message);
}

void MessageInit(Message *message, const BYTE *bytes, UINT32 size)
{
    memset(message, 0, sizeof(*message));
    message->bytes = bytes;
    message->size = size;
}

BOOL MessageOpen(Message *message, SohReader statement, MessageForm form)
{
    UINT16 first = peekType(&statement);

    message->form = form;
    if (statement.left < HEAD_SIZE) {
        return MessageFail(message, &statement, "type and length of a TLV", HEAD_SIZE);
    }
    if (form == MESSAGE_FORM_AUTO) {
        if (first == sohAttributeTypeSystemHealthId) {
            message->form = MESSAGE_FORM_ENTRY;
        } else if (first != sohAttributeTypeVendorSpecific) {
            return MessageFail(
                message, &statement,
                "0002 (an entry), 0007 (a message), or what carries one: EAP, PEAP's "
                "TLVs, RADIUS attribute 26, DHCP option 43",
                0);
        }
    }
    if (message->form == MESSAGE_FORM_ENTRY) {
        message->entries = statement;
        return TRUE;
    }
    return openWrapped(message, &statement);
}

/*
 * Moves to the next entry's SystemHealthId, or to the end. After an entry alone there is no next
 * one.
 */
static BOOL skipAttributes(Message *message, SohReader *reader)
{
    SohReader value;
    UINT16 type;

    while (reader->left != 0 && (message->form == MESSAGE_FORM_ENTRY ||
                                 peekType(reader) != sohAttributeTypeSystemHealthId)) {
        if (!MessageReadTlv(message, reader, &type, &value)) {
            return FALSE;
        }
    }
    return TRUE;
}

BOOL MessageNextEntry(Message *message, MessageEntry *entry)
{
    SohReader start = message->entries;
    SohReader *reader = &message->entries;

    if (message->fault.expected || reader->left == 0) {
        return FALSE;
    }
    if (!readId(message, reader, &entry->id) || !skipAttributes(message, reader)) {
        return FALSE;
    }
    entry->offset = MessageOffset(message, &start);
    entry->size = start.left - reader->left;
    entry->attributes = SohReaderOver(start.bytes, entry->size);
    return TRUE;
}

BOOL MessageNextAttribute(Message *message, MessageEntry *entry, MessageAttribute *attribute)
{
    UINT32 offset = MessageOffset(message, &entry->attributes);
    SohReader value;
    UINT16 type;

    if (entry->attributes.left == 0 ||
        !MessageReadTlv(message, &entry->attributes, &type, &value)) {
        return FALSE;
    }
    attribute->offset = offset;
    attribute->type = type & MESSAGE_TYPE_MASK;
    attribute->isMandatory = (type & MESSAGE_MANDATORY_FLAG) != 0;
    attribute->isReserved = (type & RESERVED_FLAG) != 0;
    attribute->size = (UINT16)value.left;
    attribute->value = value.bytes;
    return TRUE;
}
