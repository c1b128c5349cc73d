/* SPDX-License-Identifier: MIT */
/* What the scripted fakes record of a call: which thread, and when. */
#ifndef TOOLS_COMMON_CALLCLOCK_H
#define TOOLS_COMMON_CALLCLOCK_H

#include <windows.h>

/* Milliseconds since some moment; the same clock for all fakes of a process. */
static inline double CallClock(void)
{
    LARGE_INTEGER count;
    LARGE_INTEGER perSecond;

    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&perSecond);
    return 1000.0 * (double)count.QuadPart / (double)perSecond.QuadPart;
}

/* The end of a call that still runs. */
#define CALL_RUNS (-1.0)

#endif
