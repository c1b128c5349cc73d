/* SPDX-License-Identifier: MIT */
/* See text.h. */
#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xFFFDu

void TextInit(Text *text)
{
    memset(text, 0, sizeof(*text));
}

void TextFree(Text *text)
{
    free(text->chars);
    TextInit(text);
}

void TextClear(Text *text)
{
    text->length = 0;
    if (text->chars) {
        text->chars[0] = '\0';
    }
}

const char *TextChars(const Text *text)
{
    return text->chars ? text->chars : "";
}

/* Makes room for that many more characters and the NUL. */
static BOOL reserve(Text *text, size_t more)
{
    size_t capacity = text->capacity != 0 ? text->capacity : 256;
    char *chars;

    if (text->failed) {
        return FALSE;
    }
    if (more < text->capacity - text->length) {
        return TRUE;
    }
    while (capacity - text->length <= more && capacity <= SIZE_MAX / 4) {
        capacity *= 2;
    }
    chars = capacity - text->length > more ? realloc(text->chars, capacity) : NULL;
    if (!chars) {
        text->failed = TRUE;
        return FALSE;
    }
    text->chars = chars;
    text->capacity = capacity;
    return TRUE;
}

static void append(Text *text, const char *chars, size_t length)
{
    if (reserve(text, length)) {
        memcpy(text->chars + text->length, chars, length);
        text->length += length;
        text->chars[text->length] = '\0';
    }
}

void TextAppend(Text *text, const char *string)
{
    append(text, string, strlen(string));
}

void TextFormat(Text *text, const char *format, ...)
{
    char line[256];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof(line)) {
        text->failed = TRUE; /* only numbers and short names are formatted here */
    } else {
        append(text, line, (size_t)length);
    }
}

void TextRepeat(Text *text, char c, size_t times)
{
    if (reserve(text, times)) {
        memset(text->chars + text->length, c, times);
        text->length += times;
        text->chars[text->length] = '\0';
    }
}

void TextHex(Text *text, const BYTE *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    size_t i;

    if (size > SIZE_MAX / 4 || !reserve(text, 2 * size)) {
        text->failed = TRUE;
        return;
    }
    for (i = 0; i < size; i++) {
        text->chars[text->length++] = digits[bytes[i] >> 4];
        text->chars[text->length++] = digits[bytes[i] & 15];
    }
    text->chars[text->length] = '\0';
}

void TextCharacter(Text *text, UINT32 character)
{
    char utf8[4];
    size_t length;

    if (character < 0x80) {
        utf8[0] = (char)character;
        length = 1;
    } else if (character < 0x800) {
        utf8[0] = (char)(0xC0 | character >> 6);
        length = 2;
    } else if (character < 0x10000) {
        utf8[0] = (char)(0xE0 | character >> 12);
        length = 3;
    } else {
        utf8[0] = (char)(0xF0 | character >> 18);
        length = 4;
    }
    for (size_t i = 1; i < length; i++) {
        utf8[i] = (char)(0x80 | (character >> (6 * (length - 1 - i)) & 0x3F));
    }
    append(text, utf8, length);
}

BOOL TextIsControl(UINT32 character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) ||
           (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069);
}

static BOOL isScalar(UINT32 character)
{
    return character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
}

/* The length of a sequence with this first byte, or 0. *bits gets the first byte's data bits. */
static size_t sequenceLength(BYTE first, UINT32 *bits)
{
    if (first < 0x80) {
        *bits = first;
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        *bits = first & 0x1Fu;
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        *bits = first & 0x0Fu;
        return 3;
    }
    *bits = first & 0x07u;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* Decodes one character from at most size bytes; size is above 0. */
static size_t decodeUtf8(const BYTE *bytes, size_t size, UINT32 *character)
{
    static const UINT32 least[] = {0, 0, 0x80, 0x800, 0x10000};
    UINT32 bits;
    size_t length = sequenceLength(bytes[0], &bits);

    *character = REPLACEMENT;
    if (length == 0 || length > size) {
        return 1;
    }
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return 1;
        }
        bits = bits << 6 | (bytes[i] & 0x3Fu);
    }
    if (bits < least[length] || !isScalar(bits)) {
        return 1;
    }
    *character = bits;
    return length;
}

UINT32 TextNextCharacter(const char **utf8)
{
    UINT32 character = 0;
    size_t size = 0;

    while (size < 4 && (*utf8)[size] != '\0') {
        size++;
    }
    if (size != 0) {
        *utf8 += decodeUtf8((const BYTE *)*utf8, size, &character);
    }
    return character;
}

void TextFromUtf8(Text *text, const BYTE *bytes, size_t size)
{
    size_t i = 0;

    while (size != 0 && bytes[size - 1] == 0) {
        size--;
    }
    while (i < size) {
        UINT32 character;

        i += decodeUtf8(bytes + i, size - i, &character);
        TextCharacter(text, character != 0 ? character : REPLACEMENT);
    }
}

static UINT32 unitAt(const BYTE *bytes, size_t i)
{
    return (UINT32)(bytes[i] | bytes[i + 1] << 8);
}

void TextFromUtf16Le(Text *text, const BYTE *bytes, size_t size)
{
    size_t i = 0;
    size_t end = size & ~(size_t)1;

    while (end != 0 && unitAt(bytes, end - 2) == 0) {
        end -= 2;
    }
    while (i < end) {
        UINT32 unit = unitAt(bytes, i);
        UINT32 next = i + 4 <= end ? unitAt(bytes, i + 2) : 0;

        i += 2;
        if (unit >= 0xD800 && unit <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00);
            i += 2;
        }
        TextCharacter(text, unit != 0 && isScalar(unit) ? unit : REPLACEMENT);
    }
    if ((size & 1) != 0) {
        TextCharacter(text, REPLACEMENT);
    }
}

void TextQuoted(Text *text, const char *utf8)
{
    UINT32 c;

    TextAppend(text, "\"");
    while ((c = TextNextCharacter(&utf8)) != 0) {
        if (TextIsControl(c)) {
            TextFormat(text, "\\u%04x", (unsigned)c);
        } else {
            TextAppend(text, c == '"' || c == '\\' ? "\\" : "");
            TextCharacter(text, c);
        }
    }
    TextAppend(text, "\"");
}
