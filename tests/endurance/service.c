/* SPDX-License-Identifier: MIT */
/* See service.h. */
#include "service.h"

#include "check.h"
#include "library.h"
#include "measure.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <winsvc.h>

#define NAME        L"napagent"
#define PROGRAM     L"dummy_service.exe"
#define PATIENCE_MS 20000
#define RETRY_MS    2

/* A path and two quotes. */
#define COMMAND_ROOM (MAX_PATH + 32)

/*
 * At the same time. The system keeps as many connections to the service control manager as were
 * ever needed at once, and each notification that is waited for needs one: more than that is never
 * needed later.
 */
#define NOTICES 6

/* As long as several other test programs, one after the other, may have the service. */
#define TURN_MS 600000

static HANDLE turn;
static SC_HANDLE manager;
static volatile LONG armed; /* threads that wait for a notification */

/* NULL if there is none. */
static SC_HANDLE openService(void)
{
    return OpenServiceW(manager, NAME, SERVICE_ALL_ACCESS);
}

/* 0 if there is no service. */
static DWORD currentState(void)
{
    SC_HANDLE service = openService();
    SERVICE_STATUS status = {0};

    if (service != NULL) {
        QueryServiceStatus(service, &status);
        CloseServiceHandle(service);
    }
    return status.dwCurrentState;
}

static void awaitState(DWORD state)
{
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;

    while (currentState() != state && GetTickCount64() < end) {
        Sleep(RETRY_MS);
    }
    CHECK(currentState() == state);
}

/* Beside this program. In quotes, for the manager cuts the command line at blanks. */
static void ownCommand(WCHAR command[COMMAND_ROOM])
{
    DWORD length = GetModuleFileNameW(NULL, command + 1, MAX_PATH);

    CHECK(length > 0 && length < MAX_PATH);
    command[0] = L'"';
    wcscpy(wcsrchr(command, L'\\') + 1, PROGRAM L"\"");
}

void ServiceInstall(void)
{
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;
    WCHAR command[COMMAND_ROOM];
    SC_HANDLE service;

    ownCommand(command);
    for (;;) {
        service = CreateServiceW(manager, NAME, NAME, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                                 SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, command, NULL, NULL,
                                 NULL, NULL, NULL);
        /* One that was just deleted stays while anyone has a handle of it. */
        if (service != NULL || GetLastError() != ERROR_SERVICE_MARKED_FOR_DELETE ||
            GetTickCount64() >= end) {
            break;
        }
        Sleep(RETRY_MS);
    }
    CHECK(service != NULL);
    CloseServiceHandle(service);
}

void ServiceStart(void)
{
    SC_HANDLE service = openService();

    CHECK(service != NULL);
    CHECK(StartServiceW(service, 0, NULL));
    CloseServiceHandle(service);
    awaitState(SERVICE_RUNNING);
}

void ServiceStop(void)
{
    SC_HANDLE service = openService();
    SERVICE_STATUS status;

    CHECK(service != NULL);
    CHECK(ControlService(service, SERVICE_CONTROL_STOP, &status));
    CloseServiceHandle(service);
    awaitState(SERVICE_STOPPED);
}

void ServiceDelete(void)
{
    SC_HANDLE service = openService();

    CHECK(service != NULL);
    CHECK(DeleteService(service));
    CloseServiceHandle(service);
    awaitState(0);
}

static void CALLBACK onNotice(void *parameter)
{
    const SERVICE_NOTIFYW *notice = parameter;

    *(BOOL *)notice->pContext = TRUE;
}

/* Asks for news of the start, and waits until they are here. */
static DWORD WINAPI receiveNotice(void *parameter)
{
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;
    SC_HANDLE own = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = own == NULL ? NULL : OpenServiceW(own, NAME, SERVICE_QUERY_STATUS);
    SERVICE_NOTIFYW *notice = calloc(1, sizeof *notice);
    BOOL received = FALSE;

    (void)parameter;
    CHECK(service != NULL && notice != NULL);
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

/* One start, told to so many threads at once. */
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
    receiveNotices(); /* the first time is for what is made once */
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

/*
 * What a run leaves that ended in the middle: Wine keeps such a service, even if it is marked for
 * deletion, until a state is reached that was waited for. The program behind it may be gone.
 */
static void removeLeftover(SC_HANDLE service)
{
    WCHAR command[COMMAND_ROOM];
    SERVICE_STATUS status;

    ControlService(service, SERVICE_CONTROL_STOP, &status);
    ownCommand(command);
    ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, command,
                         NULL, NULL, NULL, NULL, NULL, NULL);
    if (StartServiceW(service, 0, NULL)) {
        awaitState(SERVICE_RUNNING);
        ControlService(service, SERVICE_CONTROL_STOP, &status);
        awaitState(SERVICE_STOPPED);
    }
    DeleteService(service);
}

void ServiceTurnBegin(void)
{
    SC_HANDLE leftover;
    DWORD outcome;

    if (turn == NULL) {
        turn = CreateMutexW(NULL, FALSE, L"qutil.tests." NAME);
        CHECK(turn != NULL);
    }
    ProgressPause("waiting for the turn to use the service");
    outcome = WaitForSingleObject(turn, TURN_MS);
    ProgressResume();
    CHECK(outcome == WAIT_OBJECT_0 || outcome == WAIT_ABANDONED);
    if (manager == NULL) {
        manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
        CHECK(manager != NULL);
    }
    leftover = openService();
    if (leftover != NULL) {
        removeLeftover(leftover);
        CloseServiceHandle(leftover);
        awaitState(0);
    }
}

void ServiceTurnEnd(void)
{
    CHECK(ReleaseMutex(turn));
}
