/* SPDX-License-Identifier: MIT */
/*
 * Runs the notifier's worker step by step, from one look at the service to the next. Between two
 * steps the worker is held before its wait, whatever happens to the service.
 */
#ifndef TESTS_NOTIFIER_STEPPING_H
#define TESTS_NOTIFIER_STEPPING_H

#include "notifiertest.h"
#include "systemcalls.h"

/* A group's set-up: the service's set-up and SystemCallsWatch. */
int StepSetUp(void **state);

/*
 * A teardown: releases a held worker, then does what EndTestAndSpy does. Fails if a handle is left
 * open.
 */
int StepEnd(void **state);

/* Subscribes to type 1 and counts signals from here on. Returns after the worker's first look. */
void StepSubscribe(void);

/*
 * Ends the wait with this outcome (woken, timed out or failed), without callbacks. One look
 * follows.
 */
void Step(DWORD outcome);

/* Lets the worker really wait. Something must wake it before the polling interval ends. */
void StepNews(void);

/* The time limit of the wait before which the worker is held. */
DWORD StepRest(void);

/*
 * Does StepNews until this many signals were counted since the subscription. More signals fail the
 * test.
 */
void StepUntilSignals(DWORD count);

#endif
