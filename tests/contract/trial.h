/* SPDX-License-Identifier: MIT */
/*
 * One rule being tried. A rule's function calls these; the first expectation that isn't met ends
 * the function at once, by longjmp: so none of them may be called in another thread or in a
 * callback of the DLL. There, note what is seen and judge later.
 */
#ifndef TESTS_CONTRACT_TRIAL_H
#define TESTS_CONTRACT_TRIAL_H

#include <setjmp.h>

#include <windows.h>

#include "allocspy.h"
#include "hresultname.h"
#include "qutildll.h"
#include "rule.h"
#include "text.h"

typedef enum TrialEnd {
    TRIAL_HELD,
    TRIAL_FAILED,
    TRIAL_UNABLE /* what the rule needs isn't to be had here */
} TrialEnd;

struct Trial {
    const QutilDll *library;
    jmp_buf out;
    TrialEnd end;
    Text observed; /* empty: as expected */
    BOOL isSpied;
    LONG before; /* blocks that were allocated before TrialSpy */
};

/*
 * Runs the rule's function. isStrict, for a DLL that keeps no memory of its own: at the end nothing
 * that the rule allocated may be left, nor may anything have been freed or written that was no
 * block. End with TrialFree.
 */
void TrialRun(Trial *trial, const Rule *rule, const QutilDll *library, BOOL isStrict);
void TrialFree(Trial *trial);

/* These two don't return. */
void TrialFail(Trial *trial, const char *format, ...)
    __attribute__((noreturn, format(TEXT_PRINTF, 2, 3)));
void TrialUnable(Trial *trial, const char *format, ...)
    __attribute__((noreturn, format(TEXT_PRINTF, 2, 3)));

/* format says what is observed if the expectation isn't met. */
void TrialExpect(Trial *trial, BOOL isMet, const char *format, ...)
    __attribute__((format(TEXT_PRINTF, 3, 4)));
void TrialExpectHr(Trial *trial, const char *call, HRESULT found, HRESULT expected);
void TrialExpectNumber(Trial *trial, const char *what, unsigned long found, unsigned long expected);
/* An output that must be NULL after a failure. */
void TrialExpectNull(Trial *trial, const char *call, const void *output);

/* What can be told of a rule that holds. */
void TrialSay(Trial *trial, const char *format, ...) __attribute__((format(TEXT_PRINTF, 2, 3)));

/* From here on COM's allocator is watched, and blocks are counted. */
void TrialSpy(Trial *trial);
/* Nothing of what was allocated since then lives, and nothing was freed that was no block. */
void TrialExpectClean(Trial *trial, const char *after);
/* The same, but for so many blocks. */
void TrialExpectLive(Trial *trial, const char *after, LONG live);
/* Is it a live block of COM's allocator, of at least that size? */
void TrialExpectBlock(Trial *trial, const char *what, const void *block, SIZE_T size);

/* Where an output begins: a pointer that leads nowhere, and that nobody may read or keep. */
#define SEED ((void *)(ULONG_PTR)0xDEADBEEFu)

/* A number that no output has by chance. */
#define SEED_U16 0xBEEFu
#define SEED_U32 0xDEADBEEFu

#endif
