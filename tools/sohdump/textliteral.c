/* SPDX-License-Identifier: MIT */
/* See textliteral.h. */
#include "textliteral.h"

#include <string.h>

/* FALSE without a fault: there is no comment. */
static BOOL takeComment(TextReader *reader)
{
    size_t start = reader->at;

    if (TextReaderTake(reader, "//")) {
        while (reader->at != reader->size && TextReaderPeek(reader, 0) != '\n') {
            reader->at++;
        }
        return TRUE;
    }
    if (!TextReaderTake(reader, "/*")) {
        return FALSE;
    }
    while (!TextReaderTake(reader, "*/")) {
        if (reader->at == reader->size) {
            return TextReaderFail(reader, start, "the end of a comment");
        }
        reader->at++;
    }
    return TRUE;
}

/* Skips white space and comments. */
static BOOL skip(TextReader *reader)
{
    do {
        TextReaderSkipSpace(reader);
    } while (takeComment(reader));
    return !reader->expected;
}

static BOOL isOfName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Reads a decimal number. One that overflows is no valid count of bytes anyway. */
static size_t readNumber(TextReader *reader)
{
    size_t number = 0;

    while (TextReaderPeek(reader, 0) >= '0' && TextReaderPeek(reader, 0) <= '9') {
        number = number * 10 + (size_t)(TextReaderPeek(reader, 0) - '0');
        number = number <= reader->size ? number : reader->size + 1;
        reader->at++;
    }
    return number;
}

typedef struct Declaration {
    size_t count;   /* the number in brackets; 0: none */
    size_t countAt; /* its position */
} Declaration;

/*
 * Reads the words before the "=" of a definition, with the count in brackets. Without a definition
 * nothing is consumed.
 */
static void takeDeclaration(TextReader *reader, Declaration *declaration)
{
    TextReader ahead = *reader;
    char c;

    memset(declaration, 0, sizeof(*declaration));
    while ((c = TextReaderPeek(&ahead, 0)) != '=') {
        if (c == '[') {
            ahead.at++;
            declaration->countAt = ahead.at;
            declaration->count = readNumber(&ahead);
            c = TextReaderPeek(&ahead, 0);
            if (c != ']') {
                break;
            }
        } else if (!isOfName(c) && !TextReaderIsSpace(c) && c != '*') {
            break;
        }
        ahead.at++;
    }
    if (c == '=') {
        ahead.at++;
        *reader = ahead;
    } else {
        memset(declaration, 0, sizeof(*declaration));
    }
}

static BOOL checkCount(TextReader *reader, size_t stated, size_t at)
{
    return stated == reader->count ||
           TextReaderFail(reader, at, "the number of bytes that there are");
}

/* Reads "unsigned int name_len = 20;", which xxd -i writes. */
static BOOL takeLength(TextReader *reader)
{
    Declaration declaration;
    size_t start = reader->at;
    size_t at;

    takeDeclaration(reader, &declaration);
    TextReaderSkipSpace(reader);
    at = reader->at;
    if (at == start || !checkCount(reader, readNumber(reader), at)) {
        return reader->expected ? FALSE : TextReaderFail(reader, start, "the end");
    }
    TextReaderSkipSpace(reader);
    return TextReaderTake(reader, ";") || TextReaderFail(reader, reader->at, "a semicolon");
}

static BOOL takeEnd(TextReader *reader, BOOL mayHaveLength)
{
    if (!skip(reader)) {
        return FALSE;
    }
    TextReaderTake(reader, ";");
    if (!skip(reader)) {
        return FALSE;
    }
    if (mayHaveLength && reader->at != reader->size && (!takeLength(reader) || !skip(reader))) {
        return FALSE;
    }
    return reader->at == reader->size || TextReaderFail(reader, reader->at, "the end");
}

static BOOL readElement(TextReader *reader)
{
    if (!TextReaderTake(reader, "0x") && !TextReaderTake(reader, "0X")) {
        return TextReaderFail(reader, reader->at,
                              "0x before each byte; other numbers are not read");
    }
    if (TextReaderDigit(TextReaderPeek(reader, 0)) >= 0 &&
        TextReaderDigit(TextReaderPeek(reader, 1)) < 0) {
        TextReaderByte(reader, TextReaderDigit(TextReaderPeek(reader, 0)));
        reader->at++;
        return TRUE;
    }
    return TextReaderPair(reader, "one or two hexadecimal digits") &&
           (!isOfName(TextReaderPeek(reader, 0)) ||
            TextReaderFail(reader, reader->at, "one or two hexadecimal digits"));
}

