/* SPDX-License-Identifier: MIT */
/* See child.h. */
#include "child.h"

#include <io.h>
#include <objbase.h>
#include <stdio.h>
#include <wchar.h>

#include "text.h"
#include "trial.h"

/* The pipe to the parent. The DLL can't know this handle. */
static HANDLE parent;

/* Gives the DLL another standard output, so that its output can't mix with our lines. */
static BOOL keepOutput(void)
{
    HANDLE self = GetCurrentProcess();

    return DuplicateHandle(self, GetStdHandle(STD_OUTPUT_HANDLE), self, &parent, 0, FALSE,
                           DUPLICATE_SAME_ACCESS) &&
           _dup2(_fileno(stderr), _fileno(stdout)) == 0 &&
           SetStdHandle(STD_OUTPUT_HANDLE, GetStdHandle(STD_ERROR_HANDLE));
}

static void writeLine(const char *line, size_t length)
{
    DWORD written;

    WriteFile(parent, line, (DWORD)length, &written, NULL);
}

static void tellParent(const char *word, size_t index, const char *text)
{
    Text line;

    TextInit(&line);
    TextFormat(&line, "@%s %u ", word, (unsigned)index);
    TextAppend(&line, text);
    TextAppend(&line, "\n");
    writeLine(TextChars(&line), line.length);
    TextFree(&line);
}

/* Uses no heap, because that may be corrupt. */
static LONG WINAPI tellCrash(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    char line[80];
    int length = snprintf(line, sizeof(line), "@crash %lx %lx\n", record->ExceptionCode,
                          (unsigned long)(ULONG_PTR)record->ExceptionAddress);

    writeLine(line, (size_t)length);
    TerminateProcess(GetCurrentProcess(), record->ExceptionCode);
    return EXCEPTION_EXECUTE_HANDLER;
}

static TrialEnd try(const QutilDll *library, size_t index)
{
    static const char *const words[] = {
        [TRIAL_HELD] = "holds", [TRIAL_FAILED] = "fails", [TRIAL_UNABLE] = "unable"};
    Trial trial;
    TrialEnd end;

    tellParent("begin", index, "");
    TrialRun(&trial, RulesAt(index), library, FALSE);
    end = trial.end;
    tellParent(words[end], index, TextChars(&trial.observed));
    TrialFree(&trial);
    return end;
}

int ChildMain(const WCHAR *mode, const WCHAR *rules, WCHAR *dll, WCHAR *naphost)
{
    const size_t count = wcslen(rules);
    const BOOL goesOn = wcscmp(mode, CHILD_GOES_ON) == 0;
    QutilDll library;
    BOOL isDone = TRUE;

    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    SetUnhandledExceptionFilter(tellCrash);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    if (!keepOutput()) {
        return 1;
    }
    if (!QutilDllLoad(&library, dll)) {
        tellParent("load", GetLastError(), "");
        return 1;
    }
    library.naphost = naphost;
    for (size_t i = 0; isDone && i < count && i < RulesCount(); i++) {
        if (rules[i] == L'1') {
            isDone = try(&library, i) == TRIAL_HELD || goesOn;
        }
    }
    if (isDone) {
        tellParent("done", 0, "");
    }
    /* Doesn't unload the DLL; a rule of its own tries that. */
    TerminateProcess(GetCurrentProcess(), 0);
    return 0;
}
