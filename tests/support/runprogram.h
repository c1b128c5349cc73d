/* SPDX-License-Identifier: MIT */
/* Runs a console program as a user does, and keeps its output. */
#ifndef TESTS_SUPPORT_RUNPROGRAM_H
#define TESTS_SUPPORT_RUNPROGRAM_H

#include <windows.h>

typedef struct Run {
    DWORD exitCode;
    char *output; /* with a NUL; freed by RunFree */
    char *error;
} Run;

/*
 * program is relative to this test's folder; arguments follow it unchanged. input may be NULL if
 * size is 0. Fails the test if the program can't be run. Call RunFree afterwards.
 */
void RunProgram(Run *run, const WCHAR *program, const WCHAR *arguments, const void *input,
                size_t size);
/* The same with an inheritable handle for standard input, which it closes. */
void RunProgramFrom(Run *run, const WCHAR *program, const WCHAR *arguments, HANDLE input);
void RunFree(Run *run);

/* A path below this test's folder. The caller frees it. */
WCHAR *RunPath(const WCHAR *relative);

#endif
