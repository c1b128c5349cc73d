/* SPDX-License-Identifier: MIT */
/*
 * The report as one JSON object. Each item of a value is an object: the value under its label, and
 * the meaning if it is known.
 */
#include "report.h"

#include <stdio.h>

#include "hresultname.h"
#include "sohdescribe.h"
#include "sohnames.h"

static void writeHexNumber(Json *json, const char *name, UINT32 number)
{
    char digits[16];

    snprintf(digits, sizeof(digits), "0x%08X", (unsigned)number);
    JsonString(json, name, digits);
}

static void writeName(Json *json, const char *name, const char *value)
{
    if (value && value[0] != '\0') {
        JsonString(json, name, value);
    }
}

static void beginMessage(Report *report, const Statement *statement)
{
    const Message *message = &statement->message;

    JsonOpen(&report->json, NULL, '{');
    JsonString(&report->json, "form", ReportFormName(message));
    JsonNumber(&report->json, "size", message->size);
    if (statement->carrier.joined) {
        JsonNumber(&report->json, "parts", statement->carrier.parts);
    }
    writeName(&report->json, "text", report->readAs);
    if (message->innerType != 0) {
        JsonNumber(&report->json, "innerType", message->innerType);
    }
}

static void beginLayers(Report *report, const Carrier *carrier)
{
    if (carrier->count != 0) {
        JsonOpen(&report->json, "carriers", '[');
    }
}

static void beginLayer(Report *report, const CarrierLayer *layer)
{
    JsonOpen(&report->json, NULL, '{');
    JsonNumber(&report->json, "offset", layer->offset);
    JsonString(&report->json, "name", layer->name);
    JsonOpen(&report->json, "values", '[');
}

static void endLayers(Report *report, const Carrier *carrier)
{
    if (carrier->count != 0) {
        JsonClose(&report->json, ']');
    }
}

static void beginMode(Report *report)
{
    JsonOpen(&report->json, "mode", '{');
    report->inMode = TRUE;
}

static void endMode(Report *report)
{
    JsonClose(&report->json, '}');
    report->inMode = FALSE;
}

static void beginEntries(Report *report)
{
    JsonOpen(&report->json, "entries", '[');
}

static void beginEntry(Report *report, const ReportEntry *entry)
{
    Json *json = &report->json;

    JsonOpen(json, NULL, '{');
    JsonNumber(json, "offset", entry->place.offset);
    JsonNumber(json, "size", entry->place.size);
    writeHexNumber(json, "id", entry->place.id);
    writeName(json, "idName", SohNameOfId(entry->place.id));
    JsonString(json, "direction", entry->isRequest ? "request" : "response");
    JsonString(json, "directionFrom", entry->directionFrom);
    JsonBoolean(json, "valid", SUCCEEDED(entry->verdict));
    writeHexNumber(json, "verdict", (UINT32)entry->verdict);
    writeName(json, "verdictName", HResultName(entry->verdict));
    JsonOpen(json, "attributes", '[');
}

static void beginAttribute(Report *report, UINT32 location, const MessageAttribute *attribute)
{
    Json *json = &report->json;

    JsonOpen(json, NULL, '{');
    JsonNumber(json, "location", location);
    JsonNumber(json, "offset", attribute->offset);
    JsonNumber(json, "type", attribute->type);
    JsonString(json, "name", SohDescribeType(attribute->type));
    if (attribute->isMandatory) {
        JsonBoolean(json, "mandatory", TRUE);
    }
    if (attribute->isReserved) {
        JsonBoolean(json, "reserved", TRUE);
    }
    JsonNumber(json, "size", attribute->size);
    JsonOpen(json, "values", '[');
}

static void endArray(Report *report)
{
    JsonClose(&report->json, ']');
}

static void beginTypeValue(Report *report, const TypeValue *value)
{
    if (!report->inTypeValues) {
        JsonOpen(&report->json, "typeValues", '[');
        report->inTypeValues = TRUE;
    }
    JsonOpen(&report->json, NULL, '{');
    JsonNumber(&report->json, "offset", value->offset);
    JsonNumber(&report->json, "type", value->type);
    JsonString(&report->json, "name", TypeValueName(value));
    JsonOpen(&report->json, "values", '[');
}

static void endArrayAndObject(Report *report)
{
    JsonClose(&report->json, ']');
    JsonClose(&report->json, '}');
}

static void endAttribute(Report *report, BOOL hasTypeValues)
{
    if (hasTypeValues && report->inTypeValues) {
        JsonClose(&report->json, ']');
    }
    report->inTypeValues = FALSE;
    JsonClose(&report->json, '}');
}

static void item(void *context, const SohItem *item)
{
    Report *report = context;
    Json *json = &report->json;

    if (!report->inMode) {
        JsonOpen(json, NULL, '{');
    }
    if (item->kind == SOH_ITEM_NUMBER) {
        JsonDigits(json, item->label, item->value);
    } else {
        JsonString(json, item->label, item->value);
    }
    if (!report->inMode) {
        writeName(json, "meaning", item->meaning);
        JsonClose(json, '}');
    }
}

const ReportForm ReportAsJson = {
    .beginMessage = beginMessage,
    .beginLayers = beginLayers,
    .beginLayer = beginLayer,
    .endLayer = endArrayAndObject,
    .endLayers = endLayers,
    .beginMode = beginMode,
    .endMode = endMode,
    .beginEntries = beginEntries,
    .beginEntry = beginEntry,
    .beginAttribute = beginAttribute,
    .endValue = endArray,
    .beginTypeValue = beginTypeValue,
    .endTypeValue = endArrayAndObject,
    .endAttribute = endAttribute,
    .endEntry = endArrayAndObject,
    .endMessage = endArrayAndObject,
    .item = item,
};
