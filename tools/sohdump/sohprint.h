/* SPDX-License-Identifier: MIT */
/*
 * Prints items as lines of text: a name in the first column, the items below each other in the
 * second.
 */
#ifndef TOOLS_SOHDUMP_SOHPRINT_H
#define TOOLS_SOHDUMP_SOHPRINT_H

#include "sohdescribe.h"

typedef struct SohPrinter {
    Text *text;
    UINT32 indent;
    BOOL isFirst; /* the line with the name has no item yet */
} SohPrinter;

/* Writes the name, and sets the column of the items. */
void SohPrintBegin(SohPrinter *printer, Text *text, UINT32 indent, const char *name);
/* The function of a SohItemSink; context is the SohPrinter. */
void SohPrintItem(void *context, const SohItem *item);
/* Ends the line if there were no items. */
void SohPrintEnd(SohPrinter *printer);

#endif
