/* SPDX-License-Identifier: MIT */
/* Readers for TextForms: dumps whose lines begin with an offset. Portable. */
#ifndef TOOLS_SOHDUMP_TEXTDUMP_H
#define TOOLS_SOHDUMP_TEXTDUMP_H

#include "textreader.h"

BOOL TextDumpXxd(TextReader *reader);
BOOL TextDumpTcpdump(TextReader *reader);
BOOL TextDumpHexdump(TextReader *reader);
BOOL TextDumpOd(TextReader *reader);
BOOL TextDumpWireshark(TextReader *reader);
BOOL TextDumpRadiusd(TextReader *reader);

#endif
