/* SPDX-License-Identifier: MIT */
/* See textreader.h. */
#include "textreader.h"

#include <string.h>

char TextReaderPeek(const TextReader *reader, size_t ahead)
{
    return ahead < reader->size - reader->at ? reader->text[reader->at + ahead] : '\0';
}

BOOL TextReaderIsAt(const TextReader *reader, const char *word)
{
    size_t length = strlen(word);

    return length <= reader->size - reader->at &&
           memcmp(reader->text + reader->at, word, length) == 0;
}

BOOL TextReaderTake(TextReader *reader, const char *word)
{
    if (!TextReaderIsAt(reader, word)) {
        return FALSE;
    }
    reader->at += strlen(word);
    return TRUE;
}

BOOL TextReaderIsBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

BOOL TextReaderIsSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

int TextReaderDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void TextReaderSkipBlanks(TextReader *reader)
{
    while (TextReaderIsBlank(TextReaderPeek(reader, 0))) {
        reader->at++;
    }
}

void TextReaderSkipSpace(TextReader *reader)
{
    while (TextReaderIsSpace(TextReaderPeek(reader, 0))) {
        reader->at++;
    }
}

void TextReaderByte(TextReader *reader, int byte)
{
    if (reader->bytes && reader->count < reader->size) {
        reader->bytes[reader->count] = (BYTE)byte;
    }
    reader->count++;
}

BOOL TextReaderPair(TextReader *reader, const char *expected)
{
    int byte = 0;

    for (size_t i = 0; i < 2; i++) {
        int digit = TextReaderDigit(TextReaderPeek(reader, i));

        if (digit < 0) {
            return TextReaderFail(reader, reader->at + i, expected);
        }
        byte = byte * 16 + digit;
    }
    TextReaderByte(reader, byte);
    reader->at += 2;
    return TRUE;
}

BOOL TextReaderFail(TextReader *reader, size_t position, const char *expected)
{
    reader->fault = position;
    reader->expected = expected;
    return FALSE;
}
