/* SPDX-License-Identifier: MIT */
/*
 * The service "napagent", whose starts and stops the notifier announces. Where a machine has one,
 * that one is started and stopped; where not, this program installs itself under that name, as a
 * service that does nothing.
 */
#ifndef TESTS_CONTRACT_AGENTSERVICE_H
#define TESTS_CONTRACT_AGENTSERVICE_H

#include <windows.h>

/* The hidden option with which the service control manager starts this program. */
#define AGENT_SERVICE_OPTION L"--agent-service-of-qutil-conformance"

/* What there was before. */
typedef struct AgentService {
    BOOL wasThere;
    BOOL wasRunning;
} AgentService;

/* Looks, and changes nothing. FALSE if this user may not install a service. */
BOOL AgentServiceLook(AgentService *before);
/* Makes all as it was. FALSE if that can't be done. */
BOOL AgentServiceRestore(const AgentService *before);

/* Is there one, and is it not ours? */
BOOL AgentServiceIsForeign(void);
/* These three end when it is so. FALSE with GetLastError if it can't be brought about. */
BOOL AgentServiceInstall(void);
BOOL AgentServiceSetRunning(BOOL running);
BOOL AgentServiceRemove(void);

/* The service's own main function; returns an exit code. */
int AgentServiceMain(void);

#endif
