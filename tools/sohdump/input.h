/* SPDX-License-Identifier: MIT */
/* The input, from a file, standard input or the command line. */
#ifndef TOOLS_SOHDUMP_INPUT_H
#define TOOLS_SOHDUMP_INPUT_H

#include "text.h"

/* More than 100 attributes of 4000 bytes need, even as text with blanks. */
#define INPUT_MAX (2u << 20)

typedef struct Input {
    BYTE *bytes; /* never NULL after success */
    size_t size;
    BOOL isText; /* with one byte for each character */
} Input;

/*
 * file: a path, or "-" for standard input. On failure error says what went wrong. Always free the
 * input afterwards.
 */
HRESULT InputFromFile(Input *input, const WCHAR *file, Text *error);
HRESULT InputFromText(Input *input, const char *text, size_t size);
void InputFree(Input *input);

#endif
