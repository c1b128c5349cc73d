/* SPDX-License-Identifier: MIT */
/*
 * Text that grows: UTF-8, always ended by a NUL. When memory runs out, the text is marked as
 * failed and takes nothing more, so that a writer asks once, at the end.
 */
#ifndef TOOLS_TEXT_H
#define TOOLS_TEXT_H

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
 * Bytes that a stranger says are text. What is not becomes U+FFFD, a NUL in the middle too; NULs
 * at the end are left out. Control characters stay: who prints them escapes them.
 */
void TextFromUtf8(Text *text, const BYTE *bytes, size_t size);
void TextFromUtf16Le(Text *text, const BYTE *bytes, size_t size);

/* The next character of valid UTF-8; moves on. 0 at the end. */
UINT32 TextNextCharacter(const char **utf8);
void TextCharacter(Text *text, UINT32 character);

/* Whether a terminal would do something else than show it: controls, and turns of direction. */
BOOL TextIsControl(UINT32 character);

/* A JSON string; one that does nothing to a terminal either. */
void TextQuoted(Text *text, const char *utf8);

#endif
