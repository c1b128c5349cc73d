/* SPDX-License-Identifier: MIT */
/* See child.h. */
#include "child.h"

#include <objbase.h>
#include <stdio.h>
#include <wchar.h>

#include "textoutput.h"
#include "trial.h"

static void tell(const char *word, size_t index, const char *text)
{
    Text line;

    TextInit(&line);
    TextFormat(&line, "@%s %u %s\n", word, (unsigned)index, text);
    TextOutput(&line, STD_OUTPUT_HANDLE);
    TextFree(&line);
}

/* As little as possible: the heap may be what is broken. */
static LONG WINAPI tellCrash(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    char line[80];
    DWORD written;
    int length = snprintf(line, sizeof(line), "@crash %lx %lx\n", record->ExceptionCode,
                          (unsigned long)(ULONG_PTR)record->ExceptionAddress);

    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)length, &written, NULL);
    TerminateProcess(GetCurrentProcess(), record->ExceptionCode);
    return EXCEPTION_EXECUTE_HANDLER;
}

static TrialEnd try(const Library *library, size_t index)
{
    static const char *const words[] = {
        [TRIAL_HELD] = "holds", [TRIAL_FAILED] = "fails", [TRIAL_UNABLE] = "unable"};
    Trial trial;
    TrialEnd end;

    tell("begin", index, "");
    TrialRun(&trial, RulesAt(index), library);
    end = trial.end;
    tell(words[end], index, TextChars(&trial.observed));
    TrialFree(&trial);
    return end;
}

int ChildMain(const WCHAR *mode, const WCHAR *rules, WCHAR *dll)
{
    const size_t count = wcslen(rules);
    const BOOL goesOn = wcscmp(mode, CHILD_GOES_ON) == 0;
    Library library;
    BOOL isDone = TRUE;

    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    SetUnhandledExceptionFilter(tellCrash);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (!LibraryLoad(&library, dll)) {
        tell("load", GetLastError(), "");
        return 1;
    }
    for (size_t i = 0; isDone && i < count && i < RulesCount(); i++) {
        if (rules[i] == L'1') {
            isDone = try(&library, i) == TRIAL_HELD || goesOn;
        }
    }
    if (isDone) {
        tell("done", 0, "");
    }
    /* The DLL's own end is not asked for: a rule unloads it. */
    TerminateProcess(GetCurrentProcess(), 0);
    return 0;
}
