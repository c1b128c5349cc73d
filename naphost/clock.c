/* SPDX-License-Identifier: MIT */
/* See clock.h. */
#include "clock.h"

UINT64 ClockUs(void)
{
    LARGE_INTEGER now, frequency;
    UINT64 seconds, rest;

    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&frequency);
    /* Divided first, because ticks * 1000000 overflows within days. */
    seconds = (UINT64)now.QuadPart / (UINT64)frequency.QuadPart;
    rest = (UINT64)now.QuadPart % (UINT64)frequency.QuadPart;
    return seconds * 1000000 + rest * 1000000 / (UINT64)frequency.QuadPart;
}

DWORD ClockMsUntil(UINT64 dueUs)
{
    UINT64 now = ClockUs();

    return dueUs <= now ? 0 : (DWORD)((dueUs - now + 999) / 1000);
}
