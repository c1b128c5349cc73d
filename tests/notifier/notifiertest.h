/* SPDX-License-Identifier: MIT */
/*
 * What the notifier's test programs share: subscribing, time limits, counts of handles and threads.
 */
#ifndef TESTS_NOTIFIER_NOTIFIERTEST_H
#define TESTS_NOTIFIER_NOTIFIERTEST_H

#include "qutiltest.h"

/* The times that docs/notifier.md promises. */
#define ANNOUNCED_MS 1000 /* with a notification of the service control manager or registry */
#define POLLED_MS    3000 /* without one, by polling */
#define CREATED_MS   500  /* median for a creation: less than polling alone would take */

/* How long the worker waits if nothing happens: docs/notifier.md, "At rest". */
#define REST_MS    60000 /* every change will be announced */
#define STOPPED_MS 10000 /* there is a service, and it is stopped */
#define UNARMED_MS 2000  /* nothing will be announced */

/* How long to wait for a signal that must not come. */
#define QUIET_MS 300

#define ALREADY HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)

/* Each test has a new auto-reset event, from NotifierSetUp and EndTest. */
extern HANDLE Event;

/* Another one. */
HANDLE NewEvent(void);

void Subscribe(NapNotifyType type, HANDLE event);

/* Fails unless the event is set within the time. Prints and returns how long that took. */
double ExpectSignal(HANDLE event, DWORD limit, const char *what);

void ExpectQuiet(HANDLE event, DWORD duration);

/*
 * Opens a thread that started in qutil.dll; NULL if there is none. Helper threads of the system
 * come and go, and aren't counted.
 */
HANDLE OpenWorker(DWORD access);

typedef struct Resources {
    unsigned handles;
    unsigned workers;
} Resources;

Resources CountResources(void);

/*
 * Windows keeps as many connections to the service control manager as were ever in use at the same
 * time. This function makes them before anything is counted, and more than are needed later: on a
 * busy machine a cancelled notification keeps its connection for a while. Call it after
 * DummyServiceSetUp, because they last only while the process has a handle of the manager.
 */
void MakeConnections(void);

/* Fails unless the counts return to `before`. Helper threads of Windows may need a moment. */
void ExpectResources(Resources before);

/* For group set-ups: makes the first event, and does what DummyServiceSetUp does. */
int NotifierSetUp(void **state);

/* For teardowns: ends both subscriptions, replaces the event, and removes the service. */
int EndTest(void **state);

/* The same, and ends the spy on the allocator, which a failed test has left running. */
int EndTestAndSpy(void **state);

#endif
