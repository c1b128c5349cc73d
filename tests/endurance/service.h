/* SPDX-License-Identifier: MIT */
/*
 * A real service under the name that the notifier watches; the program behind it is the notifier
 * tests' dummy_service.exe. From ServiceTurnBegin to ServiceTurnEnd no other test that keeps to the
 * same mutex touches the service, also where several runs share a Wine prefix.
 */
#ifndef TESTS_ENDURANCE_SERVICE_H
#define TESTS_ENDURANCE_SERVICE_H

#include <windows.h>

/* Waits for the turn, and removes what a run left that ended in the middle. */
void ServiceTurnBegin(void);
void ServiceTurnEnd(void);

void ServiceInstall(void);

/* These return when the service control manager says so. */
void ServiceStart(void);
void ServiceStop(void);
void ServiceDelete(void);

/*
 * Does the system itself keep memory for each notification that it delivers? Wine 8 does. Tried
 * without qutil.dll, by notifications of this program's own, in a turn; prints what it found. Makes
 * all connections to the service control manager that will ever be needed, too.
 */
BOOL ServiceNoticesLeak(void);

#endif
