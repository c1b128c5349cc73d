/* SPDX-License-Identifier: MIT */
/* See dump.h. */
#include "dump.h"

#include "entryreader.h"
#include "napmicrosoftvendorids.h"
#include "sohdescribe.h"

typedef struct Dump {
    Statement *statement;
    Message *message;
    Classes *classes;
    Report *report;
    SohItemSink sink;
    DumpDirection direction;
} Dump;

/*
 * The NAP agent's own entry has the result of a response in its type-values. So it need not have
 * the attributes that a validator's response must have.
 */
static BOOL isJudgedAsRequest(const ReportEntry *entry)
{
    return entry->isRequest || entry->place.id == NapSystemId;
}

/*
 * An entry doesn't say whether it is a request or a response. A response must contain a result, and
 * a request rarely does. So it counts as a response if it could be one.
 */
static void direct(Dump *dump, EntryReader *reader, ReportEntry *entry)
{
    if (dump->direction != DUMP_DIRECTION_AUTO) {
        entry->isRequest = dump->direction == DUMP_DIRECTION_REQUEST;
        entry->directionFrom = "as told";
    } else if (dump->statement->isInformed) {
        entry->isRequest = dump->statement->isRequest;
        entry->directionFrom = dump->statement->informedBy;
    } else {
        entry->isRequest = FAILED(EntryReaderValidate(reader, FALSE));
        entry->directionFrom =
            entry->isRequest ? "since it can't be a response" : "since it can be one";
    }
    entry->verdict = EntryReaderValidate(reader, isJudgedAsRequest(entry));
}

static HRESULT dumpValue(Dump *dump, EntryReader *reader, SohContext *context, UINT32 location,
                         const MessageAttribute *attribute)
{
    SoHAttributeValue *value = NULL;
    HRESULT hr = EntryReaderValue(reader, location, &value);

    if (SUCCEEDED(hr)) {
        SohDescribeValue(context, (SoHAttributeType)attribute->type, value, &dump->sink);
        EntryReaderFreeValue(reader, location, value);
    } else if (hr == NAP_E_INVALID_PACKET) {
        SohItemHex(&dump->sink, "hex", attribute->value, attribute->size);
        SohDescribeValue(context, (SoHAttributeType)attribute->type, NULL, &dump->sink);
        SohItemString(&dump->sink, "unreadable", "a size that this type can't have");
        hr = S_OK;
    }
    return hr;
}

static void dumpTypeValues(Dump *dump, SohReader *values)
{
    TypeValue value;

    SohItemHexNumber(&dump->sink, "vendor", MicrosoftVendorId, 4, "Microsoft");
    SohItemHex(&dump->sink, "hex", values->bytes, values->left);
    dump->report->form->endValue(dump->report);
    while (TypeValueNext(dump->message, values, &value)) {
        dump->report->form->beginTypeValue(dump->report, &value);
        TypeValueDescribe(&value, &dump->sink);
        dump->report->form->endTypeValue(dump->report);
    }
}

static HRESULT dumpAttribute(Dump *dump, EntryReader *reader, const MessageEntry *entry,
                             SohContext *context, UINT32 location,
                             const MessageAttribute *attribute)
{
    SohReader values;
    BOOL hasTypeValues = TypeValueIn(entry->id, attribute, &values);
    HRESULT hr = S_OK;

    dump->report->form->beginAttribute(dump->report, location, attribute);
    if (hasTypeValues) {
        dumpTypeValues(dump, &values);
    } else {
        hr = dumpValue(dump, reader, context, location, attribute);
        dump->report->form->endValue(dump->report);
    }
    dump->report->form->endAttribute(dump->report, hasTypeValues);
    return hr;
}

static HRESULT dumpOpened(Dump *dump, EntryReader *reader, const MessageEntry *place)
{
    ReportEntry entry = {.place = *place};
    MessageEntry rest = *place;
    SohContext context = {0};
    MessageAttribute attribute;
    UINT32 location = 0;
    HRESULT hr = S_OK;

    direct(dump, reader, &entry);
    if (SUCCEEDED(entry.verdict)) {
        hr = EntryReaderProcess(reader, isJudgedAsRequest(&entry));
    }
    dump->report->form->beginEntry(dump->report, &entry);
    while (SUCCEEDED(hr) && MessageNextAttribute(dump->message, &rest, &attribute)) {
        hr = dumpAttribute(dump, reader, place, &context, location++, &attribute);
    }
    dump->report->form->endEntry(dump->report);
    return hr;
}

static HRESULT dumpEntry(Dump *dump, const MessageEntry *entry)
{
    EntryReader reader;
    HRESULT hr = EntryReaderOpen(&reader, dump->classes, dump->message, entry);

    if (SUCCEEDED(hr)) {
        hr = dumpOpened(dump, &reader, entry);
    }
    EntryReaderClose(&reader);
    return hr;
}

static void dumpMode(Dump *dump)
{
    const Message *message = dump->message;

    dump->report->form->beginMode(dump->report);
    SohItemGuid(&dump->sink, "correlationId", &message->correlationId.connId);
    SohItemTime(&dump->sink, "time", message->correlationId.timeStamp);
    SohItemNumber(&dump->sink, "intent", message->intent, NULL);
    SohItemNumber(&dump->sink, "contentType", message->contentType, NULL);
    dump->report->form->endMode(dump->report);
}

static void dumpLayers(Dump *dump)
{
    const Carrier *carrier = &dump->statement->carrier;

    dump->report->form->beginLayers(dump->report, carrier);
    for (UINT32 i = 0; i < carrier->count; i++) {
        dump->report->form->beginLayer(dump->report, &carrier->layers[i]);
        CarrierDescribe(&carrier->layers[i], &dump->sink);
        dump->report->form->endLayer(dump->report);
    }
    dump->report->form->endLayers(dump->report, carrier);
}

HRESULT DumpStatement(Statement *statement, DumpDirection direction, Classes *classes,
                      Report *report)
{
    Dump dump = {.statement = statement,
                 .message = &statement->message,
                 .classes = classes,
                 .report = report,
                 .sink = {report->form->item, report},
                 .direction = direction};
    MessageEntry entry;
    HRESULT hr = S_OK;

    report->form->beginMessage(report, statement);
    dumpLayers(&dump);
    if (dump.message->innerType == 2) {
        dumpMode(&dump);
    }
    report->form->beginEntries(report);
    while (SUCCEEDED(hr) && MessageNextEntry(dump.message, &entry)) {
        hr = dumpEntry(&dump, &entry);
    }
    report->form->endMessage(report);
    return hr;
}
