/* SPDX-License-Identifier: MIT */
/* See textplain.h. */
#include "textplain.h"

#include <string.h>

/* Bytes are separated by white space or colons; in lists also by these. */
static BOOL isOfList(char c)
{
    return c == ',' || c == '-';
}

static BOOL isList(const TextReader *reader)
{
    return memchr(reader->text, ',', reader->size) != NULL ||
           memchr(reader->text, '-', reader->size) != NULL;
}

/* Two digits for each byte. In lists each pair stands alone. Any may begin with 0x. */
BOOL TextPlainDigits(TextReader *reader)
{
    BOOL inList = isList(reader);
    BOOL mayEndHere = FALSE; /* TRUE after a byte: only then may a comma or a dash come */

    while (reader->at < reader->size) {
        char c = TextReaderPeek(reader, 0);

        if (TextReaderIsSpace(c) || c == ':' || (isOfList(c) && mayEndHere)) {
            mayEndHere = mayEndHere && !isOfList(c);
            reader->at++;
            continue;
        }
        if (!TextReaderTake(reader, "0x")) {
            TextReaderTake(reader, "0X");
        }
        if (!TextReaderPair(reader, "a pair of hexadecimal digits for each byte")) {
            reader->expected =
                reader->fault == reader->size ? "one more hexadecimal digit" : reader->expected;
            return FALSE;
        }
        if (inList && TextReaderDigit(TextReaderPeek(reader, 0)) >= 0) {
            return TextReaderFail(reader, reader->at, "only two digits for each byte of a list");
        }
        mayEndHere = TRUE;
    }
    return TRUE;
}

static int sextetOf(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c != '\0' ? strchr(digits, c) : NULL;

    return found ? (int)(found - digits) : -1;
}

/* Reads at most four characters. FALSE unless all are base64. *count gets the number of sextets. */
static BOOL readQuartet(TextReader *reader, UINT32 *bits, size_t *count)
{
    size_t pads = 0;

    *bits = 0;
    *count = 0;
    while (*count + pads < 4) {
        char c = TextReaderPeek(reader, 0);

        if (TextReaderIsSpace(c)) {
            reader->at++;
            continue;
        }
        if (c == '=' && *count >= 2) {
            pads++;
        } else if (sextetOf(c) >= 0 && pads == 0) {
            *bits |= (UINT32)sextetOf(c) << (6 * (3 - *count));
            (*count)++;
        } else {
            return FALSE;
        }
        reader->at++;
    }
    return TRUE;
}

/*
 * TRUE if the bytes begin like an entry or a message. Other text in these characters is probably
 * not base64.
 */
static BOOL beginsStatement(const TextReader *reader)
{
    return reader->count >= 2 && reader->bytes[0] == 0 &&
           (reader->bytes[1] == 2 || reader->bytes[1] == 7);
}

/* HCEP's header, or only its value. */
BOOL TextPlainBase64(TextReader *reader)
{
    static const char expected[] = "characters of base64, four by four";
    size_t count = 4;
    BOOL hasHead;
    UINT32 bits;

    TextReaderSkipSpace(reader);
    if (TextReaderIsAt(reader, "HCEP-Correlation-Id:")) {
        return TextReaderFail(reader, reader->at + 1, "HCEP-SoHR: this header holds no message");
    }
    hasHead = TextReaderTake(reader, "HCEP-SoHR:");
    TextReaderSkipSpace(reader);
    while (reader->at < reader->size) {
        size_t start = reader->at;

        if (count != 4 || !readQuartet(reader, &bits, &count) ||
            (bits & ((1u << (8 * (4 - count))) - 1)) != 0) {
            return TextReaderFail(reader, hasHead || beginsStatement(reader) ? start : 0, expected);
        }
        for (size_t i = 0; i + 1 < count; i++) {
            TextReaderByte(reader, (int)(bits >> (16 - 8 * i) & 0xFF));
        }
        TextReaderSkipSpace(reader);
    }
    reader->isDoubtful = !hasHead && !beginsStatement(reader);
    return reader->count != 0 || TextReaderFail(reader, 0, expected);
}

/* radiusd's names of the attributes that can hold a statement. */
static const char *const attributeNames[] = {"MS-Quarantine-SOH", "Vendor-Specific", "Attr-26",
                                             "DHCP-Vendor"};

/* A line of radiusd's log: the request number, and one of these attributes with its value. */
typedef struct LogLine {
    const char *name; /* NULL: another line */
    const char *request;
    size_t requestLength;
} LogLine;

/* Skips "(0)   name = 0x" if the line begins so. */
static void readLogHead(TextReader *reader, LogLine *line)
{
    size_t start;

    memset(line, 0, sizeof(*line));
    TextReaderSkipBlanks(reader);
    start = reader->at;
    if (TextReaderTake(reader, "(")) {
        while (TextReaderPeek(reader, 0) >= '0' && TextReaderPeek(reader, 0) <= '9') {
            reader->at++;
        }
        if (!TextReaderTake(reader, ")")) {
            return;
        }
        line->request = reader->text + start;
        line->requestLength = reader->at - start;
        TextReaderSkipBlanks(reader);
    }
    for (size_t i = 0; i < ARRAYSIZE(attributeNames); i++) {
        if (TextReaderTake(reader, attributeNames[i])) {
            TextReaderSkipBlanks(reader);
            if (TextReaderTake(reader, "=") || TextReaderTake(reader, ":=") ||
                TextReaderTake(reader, "+=")) {
                TextReaderSkipBlanks(reader);
                line->name = TextReaderTake(reader, "0x") ? attributeNames[i] : NULL;
            }
            return;
        }
    }
}

static void skipLine(TextReader *reader)
{
    const char *end = memchr(reader->text + reader->at, '\n', reader->size - reader->at);

    reader->at = end ? (size_t)(end - reader->text) + 1 : reader->size;
}

static BOOL isSameSource(const LogLine *a, const LogLine *b)
{
    return a->name == b->name && a->requestLength == b->requestLength &&
           (a->requestLength == 0 || memcmp(a->request, b->request, a->requestLength) == 0);
}

/* Joins the values of one attribute of one request. Other lines may come between. */
BOOL TextPlainLog(TextReader *reader)
{
    LogLine first = {NULL, NULL, 0};

    while (reader->at < reader->size) {
        size_t start = reader->at;
        LogLine line;

        readLogHead(reader, &line);
        if (!line.name) {
            skipLine(reader);
            continue;
        }
        if (!first.name) {
            first = line;
        } else if (!isSameSource(&first, &line)) {
            return TextReaderFail(reader, start, "lines of one attribute and one request only");
        }
        do {
            if (!TextReaderPair(reader, "a pair of hexadecimal digits for each byte")) {
                return FALSE;
            }
            TextReaderTake(reader, "\r");
        } while (TextReaderPeek(reader, 0) != '\0' && TextReaderPeek(reader, 0) != '\n');
        skipLine(reader);
    }
    return first.name ||
           TextReaderFail(reader, 0, "a line with an attribute, as in MS-Quarantine-SOH = 0x00");
}
