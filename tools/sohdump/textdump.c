/* SPDX-License-Identifier: MIT */
/*
 * See textdump.h. The offset of each line must be the number of bytes before it. That distinguishes
 * octal from hexadecimal, and detects missing lines. Characters at the end of a line must match its
 * bytes.
 */
#include "textdump.h"

#include <string.h>

#define LINE_MAX 64 /* bytes */

typedef enum Column {
    COLUMN_NONE,
    COLUMN_MAYBE, /* as many characters as bytes, after two blanks or more */
    COLUMN_BARS   /* the same between bars */
} Column;

typedef struct Style {
    const char *prefix; /* of the offset */
    UINT8 base;
    UINT8 leastDigits;
    UINT8 mostDigits;
    BOOL hasColon;
    UINT8 word; /* bytes that may follow each other without a blank */
    UINT8 gap;  /* after so many bytes of a line there may be two blanks; 0: never */
    Column column;
} Style;

typedef struct Dump {
    TextReader *reader;
    const Style *style;
    size_t lineStart; /* of the current line: in the bytes */
    size_t lineEnd;   /* in the text */
    size_t width;     /* bytes of a full line; 0 before the first */
    BOOL hasColumn;
    BOOL isOver; /* there was an offset without bytes */
} Dump;

static size_t bytesInLine(const Dump *dump)
{
    return dump->reader->count - dump->lineStart;
}

/* At the very start: text that doesn't begin with offset 0 is no dump. */
static BOOL failOffset(Dump *dump, size_t start, const char *expected)
{
    return TextReaderFail(dump->reader, dump->width != 0 ? start : 0, expected);
}

static BOOL readOffset(Dump *dump)
{
    TextReader *reader = dump->reader;
    size_t start = reader->at;
    size_t offset = 0;
    size_t digits = 0;
    int digit;

    if (!TextReaderTake(reader, dump->style->prefix)) {
        return failOffset(dump, start, "an offset at the start of a line");
    }
    while (digits <= dump->style->mostDigits &&
           (digit = TextReaderDigit(TextReaderPeek(reader, 0))) >= 0 && digit < dump->style->base) {
        offset = offset * dump->style->base + (size_t)digit;
        digits++;
        reader->at++;
    }
    if (digits < dump->style->leastDigits || digits > dump->style->mostDigits ||
        (dump->style->hasColon && !TextReaderTake(reader, ":"))) {
        return failOffset(dump, start, "an offset at the start of a line");
    }
    if (offset != reader->count) {
        return failOffset(dump, start,
                          "the number of bytes so far as this line's offset; is a "
                          "line missing, or one too many?");
    }
    return reader->at == dump->lineEnd || TextReaderIsBlank(TextReaderPeek(reader, 0)) ||
           TextReaderFail(reader, reader->at, "a blank behind the offset");
}

/* Dumps show printable bytes as characters, others as dots. Some tools show blanks as dots, too. */
static BOOL isShownAs(BYTE byte, char c)
{
    return (byte >= 0x20 && byte <= 0x7E && (char)byte == c) ||
           (c == '.' && (byte <= 0x20 || byte > 0x7E));
}

static BOOL areShownAs(const Dump *dump, size_t at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isShownAs(dump->reader->bytes[dump->lineStart + i], dump->reader->text[at + i])) {
            return FALSE;
        }
    }
    return TRUE;
}

static size_t endWithoutBlanks(const Dump *dump)
{
    size_t end = dump->lineEnd;

    while (end > dump->reader->at && TextReaderIsBlank(dump->reader->text[end - 1])) {
        end--;
    }
    return end;
}

static BOOL isBlankBetween(const Dump *dump, size_t from, size_t to)
{
    while (from < to && TextReaderIsBlank(dump->reader->text[from])) {
        from++;
    }
    return from == to;
}

static BOOL takeBars(Dump *dump)
{
    size_t count = bytesInLine(dump);
    size_t end = endWithoutBlanks(dump);
    size_t start = end >= count + 2 ? end - count - 2 : 0;

    if (end < dump->reader->at + count + 2 || dump->reader->text[start] != '|' ||
        dump->reader->text[end - 1] != '|' || !isBlankBetween(dump, dump->reader->at, start) ||
        !areShownAs(dump, start + 1, count)) {
        return FALSE;
    }
    dump->reader->at = dump->lineEnd;
    return TRUE;
}

/* Editors remove blanks at the end of a line, so missing characters count as blanks. */
static BOOL takeCharacters(Dump *dump)
{
    const BYTE *bytes = dump->reader->bytes + dump->lineStart;
    size_t count = bytesInLine(dump);
    size_t end = dump->lineEnd;

    if (end > dump->reader->at && dump->reader->text[end - 1] == '\r') {
        end--;
    }
    for (; count != 0; count--) {
        size_t start = end >= count ? end - count : 0;

        if (start >= dump->reader->at + 2 && isBlankBetween(dump, dump->reader->at, start) &&
            areShownAs(dump, start, count)) {
            dump->reader->at = dump->lineEnd;
            return TRUE;
        }
        if (bytes[count - 1] != ' ') {
            break;
        }
    }
    return FALSE;
}

static BOOL takeColumn(Dump *dump)
{
    switch (dump->style->column) {
    case COLUMN_MAYBE:
        return takeCharacters(dump);
    case COLUMN_BARS:
        return takeBars(dump);
    case COLUMN_NONE:
        break;
    }
    return FALSE;
}

