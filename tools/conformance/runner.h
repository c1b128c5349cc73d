/* SPDX-License-Identifier: MIT */
/*
 * The parent's side: has children try the rules, and judges. A child ends with the first rule that
 * doesn't hold, and the next one goes on behind it. If that rule was not the first of its child,
 * it is tried once more in a process of its own, and only that counts: what one rule has broken is
 * not put down to another. A crash, an early end and a hang are ways not to hold.
 */
#ifndef CONFORMANCE_RUNNER_H
#define CONFORMANCE_RUNNER_H

#include "options.h"

typedef enum Verdict {
    VERDICT_HOLDS,
    VERDICT_BROKEN,  /* a documented or evident rule doesn't hold */
    VERDICT_DIFFERS, /* nor does a chosen one: the DLL chose something else */
    VERDICT_NOT_RUN,
    VERDICT_COUNT
} Verdict;

extern const char *const VerdictNames[VERDICT_COUNT];

typedef struct Result {
    BOOL isAsked; /* by the command line */
    Verdict verdict;
    Text observed;
} Result;

typedef struct Runner {
    const Options *options;
    const WCHAR *self; /* this program */
    const WCHAR *dll;
    Result *results; /* one for each rule */
    Text problem;    /* why nothing could be tried; empty if it could */
} Runner;

/* FALSE when memory runs out. */
BOOL RunnerInit(Runner *runner, const Options *options, const WCHAR *self, const WCHAR *dll);
void RunnerFree(Runner *runner);

void RunnerRun(Runner *runner);

/* How many rules that were asked for have that verdict; tag 0: of any. */
size_t RunnerCount(const Runner *runner, Verdict verdict, int tag);

#endif
