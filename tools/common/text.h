/* SPDX-License-Identifier: MIT */
/*
 * A growing string: UTF-8, always with a NUL at its end. When memory runs out, it is marked as
 * failed and ignores later text, so that a writer has to check only once, at the end.
 */
#ifndef TOOLS_COMMON_TEXT_H
#define TOOLS_COMMON_TEXT_H

#include <windows.h>

typedef struct Text {
    char *chars; /* NULL while empty; see TextChars */
    size_t length;
    size_t capacity;
    BOOL failed;
} Text;

#ifdef __MINGW_PRINTF_FORMAT
#define TEXT_PRINTF __MINGW_PRINTF_FORMAT
#else
#define TEXT_PRINTF printf
#endif

void TextInit(Text *text);
void TextFree(Text *text);
void TextClear(Text *text);
const char *TextChars(const Text *text);

void TextAppend(Text *text, const char *string);
void TextFormat(Text *text, const char *format, ...) __attribute__((format(TEXT_PRINTF, 2, 3)));
void TextRepeat(Text *text, char c, size_t times);
void TextHex(Text *text, const BYTE *bytes, size_t size);

/*
 * Appends untrusted bytes as text. Invalid UTF-8, and a NUL in the middle, become U+FFFD; NULs at
 * the end are left out. Control characters are kept, so escape them when printing.
 */
void TextFromUtf8(Text *text, const BYTE *bytes, size_t size);
void TextFromUtf16Le(Text *text, const BYTE *bytes, size_t size);

/* Returns the next character of valid UTF-8 and moves on. 0 at the end. */
UINT32 TextNextCharacter(const char **utf8);
void TextCharacter(Text *text, UINT32 character);

/*
 * TRUE for characters that a terminal doesn't just show: control characters and changes of the
 * writing direction.
 */
BOOL TextIsControl(UINT32 character);

/* Appends a JSON string, with terminal control characters escaped. */
void TextQuoted(Text *text, const char *utf8);

#endif
