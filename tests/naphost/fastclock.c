/* SPDX-License-Identifier: MIT */
/* See fastclock.h. */
#include "fastclock.h"

#include "importtable.h"

static DWORD shorter(DWORD milliseconds)
{
    return milliseconds == INFINITE ? INFINITE
                                    : (milliseconds + FAST_CLOCK_FACTOR - 1) / FAST_CLOCK_FACTOR;
}

static BOOL WINAPI queryCounter(LARGE_INTEGER *count)
{
    BOOL isThere = QueryPerformanceCounter(count);

    count->QuadPart *= FAST_CLOCK_FACTOR;
    return isThere;
}

static BOOL WINAPI sleepOnCondition(CONDITION_VARIABLE *condition, SRWLOCK *lock,
                                    DWORD milliseconds, ULONG flags)
{
    return SleepConditionVariableSRW(condition, lock, shorter(milliseconds), flags);
}

static void WINAPI sleepFor(DWORD milliseconds)
{
    Sleep(shorter(milliseconds));
}

void FastClockStart(HMODULE module)
{
    ImportReplace(module, "QueryPerformanceCounter", (FARPROC)(void *)queryCounter);
    ImportReplace(module, "SleepConditionVariableSRW", (FARPROC)(void *)sleepOnCondition);
    ImportReplace(module, "Sleep", (FARPROC)(void *)sleepFor);
}
