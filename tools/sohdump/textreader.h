/* SPDX-License-Identifier: MIT */
/* What the readers of bytes that are written as text share. Portable. */
#ifndef SOHDUMP_TEXTREADER_H
#define SOHDUMP_TEXTREADER_H

#include <windows.h>

/*
 * A reader takes all of the text or stops at a fault. It never gives more bytes than there are
 * characters.
 */
typedef struct TextReader {
    const char *text;
    size_t size;
    size_t at;
    BYTE *bytes; /* with room for as many as there are characters; NULL: they are only counted */
    size_t count;
    BOOL isDoubtful;      /* many words look so: it counts only if it makes a statement */
    const char *expected; /* what should stand at ... */
    size_t fault;         /* ... this position; expected is NULL if nothing is wrong */
} TextReader;

/* The character that comes next, or one further on; 0 at the end, and for a NUL. */
char TextReaderPeek(const TextReader *reader, size_t ahead);
BOOL TextReaderIsAt(const TextReader *reader, const char *word);
/* Moves on if the word comes next. */
BOOL TextReaderTake(TextReader *reader, const char *word);

BOOL TextReaderIsBlank(char c); /* within a line */
BOOL TextReaderIsSpace(char c);
int TextReaderDigit(char c); /* its value as a hexadecimal digit, or -1 */
void TextReaderSkipBlanks(TextReader *reader);
void TextReaderSkipSpace(TextReader *reader);

void TextReaderByte(TextReader *reader, int byte);
/* Two hexadecimal digits; a fault at the first that is none. */
BOOL TextReaderPair(TextReader *reader, const char *expected);
/* Sets the fault at that position; always FALSE. */
BOOL TextReaderFail(TextReader *reader, size_t position, const char *expected);

#endif
