/* SPDX-License-Identifier: MIT */
/* The forms of output. Each is a set of functions that dump.c calls in the order of the bytes. */
#ifndef TOOLS_SOHDUMP_REPORT_H
#define TOOLS_SOHDUMP_REPORT_H

#include "json.h"
#include "sohprint.h"
#include "statement.h"
#include "typevalue.h"

typedef struct ReportEntry {
    MessageEntry place;
    BOOL isRequest;            /* request or response */
    const char *directionFrom; /* how that is known */
    HRESULT verdict;           /* of the DLL's Validate */
} ReportEntry;

typedef struct Report Report;

typedef struct ReportForm {
    void (*beginMessage)(Report *report, const Statement *statement);
    void (*beginLayers)(Report *report, const Carrier *carrier);
    void (*beginLayer)(Report *report, const CarrierLayer *layer);
    void (*endLayer)(Report *report);
    void (*endLayers)(Report *report, const Carrier *carrier);
    void (*beginMode)(Report *report);
    void (*endMode)(Report *report);
    void (*beginEntries)(Report *report);
    void (*beginEntry)(Report *report, const ReportEntry *entry);
    void (*beginAttribute)(Report *report, UINT32 location, const MessageAttribute *attribute);
    void (*endValue)(Report *report);
    void (*beginTypeValue)(Report *report, const TypeValue *value);
    void (*endTypeValue)(Report *report);
    void (*endAttribute)(Report *report, BOOL hasTypeValues);
    void (*endEntry)(Report *report);
    void (*endMessage)(Report *report);
    /* Called between a begin and its end. */
    void (*item)(void *report, const SohItem *item);
} ReportForm;

struct Report {
    const ReportForm *form;
    Text *text;
    const char *readAs; /* the form of text that the bytes were read from; NULL: don't print it */
    Json json;
    BOOL inTypeValues;
    BOOL inMode;
    SohPrinter printer;
    UINT32 entries;
};

extern const ReportForm ReportAsText;
extern const ReportForm ReportAsJson;

void ReportInit(Report *report, const ReportForm *form, const char *readAs, Text *text);

/* Used by both forms. */
const char *ReportFormName(const Message *message);

#endif