static BOOL readElements(TextReader *reader)
{
    BOOL isFirst = TRUE;

    for (;;) {
        if (!skip(reader)) {
            return FALSE;
        }
        if (TextReaderTake(reader, "}")) {
            return TRUE;
        }
        if (!isFirst && (!TextReaderTake(reader, ",") || !skip(reader))) {
            return TextReaderFail(reader, reader->at, "a comma or a closing brace");
        }
        if (!isFirst && TextReaderTake(reader, "}")) {
            return TRUE;
        }
        if (!readElement(reader)) {
            return FALSE;
        }
        isFirst = FALSE;
    }
}

BOOL TextLiteralArray(TextReader *reader)
{
    Declaration declaration;

    if (!skip(reader)) {
        return FALSE;
    }
    takeDeclaration(reader, &declaration);
    if (!skip(reader)) {
        return FALSE;
    }
    if (!TextReaderTake(reader, "{")) {
        return TextReaderFail(reader, 0, "an opening brace");
    }
    return readElements(reader) &&
           (declaration.count == 0 || checkCount(reader, declaration.count, declaration.countAt)) &&
           takeEnd(reader, TRUE);
}

/* Reads the escape after a backslash. Octal and rarer ones are not supported. */
static BOOL readEscape(TextReader *reader, BOOL isC)
{
    static const char names[] = "tnr\\'\"";
    static const char bytes[] = "\t\n\r\\'\"";
    char c = TextReaderPeek(reader, 0);
    const char *name = c != '\0' ? strchr(names, c) : NULL;

    if (name) {
        TextReaderByte(reader, bytes[name - names]);
        reader->at++;
        return TRUE;
    }
    if (!TextReaderTake(reader, "x")) {
        return TextReaderFail(reader, reader->at, "x and two digits behind a backslash");
    }
    return TextReaderPair(reader, "two hexadecimal digits behind \\x") &&
           (!isC || TextReaderDigit(TextReaderPeek(reader, 0)) < 0 ||
            TextReaderFail(reader, reader->at,
                           "no more than two digits behind \\x, all of which C takes as one "
                           "character; for Python write b before the quotes"));
}

static BOOL readQuoted(TextReader *reader, char quote, BOOL isC)
{
    char c;

    while ((c = TextReaderPeek(reader, 0)) != quote) {
        if (c < 0x20 || c > 0x7E) {
            return TextReaderFail(reader, reader->at, "the quotes at the end of a string");
        }
        reader->at++;
        if (c != '\\') {
            TextReaderByte(reader, c);
        } else if (!readEscape(reader, isC)) {
            return FALSE;
        }
    }
    reader->at++;
    return TRUE;
}

/* Moves to the next string. Only white space, and backslashes at line ends, may come between. */
static BOOL skipToString(TextReader *reader)
{
    do {
        if (!skip(reader)) {
            return FALSE;
        }
    } while (TextReaderTake(reader, "\\\n") || TextReaderTake(reader, "\\\r\n"));
    return TRUE;
}

static BOOL isQuote(char c, BOOL isC)
{
    return c == '"' || (!isC && c == '\'');
}

static BOOL readStrings(TextReader *reader, BOOL isC)
{
    size_t strings = 0;

    for (;;) {
        size_t prefix = isC ? 0 : 1;
        char letter = TextReaderPeek(reader, 0);
        char quote = TextReaderPeek(reader, prefix);

        if ((!isC && letter != 'b' && letter != 'B') || !isQuote(quote, isC)) {
            break;
        }
        reader->at += prefix + 1;
        strings++;
        if (!readQuoted(reader, quote, isC) || !skipToString(reader)) {
            return FALSE;
        }
    }
    return strings != 0 ||
           TextReaderFail(reader, 0, isC ? "quotes" : "b and quotes, as in b'\\x00'");
}

static BOOL readLiteral(TextReader *reader, BOOL isC)
{
    Declaration declaration;

    if (!skip(reader)) {
        return FALSE;
    }
    takeDeclaration(reader, &declaration);
    return skipToString(reader) && readStrings(reader, isC) &&
           (declaration.count == 0 || declaration.count == reader->count + 1 ||
            checkCount(reader, declaration.count, declaration.countAt)) &&
           takeEnd(reader, FALSE);
}

BOOL TextLiteralString(TextReader *reader)
{
    return readLiteral(reader, TRUE);
}

BOOL TextLiteralPython(TextReader *reader)
{
    return readLiteral(reader, FALSE);
}
