/* SPDX-License-Identifier: MIT */
/* Runs a console program as a user does, and keeps all that it says. */
#ifndef TESTS_SOHDUMP_RUNPROGRAM_H
#define TESTS_SOHDUMP_RUNPROGRAM_H

#include <windows.h>

typedef struct Run {
    DWORD exitCode;
    char *output; /* with a NUL, for free */
    char *error;
} Run;

/*
 * program is relative to this test's folder; arguments go behind it as they are. input may be
 * NULL if size is 0. Fails the test if the program can't be run. End with RunFree.
 */
void RunProgram(Run *run, const WCHAR *program, const WCHAR *arguments, const void *input,
                size_t size);
/* The same with a standard input of any kind, which can be inherited; closes it. */
void RunProgramFrom(Run *run, const WCHAR *program, const WCHAR *arguments, HANDLE input);
void RunFree(Run *run);

/* A path below this test's folder, for free. */
WCHAR *RunPath(const WCHAR *relative);

#endif
