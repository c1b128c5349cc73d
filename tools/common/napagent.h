/* SPDX-License-Identifier: MIT */
/*
 * Controls the service that the notifier watches, through the service control manager: for programs
 * that install one with that name. Functions return FALSE on failure, and GetLastError may give the
 * reason. Call all of them on the same thread.
 */
#ifndef TOOLS_COMMON_NAPAGENT_H
#define TOOLS_COMMON_NAPAGENT_H

#include <windows.h>

#include <winsvc.h>

#define NAP_AGENT         L"napagent"
#define NAP_AGENT_UNKNOWN 0xFFFFFFFFu

/* NULL on failure. After the first call the process stays connected to the manager. */
SC_HANDLE NapAgentOpen(DWORD access);

/* Keeps the last error. NULL: does nothing. */
void NapAgentClose(SC_HANDLE handle);

/*
 * The command line of a program in this program's folder; NULL: of this program itself. The path is
 * in quotes, because the manager splits it at blanks. Valid until the next call. NULL if it is too
 * long.
 */
const WCHAR *NapAgentCommand(const WCHAR *program, const WCHAR *options);

/* Installs a service that runs NapAgentCommand(program, options). */
BOOL NapAgentInstall(const WCHAR *program, const WCHAR *options);

/* The state as in SERVICE_STATUS; 0 if there is no service, NAP_AGENT_UNKNOWN on failure. */
DWORD NapAgentState(void);

/* 0 if it does not run. */
DWORD NapAgentProcessId(void);

/* Waits until the service is in that state. */
BOOL NapAgentAwait(DWORD state);

/* These two return when the service control manager reports the service as running or stopped. */
BOOL NapAgentStart(void);
BOOL NapAgentStop(void);

/* Marks the service for deletion. A running service keeps running. */
BOOL NapAgentDelete(void);

/*
 * Tries to run the service once, so that a service that a killed process has left can be removed.
 * If a process is killed with a pending request, Wine's service control manager keeps its handle,
 * and so the service, until the request is answered. The service's own program may not exist any
 * more, so `program` is used instead.
 */
void NapAgentFulfilRequests(const WCHAR *program);

#endif
