/* SPDX-License-Identifier: MIT */
/*
 * Starts and stops the service "napagent", for the notifier to announce. If the machine has none,
 * this program installs itself under that name, as a service that does nothing.
 */
#ifndef TESTS_CONTRACT_AGENTSERVICE_H
#define TESTS_CONTRACT_AGENTSERVICE_H

#include <windows.h>

/* The hidden option with which the service control manager starts this program. */
#define AGENT_SERVICE_OPTION L"--agent-service-of-qutil-conformance"

/* The state of the service before the test. */
typedef struct AgentService {
    BOOL wasThere;
    BOOL wasRunning;
} AgentService;

/* Reads the state and changes nothing. FALSE if this user may not install a service. */
BOOL AgentServiceLook(AgentService *before);
/* Restores that state. FALSE if that fails. */
BOOL AgentServiceRestore(const AgentService *before);

/* Is there a service that isn't ours? */
BOOL AgentServiceIsForeign(void);
/* These three return when the service is in that state. FALSE with GetLastError on failure. */
BOOL AgentServiceInstall(void);
BOOL AgentServiceSetRunning(BOOL running);
BOOL AgentServiceRemove(void);

/* The service's own main function; returns an exit code. */
int AgentServiceMain(void);

#endif
