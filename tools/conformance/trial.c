/* SPDX-License-Identifier: MIT */
/* See trial.h. */
#include "trial.h"

#include <objbase.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "naperror.h"

#define MOST_CHARACTERS 400

static const struct {
    HRESULT hr;
    const char *name;
} names[] = {
    {S_OK, "S_OK"},
    {S_FALSE, "S_FALSE"},
    {E_FAIL, "E_FAIL"},
    {E_INVALIDARG, "E_INVALIDARG"},
    {E_NOINTERFACE, "E_NOINTERFACE"},
    {E_NOTIMPL, "E_NOTIMPL"},
    {E_OUTOFMEMORY, "E_OUTOFMEMORY"},
    {E_POINTER, "E_POINTER"},
    {E_UNEXPECTED, "E_UNEXPECTED"},
    {E_ACCESSDENIED, "E_ACCESSDENIED"},
    {CLASS_E_CLASSNOTAVAILABLE, "CLASS_E_CLASSNOTAVAILABLE"},
    {CLASS_E_NOAGGREGATION, "CLASS_E_NOAGGREGATION"},
    {REGDB_E_CLASSNOTREG, "REGDB_E_CLASSNOTREG"},
    {NAP_E_INVALID_PACKET, "NAP_E_INVALID_PACKET"},
    {NAP_E_NOT_INITIALIZED, "NAP_E_NOT_INITIALIZED"},
    {(HRESULT)0x80070002, "HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)"},
    {(HRESULT)0x800704DF, "HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)"},
};

const char *HResultName(HRESULT hr, char *room, size_t size)
{
    const char *name = "";

    for (size_t i = 0; i < ARRAYSIZE(names); i++) {
        if (names[i].hr == hr) {
            name = names[i].name;
        }
    }
    snprintf(room, size, "0x%08lX%s%s", (unsigned long)hr, *name != '\0' ? " " : "", name);
    return room;
}

static void note(Trial *trial, const char *format, va_list arguments)
{
    char line[MOST_CHARACTERS];

    vsnprintf(line, sizeof(line), format, arguments);
    /* A name out of the DLL may hold anything, and the parent takes lines. */
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

void TrialRun(Trial *trial, const Rule *rule, const Library *library)
{
    trial->library = library;
    trial->end = TRIAL_HELD;
    TextInit(&trial->observed);
    LibraryOnMissing(trial);
    if (setjmp(trial->out) == 0) {
        rule->check(trial, rule->parameter);
    }
    LibraryOnMissing(NULL);
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
                HResultName(found, foundName, sizeof(foundName)),
                HResultName(expected, expectedName, sizeof(expectedName)));
}

void TrialExpectNumber(Trial *trial, const char *what, unsigned long found, unsigned long expected)
{
    TrialExpect(trial, found == expected, "%s is %lu (0x%lX), not %lu (0x%lX)", what, found, found,
                expected, expected);
}

void TrialExpectNull(Trial *trial, const char *call, const void *output)
{
    TrialExpect(trial, output != SEED, "%s failed and left its output as it was", call);
    TrialExpect(trial, output == NULL, "%s failed, but its output is not NULL", call);
}

void TrialSpy(Trial *trial)
{
    HRESULT hr = AllocSpyStart();

    if (FAILED(hr)) {
        char name[80];

        TrialUnable(trial, "COM's allocator can't be watched: %s",
                    HResultName(hr, name, sizeof(name)));
    }
}

void TrialExpectLive(Trial *trial, const char *after, LONG live)
{
    AllocSpyCounts found = AllocSpyRead();

    TrialExpect(trial, found.badFrees == 0,
                "%s: CoTaskMemFree was called %ld times with what is no live block", after,
                found.badFrees);
    TrialExpect(trial, found.overruns == 0, "%s: written beyond the end of %ld blocks", after,
                found.overruns);
    TrialExpect(trial, found.live == live, "%s: %ld blocks are allocated, not %ld", after,
                found.live, live);
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
