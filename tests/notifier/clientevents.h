/* SPDX-License-Identifier: MIT */
/* The events that client.c sets at process exit. They show a test how far the exit got. */
#ifndef TESTS_NOTIFIER_CLIENTEVENTS_H
#define TESTS_NOTIFIER_CLIENTEVENTS_H

/* The process's other threads have ended, and the client's DllMain runs. */
#define CLIENT_EXIT_BEGUN L"qutil-test-client-exit-begun"

/* In it, UninitializeNapAgentNotifier has returned. */
#define CLIENT_UNSUBSCRIBED L"qutil-test-client-unsubscribed"

/* After that, InitializeNapAgentNotifier has returned E_FAIL. */
#define CLIENT_REFUSED L"qutil-test-client-refused"

#endif
