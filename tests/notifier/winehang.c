/* SPDX-License-Identifier: MIT */
/*
 * Shows a fault of Wine, without qutil.dll: a process that exits while its threads talk to the
 * service control manager hangs now and then, in NtTerminateProcess, before any DllMain is called.
 * Start it again and again; under Wine 8 one of some hundred runs does not end. No test runs it;
 * ends.c leans on what it shows.
 */
#include <windows.h>

#include <stdlib.h>
#include <winsvc.h>

#define THREADS 4

static DWORD WINAPI openAndClose(void *unused)
{
    (void)unused;
    for (int round = 0; round < 100000; round++) {
        SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
        SC_HANDLE service = OpenServiceW(manager, L"napagent", SERVICE_QUERY_STATUS);

        if (service) {
            CloseServiceHandle(service);
        }
        CloseServiceHandle(manager);
    }
    return 0;
}

int main(void)
{
    for (int i = 0; i < THREADS; i++) {
        CreateThread(NULL, 0, openAndClose, NULL, 0, NULL);
    }
    srand(GetCurrentProcessId());
    Sleep(50 + (DWORD)rand() % 100);
    ExitProcess(0);
}
