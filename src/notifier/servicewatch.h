/* SPDX-License-Identifier: MIT */
/*
 * Sees one service start and stop, whether it exists already, is created later, or is deleted
 * and created again. The notifier's worker owns one watch; all other calls come from that thread,
 * which must wait with ServiceWatchWait, because the service control manager's callbacks arrive
 * there.
 */
#ifndef NOTIFIER_SERVICEWATCH_H
#define NOTIFIER_SERVICEWATCH_H

#include <windows.h>
#include <winsvc.h>

typedef struct ServiceWatchRequest ServiceWatchRequest;

/* Begins zeroed. Nothing in it is for others to read. */
typedef struct ServiceWatch {
    BOOL underWine;
    SC_HANDLE manager;
    SC_HANDLE service;
    ServiceWatchRequest *request;
    BOOL refused;     /* nothing is armed, since it was refused: only polling is left */
    HKEY serviceList; /* the registry key where every service has a subkey */
    HANDLE listChanged;
    BOOL listArmed;
    BOOL listNews;  /* it has changed since the last look */
    HANDLE process; /* of the service, NULL where we may not have it */
    DWORD processId;
    BOOL processGone;
    BOOL known; /* whether the two below hold anything yet */
    BOOL up;
    DWORD upProcessId;
    DWORD interval; /* until the next look without any news, in milliseconds */
    DWORD retry;    /* the same, while the manager can't be asked; else 0 */
    BOOL timedOut;
} ServiceWatch;

/*
 * Before all others, from any thread but the worker: the loader's lock is needed, which whoever
 * waits for the worker's end may hold.
 */
void ServiceWatchInit(ServiceWatch *watch);

/*
 * Looks at the service, and makes sure that the next change will be announced. Returns the number
 * of starts and stops since the last look: 0 for the first one that succeeds, and for each one
 * while the service control manager can't be asked.
 */
unsigned ServiceWatchLook(ServiceWatch *watch);

/* Returns when there may be news, when it is time to look anyway, or when `wake` is set. */
void ServiceWatchWait(ServiceWatch *watch, HANDLE wake);

/* Closes all. No callback comes after it, and nothing of the watch is written to any more. */
void ServiceWatchEnd(ServiceWatch *watch);

#endif
