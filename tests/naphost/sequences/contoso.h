/* SPDX-License-Identifier: MIT */
/*
 * The agent program and the validator DLL of examples/health-check, used as installed: COM and NAP
 * find everything by registrations, each step is a process of its own.
 */
#ifndef TESTS_NAPHOST_SEQUENCES_CONTOSO_H
#define TESTS_NAPHOST_SEQUENCES_CONTOSO_H

#include "qutiltest.h"

#include "runprogram.h"

#include "napmanagement.h"
#include "napservermanagement.h"

#define AGENT         L"..\\examples\\contoso-agent.exe"
#define AGENT_REGFREE L"..\\examples\\contoso-agent-regfree.exe"

/* The id of both, as examples/health-check/contoso.h says. */
#define AGENT_ID 0x007ED901u

/*
 * For a group: COM in the multithreaded apartment, qutil.dll and naphost.dll registered, agent and
 * validator not. The other way round at the end.
 */
int ContosoSetUp(void **state);
int ContosoTearDown(void **state);

/* For a test: unregisters agent and validator, if they are. */
int ContosoForget(void **state);

/* regsvr32 with contoso-validator.dll. Its exit code. */
DWORD ValidatorRegsvr32(const WCHAR *options);

/* One of the management classes. Release it. */
INapClientManagement *ClientManagement(void);
INapServerManagement *ServerManagement(void);
INapServerInfo *ServerInfo(void);

BOOL IsZero(const GUID *guid);

/* What the next three functions run: AGENT at first. */
extern const WCHAR *AgentProgram;

/* contoso-agent /register or /unregister must end with this result. */
void AgentMust(const WCHAR *argument, HRESULT result);

/*
 * Runs contoso-agent with these lines as input. It must end with S_OK, and what it printed must
 * have this order: '>' for a line of input, and for the calls of the callback the letters Request,
 * Compare, Process, Fixup, State, Orphan. Call RunFree afterwards.
 */
void AgentRun(Run *run, const char *input, const char *order);

/* The line of the n-th call with that letter, from 0, must contain the text. */
void AgentSaid(const Run *run, char letter, unsigned n, const char *text);

/* Waits until an agent with the id is bound in some process. */
void AwaitBound(SystemHealthEntityId id);

#endif
