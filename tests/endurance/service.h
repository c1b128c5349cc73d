/* SPDX-License-Identifier: MIT */
/*
 * A real service with the name that the notifier watches. Its program is the notifier tests'
 * dummy_service.exe. From ServiceTurnBegin to ServiceTurnEnd a mutex keeps other tests from using
 * the service.
 */
#ifndef TESTS_ENDURANCE_SERVICE_H
#define TESTS_ENDURANCE_SERVICE_H

#include <windows.h>

/* Waits for the turn, and removes a service that a killed run has left. */
void ServiceTurnBegin(void);
void ServiceTurnEnd(void);

void ServiceInstall(void);

/* These return when the service control manager reports the state. */
void ServiceStart(void);
void ServiceStop(void);
void ServiceDelete(void);

/*
 * TRUE if the system itself leaks memory for each notification that it delivers; Wine 8 does. Finds
 * out by notifications of this program's own, without qutil.dll, and prints the result. Call it
 * during a turn. It also makes all connections to the service control manager that will ever be
 * needed.
 */
BOOL ServiceNoticesLeak(void);

#endif
