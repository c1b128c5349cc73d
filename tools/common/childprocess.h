/* SPDX-License-Identifier: MIT */
/* A process whose output this one reads through a pipe, without ever waiting for the pipe. */
#ifndef TOOLS_COMMON_CHILDPROCESS_H
#define TOOLS_COMMON_CHILDPROCESS_H

#include <stdbool.h>
#include <windows.h>

/* What a child can write before it must wait for its reader. */
#define CHILD_PIPE_SIZE 0x10000u

typedef struct ChildProcess {
    HANDLE process;
    HANDLE output;
    DWORD id;
} ChildProcess;

/*
 * Starts program with that command line, which is changed. It gets no input, and its errors go
 * nowhere. FALSE: the reason is in GetLastError.
 */
bool ChildProcessStart(ChildProcess *child, const WCHAR *program, WCHAR *line);

/*
 * Reads what the pipe has, up to size bytes; 0 if nothing is there. The end of the pipe is not
 * waited for: a process that the child started may hold it open.
 */
size_t ChildProcessRead(const ChildProcess *child, char *bytes, size_t size);

/* FALSE: it didn't end within that time, and was killed. */
bool ChildProcessAwait(const ChildProcess *child, DWORD milliseconds);
void ChildProcessKill(const ChildProcess *child);

/* Frees what ChildProcessStart opened. The process goes on if it hasn't ended. */
void ChildProcessClose(ChildProcess *child);

#endif
