/* SPDX-License-Identifier: MIT */
/* See sohprint.h. */
#include "sohprint.h"

#include <string.h>

#define ITEM_COLUMN 34
#define HEX_LINE    64 /* digits */

static void startLine(SohPrinter *printer)
{
    if (!printer->isFirst) {
        TextRepeat(printer->text, ' ', ITEM_COLUMN);
    }
    printer->isFirst = FALSE;
}

void SohPrintBegin(SohPrinter *printer, Text *text, UINT32 indent, const char *name)
{
    printer->text = text;
    printer->indent = indent;
    printer->isFirst = TRUE;
    TextRepeat(text, ' ', indent);
    TextFormat(text, "%-*s ", ITEM_COLUMN - 1 - (int)indent, name);
}

static void printHex(SohPrinter *printer, const char *digits, size_t column)
{
    size_t left = strlen(digits);

    TextFormat(printer->text, "%.*s", HEX_LINE, left != 0 ? digits : "(empty)");
    while (left > HEX_LINE) {
        digits += HEX_LINE;
        left -= HEX_LINE;
        TextAppend(printer->text, "\n");
        startLine(printer);
        TextRepeat(printer->text, ' ', column);
        TextFormat(printer->text, "%.*s", HEX_LINE, digits);
    }
}

void SohPrintItem(void *context, const SohItem *item)
{
    SohPrinter *printer = context;
    BOOL isLabelled = strcmp(item->label, "value") != 0;

    startLine(printer);
    if (isLabelled) {
        TextFormat(printer->text, "%s ", item->label);
    }
    if (item->kind == SOH_ITEM_HEX) {
        printHex(printer, item->value, isLabelled ? strlen(item->label) + 1 : 0);
    } else if (item->kind == SOH_ITEM_STRING) {
        TextQuoted(printer->text, item->value);
    } else {
        TextAppend(printer->text, item->value);
    }
    if (item->meaning[0] != '\0') {
        TextFormat(printer->text, " (%s)", item->meaning);
    }
    TextAppend(printer->text, "\n");
}

void SohPrintEnd(SohPrinter *printer)
{
    if (printer->isFirst) {
        TextAppend(printer->text, "(none)\n");
    }
}
