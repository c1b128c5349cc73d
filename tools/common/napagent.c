/* SPDX-License-Identifier: MIT */
/* See napagent.h. Nothing here is newer than Windows XP. */
#include "napagent.h"

#include <wchar.h>

/* Twice this is less than the timeout of a rule in qutil-conformance. */
#define PATIENCE_MS     14000u
#define RETRY_MS        5
#define PATH_CHARACTERS 32768u

static BOOL isLate(DWORD begun)
{
    return GetTickCount() - begun >= PATIENCE_MS;
}

void NapAgentClose(SC_HANDLE handle)
{
    DWORD error = GetLastError();

    if (handle) {
        CloseServiceHandle(handle);
    }
    SetLastError(error);
}

/*
 * Kept open until the process ends. If two threads of a process open their first handle of the
 * manager at the same time, Wine treats their connections as two clients. It then refuses a handle
 * of one on the other (docs/notifier.md, Limits). The notifier's thread could be the second one.
 */
static SC_HANDLE keptManager(void)
{
    static SC_HANDLE manager;

    if (!manager) {
        manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    }
    return manager;
}

SC_HANDLE NapAgentOpen(DWORD access)
{
    SC_HANDLE manager = keptManager();

    return !manager ? NULL : OpenServiceW(manager, NAP_AGENT, access);
}

const WCHAR *NapAgentCommand(const WCHAR *program, const WCHAR *options)
{
    static WCHAR command[PATH_CHARACTERS];
    const DWORD room = PATH_CHARACTERS - 256;
    DWORD length = GetModuleFileNameW(NULL, command + 1, room);

    if (length == 0 || length >= room) {
        SetLastError(ERROR_FILENAME_EXCED_RANGE);
        return NULL;
    }
    command[0] = L'"';
    if (program) {
        wcscpy(wcsrchr(command, L'\\') + 1, program);
    }
    wcscat(command, L"\" ");
    wcscat(command, options);
    return command;
}

BOOL NapAgentInstall(const WCHAR *program, const WCHAR *options)
{
    const DWORD begun = GetTickCount();
    const WCHAR *command = NapAgentCommand(program, options);
    SC_HANDLE manager = NULL;
    SC_HANDLE service = NULL;
    BOOL again;

    if (command && keptManager()) {
        manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
    }
    again = manager != NULL;
    while (again) {
        service = CreateServiceW(manager, NAP_AGENT, NAP_AGENT, SERVICE_ALL_ACCESS,
                                 SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START,
                                 SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL);
        /* A deleted service stays as long as anyone has a handle of it. */
        again = !service && GetLastError() == ERROR_SERVICE_MARKED_FOR_DELETE && !isLate(begun);
        if (again) {
            Sleep(RETRY_MS);
        }
    }
    NapAgentClose(service);
    NapAgentClose(manager);
    return service != NULL;
}

static SERVICE_STATUS_PROCESS readStatus(void)
{
    SC_HANDLE service = NapAgentOpen(SERVICE_QUERY_STATUS);
    SERVICE_STATUS_PROCESS status = {.dwCurrentState = NAP_AGENT_UNKNOWN};
    DWORD size;

    if (service) {
        QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)&status, sizeof(status),
                             &size);
    } else if (GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST) {
        status.dwCurrentState = 0;
    }
    NapAgentClose(service);
    return status;
}

DWORD NapAgentState(void)
{
    return readStatus().dwCurrentState;
}

DWORD NapAgentProcessId(void)
{
    return readStatus().dwProcessId;
}

BOOL NapAgentAwait(DWORD state)
{
    const DWORD begun = GetTickCount();

    while (NapAgentState() != state && !isLate(begun)) {
        Sleep(RETRY_MS);
    }
    return NapAgentState() == state;
}

BOOL NapAgentStart(void)
{
    const DWORD begun = GetTickCount();
    SC_HANDLE service = NapAgentOpen(SERVICE_START);
    BOOL ok = service && StartServiceW(service, 0, NULL);

    /* On a busy machine Wine sometimes fails to start a process. */
    while (service && !ok && GetLastError() == ERROR_INTERNAL_ERROR && !isLate(begun)) {
        Sleep(RETRY_MS);
        ok = StartServiceW(service, 0, NULL);
    }
    NapAgentClose(service);
    return ok && NapAgentAwait(SERVICE_RUNNING);
}

BOOL NapAgentStop(void)
{
    SC_HANDLE service = NapAgentOpen(SERVICE_STOP);
    SERVICE_STATUS status;
    /* If it is marked for deletion, only the handle keeps it from disappearing at once. */
    BOOL ok = service && ControlService(service, SERVICE_CONTROL_STOP, &status) &&
              NapAgentAwait(SERVICE_STOPPED);

    NapAgentClose(service);
    return ok;
}

BOOL NapAgentDelete(void)
{
    SC_HANDLE service = NapAgentOpen(DELETE);
    BOOL ok = service && DeleteService(service);

    NapAgentClose(service);
    return ok;
}
