/* SPDX-License-Identifier: MIT */
/*
 * Prints a line whenever the NAP Agent service starts or stops, until Ctrl-C:
 *
 *     watch-agent [--changes N] [--seconds N]
 *
 * This is all that a subscriber needs: an event, InitializeNapAgentNotifier, and a wait. The event
 * only says that something changed; the program has to query the new state.
 */
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "naputil.h"

typedef struct Limits {
    unsigned long changes; /* 0: no limit */
    DWORD milliseconds;    /* INFINITE: no limit */
} Limits;

static HANDLE stopRequested;

static BOOL WINAPI onControl(DWORD control)
{
    (void)control;
    return SetEvent(stopRequested);
}

static const char *wordFor(DWORD state)
{
    switch (state) {
    case SERVICE_STOPPED:
        return "is stopped";
    case SERVICE_START_PENDING:
        return "is starting";
    case SERVICE_STOP_PENDING:
        return "is stopping";
    case SERVICE_RUNNING:
        return "is running";
    default:
        return "is paused";
    }
}

static const char *askState(void)
{
    const char *answer = "can't be asked: no access to the service control manager";
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = NULL;
    SERVICE_STATUS status;

    if (manager) {
        service = OpenServiceW(manager, L"napagent", SERVICE_QUERY_STATUS);
        if (service && QueryServiceStatus(service, &status)) {
            answer = wordFor(status.dwCurrentState);
        } else if (!service && GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST) {
            answer = "is not installed";
        }
    }
    if (service) {
        CloseServiceHandle(service);
    }
    if (manager) {
        CloseServiceHandle(manager);
    }
    return answer;
}

static void printState(const char *introduction)
{
    SYSTEMTIME now;

    GetLocalTime(&now);
    printf("%02u:%02u:%02u.%03u  %s: the NAP Agent service %s\n", now.wHour, now.wMinute,
           now.wSecond, now.wMilliseconds, introduction, askState());
    fflush(stdout);
}

static DWORD remainingTime(ULONGLONG begin, DWORD limit)
{
    ULONGLONG passed = GetTickCount64() - begin;

    if (limit == INFINITE) {
        return INFINITE;
    }
    return passed < limit ? (DWORD)(limit - passed) : 0;
}

static void watch(HANDLE changed, Limits limits)
{
    const HANDLE events[] = {changed, stopRequested};
    ULONGLONG begin = GetTickCount64();
    unsigned long changes = 0;

    printState("Watching");
    while (limits.changes == 0 || changes < limits.changes) {
        DWORD time = remainingTime(begin, limits.milliseconds);

        if (WaitForMultipleObjects(2, events, FALSE, time) != WAIT_OBJECT_0) {
            break;
        }
        changes++;
        printState("Changed");
    }
    printf("%lu change(s) seen\n", changes);
}

static BOOL readNumber(const char *text, unsigned long most, unsigned long *number)
{
    char *end = NULL;

    if (!text || *text < '0' || *text > '9') {
        return FALSE;
    }
    *number = strtoul(text, &end, 10);
    return *end == '\0' && *number <= most;
}

static BOOL readOptions(int argc, char **argv, Limits *limits)
{
    for (int i = 1; i < argc; i += 2) {
        unsigned long number;

        if (!readNumber(argv[i + 1], INFINITE / 1000 - 1, &number)) {
            return FALSE;
        }
        if (strcmp(argv[i], "--changes") == 0) {
            limits->changes = number;
        } else if (strcmp(argv[i], "--seconds") == 0) {
            limits->milliseconds = (DWORD)number * 1000;
        } else {
            return FALSE;
        }
    }
    return TRUE;
}

int main(int argc, char **argv)
{
    Limits limits = {.changes = 0, .milliseconds = INFINITE};
    HANDLE changed;
    HRESULT result;

    if (!readOptions(argc, argv, &limits)) {
        fputs("usage: watch-agent [--changes N] [--seconds N]\n", stderr);
        return 2;
    }
    changed = CreateEventW(NULL, FALSE, FALSE, NULL);
    stopRequested = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!changed || !stopRequested || !SetConsoleCtrlHandler(onControl, TRUE)) {
        fprintf(stderr, "watch-agent: no events (error %lu)\n", GetLastError());
        return 1;
    }
    result = InitializeNapAgentNotifier(napNotifyTypeServiceState, changed);
    if (FAILED(result)) {
        fprintf(stderr, "watch-agent: the notifier refuses (0x%08lX)\n", (unsigned long)result);
        return 1;
    }
    watch(changed, limits);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    return 0;
}
