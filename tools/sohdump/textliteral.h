/* SPDX-License-Identifier: MIT */
/* Literals of programming languages: the readers of TextForms. Portable. */
#ifndef SOHDUMP_TEXTLITERAL_H
#define SOHDUMP_TEXTLITERAL_H

#include "textreader.h"

BOOL TextLiteralArray(TextReader *reader);
BOOL TextLiteralString(TextReader *reader);
BOOL TextLiteralPython(TextReader *reader);

#endif
