/* SPDX-License-Identifier: MIT */
/*
 * See typevalue.h. The table has the layout of each body. One loop skips the fields, another
 * describes them.
 */
#include "typevalue.h"

#include <stdio.h>

#include "napmicrosoftvendorids.h"
#include "sohdescribe.h"
#include "sohnames.h"

#define PACKET_INFO         3
#define PACKET_VERSION_MASK 0x0Fu
#define PACKET_REQUEST      0x10u
#define ISOLATION_MASK      0x07u
#define ISOLATION_FIXUP     0x08u

typedef enum FieldKind {
    FIELD_NONE, /* ends the row */
    FIELD_U8,
    FIELD_U16,
    FIELD_U32,
    FIELD_FLAGS, /* 2 bytes, shown in hex */
    FIELD_TIME,
    FIELD_CORRELATION_ID,
    FIELD_TEXT, /* 2 bytes of length, then text with its NUL */
    FIELD_IDS   /* 2 bytes of length, then ids of 4 bytes each */
} FieldKind;

typedef struct Field {
    FieldKind kind;
    const char *label;
    void (*mean)(char *meaning, size_t size, UINT32 value); /* may be NULL */
} Field;

#define FIELDS_MAX 6

struct TypeValueRow {
    const char *name;
    Field fields[FIELDS_MAX + 1];
};

static void meanArchitecture(char *meaning, size_t size, UINT32 value)
{
    static const char *const names[] = {[0] = "x86", [5] = "ARM", [6] = "Itanium", [9] = "x64"};
    const char *name = value < ARRAYSIZE(names) ? names[value] : NULL;

    snprintf(meaning, size, "%s", name ? name : "");
}

static void meanProductRole(char *meaning, size_t size, UINT32 value)
{
    static const char *const names[] = {"", "workstation", "domain controller", "server"};

    snprintf(meaning, size, "%s", value < ARRAYSIZE(names) ? names[value] : "");
}

static void meanIsolation(char *meaning, size_t size, UINT32 value)
{
    const char *state = SohNameOfIsolationState(value & ISOLATION_MASK);

    snprintf(meaning, size, "%s%s", state ? state : "no known state",
             (value & ISOLATION_FIXUP) != 0 ? ", fix up" : "");
}

static void meanPacket(char *meaning, size_t size, UINT32 value)
{
    snprintf(meaning, size, "%s, version %u",
             (value & PACKET_REQUEST) != 0 ? "request" : "response",
             (unsigned)(value & PACKET_VERSION_MASK));
}

static const TypeValueRow rows[] = {
    [1] = {"MachineInventory",
           {{FIELD_U32, "osMajor", NULL},
            {FIELD_U32, "osMinor", NULL},
            {FIELD_U32, "osBuild", NULL},
            {FIELD_U16, "servicePackMajor", NULL},
            {FIELD_U16, "servicePackMinor", NULL},
            {FIELD_U16, "processorArchitecture", meanArchitecture}}},
    [2] = {"IsolationState",
           {{FIELD_FLAGS, "flags", meanIsolation},
            {FIELD_TIME, "probationTime", NULL},
            {FIELD_TEXT, "url", NULL}}},
    [PACKET_INFO] = {"PacketInfo", {{FIELD_U8, "packetInfo", meanPacket}}},
    [4] = {"SystemGeneratedIds", {{FIELD_IDS, "id", NULL}}},
    [5] = {"MachineName", {{FIELD_TEXT, "name", NULL}}},
    [6] = {"CorrelationId", {{FIELD_CORRELATION_ID, "id", NULL}}},
    [7] = {"InstalledValidators", {{FIELD_IDS, "id", NULL}}},
    [8] = {"MachineInventoryEx",
           {{FIELD_U32, "reserved", NULL}, {FIELD_U8, "productRole", meanProductRole}}},
};

/* NULL for types without a row. */
static const TypeValueRow *lookUp(UINT8 type)
{
    return type < ARRAYSIZE(rows) && rows[type].name ? &rows[type] : NULL;
}

BOOL TypeValueIn(SystemHealthEntityId entry, const MessageAttribute *attribute, SohReader *values)
{
    UINT32 vendor;

    *values = SohReaderOver(attribute->value, attribute->size);
    return entry == NapSystemId && attribute->type == sohAttributeTypeVendorSpecific &&
           SohReaderU32(values, &vendor) && vendor == MicrosoftVendorId;
}

