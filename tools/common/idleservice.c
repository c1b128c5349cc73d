/* SPDX-License-Identifier: MIT */
/* See idleservice.h. */
#include "idleservice.h"

static SERVICE_STATUS_HANDLE statusHandle;
static HANDLE stopRequested;

static void report(DWORD state)
{
    SERVICE_STATUS status = {
        .dwServiceType = SERVICE_WIN32_OWN_PROCESS,
        .dwCurrentState = state,
        .dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0,
    };

    SetServiceStatus(statusHandle, &status);
}

static DWORD WINAPI handleControl(DWORD control, DWORD eventType, void *eventData, void *context)
{
    (void)eventType;
    (void)eventData;
    (void)context;
    switch (control) {
    case SERVICE_CONTROL_STOP:
        report(SERVICE_STOP_PENDING);
        SetEvent(stopRequested);
        return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
        return NO_ERROR;
    default:
        return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

static void WINAPI serviceMain(DWORD argc, WCHAR **argv)
{
    (void)argc;
    statusHandle = RegisterServiceCtrlHandlerExW(argv[0], handleControl, NULL);
    if (!statusHandle) {
        return;
    }
    report(SERVICE_START_PENDING);
    stopRequested = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (stopRequested) {
        report(SERVICE_RUNNING);
        WaitForSingleObject(stopRequested, INFINITE);
    }
    report(SERVICE_STOPPED);
}

int IdleServiceMain(WCHAR *name)
{
    const SERVICE_TABLE_ENTRYW table[] = {{name, serviceMain}, {NULL, NULL}};

    return StartServiceCtrlDispatcherW(table) ? 0 : 1;
}
