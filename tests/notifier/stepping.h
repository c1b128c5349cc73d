/* SPDX-License-Identifier: MIT */
/*
 * Leads the notifier's worker from one look at the service to the next. Between two steps it
 * stands before its wait, whatever happens to the service.
 */
#ifndef TESTS_NOTIFIER_STEPPING_H
#define TESTS_NOTIFIER_STEPPING_H

#include "notifiertest.h"
#include "systemcalls.h"

/* For groups: the service's set-up, and SystemCallsWatch. */
int StepSetUp(void **state);

/* A teardown: lets everything go, and ends as EndTestAndSpy does. Fails if a handle is left. */
int StepEnd(void **state);

/* Subscribes to type 1. Signals are counted; the worker has looked once. */
void StepSubscribe(HANDLE event);

/* Lets the wait end so, without any callback: woken, timed out or failed. One look follows. */
void Step(DWORD outcome);

/* Lets the worker really wait. News has to come within the time: the poll is too late for it. */
void StepNews(void);

/* How long the worker means to rest where it stands. */
DWORD StepRest(void);

/* Such steps until this many signals were counted since the subscription; and no more than them. */
void StepUntilSignals(DWORD count);

#endif
