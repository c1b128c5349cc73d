/* SPDX-License-Identifier: MIT */
/* Subscribers, and counts of handles and threads. */
#include "notifiertest.h"

#include <tlhelp32.h>

#include "dummyservice.h"
#include "handlecount.h"

#define SETTLE_MS 3000

HANDLE NewEvent(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    assert_non_null(event);
    return event;
}

void Subscribe(NapNotifyType type, HANDLE event)
{
    assert_hresult(InitializeNapAgentNotifier(type, event), S_OK);
}

double ExpectSignal(HANDLE event, DWORD limit, const char *what)
{
    LARGE_INTEGER frequency, begin, end;
    DWORD outcome;
    double time;

    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&begin);
    outcome = WaitForSingleObject(event, limit);
    QueryPerformanceCounter(&end);
    time = 1000.0 * (double)(end.QuadPart - begin.QuadPart) / (double)frequency.QuadPart;
    print_message("%s: %s after %.1f ms\n", what, outcome == WAIT_OBJECT_0 ? "set" : "NOT set",
                  time);
    assert_int_equal(outcome, WAIT_OBJECT_0);
    return time;
}

void ExpectQuiet(HANDLE event, DWORD duration)
{
    assert_int_equal(WaitForSingleObject(event, duration), WAIT_TIMEOUT);
}

static unsigned countThreads(void)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    unsigned count = 0;

    assert_ptr_not_equal(snapshot, INVALID_HANDLE_VALUE);
    for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry)) {
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    }
    CloseHandle(snapshot);
    return count;
}

Resources CountResources(void)
{
    Resources now = {.handles = HandleCount(), .threads = countThreads()};

    return now;
}

void ExpectResources(Resources before)
{
    ULONGLONG end = GetTickCount64() + SETTLE_MS;
    Resources now = CountResources();

    while ((now.handles > before.handles || now.threads > before.threads) &&
           GetTickCount64() < end) {
        Sleep(10);
        now = CountResources();
    }
    print_message("handles %u, were %u; threads %u, were %u\n", now.handles, before.handles,
                  now.threads, before.threads);
    assert_in_range(now.handles, 0, before.handles);
    assert_int_equal(now.threads, before.threads);
}

int EndTest(void **state)
{
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    UninitializeNapAgentNotifier(napNotifyTypeQuarState);
    return DummyServiceRemove(state);
}
