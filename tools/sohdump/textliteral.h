/* SPDX-License-Identifier: MIT */
/* Readers for TextForms: literals of programming languages. Portable. */
#ifndef TOOLS_SOHDUMP_TEXTLITERAL_H
#define TOOLS_SOHDUMP_TEXTLITERAL_H

#include "textreader.h"

BOOL TextLiteralArray(TextReader *reader);
BOOL TextLiteralString(TextReader *reader);
BOOL TextLiteralPython(TextReader *reader);

#endif
