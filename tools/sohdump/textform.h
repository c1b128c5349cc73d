/* SPDX-License-Identifier: MIT */
/*
 * Bytes written as text: the table of forms that are read, and which form a text has. The whole
 * text must have one form, or it is refused. Portable.
 */
#ifndef TOOLS_SOHDUMP_TEXTFORM_H
#define TOOLS_SOHDUMP_TEXTFORM_H

#include "textreader.h"

typedef struct TextForm {
    const char *name;
    BOOL (*read)(TextReader *reader);
    BOOL isPlain; /* the usual form, which the report doesn't mention */
    BOOL isDump;  /* offsets are digits, too, so it has priority over plain digits */
} TextForm;

extern const TextForm TextForms[];
extern const size_t TextFormCount;

/* Converts UTF-16 to one byte per character and drops byte order marks; returns the new size. */
size_t TextFormNormalise(BYTE *content, size_t size);

/* TRUE if a file's content is text. Statements and their carriers contain control characters. */
BOOL TextFormIsText(const BYTE *content, size_t size);

/* TRUE if an argument is digits, not the name of a file. */
BOOL TextFormIsArgument(const char *text, size_t size);

/* TRUE if the bytes make a statement. */
typedef BOOL TextFormFits(const void *context, const BYTE *bytes, size_t size);

typedef struct TextFormResult {
    const TextForm *form; /* NULL: the text has no known form, see expected and fault */
    BYTE *bytes;          /* the caller frees them */
    size_t size;
    const TextForm *other; /* not NULL: the text also has this form, with another meaning */
    const char *expected;
    size_t fault;
} TextFormResult;

/*
 * Reads the text in the first form in which it makes a statement, or else in the first form that it
 * has. FALSE if memory runs out.
 */
BOOL TextFormRead(TextFormResult *result, const char *text, size_t size, TextFormFits *fits,
                  const void *context);

#endif
