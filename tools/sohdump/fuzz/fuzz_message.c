/* SPDX-License-Identifier: MIT */
/*
 * Bytes → outer layers, entries, attributes and type-values, each described for people as text
 * and escaped as JSON. Also the reader of hexadecimal text.
 *
 * Input: one byte that chooses the form, then the bytes of a statement.
 */
#include "fuzzinput.h"

#include <stdlib.h>
#include <string.h>

#include "hextext.h"
#include "json.h"
#include "message.h"
#include "nativealloc.h"
#include "soh/attribute.h"
#include "sohdescribe.h"
#include "sohprint.h"
#include "typevalue.h"

typedef struct Output {
    Text text;
    Text json;
    Json writer;
    SohPrinter printer;
} Output;

static void takeItem(void *context, const SohItem *item)
{
    Output *output = context;

    REQUIRE(item->kind != SOH_ITEM_NUMBER || strspn(item->value, "0123456789") != 0);
    JsonString(&output->writer, item->label, item->value);
    SohPrintItem(&output->printer, item);
}

/* What was printed does nothing to a terminal. */
static void requireHarmless(const Text *text)
{
    const char *next = TextChars(text);
    UINT32 c;

    REQUIRE(!text->failed);
    while ((c = TextNextCharacter(&next)) != 0) {
        REQUIRE(c == '\n' || !TextIsControl(c));
    }
    REQUIRE((size_t)(next - TextChars(text)) == text->length);
}

static void checkFault(const Message *message)
{
    const MessageFault *fault = &message->fault;

    REQUIRE(fault->expected != NULL);
    REQUIRE(fault->offset <= message->size);
    REQUIRE(fault->wanted == 0 || fault->wanted > fault->left);
    REQUIRE(fault->left <= message->size - fault->offset);
}

static void describeTypeValues(Message *message, SohReader *values, const SohItemSink *sink)
{
    TypeValue value;
    UINT32 left = values->left;
    BOOL isRequest;

    while (TypeValueNext(message, values, &value)) {
        REQUIRE(values->left < left);
        left = values->left;
        REQUIRE(value.offset < message->size);
        TypeValueDescribe(&value, sink);
        TypeValueDirection(&value, &isRequest);
    }
    REQUIRE(values->left == 0 || message->fault.expected != NULL);
}

static void describeAttribute(SohContext *context, const MessageAttribute *attribute,
                              const SohItemSink *sink)
{
    SoHAttributeType type = attribute->type;
    SoHAttributeValue *value = NULL;

    if (SohAttributeDecode(type, attribute->value, attribute->size, &value) == S_OK) {
        SohDescribeValue(context, type, value, sink);
        SohAttributeFree(type, value);
    } else {
        SohDescribeValue(context, type, NULL, sink);
    }
}

static void readEntry(Message *message, MessageEntry *entry, const SohItemSink *sink)
{
    SohContext context = {0};
    MessageAttribute attribute;
    SohReader values;
    UINT32 end = entry->offset;

    REQUIRE(entry->size >= 8 && entry->size <= message->size - entry->offset);
    while (MessageNextAttribute(message, entry, &attribute)) {
        REQUIRE(attribute.offset == end);
        REQUIRE(attribute.value == message->bytes + end + 4);
        end += 4u + attribute.size;
        describeAttribute(&context, &attribute, sink);
        if (TypeValueIn(entry->id, &attribute, &values)) {
            describeTypeValues(message, &values, sink);
        }
    }
    if (message->fault.expected == NULL) {
        REQUIRE(end <= message->size);
    }
}

static void readMessage(const BYTE *bytes, UINT32 size, MessageForm form, Output *output)
{
    SohItemSink sink = {takeItem, output};
    Message message;
    MessageEntry entry;

    if (MessageOpen(&message, bytes, size, form)) {
        UINT32 end = 0;

        while (MessageNextEntry(&message, &entry)) {
            REQUIRE(end == 0 || entry.offset == end);
            end = entry.offset + entry.size;
            readEntry(&message, &entry, &sink);
        }
        REQUIRE(message.fault.expected != NULL || end == 0 || end == size);
    } else {
        REQUIRE(message.fault.expected != NULL);
    }
    if (message.fault.expected != NULL) {
        checkFault(&message);
    }
}

static void readHexText(const BYTE *bytes, size_t size)
{
    BYTE *text = malloc(size != 0 ? size : 1);
    size_t decoded;
    size_t fault = 0;

    REQUIRE(text != NULL);
    memcpy(text, bytes, size);
    size = HexTextNormalise(text, size);
    if (HexTextDecode(text, size, &decoded, &fault)) {
        REQUIRE(decoded <= size / 2);
    } else {
        REQUIRE(fault <= size);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MessageForm forms[] = {MESSAGE_FORM_AUTO, MESSAGE_FORM_ENTRY, MESSAGE_FORM_MESSAGE,
                                        MESSAGE_FORM_PEAP};
    Output output;
    BYTE *bytes;

    if (size == 0) {
        return 0;
    }
    /* A block of just that size, so that a read beyond it is found. */
    bytes = malloc(size - 1 != 0 ? size - 1 : 1);
    REQUIRE(bytes != NULL);
    memcpy(bytes, data + 1, size - 1);
    NativeFailRandomly(1, 0);
    TextInit(&output.text);
    TextInit(&output.json);
    JsonInit(&output.writer, &output.json);
    JsonOpen(&output.writer, NULL, '{');
    SohPrintBegin(&output.printer, &output.text, 2, "name");
    readMessage(bytes, (UINT32)size - 1, forms[data[0] % ARRAYSIZE(forms)], &output);
    SohPrintEnd(&output.printer);
    JsonClose(&output.writer, '}');
    requireHarmless(&output.text);
    requireHarmless(&output.json);
    readHexText(bytes, size - 1);
    TextFree(&output.text);
    TextFree(&output.json);
    free(bytes);
    REQUIRE(NativeCounts().live == 0);
    return 0;
}
