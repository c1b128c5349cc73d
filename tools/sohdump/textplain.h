/* SPDX-License-Identifier: MIT */
/* Digits without offsets, base64, and what radiusd logs: the readers of TextForms. Portable. */
#ifndef SOHDUMP_TEXTPLAIN_H
#define SOHDUMP_TEXTPLAIN_H

#include "textreader.h"

/* reader->bytes may be NULL here. */
BOOL TextPlainDigits(TextReader *reader);
BOOL TextPlainLog(TextReader *reader);
BOOL TextPlainBase64(TextReader *reader);

#endif
