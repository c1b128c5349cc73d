/* SPDX-License-Identifier: MIT */
/*
 * Bytes written as hexadecimal digits: two digits a byte, with any white space or colons between
 * the bytes and 0x before any of them. Portable.
 */
#ifndef SOHDUMP_HEXTEXT_H
#define SOHDUMP_HEXTEXT_H

#include <windows.h>

/*
 * Whether a file's content is such text rather than the bytes of a statement. A statement begins
 * with a byte of M, R and the upper bits of a small type; none of these is a character that such
 * text begins with.
 */
BOOL HexTextIs(const BYTE *content, size_t size);

/* Whether that is all the characters that such text consists of, and any at all. */
BOOL HexTextConsistsOf(const char *text, size_t size);

/*
 * Decodes in place and sets *bytes to the number of bytes. FALSE: *fault gets the position of the
 * character that is no digit where one must stand, which is size if the text ends too early.
 */
BOOL HexTextDecode(BYTE *text, size_t size, size_t *bytes, size_t *fault);

/* Makes UTF-8 of what editors and PowerShell write: drops a byte order mark, narrows UTF-16LE. */
size_t HexTextNormalise(BYTE *content, size_t size);

#endif
