/* SPDX-License-Identifier: MIT */
/* See check.h. */
#include "check.h"

#include <stdio.h>

static void end(void)
{
    fflush(stdout);
    /* Not exit(), which may wait for locks that other threads hold. */
    TerminateProcess(GetCurrentProcess(), 1);
}

void CheckFailed(const char *file, int line, const char *what)
{
    printf("endurance: FAILED: %s:%d: not so: %s (last error %lu)\n", file, line, what,
           GetLastError());
    end();
}

void CheckAnswer(const char *file, int line, const char *call, HRESULT answer, HRESULT expected)
{
    if (answer != expected) {
        printf("endurance: FAILED: %s:%d: %s answered 0x%08lX, not 0x%08lX\n", file, line, call,
               (unsigned long)answer, (unsigned long)expected);
        end();
    }
}
