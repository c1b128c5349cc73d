/* SPDX-License-Identifier: MIT */
/* The threads of a process. */
#ifndef TESTS_SUPPORT_THREADCOUNT_H
#define TESTS_SUPPORT_THREADCOUNT_H

#include <windows.h>

/* 0 if the system doesn't tell. */
unsigned ThreadCount(DWORD processId);

/* Suspends all threads of this process but the calling one; FALSE resumes them. */
void ThreadsSuspendOthers(BOOL suspend);

#endif
