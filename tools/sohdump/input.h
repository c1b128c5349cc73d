/* SPDX-License-Identifier: MIT */
/* What is to be read, wherever it comes from. */
#ifndef SOHDUMP_INPUT_H
#define SOHDUMP_INPUT_H

#include "text.h"

/* More than 100 attributes of 4000 bytes with their heads take, even as text with blanks. */
#define INPUT_MAX (2u << 20)

typedef struct Input {
    BYTE *bytes; /* never NULL after success */
    size_t size;
    BOOL isText; /* with one byte for each character */
} Input;

/*
 * file: a path, or "-" for standard input. On a failure error says what went wrong. Free the input
 * whatever these return.
 */
HRESULT InputFromFile(Input *input, const WCHAR *file, Text *error);
HRESULT InputFromText(Input *input, const char *text, size_t size);
void InputFree(Input *input);

#endif
