/* SPDX-License-Identifier: MIT */
/*
 * The parent's side: child processes try the rules, the parent judges. A child ends at the first
 * rule that doesn't hold, and the next child continues after it. If that rule was not the first of
 * its child, it is tried again in its own process, and only that counts: so damage by one rule
 * isn't blamed on another. A rule also fails if the child crashes, hangs or ends early.
 */
#ifndef TOOLS_CONFORMANCE_RUNNER_H
#define TOOLS_CONFORMANCE_RUNNER_H

#include "options.h"

typedef enum Verdict {
    VERDICT_HOLDS,
    VERDICT_BROKEN,  /* a documented or evident rule doesn't hold */
    VERDICT_DIFFERS, /* a chosen rule doesn't hold: the DLL chose something else */
    VERDICT_NOT_RUN,
    VERDICT_COUNT
} Verdict;

extern const char *const VerdictNames[VERDICT_COUNT];

typedef struct Result {
    BOOL isAsked; /* selected by the command line */
    Verdict verdict;
    Text observed;
} Result;

typedef struct Runner {
    const Options *options;
    const WCHAR *self; /* this program */
    const WCHAR *dll;
    const WCHAR *naphost; /* absolute, or NULL */
    Result *results;      /* one for each rule */
    Text problem;         /* why nothing could be tried; else empty */
} Runner;

/* FALSE when memory runs out. */
BOOL RunnerInit(Runner *runner, const Options *options, const WCHAR *self, const WCHAR *dll);
void RunnerFree(Runner *runner);

void RunnerRun(Runner *runner);

/* The number of selected rules with that verdict; tag 0: of any tag. */
size_t RunnerCount(const Runner *runner, Verdict verdict, int tag);

#endif
