/* SPDX-License-Identifier: MIT */
/* See textform.h. */
#include "textform.h"

#include <stdlib.h>
#include <string.h>

#include "textdump.h"
#include "textliteral.h"
#include "textplain.h"

#define UTF8_MARK "\xEF\xBB\xBF"

const TextForm TextForms[] = {
    {"xxd", TextDumpXxd, FALSE, TRUE},
    {"tcpdump -x or -X", TextDumpTcpdump, FALSE, TRUE},
    {"hexdump -C", TextDumpHexdump, FALSE, TRUE},
    {"od -t x1", TextDumpOd, FALSE, TRUE},
    {"Wireshark or tshark -x", TextDumpWireshark, FALSE, TRUE},
    {"a block of radiusd", TextDumpRadiusd, FALSE, TRUE},
    {"hexadecimal digits", TextPlainDigits, TRUE, FALSE},
    {"lines of radiusd -X (NAME = 0x...)", TextPlainLog, FALSE, FALSE},
    {"C array", TextLiteralArray, FALSE, FALSE},
    {"C string", TextLiteralString, FALSE, FALSE},
    {"Python bytes", TextLiteralPython, FALSE, FALSE},
    {"base64 (HCEP-SoHR)", TextPlainBase64, FALSE, FALSE},
};

const size_t TextFormCount = ARRAYSIZE(TextForms);

static size_t narrow(BYTE *content, size_t size, size_t from, size_t low)
{
    size_t count = 0;

    for (size_t i = from; i + 1 < size; i += 2) {
        BYTE unit = content[i + low];

        content[count++] = content[i + 1 - low] != 0 ? (BYTE)'?' : unit == 0xA0 ? (BYTE)' ' : unit;
    }
    return count;
}

static BOOL isPrintable(BYTE c)
{
    return (c >= 0x20 && c != 0x7F) || TextReaderIsSpace((char)c);
}

/* UTF-16 without a byte order mark: every second byte is a NUL, and the others are characters. */
static BOOL isUtf16(const BYTE *content, size_t size, size_t low)
{
    for (size_t i = 0; i + 1 < size; i += 2) {
        if (content[i + 1 - low] != 0 || !isPrintable(content[i + low])) {
            return FALSE;
        }
    }
    return size >= 4 && size % 2 == 0;
}

/* Replaces the no-break space of UTF-8, which word processors and web pages insert. */
static size_t widen(BYTE *content, size_t size)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++) {
        BOOL isBlank = content[i] == 0xC2 && i + 1 < size && content[i + 1] == 0xA0;

        content[count++] = isBlank ? (BYTE)' ' : content[i];
        i += isBlank ? 1 : 0;
    }
    return count;
}

size_t TextFormNormalise(BYTE *content, size_t size)
{
    if (size >= 3 && memcmp(content, UTF8_MARK, 3) == 0) {
        memmove(content, content + 3, size - 3);
        size -= 3;
    } else if (size >= 2 &&
               (memcmp(content, "\xFF\xFE", 2) == 0 || memcmp(content, "\xFE\xFF", 2) == 0)) {
        return narrow(content, size, 2, content[0] == 0xFF ? 0 : 1);
    } else if (isUtf16(content, size, 0) || isUtf16(content, size, 1)) {
        return narrow(content, size, 0, isUtf16(content, size, 0) ? 0 : 1);
    }
    return TextFormIsText(content, size) ? widen(content, size) : size;
}

BOOL TextFormIsText(const BYTE *content, size_t size)
{
    /* A DHCP server's mark has only letters. */
    if (size == 0 ||
        (size == 3 && (memcmp(content, "NAP", 3) == 0 || memcmp(content, "PAN", 3) == 0))) {
        return FALSE;
    }
    for (size_t i = 0; i < size; i++) {
        if (!isPrintable(content[i])) {
            return FALSE;
        }
    }
    return TRUE;
}

BOOL TextFormIsArgument(const char *text, size_t size)
{
    TextReader reader = {.text = text, .size = size};

    if (memchr(text, ',', size) != NULL || memchr(text, '-', size) != NULL) {
        return TextPlainDigits(&reader);
    }
    for (size_t i = 0; i < size; i++) {
        if (TextReaderDigit(text[i]) < 0 && !TextReaderIsSpace(text[i]) && text[i] != ':' &&
            text[i] != 'x' && text[i] != 'X') {
            return FALSE;
        }
    }
    return size != 0;
}

