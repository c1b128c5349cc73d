/* SPDX-License-Identifier: MIT */
/* Runs a console program as a user does, and keeps its output. */
#ifndef TESTS_SUPPORT_RUNPROGRAM_H
#define TESTS_SUPPORT_RUNPROGRAM_H

#include <windows.h>

typedef struct Run {
    DWORD exitCode;
    char *output; /* with a NUL; freed by RunFree */
    char *error;
    HANDLE process; /* from RunBegin to RunEnd */
    HANDLE outputFile;
    HANDLE errorFile;
} Run;

/*
 * program is relative to this test's folder; arguments follow it unchanged. input may be NULL if
 * size is 0. Fails the test if the program can't be run. Call RunFree afterwards.
 */
void RunProgram(Run *run, const WCHAR *program, const WCHAR *arguments, const void *input,
                size_t size);
/* The same with an inheritable handle for standard input, which it closes. */
void RunProgramFrom(Run *run, const WCHAR *program, const WCHAR *arguments, HANDLE input);
/* The same in two steps. RunEnd waits for the program's end; call RunFree only after it. */
void RunBegin(Run *run, const WCHAR *program, const WCHAR *arguments, HANDLE input);
void RunEnd(Run *run);
void RunFree(Run *run);

/*
 * Does what regsvr32 does, whose exit code doesn't say why it failed: loads this DLL, calls its
 * DllRegisterServer or DllUnregisterServer, and unloads it.
 */
HRESULT RunExport(const WCHAR *dll, const char *name);

/* A path below this test's folder. The caller frees it. */
WCHAR *RunPath(const WCHAR *relative);

#endif
