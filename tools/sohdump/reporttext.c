/* SPDX-License-Identifier: MIT */
/* The report as lines of text for people. */
#include "report.h"

#include <stdio.h>

#include "hresultname.h"
#include "sohdescribe.h"
#include "sohnames.h"

#define LAYER_INDENT      2
#define ATTRIBUTE_INDENT  2
#define TYPE_VALUE_INDENT 5

static void endItems(Report *report)
{
    SohPrintEnd(&report->printer);
}

static void beginMessage(Report *report, const Statement *statement)
{
    const Message *message = &statement->message;

    TextFormat(report->text, "%s, %u bytes", ReportFormName(message), (unsigned)message->size);
    if (statement->carrier.joined) {
        TextFormat(report->text, ", joined from %u parts", (unsigned)statement->carrier.parts);
    }
    if (message->innerType != 0) {
        TextFormat(report->text, ", %s mode sub-header",
                   message->innerType == 2 ? "with" : "without");
    }
    TextAppend(report->text, "\n");
    if (report->readAs) {
        SohPrintBegin(&report->printer, report->text, LAYER_INDENT, "Read from text");
        TextFormat(report->text, "%s\n", report->readAs);
    }
}

static void beginLayer(Report *report, const CarrierLayer *layer)
{
    SohPrintBegin(&report->printer, report->text, LAYER_INDENT, layer->name);
}

static void endLayer(Report *report)
{
    if (report->printer.isFirst) {
        TextAppend(report->text, "(the statement)\n");
    }
}

static void ignoreLayers(Report *report, const Carrier *carrier)
{
    (void)report;
    (void)carrier;
}

static void beginMode(Report *report)
{
    TextAppend(report->text, "\n");
    SohPrintBegin(&report->printer, report->text, 0, "Mode sub-header");
}

static void nothing(Report *report)
{
    (void)report;
}

static void beginEntry(Report *report, const ReportEntry *entry)
{
    const char *name = SohNameOfId(entry->place.id);
    const char *code = HResultName(entry->verdict);
    const char *kind = entry->isRequest ? "request" : "response";

    report->entries++;
    TextFormat(report->text, "\nEntry %u at byte %u, %u bytes: %s of 0x%08X%s%s%s\n",
               (unsigned)report->entries, (unsigned)entry->place.offset,
               (unsigned)entry->place.size, kind, (unsigned)entry->place.id, name ? " (" : "",
               name ? name : "", name ? ")" : "");
    TextFormat(report->text, "  taken as a %s %s; ", kind, entry->directionFrom);
    if (SUCCEEDED(entry->verdict)) {
        TextAppend(report->text, "valid\n");
    } else {
        TextFormat(report->text, "NOT VALID: 0x%08X (%s)\n", (unsigned)entry->verdict,
                   code ? code : "no known code");
    }
}

static void beginAttribute(Report *report, UINT32 location, const MessageAttribute *attribute)
{
    char name[64];

    snprintf(name, sizeof(name), "%2u %s (%u)%s%s", (unsigned)location,
             SohDescribeType(attribute->type), attribute->type, attribute->isMandatory ? " M" : "",
             attribute->isReserved ? " R" : "");
    SohPrintBegin(&report->printer, report->text, ATTRIBUTE_INDENT, name);
}

static void beginTypeValue(Report *report, const TypeValue *value)
{
    char name[64];

    snprintf(name, sizeof(name), "%s (%u)", TypeValueName(value), value->type);
    SohPrintBegin(&report->printer, report->text, TYPE_VALUE_INDENT, name);
}

static void endAttribute(Report *report, BOOL hasTypeValues)
{
    (void)report;
    (void)hasTypeValues;
}

static void item(void *context, const SohItem *item)
{
    Report *report = context;

    SohPrintItem(&report->printer, item);
}

const ReportForm ReportAsText = {
    .beginMessage = beginMessage,
    .beginLayers = ignoreLayers,
    .beginLayer = beginLayer,
    .endLayer = endLayer,
    .endLayers = ignoreLayers,
    .beginMode = beginMode,
    .endMode = endItems,
    .beginEntries = nothing,
    .beginEntry = beginEntry,
    .beginAttribute = beginAttribute,
    .endValue = endItems,
    .beginTypeValue = beginTypeValue,
    .endTypeValue = endItems,
    .endAttribute = endAttribute,
    .endEntry = nothing,
    .endMessage = nothing,
    .item = item,
};
