/* SPDX-License-Identifier: MIT */
/*
 * The trial of one rule: the functions that a rule's function calls. The first expectation that
 * isn't met ends it at once, by longjmp. So none of them may be called on another thread or in a
 * callback from the DLL: there, record what happens and judge it later.
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
    TRIAL_UNABLE /* what the rule needs is missing here */
} TrialEnd;

struct Trial {
    const QutilDll *library;
    jmp_buf out;
    TrialEnd end;
    Text observed; /* empty: as expected */
    BOOL isSpied;
    LONG before; /* blocks that were allocated before TrialSpy */
    void (*atEnd)(void *context);
    void *context;
};

/*
 * Runs the rule's function. isStrict is for a DLL that holds no memory after a rule: then at the
 * end no block may be left, and there may be no bad frees and no writes beyond blocks. Call
 * TrialFree afterwards.
 */
void TrialRun(Trial *trial, const Rule *rule, const QutilDll *library, BOOL isStrict);
void TrialFree(Trial *trial);

/*
 * Called once when the rule ends, however it ends, before the last look at the memory. It must not
 * fail the trial.
 */
void TrialAtEnd(Trial *trial, void (*atEnd)(void *context), void *context);

/* These two don't return. */
void TrialFail(Trial *trial, const char *format, ...)
    __attribute__((noreturn, format(TEXT_PRINTF, 2, 3)));
void TrialUnable(Trial *trial, const char *format, ...)
    __attribute__((noreturn, format(TEXT_PRINTF, 2, 3)));

/* format: the observation if the expectation isn't met. */
void TrialExpect(Trial *trial, BOOL isMet, const char *format, ...)
    __attribute__((format(TEXT_PRINTF, 3, 4)));
void TrialExpectHr(Trial *trial, const char *call, HRESULT found, HRESULT expected);
void TrialExpectNumber(Trial *trial, const char *what, unsigned long found, unsigned long expected);
/* An output that must be NULL after a failure. */
void TrialExpectNull(Trial *trial, const char *call, const void *output);

/* Adds an observation to a rule that holds. */
void TrialSay(Trial *trial, const char *format, ...) __attribute__((format(TEXT_PRINTF, 2, 3)));

/*
 * How long a rule waits for what should come sooner, in milliseconds: as long as that, unless the
 * environment variable QUTIL_PATIENCE_MS says otherwise. The tests of broken DLLs set it.
 */
DWORD TrialPatience(DWORD milliseconds);

/* Begins to watch COM's allocator and to count blocks. */
void TrialSpy(Trial *trial);
/* No block allocated since TrialSpy is left, and there were no bad frees. */
void TrialExpectClean(Trial *trial, const char *after);
/* The same, but so many blocks are left. */
void TrialExpectLive(Trial *trial, const char *after, LONG live);
/* Is it a live block of COM's allocator, of at least that size? */
void TrialExpectBlock(Trial *trial, const char *what, const void *block, SIZE_T size);

/* The initial value of an output: an invalid pointer, which must be neither read nor kept. */
#define SEED ((void *)(ULONG_PTR)0xDEADBEEFu)

/* The initial value of a numeric output, unlikely as a result. */
#define SEED_U16 0xBEEFu
#define SEED_U32 0xDEADBEEFu

#endif
