/* SPDX-License-Identifier: MIT */
/*
 * The service whose starts and stops the notifier announces, through the service control manager:
 * for programs that install one under that name. A function that answers FALSE could not do its
 * work, and GetLastError may say why. All are for one and the same thread.
 */
#ifndef COMMON_NAPAGENT_H
#define COMMON_NAPAGENT_H

#include <windows.h>

#include <winsvc.h>

#define NAP_AGENT         L"napagent"
#define NAP_AGENT_UNKNOWN 0xFFFFFFFFu

/* NULL if that can't be done. After the first call the process is connected for good. */
SC_HANDLE NapAgentOpen(DWORD access);

/* Keeps the last error. NULL: does nothing. */
void NapAgentClose(SC_HANDLE handle);

/*
 * The command line for a program in this one's folder, or for this program itself if that is NULL;
 * in quotes, for the manager cuts it at blanks. Until the next call; NULL if there is no room.
 */
const WCHAR *NapAgentCommand(const WCHAR *program, const WCHAR *options);

/* A service that runs NapAgentCommand(program, options). */
BOOL NapAgentInstall(const WCHAR *program, const WCHAR *options);

/* As in SERVICE_STATUS; 0 if there is no service, or NAP_AGENT_UNKNOWN if it can't be asked. */
DWORD NapAgentState(void);

/* 0 if it does not run. */
DWORD NapAgentProcessId(void);

/* Waits until that is the state. */
BOOL NapAgentAwait(DWORD state);

/* These two return when the service control manager calls the service running or stopped. */
BOOL NapAgentStart(void);
BOOL NapAgentStop(void);

/* Marks it for deletion. A running one goes on running. */
BOOL NapAgentDelete(void);

/*
 * Runs the service for once, as far as that goes, so that what a killed process has left of it can
 * be removed. Wine's service control manager keeps the handle of a process that was killed with a
 * request outstanding, and with it the service, until the request is fulfilled. The program that
 * the service was installed with may be gone, so this one takes its place.
 */
void NapAgentFulfilRequests(const WCHAR *program);

#endif