/* "//" without a blank may also begin a line of base64. */
static BOOL beginsComment(const char *text, size_t left)
{
    return text[0] == '#' || text[0] == ';' ||
           (left > 2 && text[0] == '/' && text[1] == '/' && TextReaderIsSpace(text[2]));
}

/* Replaces comments by blanks, so that positions stay the same. */
static void blankComments(char *text, size_t size)
{
    BOOL atStart = TRUE;
    BOOL inComment = FALSE;

    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n') {
            atStart = TRUE;
            inComment = FALSE;
        } else if (!TextReaderIsSpace(text[i])) {
            inComment = inComment || (atStart && beginsComment(text + i, size - i));
            atStart = FALSE;
        }
        if (inComment) {
            text[i] = ' ';
        }
    }
}

static void keep(TextFormResult *result, const TextForm *form, TextReader *reader)
{
    free(result->bytes);
    result->form = form;
    result->bytes = reader->bytes;
    result->size = reader->count;
    reader->bytes = NULL;
}

static BOOL isSame(const TextFormResult *result, const TextReader *reader)
{
    return result->size == reader->count &&
           memcmp(result->bytes, reader->bytes, reader->count) == 0;
}

typedef struct Attempt {
    const char *text;
    size_t size;
    TextFormFits *fits;
    const void *context;
    BOOL hasFit;
    BOOL isDump; /* it begins or reads as a dump, so it is no plain digits */
} Attempt;

/*
 * Keeps the fault of the form that was read furthest, or that of plain digits if none got beyond
 * the start.
 */
static void noteFault(TextFormResult *result, Attempt *attempt, const TextForm *form,
                      const TextReader *reader)
{
    if (!result->expected || reader->fault > result->fault ||
        (reader->fault == 0 && result->fault == 0 && form->isPlain)) {
        result->expected = reader->expected;
        result->fault = reader->fault;
    }
    attempt->isDump = attempt->isDump || (form->isDump && reader->fault != 0);
}

/*
 * Keeps the first result that makes a statement. Until then it keeps the result that best explains
 * what is wrong.
 */
static void judge(TextFormResult *result, Attempt *attempt, const TextForm *form,
                  TextReader *reader)
{
    BOOL fits = attempt->fits(attempt->context, reader->bytes, reader->count);
    BOOL isMeant = !reader->isDoubtful && !(form->isPlain && attempt->isDump);

    if (fits && attempt->hasFit && !isSame(result, reader)) {
        result->other = form;
    }
    if (fits ? !attempt->hasFit : isMeant && !result->form) {
        keep(result, form, reader);
    }
    attempt->isDump = attempt->isDump || (fits && form->isDump);
    attempt->hasFit = attempt->hasFit || fits;
}

/* FALSE if memory runs out. */
static BOOL tryForm(TextFormResult *result, Attempt *attempt, const TextForm *form)
{
    TextReader reader = {.text = attempt->text, .size = attempt->size};

    reader.bytes = malloc(attempt->size + 1);
    if (!reader.bytes) {
        return FALSE;
    }
    if (form->read(&reader)) {
        judge(result, attempt, form, &reader);
    } else if (!form->isPlain || !attempt->isDump) {
        noteFault(result, attempt, form, &reader);
    }
    free(reader.bytes);
    return TRUE;
}

BOOL TextFormRead(TextFormResult *result, const char *text, size_t size, TextFormFits *fits,
                  const void *context)
{
    char *copy = malloc(size + 1);
    Attempt all = {copy, size, fits, context, FALSE, FALSE};
    BOOL ok = copy != NULL;

    memset(result, 0, sizeof(*result));
    if (ok) {
        memcpy(copy, text, size);
        blankComments(copy, size);
    }
    for (size_t i = 0; ok && i < TextFormCount; i++) {
        if (!all.hasFit || !all.isDump || !TextForms[i].isPlain) {
            ok = tryForm(result, &all, &TextForms[i]);
        }
    }
    free(copy);
    return ok;
}
