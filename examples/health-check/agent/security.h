/* SPDX-License-Identifier: MIT */
/* COM security of a System Health Agent. */
#ifndef EXAMPLES_HEALTH_CHECK_AGENT_SECURITY_H
#define EXAMPLES_HEALTH_CHECK_AGENT_SECURITY_H

#include <windows.h>

/*
 * Where NAP is a service of Windows, that service calls the agent. It runs as NetworkService, and
 * nobody else may call. Once for a process, after CoInitializeEx.
 */
HRESULT SecurityAdmitNap(void);

#endif
