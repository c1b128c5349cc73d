/* SPDX-License-Identifier: MIT */
/*
 * Sees one service start and stop, whether it exists already, is created later, or is deleted
 * and created again. The notifier's worker owns the one watch and makes all calls except
 * ServiceWatchInit. It must wait in ServiceWatchWait, where the service control manager's callbacks
 * arrive.
 */
#ifndef SRC_NOTIFIER_SERVICEWATCH_H
#define SRC_NOTIFIER_SERVICEWATCH_H

#include <windows.h>
#include <winsvc.h>

typedef struct ServiceWatchRequest ServiceWatchRequest;

/* Zeroed before ServiceWatchInit. All members are private. */
typedef struct ServiceWatch {
    BOOL underWine;
    SC_HANDLE manager;
    SC_HANDLE service;
    ServiceWatchRequest *request;
    BOOL refused;     /* no notification could be armed: polling is all that is left */
    HKEY serviceList; /* the registry key where every service has a subkey */
    HANDLE listChanged;
    BOOL listArmed;
    BOOL listNews;  /* the list has changed since the last look */
    HANDLE process; /* the service's; NULL if we may not open it */
    DWORD processId;
    BOOL processGone;
    BOOL known; /* `up` and `upProcessId` are set */
    BOOL up;
    DWORD upProcessId;
    DWORD interval; /* milliseconds until the next look if there is no news */
    DWORD retry;    /* the same while the manager can't be queried, else 0 */
    BOOL timedOut;
} ServiceWatch;

/*
 * Call it first, and not from the worker: it needs the loader lock, which a thread that waits for
 * the worker's end may hold.
 */
void ServiceWatchInit(ServiceWatch *watch);

/*
 * Looks at the service, and makes sure that the next change will be announced. Returns the number
 * of starts and stops since the last look: 0 for the first look that succeeds, and while the
 * service control manager can't be queried.
 */
unsigned ServiceWatchLook(ServiceWatch *watch);

/* Returns when there may be news, when it is time to look anyway, or when `wake` is set. */
void ServiceWatchWait(ServiceWatch *watch, HANDLE wake);

/* Closes everything. After it no callback comes, and nothing writes to the watch. */
void ServiceWatchEnd(ServiceWatch *watch);

#endif