/* Reads the bytes of a field, without the length that may come before them. */
static BOOL takeField(Message *message, SohReader *reader, const Field *field, SohReader *content)
{
    static const UINT32 sizes[] = {
        [FIELD_U8] = 1,    [FIELD_U16] = 2,  [FIELD_U32] = 4,
        [FIELD_FLAGS] = 2, [FIELD_TIME] = 8, [FIELD_CORRELATION_ID] = 24,
    };
    BOOL hasLength = field->kind == FIELD_TEXT || field->kind == FIELD_IDS;
    SohReader start = *reader;
    UINT32 size = hasLength ? 0 : sizes[field->kind];
    UINT16 length;
    const BYTE *bytes;

    if (hasLength) {
        if (!SohReaderU16(reader, &length)) {
            return MessageFail(message, reader, "the length of a type-value", 2);
        }
        size = length;
    }
    if (!SohReaderBytes(reader, size, &bytes)) {
        return MessageFail(message, reader, "a field of a type-value", size);
    }
    if (field->kind == FIELD_IDS && size % sizeof(SystemHealthEntityId) != 0) {
        return MessageFail(message, &start, "a length of whole ids of 4 bytes", 0);
    }
    *content = SohReaderOver(bytes, size);
    return TRUE;
}

BOOL TypeValueNext(Message *message, SohReader *values, TypeValue *value)
{
    UINT32 offset = MessageOffset(message, values);
    SohReader start;
    SohReader content;

    if (message->fault.expected || !SohReaderU8(values, &value->type)) {
        return FALSE;
    }
    start = *values;
    value->offset = offset;
    value->row = lookUp(value->type);
    if (!value->row) {
        value->body = start;
        *values = SohReaderOver(start.bytes + start.left, 0);
        return TRUE;
    }
    for (const Field *field = value->row->fields; field->kind != FIELD_NONE; field++) {
        if (!takeField(message, values, field, &content)) {
            return FALSE;
        }
    }
    value->body = SohReaderOver(start.bytes, start.left - values->left);
    return TRUE;
}

const char *TypeValueName(const TypeValue *value)
{
    return value->row ? value->row->name : "Unknown";
}

static void describeText(const char *label, const SohReader *content, const SohItemSink *sink)
{
    Text text;

    TextInit(&text);
    TextFromUtf8(&text, content->bytes, content->left);
    SohItemHex(sink, "hex", content->bytes, content->left);
    SohItemString(sink, label, TextChars(&text));
    TextFree(&text);
}

static void describeNumber(const Field *field, SohReader *content, const SohItemSink *sink)
{
    char meaning[64] = "";
    UINT32 width = content->left;
    UINT32 value = 0;
    UINT8 byte;

    while (SohReaderU8(content, &byte)) {
        value = value << 8 | byte;
    }
    if (field->mean) {
        field->mean(meaning, sizeof(meaning), value);
    }
    if (field->kind == FIELD_FLAGS || field->mean == meanPacket) {
        SohItemHexNumber(sink, field->label, value, width, meaning);
    } else {
        SohItemNumber(sink, field->label, value, meaning);
    }
}

static void describeField(const Field *field, SohReader *content, const SohItemSink *sink)
{
    CorrelationId correlationId;
    FILETIME time;
    UINT32 id;

    switch (field->kind) {
    case FIELD_TEXT:
        describeText(field->label, content, sink);
        break;
    case FIELD_IDS:
        while (SohReaderU32(content, &id)) {
            SohItemId(sink, field->label, id);
        }
        break;
    case FIELD_TIME:
        if (SohReaderTime(content, &time)) {
            SohItemTime(sink, field->label, time);
        }
        break;
    case FIELD_CORRELATION_ID:
        if (MessageReadCorrelationId(content, &correlationId)) {
            SohItemGuid(sink, field->label, &correlationId.connId);
            SohItemTime(sink, "time", correlationId.timeStamp);
        }
        break;
    case FIELD_U8:
    case FIELD_U16:
    case FIELD_U32:
    case FIELD_FLAGS:
        describeNumber(field, content, sink);
        break;
    case FIELD_NONE:
        break;
    }
}

void TypeValueDescribe(const TypeValue *value, const SohItemSink *sink)
{
    /* TypeValueNext has already read the same fields, so there can be no fault. */
    Message unused = {.bytes = value->body.bytes};
    SohReader reader = value->body;
    SohReader content = {NULL, 0};

    if (!value->row) {
        SohItemHex(sink, "hex", reader.bytes, reader.left);
        return;
    }
    for (const Field *field = value->row->fields; field->kind != FIELD_NONE; field++) {
        if (!takeField(&unused, &reader, field, &content)) {
            return;
        }
        describeField(field, &content, sink);
    }
}

BOOL TypeValueDirection(const TypeValue *value, BOOL *isRequest)
{
    SohReader reader = value->body;
    UINT8 info;

    if (value->type != PACKET_INFO || !SohReaderU8(&reader, &info)) {
        return FALSE;
    }
    *isRequest = (info & PACKET_REQUEST) != 0;
    return TRUE;
}
