/* SPDX-License-Identifier: MIT */
/* The service's life, through the service control manager. */
#include "qutiltest.h"

#include <winsvc.h>

#include "dummyservice.h"

#define SERVICE_NAME L"napagent"
#define TURN_MS      150000
#define SETTLE_MS    1000
#define PROGRAM      L"dummy_service.exe"
#define PATIENCE_MS  10000
#define RETRY_MS     5

static SC_HANDLE manager;
static SC_HANDLE service;

static SC_HANDLE openManager(void)
{
    if (!manager) {
        manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
    }
    assert_non_null(manager);
    return manager;
}

static SC_HANDLE openService(void)
{
    if (!service) {
        service = OpenServiceW(openManager(), SERVICE_NAME, SERVICE_ALL_ACCESS);
    }
    return service;
}

static void closeService(void)
{
    if (service) {
        CloseServiceHandle(service);
        service = NULL;
    }
}

static SERVICE_STATUS_PROCESS readStatus(void)
{
    SERVICE_STATUS_PROCESS status = {0};
    DWORD size;

    assert_non_null(openService());
    assert_true(QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)&status,
                                     sizeof status, &size));
    return status;
}

static void awaitState(DWORD state)
{
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;

    while (readStatus().dwCurrentState != state && GetTickCount64() < end) {
        Sleep(RETRY_MS);
    }
    assert_int_equal(readStatus().dwCurrentState, state);
}

/* Beside the test program. In quotes, for the manager cuts the command line at blanks. */
static void programPath(WCHAR *command, size_t room)
{
    WCHAR module[MAX_PATH];
    WCHAR *name;

    assert_in_range(GetModuleFileNameW(NULL, module, MAX_PATH), 1, MAX_PATH - 1);
    name = wcsrchr(module, L'\\');
    assert_non_null(name);
    *name = L'\0';
    assert_true(wcslen(module) + wcslen(PROGRAM) + 4 <= room);
    wcscpy(command, L"\"");
    wcscat(command, module);
    wcscat(command, L"\\" PROGRAM L"\"");
}

void DummyServiceInstall(void)
{
    WCHAR command[MAX_PATH + 32];
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;

    programPath(command, sizeof command / sizeof *command);
    closeService();
    for (;;) {
        service = CreateServiceW(openManager(), SERVICE_NAME, SERVICE_NAME, SERVICE_ALL_ACCESS,
                                 SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START,
                                 SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL);
        if (service || GetLastError() != ERROR_SERVICE_MARKED_FOR_DELETE ||
            GetTickCount64() >= end) {
            break;
        }
        Sleep(RETRY_MS);
    }
    assert_non_null(service);
}

void DummyServiceStart(void)
{
    assert_non_null(openService());
    if (!StartServiceW(service, 0, NULL)) {
        print_message("StartService: error %lu\n", (unsigned long)GetLastError());
        fail();
    }
    awaitState(SERVICE_RUNNING);
}

void DummyServiceStop(void)
{
    SERVICE_STATUS status;

    assert_non_null(openService());
    assert_true(ControlService(service, SERVICE_CONTROL_STOP, &status));
    awaitState(SERVICE_STOPPED);
}

static BOOL killProcess(DWORD processId)
{
    HANDLE process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, processId);
    BOOL killed = process && TerminateProcess(process, 1) &&
                  WaitForSingleObject(process, PATIENCE_MS) == WAIT_OBJECT_0;

    if (process) {
        CloseHandle(process);
    }
    return killed;
}

void DummyServiceKill(void)
{
    assert_true(killProcess(readStatus().dwProcessId));
}

void DummyServiceDelete(void)
{
    assert_non_null(openService());
    assert_true(DeleteService(service));
    closeService();
}

static BOOL isGone(void)
{
    SC_HANDLE found = OpenServiceW(manager, SERVICE_NAME, SERVICE_QUERY_STATUS);

    if (found) {
        CloseServiceHandle(found);
    }
    return !found && GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST;
}

/* No assertions: a teardown has to go through to its end. */
int DummyServiceRemove(void **state)
{
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;
    SERVICE_STATUS_PROCESS status = {0};
    SERVICE_STATUS stopped;
    DWORD size;

    (void)state;
    if (!manager) {
        return 0;
    }
    if (openService()) {
        QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)&status, sizeof status,
                             &size);
        if (!ControlService(service, SERVICE_CONTROL_STOP, &stopped) && status.dwProcessId != 0) {
            killProcess(status.dwProcessId);
        }
        DeleteService(service);
        closeService();
    }
    while (!isGone() && GetTickCount64() < end) {
        Sleep(RETRY_MS);
    }
    return isGone() ? 0 : -1;
}

/*
 * Wine's service control manager keeps the handle of a process that was killed with a request
 * outstanding, until the request is fulfilled; before, the service couldn't be removed. The program
 * that the service was installed with may be gone.
 */
static void fulfilRequests(void)
{
    WCHAR command[MAX_PATH + 32];
    SERVICE_STATUS status;

    programPath(command, sizeof command / sizeof *command);
    ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, command,
                         NULL, NULL, NULL, NULL, NULL, NULL);
    if (StartServiceW(service, 0, NULL)) {
        Sleep(SETTLE_MS);
        ControlService(service, SERVICE_CONTROL_STOP, &status);
        Sleep(SETTLE_MS);
    }
}

/*
 * One test program at a time has the service, also where two test runs share a Wine prefix. The
 * mutex is held until the process ends.
 */
static BOOL waitForTurn(void)
{
    HANDLE turn = CreateMutexW(NULL, FALSE, L"qutil.tests." SERVICE_NAME);
    DWORD outcome = turn ? WaitForSingleObject(turn, TURN_MS) : WAIT_FAILED;

    /* cppcheck-suppress resourceLeak; what is held is the turn */
    return outcome == WAIT_OBJECT_0 || outcome == WAIT_ABANDONED;
}

int DummyServiceSetUp(void **state)
{
    if (!waitForTurn()) {
        return -1;
    }
    openManager();
    if (openService()) {
        fulfilRequests();
    }
    return DummyServiceRemove(state);
}
