/* SPDX-License-Identifier: MIT */
/*
 * Shows a fault of Wine, without qutil.dll: where a process has no handle of the service control
 * manager's and several of its threads get one at the same time, the manager now and then refuses
 * a handle that it has just given out. Under Wine 8, on a busy machine, that happened in 3 of 60
 * runs on x86; with an argument, which makes the program keep a handle all the while, in none of
 * 60. No test runs it; napagent.c in tools/common/ leans on what it shows.
 */
#include <windows.h>

#include <stdio.h>
#include <winsvc.h>

#define THREADS 8
#define ROUNDS  50

static volatile LONG refusals;

static DWORD WINAPI openAndClose(void *unused)
{
    (void)unused;
    for (int round = 0; round < ROUNDS; round++) {
        SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
        SC_HANDLE service = OpenServiceW(manager, L"no such service", SERVICE_QUERY_STATUS);

        if (manager && !service && GetLastError() == ERROR_INVALID_HANDLE) {
            InterlockedIncrement(&refusals);
        }
        if (service) {
            CloseServiceHandle(service);
        }
        if (manager) {
            CloseServiceHandle(manager);
        }
    }
    return 0;
}

int main(int count, char **arguments)
{
    SC_HANDLE kept = count > 1 ? OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT) : NULL;
    HANDLE threads[THREADS];

    (void)arguments;
    for (int i = 0; i < THREADS; i++) {
        threads[i] = CreateThread(NULL, 0, openAndClose, NULL, 0, NULL);
    }
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    if (kept) {
        CloseServiceHandle(kept);
    }
    printf("%ld of %d calls refused\n", refusals, THREADS * ROUNDS);
    return refusals > 0;
}
