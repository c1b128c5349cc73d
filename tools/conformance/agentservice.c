/* SPDX-License-Identifier: MIT */
/* See agentservice.h. */
#include "agentservice.h"

#include "idleservice.h"

#include <wchar.h>
#include <winsvc.h>

#define NAME            L"napagent"
#define PATIENCE_MS     15000
#define RETRY_MS        10
#define PATH_CHARACTERS 32768u

int AgentServiceMain(void)
{
    static WCHAR name[] = NAME;

    return IdleServiceMain(name);
}

/* The command line that the service is installed with, in quotes because of blanks. */
static BOOL ownCommand(WCHAR *command)
{
    const size_t room = PATH_CHARACTERS - ARRAYSIZE(AGENT_SERVICE_OPTION) - 8;
    DWORD length = GetModuleFileNameW(NULL, command + 1, (DWORD)room);

    if (length == 0 || length >= room) {
        return FALSE;
    }
    command[0] = L'"';
    wcscpy(command + 1 + length, L"\" " AGENT_SERVICE_OPTION);
    return TRUE;
}

/* Both handles must be closed by the caller; *service may be NULL. */
static BOOL open(SC_HANDLE *manager, SC_HANDLE *service, DWORD access)
{
    *service = NULL;
    *manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
    if (*manager == NULL) {
        return FALSE;
    }
    *service = OpenServiceW(*manager, NAME, access);
    return *service != NULL || GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST;
}

static void close(SC_HANDLE manager, SC_HANDLE service)
{
    DWORD error = GetLastError();

    if (service != NULL) {
        CloseServiceHandle(service);
    }
    if (manager != NULL) {
        CloseServiceHandle(manager);
    }
    SetLastError(error);
}

static DWORD stateOf(SC_HANDLE service)
{
    SERVICE_STATUS status = {.dwCurrentState = 0};

    QueryServiceStatus(service, &status);
    return status.dwCurrentState;
}

BOOL AgentServiceLook(AgentService *before)
{
    SC_HANDLE manager;
    SC_HANDLE service;
    BOOL ok = open(&manager, &service, SERVICE_QUERY_STATUS | SERVICE_START | SERVICE_STOP);

    before->wasThere = service != NULL;
    before->wasRunning = service != NULL && stateOf(service) != SERVICE_STOPPED;
    close(manager, service);
    return ok;
}

static BOOL isOurs(SC_HANDLE service)
{
    BYTE room[8192];
    QUERY_SERVICE_CONFIGW *config = (QUERY_SERVICE_CONFIGW *)(void *)room;
    DWORD size;

    return QueryServiceConfigW(service, config, sizeof(room), &size) &&
           wcsstr(config->lpBinaryPathName, AGENT_SERVICE_OPTION) != NULL;
}

BOOL AgentServiceIsForeign(void)
{
    SC_HANDLE manager;
    SC_HANDLE service;
    BOOL isForeign;

    open(&manager, &service, SERVICE_QUERY_CONFIG);
    isForeign = service != NULL && !isOurs(service);
    close(manager, service);
    return isForeign;
}

BOOL AgentServiceInstall(void)
{
    static WCHAR command[PATH_CHARACTERS];
    const DWORD end = GetTickCount() + PATIENCE_MS;
    SC_HANDLE manager;
    SC_HANDLE service;
    BOOL ok = open(&manager, &service, SERVICE_QUERY_STATUS) && ownCommand(command);

    while (ok && service == NULL) {
        service = CreateServiceW(manager, NAME, NAME, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                                 SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, command, NULL, NULL,
                                 NULL, NULL, NULL);
        /* One that was just deleted may take a moment to go. */
        ok = service != NULL || (GetLastError() == ERROR_SERVICE_MARKED_FOR_DELETE &&
                                 (LONG)(GetTickCount() - end) < 0);
        if (ok && service == NULL) {
            Sleep(RETRY_MS);
        }
    }
    close(manager, service);
    return ok;
}

static BOOL await(SC_HANDLE service, DWORD state)
{
    const DWORD end = GetTickCount() + PATIENCE_MS;

    while (stateOf(service) != state && (LONG)(GetTickCount() - end) < 0) {
        Sleep(RETRY_MS);
    }
    return stateOf(service) == state;
}

/* Where a machine is busy, Wine fails to start a process now and then. */
static BOOL startService(SC_HANDLE service)
{
    const DWORD end = GetTickCount() + PATIENCE_MS;
    BOOL ok = StartServiceW(service, 0, NULL);

    while (!ok && GetLastError() == ERROR_INTERNAL_ERROR && (LONG)(GetTickCount() - end) < 0) {
        Sleep(RETRY_MS);
        ok = StartServiceW(service, 0, NULL);
    }
    return ok;
}

static BOOL setRunning(SC_HANDLE service, BOOL running)
{
    SERVICE_STATUS status;

    if (stateOf(service) == (running ? SERVICE_RUNNING : SERVICE_STOPPED)) {
        return TRUE;
    }
    if (running) {
        return startService(service) && await(service, SERVICE_RUNNING);
    }
    return ControlService(service, SERVICE_CONTROL_STOP, &status) &&
           await(service, SERVICE_STOPPED);
}

BOOL AgentServiceSetRunning(BOOL running)
{
    SC_HANDLE manager;
    SC_HANDLE service;
    BOOL ok = open(&manager, &service, SERVICE_QUERY_STATUS | SERVICE_START | SERVICE_STOP) &&
              service != NULL && setRunning(service, running);

    close(manager, service);
    return ok;
}

static BOOL isThere(SC_HANDLE manager)
{
    SC_HANDLE service = OpenServiceW(manager, NAME, SERVICE_QUERY_STATUS);

    close(NULL, service);
    return service != NULL;
}

BOOL AgentServiceRemove(void)
{
    const DWORD end = GetTickCount() + PATIENCE_MS;
    SC_HANDLE manager;
    SC_HANDLE service;
    BOOL ok = open(&manager, &service, SERVICE_ALL_ACCESS);

    if (ok && service != NULL) {
        ok = isOurs(service) && setRunning(service, FALSE) && DeleteService(service);
        close(NULL, service);
        while (ok && isThere(manager) && (LONG)(GetTickCount() - end) < 0) {
            Sleep(RETRY_MS);
        }
        ok = ok && !isThere(manager);
    }
    close(manager, NULL);
    return ok;
}

BOOL AgentServiceRestore(const AgentService *before)
{
    return before->wasThere ? AgentServiceSetRunning(before->wasRunning) : AgentServiceRemove();
}
