/* SPDX-License-Identifier: MIT */
/*
 * The events that client.c sets while a process ends, for a test that wants to know where such an
 * end got stuck.
 */
#ifndef TESTS_NOTIFIER_CLIENTEVENTS_H
#define TESTS_NOTIFIER_CLIENTEVENTS_H

/* The process's other threads are gone; the client's DllMain runs. */
#define CLIENT_EXIT_BEGUN L"qutil-test-client-exit-begun"

/* UninitializeNapAgentNotifier has returned in it. */
#define CLIENT_UNSUBSCRIBED L"qutil-test-client-unsubscribed"

/* InitializeNapAgentNotifier has returned E_FAIL after it. */
#define CLIENT_REFUSED L"qutil-test-client-refused"

#endif
