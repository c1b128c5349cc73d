/* SPDX-License-Identifier: MIT */
/* The command line of sohdump. */
#ifndef TOOLS_SOHDUMP_OPTIONS_H
#define TOOLS_SOHDUMP_OPTIONS_H

#include "dump.h"

typedef struct Options {
    BOOL wantsHelp;
    BOOL wantsVersion;
    BOOL wantsJson;
    MessageForm form;
    DumpDirection direction;
    const WCHAR *file; /* "-" is standard input; NULL: see text */
    Text text;         /* the arguments, if they are hexadecimal digits */
} Options;

/* FALSE: wrong usage; error says what is wrong. Always free the options afterwards. */
BOOL OptionsParse(Options *options, int argc, WCHAR **argv, Text *error);
void OptionsFree(Options *options);

extern const char OptionsHelp[];

#endif
