/* SPDX-License-Identifier: MIT */
/* A clock that never goes back, in microseconds. */
#ifndef NAPHOST_CLOCK_H
#define NAPHOST_CLOCK_H

#include <windows.h>

/* A time that never comes. */
#define CLOCK_NEVER (~0ull)

UINT64 ClockUs(void);

/* From now until `dueUs`, rounded up, as a timeout in milliseconds; 0 if it is over. */
DWORD ClockMsUntil(UINT64 dueUs);

#endif
