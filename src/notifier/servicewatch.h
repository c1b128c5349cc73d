/* SPDX-License-Identifier: MIT */
/*
 * Sees one service start and stop, whether it exists already, is created later, or is deleted
 * and created again. The notifier's worker owns one watch; all calls come from that thread,
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
    SC_HANDLE manager;
    SC_HANDLE service;
    ServiceWatchRequest *request;
    BOOL refused;     /* nothing is armed, since it was refused: only polling is left */
    HKEY serviceList; /* the registry key where every service has a subkey */
    HANDLE listChanged;
    BOOL listArmed;
    HANDLE process; /* of the service, NULL where we may not have it */
    DWORD processId;
    BOOL processGone;
    BOOL known; /* whether the two below hold anything yet */
    BOOL up;
    DWORD upProcessId;
    DWORD interval; /* until the next look without any news, in milliseconds */
    BOOL timedOut;
} ServiceWatch;

/*
 * Looks at the service, makes sure that the next change will be announced, and adds the starts
 * and stops since the last look to *changes. The first look that succeeds adds none. FALSE if
 * the service control manager can't be asked at present.
 */
BOOL ServiceWatchLook(ServiceWatch *watch, unsigned *changes);

/* Returns when there may be news, when it is time to look anyway, or when `wake` is set. */
void ServiceWatchWait(ServiceWatch *watch, HANDLE wake);

/* Closes all. No callback comes after it, and nothing of the watch is written to any more. */
void ServiceWatchEnd(ServiceWatch *watch);

#endif
