/* SPDX-License-Identifier: MIT */
/* The threads of a process. */
#ifndef TESTS_SUPPORT_THREADCOUNT_H
#define TESTS_SUPPORT_THREADCOUNT_H

#include <windows.h>

/* 0 on failure. */
unsigned ThreadCount(DWORD processId);

/* Writes at most `room` of the threads' ids; returns how many were written. */
unsigned ThreadIds(DWORD processId, DWORD *ids, unsigned room);

#endif
