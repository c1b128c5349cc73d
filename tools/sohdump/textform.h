/* SPDX-License-Identifier: MIT */
/*
 * Bytes that are written as text: the forms that are read, in one table, and which of them a text
 * has. All of a text has to be of one form, or it is refused. Portable.
 */
#ifndef SOHDUMP_TEXTFORM_H
#define SOHDUMP_TEXTFORM_H

#include "textreader.h"

typedef struct TextForm {
    const char *name;
    BOOL (*read)(TextReader *reader);
    BOOL isPlain; /* what it is needs not be said */
    BOOL isDump;  /* its offsets are digits, too: it goes before plain digits */
} TextForm;

extern const TextForm TextForms[];
extern const size_t TextFormCount;

/* Makes one byte a character of UTF-16 and drops byte order marks; returns the new size. */
size_t TextFormNormalise(BYTE *content, size_t size);

/* Whether a file's content is text; a statement and what carries it have control characters. */
BOOL TextFormIsText(const BYTE *content, size_t size);

/* Whether an argument is digits and not the name of a file. */
BOOL TextFormIsArgument(const char *text, size_t size);

/* Whether bytes make a statement. */
typedef BOOL TextFormFits(const void *context, const BYTE *bytes, size_t size);

typedef struct TextFormResult {
    const TextForm *form; /* NULL: the text is of no form, see expected and fault */
    BYTE *bytes;          /* for free */
    size_t size;
    const TextForm *other; /* not NULL: it is of this form, too, and says something else */
    const char *expected;
    size_t fault;
} TextFormResult;

/*
 * Reads the text in that form in which it makes a statement, or else in the first that it has.
 * FALSE if memory runs out.
 */
BOOL TextFormRead(TextFormResult *result, const char *text, size_t size, TextFormFits *fits,
                  const void *context);

#endif
