/* SPDX-License-Identifier: MIT */
/* See textoutput.h. */
#include "textoutput.h"

#include <stdlib.h>

static BOOL writeBytes(HANDLE file, const char *bytes, size_t size)
{
    BOOL ok = TRUE;

    while (ok && size != 0) {
        DWORD written = 0;

        ok = WriteFile(file, bytes, size < 0x10000 ? (DWORD)size : 0x10000, &written, NULL) &&
             written != 0;
        bytes += written;
        size -= written;
    }
    return ok;
}

/* Writes in pieces, because older consoles accept at most 64 KB at once. */
static BOOL writeCharacters(HANDLE console, const WCHAR *characters, int count)
{
    BOOL ok = TRUE;

    while (ok && count > 0) {
        DWORD written = 0;

        ok = WriteConsoleW(console, characters, count < 8000 ? (DWORD)count : 8000, &written,
                           NULL) &&
             written != 0;
        characters += written;
        count -= (int)written;
    }
    return ok;
}

static BOOL writeConsole(HANDLE console, const char *utf8, size_t size)
{
    int bytes = size <= 0x7FFFFFFF ? (int)size : 0;
    int count = MultiByteToWideChar(CP_UTF8, 0, utf8, bytes, NULL, 0);
    WCHAR *characters = malloc(((size_t)count + 1) * sizeof(*characters));
    BOOL ok = characters && count != 0 &&
              MultiByteToWideChar(CP_UTF8, 0, utf8, bytes, characters, count) == count &&
              writeCharacters(console, characters, count);

    free(characters);
    return ok;
}

BOOL TextOutput(const Text *text, DWORD handle)
{
    HANDLE file = GetStdHandle(handle);
    DWORD mode;

    if (text->failed || text->length == 0) {
        return !text->failed;
    }
    return GetConsoleMode(file, &mode) ? writeConsole(file, text->chars, text->length)
                                       : writeBytes(file, text->chars, text->length);
}
