/* SPDX-License-Identifier: MIT */
/* Shared by the readers of bytes written as text. Portable. */
#ifndef TOOLS_SOHDUMP_TEXTREADER_H
#define TOOLS_SOHDUMP_TEXTREADER_H

#include <windows.h>

/*
 * A reader consumes the whole text or stops at a fault. It never produces more bytes than there are
 * characters.
 */
typedef struct TextReader {
    const char *text;
    size_t size;
    size_t at;
    BYTE *bytes; /* room for one byte per character; NULL: bytes are only counted */
    size_t count;
    BOOL isDoubtful; /* ordinary words look like this: accept it only if it makes a statement */
    const char *expected; /* what should be at ... */
    size_t fault;         /* ... this position; expected is NULL if there is no fault */
} TextReader;

/* The character at that distance from the current one; 0 at the end, and for a NUL. */
char TextReaderPeek(const TextReader *reader, size_t ahead);
BOOL TextReaderIsAt(const TextReader *reader, const char *word);
/* Consumes the word if it comes next. */
BOOL TextReaderTake(TextReader *reader, const char *word);

BOOL TextReaderIsBlank(char c); /* within a line */
BOOL TextReaderIsSpace(char c);
int TextReaderDigit(char c); /* its value as a hexadecimal digit, or -1 */
void TextReaderSkipBlanks(TextReader *reader);
void TextReaderSkipSpace(TextReader *reader);

void TextReaderByte(TextReader *reader, int byte);
/* Reads two hexadecimal digits. A fault is set at the first other character. */
BOOL TextReaderPair(TextReader *reader, const char *expected);
/* Sets the fault at that position. Always returns FALSE. */
BOOL TextReaderFail(TextReader *reader, size_t position, const char *expected);

#endif
