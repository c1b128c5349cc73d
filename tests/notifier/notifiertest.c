/* SPDX-License-Identifier: MIT */
/* See notifiertest.h. */
#include "notifiertest.h"

#include <winsvc.h>
#include <winternl.h>

#include "dummyservice.h"
#include "handlecount.h"
#include "mallocspy.h"
#include "threadcount.h"

#define SETTLE_MS    3000
#define CONNECTIONS  8
#define MOST_THREADS 256

/* Documented for NtQueryInformationThread, but missing in the toolchain's headers. */
#define START_ADDRESS ((THREADINFOCLASS)9)

HANDLE Event;

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

static DWORD WINAPI useManager(void *parameter)
{
    for (int i = 0; i < 50; i++) {
        SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);

        if (manager) {
            CloseServiceHandle(manager);
        }
    }
    return 0;
}

void MakeConnections(void)
{
    HANDLE threads[CONNECTIONS];

    for (int i = 0; i < CONNECTIONS; i++) {
        threads[i] = CreateThread(NULL, 0, useManager, NULL, 0, NULL);
        assert_non_null(threads[i]);
    }
    for (int i = 0; i < CONNECTIONS; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
    }
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

static BOOL isWorker(HANDLE thread)
{
    HMODULE module = NULL;
    void *start = NULL;

    return NtQueryInformationThread(thread, START_ADDRESS, &start, sizeof start, NULL) >= 0 &&
           GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                  GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                              start, &module) &&
           module == GetModuleHandleW(L"qutil.dll");
}

/*
 * Counts the notifier's threads. Unless `first` is NULL it opens the first one; the caller closes
 * it.
 */
static unsigned findWorkers(HANDLE *first, DWORD access)
{
    DWORD ids[MOST_THREADS];
    unsigned all = ThreadIds(GetCurrentProcessId(), ids, MOST_THREADS);
    unsigned workers = 0;

    for (unsigned i = 0; i < all; i++) {
        HANDLE thread = OpenThread(access | THREAD_QUERY_INFORMATION, FALSE, ids[i]);
        BOOL counts = thread && isWorker(thread);

        workers += counts != FALSE;
        if (counts && first && !*first) {
            *first = thread;
        } else if (thread) {
            CloseHandle(thread);
        }
    }
    return workers;
}

HANDLE OpenWorker(DWORD access)
{
    HANDLE worker = NULL;

    findWorkers(&worker, access);
    return worker;
}

Resources CountResources(void)
{
    Resources now = {.handles = HandleCount(), .workers = findWorkers(NULL, 0)};

    return now;
}

void ExpectResources(Resources before)
{
    ULONGLONG end = GetTickCount64() + SETTLE_MS;
    Resources now = CountResources();

    while ((now.handles > before.handles || now.workers > before.workers) &&
           GetTickCount64() < end) {
        Sleep(10);
        now = CountResources();
    }
    print_message("handles %u, were %u; workers %u, were %u\n", now.handles, before.handles,
                  now.workers, before.workers);
    assert_in_range(now.handles, 0, before.handles);
    assert_int_equal(now.workers, before.workers);
}

static BOOL renewEvent(void)
{
    if (Event) {
        CloseHandle(Event);
    }
    Event = CreateEventW(NULL, FALSE, FALSE, NULL);
    return Event != NULL;
}

int NotifierSetUp(void **state)
{
    return renewEvent() ? DummyServiceSetUp(state) : -1;
}

int EndTest(void **state)
{
    int result;

    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    UninitializeNapAgentNotifier(napNotifyTypeQuarState);
    result = DummyServiceRemove(state);
    return renewEvent() ? result : -1;
}

/* In this order, because the spy frees blocks that are left, which must not be in use then. */
int EndTestAndSpy(void **state)
{
    int result = EndTest(state);

    SpyAbandon();
    return result;
}
