/* SPDX-License-Identifier: MIT */
/*
 * Installs, starts, stops, kills and deletes a real service under the name that the notifier
 * watches. The program behind it is dummy_service.c. Every function but the last fails the test
 * if it can't do its work; so call none from a callback or another thread.
 */
#ifndef TESTS_NOTIFIER_DUMMYSERVICE_H
#define TESTS_NOTIFIER_DUMMYSERVICE_H

/* Only after a crash of an earlier run is there anything to remove. For group set-ups. */
int DummyServiceSetUp(void **state);

void DummyServiceInstall(void);

/* These two return when the service control manager calls the service running or stopped. */
void DummyServiceStart(void);
void DummyServiceStop(void);

void DummyServiceKill(void);

/* Marks the service for deletion; a running one goes on running. */
void DummyServiceDelete(void);

/* A teardown: stops and deletes whatever there is. 0 if none is left. */
int DummyServiceRemove(void **state);

#endif
