/* SPDX-License-Identifier: MIT */
/* See hextext.h. */
#include "hextext.h"

#include <string.h>

static int digitOf(BYTE c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static BOOL isSeparator(BYTE c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == ':';
}

BOOL HexTextIs(const BYTE *content, size_t size)
{
    return size != 0 && (digitOf(content[0]) >= 0 || isSeparator(content[0]));
}

BOOL HexTextConsistsOf(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        BYTE c = (BYTE)text[i];

        if (digitOf(c) < 0 && !isSeparator(c) && c != 'x' && c != 'X') {
            return FALSE;
        }
    }
    return size != 0;
}

static BOOL isPrefix(const BYTE *text, size_t left)
{
    return left >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
}

BOOL HexTextDecode(BYTE *text, size_t size, size_t *bytes, size_t *fault)
{
    size_t i = 0;

    *bytes = 0;
    while (i < size) {
        if (isSeparator(text[i])) {
            i++;
            continue;
        }
        if (isPrefix(text + i, size - i)) {
            i += 2;
        }
        for (size_t digit = 0; digit < 2; digit++) {
            if (i + digit >= size || digitOf(text[i + digit]) < 0) {
                *fault = i + digit;
                return FALSE;
            }
        }
        /* Two characters at least were read for each byte that is written. */
        text[(*bytes)++] = (BYTE)(digitOf(text[i]) << 4 | digitOf(text[i + 1]));
        i += 2;
    }
    return TRUE;
}

size_t HexTextNormalise(BYTE *content, size_t size)
{
    size_t count = 0;

    if (size >= 3 && memcmp(content, "\xEF\xBB\xBF", 3) == 0) {
        memmove(content, content + 3, size - 3);
        return size - 3;
    }
    if (size < 2 || memcmp(content, "\xFF\xFE", 2) != 0) {
        return size;
    }
    for (size_t i = 2; i + 1 < size; i += 2) {
        content[count++] = content[i + 1] == 0 ? content[i] : (BYTE)'?';
    }
    return count;
}
