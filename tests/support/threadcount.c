/* SPDX-License-Identifier: MIT */
/* See threadcount.h. Takes a snapshot of all threads. */
#include "threadcount.h"

#include <tlhelp32.h>

unsigned ThreadIds(DWORD processId, DWORD *ids, unsigned room)
{
    THREADENTRY32 thread = {.dwSize = sizeof thread};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    unsigned count = 0;

    if (all == INVALID_HANDLE_VALUE) {
        return 0;
    }
    for (BOOL more = Thread32First(all, &thread); more && count < room;
         more = Thread32Next(all, &thread)) {
        if (thread.th32OwnerProcessID == processId) {
            ids[count++] = thread.th32ThreadID;
        }
    }
    CloseHandle(all);
    return count;
}

unsigned ThreadCount(DWORD processId)
{
    DWORD ids[1024];

    return ThreadIds(processId, ids, sizeof ids / sizeof *ids);
}
