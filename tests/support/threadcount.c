/* SPDX-License-Identifier: MIT */
/* The threads of a process, from a snapshot of all. */
#include "threadcount.h"

#include <tlhelp32.h>

typedef void (*ThreadVisitor)(const THREADENTRY32 *thread, void *context);

static void forEachThread(DWORD processId, ThreadVisitor visit, void *context)
{
    THREADENTRY32 thread = {.dwSize = sizeof thread};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);

    if (all == INVALID_HANDLE_VALUE) {
        return;
    }
    for (BOOL more = Thread32First(all, &thread); more; more = Thread32Next(all, &thread)) {
        if (thread.th32OwnerProcessID == processId) {
            visit(&thread, context);
        }
    }
    CloseHandle(all);
}

static void countThread(const THREADENTRY32 *thread, void *count)
{
    (void)thread;
    ++*(unsigned *)count;
}

unsigned ThreadCount(DWORD processId)
{
    unsigned count = 0;

    forEachThread(processId, countThread, &count);
    return count;
}

static void holdThread(const THREADENTRY32 *thread, void *suspend)
{
    HANDLE handle;

    if (thread->th32ThreadID == GetCurrentThreadId()) {
        return;
    }
    handle = OpenThread(THREAD_SUSPEND_RESUME, FALSE, thread->th32ThreadID);
    if (handle) {
        if (*(BOOL *)suspend) {
            SuspendThread(handle);
        } else {
            ResumeThread(handle);
        }
        CloseHandle(handle);
    }
}

void ThreadsSuspendOthers(BOOL suspend)
{
    forEachThread(GetCurrentProcessId(), holdThread, &suspend);
}
