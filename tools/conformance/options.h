/* SPDX-License-Identifier: MIT */
/* The command line of qutil-conformance. */
#ifndef TOOLS_CONFORMANCE_OPTIONS_H
#define TOOLS_CONFORMANCE_OPTIONS_H

#include <stdbool.h>

#include "rule.h"
#include "text.h"

typedef enum Task { TASK_TRY, TASK_LIST, TASK_HELP, TASK_VERSION } Task;

enum { MOST_PATTERNS = 64 };

typedef struct Options {
    Task task;
    const WCHAR *file;    /* NULL: the DLL beside this program */
    const WCHAR *naphost; /* or NULL */
    const WCHAR *patterns[MOST_PATTERNS];
    size_t patternCount; /* 0: all rules */
    unsigned allowed;    /* RULE_REGISTRATION, RULE_SERVICE, RULE_NAPHOST */
    bool asJson;
    bool isFull;
    bool isTogether;
    DWORD timeout; /* for a rule, in milliseconds */
} Options;

extern const char OptionsHelp[];

/* FALSE if it is wrong; error then says why. */
bool OptionsParse(Options *options, int argc, WCHAR **argv, Text *error);
/* TRUE if the command line selects this rule. */
bool OptionsSelect(const Options *options, const Rule *rule);

#endif
