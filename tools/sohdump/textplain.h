/* SPDX-License-Identifier: MIT */
/* Readers for TextForms: digits without offsets, base64, and radiusd's log. Portable. */
#ifndef TOOLS_SOHDUMP_TEXTPLAIN_H
#define TOOLS_SOHDUMP_TEXTPLAIN_H

#include "textreader.h"

/* reader->bytes may be NULL here. */
BOOL TextPlainDigits(TextReader *reader);
BOOL TextPlainLog(TextReader *reader);
BOOL TextPlainBase64(TextReader *reader);

#endif
