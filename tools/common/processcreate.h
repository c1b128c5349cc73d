/* SPDX-License-Identifier: MIT */
/* CreateProcessW, for programs that start very many processes. */
#ifndef TOOLS_COMMON_PROCESSCREATE_H
#define TOOLS_COMMON_PROCESSCREATE_H

#include <windows.h>

/*
 * On a busy machine Wine fails about one start in 6,000 with ERROR_INTERNAL_ERROR, because the new
 * process ends before its first instruction. Such a start is tried again.
 */
BOOL ProcessCreate(const WCHAR *program, WCHAR *line, BOOL inheritsHandles, DWORD flags,
                   STARTUPINFOW *startup, PROCESS_INFORMATION *process);

#endif
