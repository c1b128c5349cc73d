/* SPDX-License-Identifier: MIT */
/* What the notifier's test programs share: subscribers, limits, counts of what they use. */
#ifndef TESTS_NOTIFIER_NOTIFIERTEST_H
#define TESTS_NOTIFIER_NOTIFIERTEST_H

#include "qutiltest.h"

/* The stated times: docs/notifier.md. */
#define ANNOUNCED_MS 1000 /* where the service control manager or the registry tells us */
#define POLLED_MS    3000 /* where nothing tells and only looking sees it */
#define CREATED_MS   500  /* the same for a creation, in the median: polling alone takes longer */

/* How long the worker rests without any news: the same page, "At rest". */
#define REST_MS    60000 /* each change will be announced */
#define STOPPED_MS 10000 /* there is a service, and it is stopped */
#define UNARMED_MS 2000  /* nothing will be announced */

/* Nothing more is expected, and this long is waited for it. */
#define QUIET_MS 300

#define ALREADY HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)

/* An auto-reset event. */
HANDLE NewEvent(void);

void Subscribe(NapNotifyType type, HANDLE event);

/* Fails unless the event is set within the time; prints how long that took, and returns it. */
double ExpectSignal(HANDLE event, DWORD limit, const char *what);

void ExpectQuiet(HANDLE event, DWORD duration);

/*
 * A thread that began in qutil.dll, with such access; NULL if there is none. The system's helpers
 * come and go as it likes, and are no matter of ours.
 */
HANDLE OpenWorker(DWORD access);

typedef struct Resources {
    unsigned handles;
    unsigned workers;
} Resources;

Resources CountResources(void);

/*
 * Windows keeps some connections to the service control manager once they are made: as many as
 * were needed at the same time. This makes them before anything is counted, and more than are
 * needed later: on a busy machine a notification that was cancelled keeps its own for a while.
 * Call it after DummyServiceSetUp: they last while the process has a handle of the manager's.
 */
void MakeConnections(void);

/* Fails unless the counts are down at `before` again. Windows' own helpers may need a moment. */
void ExpectResources(Resources before);

/* For teardowns: ends both subscriptions and removes the service. */
int EndTest(void **state);

/* The same, and then the spy on the allocator, which a failed test has left at work. */
int EndTestAndSpy(void **state);

#endif