static BOOL readWord(Dump *dump)
{
    static const char expected[] = "two digits for each byte, or the line's bytes as characters";
    TextReader *reader = dump->reader;
    size_t start = reader->at;
    size_t digits = 0;

    while (TextReaderDigit(TextReaderPeek(reader, digits)) >= 0) {
        digits++;
    }
    if (dump->style->word == 1 && digits == 4) {
        return TextReaderFail(reader, start,
                              "single bytes: such words are swapped in pairs, as od -x "
                              "and hexdump show them; use od -An -v -tx1");
    }
    if (digits > 2 * (size_t)dump->style->word || bytesInLine(dump) + digits / 2 > LINE_MAX) {
        return TextReaderFail(reader, start, expected);
    }
    do {
        if (!TextReaderPair(reader, expected)) {
            reader->fault = start;
            return FALSE;
        }
    } while (TextReaderDigit(TextReaderPeek(reader, 0)) >= 0);
    return reader->at == dump->lineEnd || TextReaderIsBlank(TextReaderPeek(reader, 0)) ||
           TextReaderFail(reader, start, expected);
}

/* Reads the bytes of a line, and the characters after them. */
static BOOL readBytes(Dump *dump, BOOL *hasColumn)
{
    TextReader *reader = dump->reader;

    *hasColumn = FALSE;
    while (reader->at < dump->lineEnd) {
        size_t blanks = 0;

        if (bytesInLine(dump) != 0 && takeColumn(dump)) {
            *hasColumn = TRUE;
            return TRUE;
        }
        while (reader->at < dump->lineEnd && TextReaderIsBlank(TextReaderPeek(reader, 0))) {
            reader->at++;
            blanks++;
        }
        if (reader->at == dump->lineEnd) {
            return TRUE;
        }
        if (bytesInLine(dump) != 0 && blanks > 1 &&
            (blanks > 2 || bytesInLine(dump) != dump->style->gap)) {
            return TextReaderFail(reader, reader->at, "the same bytes as characters");
        }
        if (!readWord(dump)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Checks that a line is consistent with those before it. */
static BOOL checkLine(Dump *dump, size_t start, BOOL hasColumn)
{
    size_t count = bytesInLine(dump);

    if (count == 0) {
        dump->isOver = TRUE;
        return dump->width != 0 || TextReaderFail(dump->reader, 0, "bytes behind the offset");
    }
    if (dump->style->column == COLUMN_BARS && !hasColumn) {
        return TextReaderFail(dump->reader, start, "the line's bytes as characters between bars");
    }
    if (dump->width == 0) {
        dump->width = count;
        dump->hasColumn = hasColumn;
    }
    if (hasColumn != dump->hasColumn) {
        return TextReaderFail(dump->reader, start,
                              "characters behind the bytes in each line or none");
    }
    return (dump->lineStart % dump->width == 0 && count <= dump->width) ||
           TextReaderFail(dump->reader, start, "as many bytes in each line as in the first");
}

static BOOL readLine(Dump *dump)
{
    TextReader *reader = dump->reader;
    const char *end = memchr(reader->text + reader->at, '\n', reader->size - reader->at);
    size_t start;
    BOOL hasColumn;

    dump->lineStart = reader->count;
    dump->lineEnd = end ? (size_t)(end - reader->text) : reader->size;
    TextReaderSkipBlanks(reader);
    start = reader->at;
    if (reader->at != dump->lineEnd) {
        if (dump->isOver) {
            return TextReaderFail(reader, start, "the end, behind an offset without bytes");
        }
        if (TextReaderIsAt(reader, "*")) {
            return TextReaderFail(reader, start,
                                  "all lines; dump it again with -v, which also prints "
                                  "repeated lines");
        }
        if (!readOffset(dump) || !readBytes(dump, &hasColumn) ||
            !checkLine(dump, start, hasColumn)) {
            return FALSE;
        }
    }
    reader->at = dump->lineEnd + (dump->lineEnd != reader->size ? 1 : 0);
    return TRUE;
}

static BOOL readDump(TextReader *reader, const Style *style)
{
    Dump dump = {.reader = reader, .style = style};

    while (reader->at < reader->size) {
        if (!readLine(&dump)) {
            return FALSE;
        }
    }
    return dump.width != 0 || TextReaderFail(reader, 0, "an offset at the start of a line");
}

BOOL TextDumpXxd(TextReader *reader)
{
    static const Style style = {"", 16, 7, 8, TRUE, 2, 0, COLUMN_MAYBE};

    return readDump(reader, &style);
}

BOOL TextDumpTcpdump(TextReader *reader)
{
    static const Style style = {"0x", 16, 4, 8, TRUE, 2, 0, COLUMN_MAYBE};

    return readDump(reader, &style);
}

BOOL TextDumpHexdump(TextReader *reader)
{
    static const Style style = {"", 16, 8, 8, FALSE, 1, 8, COLUMN_BARS};

    return readDump(reader, &style);
}

BOOL TextDumpOd(TextReader *reader)
{
    static const Style style = {"", 8, 7, 8, FALSE, 1, 0, COLUMN_NONE};

    return readDump(reader, &style);
}

BOOL TextDumpWireshark(TextReader *reader)
{
    static const Style style = {"", 16, 4, 8, FALSE, 1, 8, COLUMN_MAYBE};

    return readDump(reader, &style);
}

BOOL TextDumpRadiusd(TextReader *reader)
{
    static const Style style = {"", 16, 4, 6, TRUE, 1, 0, COLUMN_NONE};

    return readDump(reader, &style);
}
