/* SPDX-License-Identifier: MIT */
/* See progress.h. */
#include "progress.h"

#include "check.h"

#include <stdio.h>

#define REPORT_MS   5000
#define PATIENCE_MS 120000

static const char *volatile phase = "";
static const char *volatile pause;
static volatile LONG steps;
static ULONGLONG begin;

double ProgressSeconds(void)
{
    return (double)(GetTickCount64() - begin) / 1000.0;
}

/* Returns the number of steps. *lastNews becomes the time when it last changed. */
static LONG report(LONG seen, ULONGLONG *lastNews)
{
    const char *why = pause;
    LONG now = steps;

    if (now != seen || why) {
        *lastNews = GetTickCount64();
    }
    printf("  %6.0f s: %s, %ld%s%s\n", ProgressSeconds(), phase, now, !why ? "" : ", ",
           !why ? "" : why);
    fflush(stdout);
    return now;
}

static DWORD WINAPI watch(void *parameter)
{
    ULONGLONG lastNews = begin;
    LONG seen = -1;

    /* Reports once at the start: the C library allocates at a thread's first printing. */
    while (GetTickCount64() - lastNews < PATIENCE_MS) {
        seen = report(seen, &lastNews);
        Sleep(REPORT_MS);
    }
    CHECK(!"for two minutes nothing was finished");
    return 0;
}

void ProgressBegin(void)
{
    HANDLE thread;

    begin = GetTickCount64();
    thread = CreateThread(NULL, 0, watch, NULL, 0, NULL);
    CHECK(thread != NULL);
    CloseHandle(thread);
}

void ProgressPhase(const char *name)
{
    phase = name;
    InterlockedExchange(&steps, 0);
}

void ProgressStep(LONG count)
{
    InterlockedExchangeAdd(&steps, count);
}

void ProgressPause(const char *why)
{
    pause = why;
}

void ProgressResume(void)
{
    pause = NULL;
}
