/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes sohdump: bytes → carriers, outer layers, entries, attributes and type-values, each
 * described as text and as JSON. The same bytes are also read as text, in every form.
 *
 * Input: one byte that chooses the form, then the bytes of a statement or of text.
 */
#include "fuzzinput.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "nativealloc.h"
#include "soh/attribute.h"
#include "sohdescribe.h"
#include "sohprint.h"
#include "statement.h"
#include "textform.h"
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

/* The output must not contain terminal control characters. */
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
    REQUIRE(values->left == 0 || message->fault.expected);
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
    if (!message->fault.expected) {
        REQUIRE(end <= message->size);
    }
}

static void readEntries(Message *message, const SohItemSink *sink)
{
    MessageEntry entry;
    UINT32 end = 0;

    while (MessageNextEntry(message, &entry)) {
        REQUIRE(end == 0 || entry.offset == end);
        end = entry.offset + entry.size;
        readEntry(message, &entry, sink);
    }
    REQUIRE(!message->fault.expected);
    REQUIRE(message->form != MESSAGE_FORM_NONE || end == 0);
}

static void describeLayers(const Carrier *carrier, const SohItemSink *sink)
{
    for (UINT32 i = 0; i < carrier->count; i++) {
        CarrierDescribe(&carrier->layers[i], sink);
    }
}

static void readStatement(const BYTE *bytes, UINT32 size, MessageForm form, Output *output)
{
    SohItemSink sink = {takeItem, output};
    Statement statement;
    HRESULT hr = StatementOpen(&statement, bytes, size, form);

    if (hr == S_OK) {
        describeLayers(&statement.carrier, &sink);
        readEntries(&statement.message, &sink);
    } else {
        REQUIRE(hr == S_FALSE);
        checkFault(&statement.message);
    }
    REQUIRE(statement.message.size <= size);
    REQUIRE(!statement.carrier.joined || statement.carrier.parts > 1);
    StatementClose(&statement);
}

static BOOL fits(const void *context, const BYTE *bytes, size_t size)
{
    const MessageForm *form = context;
    Statement statement;
    HRESULT hr = StatementOpen(&statement, bytes, (UINT32)size, *form);

    StatementClose(&statement);
    return hr == S_OK;
}

/* Reads the text in the form that fits, and also in each form alone. */
static void readForms(const char *text, size_t size)
{
    BYTE *bytes = malloc(size + 1);

    REQUIRE(bytes != NULL);
    for (size_t i = 0; i < TextFormCount; i++) {
        TextReader reader = {.text = text, .size = size, .bytes = bytes};

        if (TextForms[i].read(&reader)) {
            REQUIRE(reader.at == size && !reader.expected);
        } else {
            REQUIRE(reader.fault <= size && reader.expected);
        }
        REQUIRE(reader.count <= size);
    }
    free(bytes);
}

static void readText(const BYTE *bytes, size_t size, MessageForm form)
{
    BYTE *text = malloc(size != 0 ? size : 1);
    TextFormResult result;

    REQUIRE(text != NULL);
    memcpy(text, bytes, size);
    size = TextFormNormalise(text, size);
    TextFormIsArgument((const char *)text, size);
    if (TextFormIsText(text, size)) {
        readForms((const char *)text, size);
        REQUIRE(TextFormRead(&result, (const char *)text, size, fits, &form));
        REQUIRE(!result.form ? result.expected && result.fault <= size : result.size <= size);
        free(result.bytes);
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MessageForm forms[] = {MESSAGE_FORM_AUTO, MESSAGE_FORM_ENTRY, MESSAGE_FORM_MESSAGE,
                                        MESSAGE_FORM_PEAP};
    MessageForm form;
    Output output;
    BYTE *bytes;

    if (size == 0) {
        return 0;
    }
    form = forms[data[0] % ARRAYSIZE(forms)];
    /* A block of exactly that size, so that a read beyond it is found. */
    bytes = malloc(size - 1 != 0 ? size - 1 : 1);
    REQUIRE(bytes != NULL);
    memcpy(bytes, data + 1, size - 1);
    NativeFailRandomly(1, 0);
    TextInit(&output.text);
    TextInit(&output.json);
    JsonInit(&output.writer, &output.json);
    JsonOpen(&output.writer, NULL, '{');
    SohPrintBegin(&output.printer, &output.text, 2, "name");
    readStatement(bytes, (UINT32)size - 1, form, &output);
    SohPrintEnd(&output.printer);
    JsonClose(&output.writer, '}');
    requireHarmless(&output.text);
    requireHarmless(&output.json);
    readText(bytes, size - 1, form);
    TextFree(&output.text);
    TextFree(&output.json);
    free(bytes);
    REQUIRE(NativeCounts().live == 0);
    return 0;
}
