/* SPDX-License-Identifier: MIT */
/* See report.h. */
#include "report.h"

#include <stdarg.h>
#include <string.h>
#include <wchar.h>

#define LINE_WIDTH 79u

static void appendPrintable(Text *text, const char *utf8)
{
    UINT32 character;

    while ((character = TextNextCharacter(&utf8)) != 0) {
        if (character < 0x20 || (character >= 0x7F && character < 0xA0)) {
            TextFormat(text, "\\x%02X", (unsigned)character);
        } else {
            TextCharacter(text, character);
        }
    }
}

static void appendWide(Text *text, const WCHAR *wide)
{
    Text utf8;

    TextInit(&utf8);
    TextFromUtf16Le(&utf8, (const BYTE *)wide, wcslen(wide) * sizeof(*wide));
    appendPrintable(text, TextChars(&utf8));
    text->failed |= utf8.failed;
    TextFree(&utf8);
}

static void appendSlice(Text *text, const PeSlice *slice)
{
    Text utf8;

    TextInit(&utf8);
    TextFromUtf8(&utf8, slice->bytes, slice->size);
    appendPrintable(text, TextChars(&utf8));
    text->failed |= utf8.failed;
    TextFree(&utf8);
}

static void appendSlice16(Text *text, const PeSlice *slice)
{
    Text utf8;

    TextInit(&utf8);
    TextFromUtf16Le(&utf8, slice->bytes, slice->size);
    appendPrintable(text, TextChars(&utf8));
    text->failed |= utf8.failed;
    TextFree(&utf8);
}

void ReportFormatList(Text *text, const char *format, va_list arguments)
{
    char plain[2] = "";

    for (; *format != '\0'; format++) {
        if (*format != '%') {
            plain[0] = *format;
            TextAppend(text, plain);
            continue;
        }
        switch (*++format) {
        case 's':
            TextAppend(text, va_arg(arguments, const char *));
            break;
        case 'w':
            appendWide(text, va_arg(arguments, const WCHAR *));
            break;
        case 'n':
            appendSlice(text, va_arg(arguments, const PeSlice *));
            break;
        case 'v':
            appendSlice16(text, va_arg(arguments, const PeSlice *));
            break;
        case 'u':
            TextFormat(text, "%u", va_arg(arguments, unsigned));
            break;
        case 'x':
            TextFormat(text, "0x%08X", va_arg(arguments, unsigned));
            break;
        default:
            TextAppend(text, "%");
        }
    }
}

void ReportFormat(Text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    ReportFormatList(text, format, arguments);
    va_end(arguments);
}

static size_t characters(const char *from, const char *to)
{
    size_t count = 0;

    for (; from < to; from++) {
        count += ((BYTE)*from & 0xC0) != 0x80;
    }
    return count;
}

/* Breaks lines at blanks. Continuation lines are indented by the width of the mark. */
static void appendWrapped(Text *output, const char *mark, const char *words)
{
    const size_t indent = strlen(mark);
    size_t column = indent;

    TextAppend(output, mark);
    while (*words != '\0') {
        const char *end = words + strcspn(words, " ");
        size_t width = characters(words, end);

        if (column > indent && column + 1 + width > LINE_WIDTH) {
            TextAppend(output, "\n");
            TextRepeat(output, ' ', indent);
            column = indent;
        } else if (column > indent) {
            TextAppend(output, " ");
            column++;
        }
        for (; words < end;) {
            TextCharacter(output, TextNextCharacter(&words));
        }
        column += width;
        words += strspn(words, " ");
    }
    TextAppend(output, "\n");
}

static void appendParagraph(Text *output, const char *mark, const char *format, va_list arguments)
{
    Text words;

    TextInit(&words);
    ReportFormatList(&words, format, arguments);
    appendWrapped(output, mark, TextChars(&words));
    output->failed |= words.failed;
    TextFree(&words);
}

void ReportInit(Report *report)
{
    memset(report, 0, sizeof(*report));
    TextInit(&report->output);
    TextInit(&report->advice);
}

void ReportFree(Report *report)
{
    TextFree(&report->output);
    TextFree(&report->advice);
}

void ReportHeading(Report *report, const char *format, ...)
{
    va_list arguments;

    if (report->output.length != 0) {
        TextAppend(&report->output, "\n");
    }
    va_start(arguments, format);
    ReportFormatList(&report->output, format, arguments);
    va_end(arguments);
    TextAppend(&report->output, "\n");
}

void ReportFact(Report *report, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    appendParagraph(&report->output, "  ", format, arguments);
    va_end(arguments);
}

void ReportProblem(Report *report, const char *format, ...)
{
    va_list arguments;

    report->problems++;
    va_start(arguments, format);
    appendParagraph(&report->output, "! ", format, arguments);
    va_end(arguments);
}

void ReportAdvice(Report *report, const char *format, ...)
{
    va_list arguments;

    report->advices++;
    va_start(arguments, format);
    appendParagraph(&report->advice, "- ", format, arguments);
    va_end(arguments);
}

void ReportEnd(Report *report, const char *allIsWell)
{
    if (report->problems == 0) {
        ReportHeading(report, "All is well");
        ReportFact(report, "%s", allIsWell);
    } else {
        ReportHeading(report, "What to do");
        TextAppend(&report->output, TextChars(&report->advice));
    }
    report->output.failed |= report->advice.failed;
}
