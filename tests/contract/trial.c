/* SPDX-License-Identifier: MIT */
/* See trial.h. */
#include "trial.h"

#include <objbase.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CHARACTERS 400

static void note(Trial *trial, const char *format, va_list arguments)
{
    char line[MOST_CHARACTERS];

    vsnprintf(line, sizeof(line), format, arguments);
    /* A name from the DLL may contain any character, and the parent reads lines. */
    for (char *character = line; *character != '\0'; character++) {
        if ((unsigned char)*character < ' ') {
            *character = '?';
        }
    }
    TextClear(&trial->observed);
    TextAppend(&trial->observed, line);
}

static void __attribute__((noreturn)) leave(Trial *trial, TrialEnd end)
{
    trial->end = end;
    longjmp(trial->out, 1);
}

static void __attribute__((noreturn)) failForMissing(void *context, const char *name)
{
    TrialFail(context, "The DLL does not export %s", name);
}

void TrialAtEnd(Trial *trial, void (*atEnd)(void *context), void *context)
{
    trial->atEnd = atEnd;
    trial->context = context;
}

static void callAtEnd(Trial *trial)
{
    void (*atEnd)(void *) = trial->atEnd;

    trial->atEnd = NULL;
    if (atEnd) {
        atEnd(trial->context);
    }
}

static void check(Trial *trial, const Rule *rule, BOOL isStrict)
{
    if (isStrict) {
        TrialSpy(trial);
    }
    rule->check(trial, rule->parameter);
    callAtEnd(trial);
    if (isStrict) {
        trial->before = 0;
        TrialExpectClean(trial, "At the end of the rule");
    }
}

void TrialRun(Trial *trial, const Rule *rule, const QutilDll *library, BOOL isStrict)
{
    memset(trial, 0, sizeof(*trial));
    trial->library = library;
    trial->end = TRIAL_HELD;
    TextInit(&trial->observed);
    QutilDllOnMissing(failForMissing, trial);
    if (setjmp(trial->out) == 0) {
        check(trial, rule, isStrict);
    }
    callAtEnd(trial);
    QutilDllOnMissing(NULL, NULL);
    AllocSpyEnd();
}

void TrialFree(Trial *trial)
{
    TextFree(&trial->observed);
}

void TrialFail(Trial *trial, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    note(trial, format, arguments);
    va_end(arguments);
    leave(trial, TRIAL_FAILED);
}

void TrialUnable(Trial *trial, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    note(trial, format, arguments);
    va_end(arguments);
    leave(trial, TRIAL_UNABLE);
}

void TrialSay(Trial *trial, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    note(trial, format, arguments);
    va_end(arguments);
}

void TrialExpect(Trial *trial, BOOL isMet, const char *format, ...)
{
    va_list arguments;

    if (isMet) {
        return;
    }
    va_start(arguments, format);
    note(trial, format, arguments);
    va_end(arguments);
    leave(trial, TRIAL_FAILED);
}

void TrialExpectHr(Trial *trial, const char *call, HRESULT found, HRESULT expected)
{
    char foundName[80];
    char expectedName[80];

    TrialExpect(trial, found == expected, "%s returned %s, not %s", call,
                HResultText(found, foundName, sizeof(foundName)),
                HResultText(expected, expectedName, sizeof(expectedName)));
}

void TrialExpectNumber(Trial *trial, const char *what, unsigned long found, unsigned long expected)
{
    TrialExpect(trial, found == expected, "%s is %lu (0x%lX), not %lu (0x%lX)", what, found, found,
                expected, expected);
}

void TrialExpectNull(Trial *trial, const char *call, const void *output)
{
    TrialExpect(trial, output != SEED, "%s failed and left its output as it was", call);
    TrialExpect(trial, !output, "%s failed, but its output is not NULL", call);
}

DWORD TrialPatience(DWORD milliseconds)
{
    char text[16];
    DWORD length = GetEnvironmentVariableA("QUTIL_PATIENCE_MS", text, sizeof(text));

    return length != 0 && length < sizeof(text) ? strtoul(text, NULL, 10) : milliseconds;
}

void TrialSpy(Trial *trial)
{
    HRESULT hr = trial->isSpied ? S_OK : AllocSpyStart();

    if (FAILED(hr)) {
        char name[80];

        TrialUnable(trial, "COM's allocator can't be watched: %s",
                    HResultText(hr, name, sizeof(name)));
    }
    trial->isSpied = TRUE;
    trial->before = AllocSpyRead().live;
}

void TrialExpectLive(Trial *trial, const char *after, LONG live)
{
    AllocSpyCounts found = AllocSpyRead();

    TrialExpect(trial, found.badFrees == 0,
                "%s: CoTaskMemFree was called %ld times with what is no live block", after,
                found.badFrees);
    TrialExpect(trial, found.overruns == 0, "%s: written beyond the end of %ld blocks", after,
                found.overruns);
    TrialExpect(trial, found.live - trial->before == live, "%s: %ld blocks are allocated, not %ld",
                after, found.live - trial->before, live);
}

void TrialExpectClean(Trial *trial, const char *after)
{
    TrialExpectLive(trial, after, 0);
}

void TrialExpectBlock(Trial *trial, const char *what, const void *block, SIZE_T size)
{
    SIZE_T found = 0;

    TrialExpect(trial, AllocSpyFind(block, &found), "%s is not a block of CoTaskMemAlloc", what);
    TrialExpect(trial, found >= size, "%s has %lu bytes, not %lu", what, (unsigned long)found,
                (unsigned long)size);
}
