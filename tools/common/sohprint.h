/* SPDX-License-Identifier: MIT */
/* Items as lines of text for people: a name in one column, the items below each other in the next.
 */
#ifndef TOOLS_SOHPRINT_H
#define TOOLS_SOHPRINT_H

#include "sohdescribe.h"

typedef struct SohPrinter {
    Text *text;
    UINT32 indent;
    BOOL isFirst; /* the line with the name has no item yet */
} SohPrinter;

/* Writes the name, and remembers where the items go. */
void SohPrintBegin(SohPrinter *printer, Text *text, UINT32 indent, const char *name);
/* For SohItemSink; context is the SohPrinter. */
void SohPrintItem(void *context, const SohItem *item);
/* Ends the line if there were no items. */
void SohPrintEnd(SohPrinter *printer);

/*
 * One attribute as INapSoHProcessor::GetAttribute gives it, with its location before the name;
 * context as for SohDescribeValue.
 */
void SohPrintAttribute(Text *text, UINT32 indent, UINT32 location, SohContext *context,
                       SoHAttributeType type, const SoHAttributeValue *value);

#endif
