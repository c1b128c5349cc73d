/* SPDX-License-Identifier: MIT */
/* See service.h. */
#include "service.h"

#include "check.h"
#include "library.h"
#include "measure.h"
#include "napagent.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <winsvc.h>

#define PROGRAM     L"dummy_service.exe"
#define PATIENCE_MS 20000
#define RETRY_MS    2

/*
 * Notifications at the same time. The system keeps as many connections to the service control
 * manager as were ever in use at once, and each pending notification uses one. Later no more than
 * this many are needed.
 */
#define NOTICES 6

/* Several other test programs may use the service first, one after the other. */
#define TURN_MS 600000

static HANDLE turn;
static volatile LONG armed; /* threads that wait for a notification */

void ServiceInstall(void)
{
    CHECK(NapAgentInstall(PROGRAM, L""));
}

void ServiceStart(void)
{
    CHECK(NapAgentStart());
}

void ServiceStop(void)
{
    CHECK(NapAgentStop());
}

void ServiceDelete(void)
{
    CHECK(NapAgentDelete());
    CHECK(NapAgentAwait(0));
}

static void CALLBACK onNotice(void *parameter)
{
    const SERVICE_NOTIFYW *notice = parameter;

    *(BOOL *)notice->pContext = TRUE;
}

/* Requests a notification of the start, and waits for it. */
static DWORD WINAPI receiveNotice(void *parameter)
{
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;
    SC_HANDLE own = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = !own ? NULL : OpenServiceW(own, NAP_AGENT, SERVICE_QUERY_STATUS);
    SERVICE_NOTIFYW *notice = calloc(1, sizeof *notice);
    BOOL received = FALSE;

    CHECK(service && notice);
    notice->dwVersion = SERVICE_NOTIFY_STATUS_CHANGE;
    notice->pfnNotifyCallback = onNotice;
    notice->pContext = &received;
    CHECK(NotifyServiceStatusChangeW(service, SERVICE_NOTIFY_RUNNING, notice) == ERROR_SUCCESS);
    InterlockedIncrement(&armed);
    while (!received && GetTickCount64() < end) {
        SleepEx(RETRY_MS, TRUE);
    }
    CHECK(received);
    CloseServiceHandle(service);
    CloseServiceHandle(own);
    free(notice);
    return 0;
}

/* One start of the service, with that many threads waiting for its notification. */
static void receiveNotices(void)
{
    HANDLE threads[NOTICES];

    armed = 0;
    for (int i = 0; i < NOTICES; i++) {
        threads[i] = CreateThread(NULL, 0, receiveNotice, NULL, 0, NULL);
        CHECK(threads[i] != NULL);
    }
    while (armed < NOTICES) {
        Sleep(RETRY_MS);
    }
    ServiceStart();
    CHECK(WaitForMultipleObjects(NOTICES, threads, TRUE, 2 * PATIENCE_MS) == WAIT_OBJECT_0);
    for (int i = 0; i < NOTICES; i++) {
        CloseHandle(threads[i]);
    }
    ServiceStop();
}

BOOL ServiceNoticesLeak(void)
{
    Sample rest = {0};
    Sample before = {0};
    Sample after = {0};

    CHECK(!LibraryIsLoaded());
    MeasureNow(&rest, NULL);
    ServiceInstall();
    receiveNotices(); /* the first time, the system also makes what it then keeps */
    MeasureSettle(rest.threads);
    MeasureNow(&before, NULL);
    receiveNotices();
    MeasureSettle(rest.threads);
    MeasureNow(&after, NULL);
    ServiceDelete();
    printf("without qutil.dll, %d notifications of a service leave %d heap blocks\n", NOTICES,
           (int)(after.heapBlocks - before.heapBlocks));
    return after.heapBlocks >= before.heapBlocks + NOTICES;
}

void ServiceTurnBegin(void)
{
    DWORD outcome;

    if (!turn) {
        turn = CreateMutexW(NULL, FALSE, L"qutil.tests." NAP_AGENT);
        CHECK(turn != NULL);
    }
    ProgressPause("waiting for the turn to use the service");
    outcome = WaitForSingleObject(turn, TURN_MS);
    ProgressResume();
    CHECK(outcome == WAIT_OBJECT_0 || outcome == WAIT_ABANDONED);
    if (NapAgentState() != 0) {
        NapAgentStop();
        NapAgentFulfilRequests(PROGRAM);
        NapAgentDelete(); /* fails if it is marked for deletion already */
        CHECK(NapAgentAwait(0));
    }
}

void ServiceTurnEnd(void)
{
    CHECK(ReleaseMutex(turn));
}
