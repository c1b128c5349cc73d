/* SPDX-License-Identifier: MIT */
/*
 * Installs, starts, stops, kills and deletes a real service with the name that the notifier
 * watches. Its program is dummy_service.c. Every function but the last fails the test on failure,
 * so call none from a callback or another thread.
 */
#ifndef TESTS_NOTIFIER_DUMMYSERVICE_H
#define TESTS_NOTIFIER_DUMMYSERVICE_H

/* For group set-ups: removes a service that a crashed run has left. */
int DummyServiceSetUp(void **state);

void DummyServiceInstall(void);

/* These two return when the service control manager reports the service as running or stopped. */
void DummyServiceStart(void);
void DummyServiceStop(void);

void DummyServiceKill(void);

/* Marks the service for deletion. A running service keeps running. */
void DummyServiceDelete(void);

/* A teardown: stops and deletes the service, if there is one. 0 on success. */
int DummyServiceRemove(void **state);

#endif
