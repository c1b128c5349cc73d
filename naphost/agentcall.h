/* SPDX-License-Identifier: MIT */
/*
 * Calls of an agent's callback, from the host's thread, each on the agent's own thread with the
 * time limit of limits.h. Each returns the callback's answer; HRESULT_FROM_WIN32(ERROR_TIMEOUT) if
 * there is none in time, or a late call still runs; NAP_E_NOT_INITIALIZED if the binding has ended.
 * What a late call returns is dropped. Only a comparison needs memory.
 *
 * Each adds the time that it spent in foreign code to *foreignUs.
 */
#ifndef NAPHOST_AGENTCALL_H
#define NAPHOST_AGENTCALL_H

#include "agentrequest.h"

HRESULT AgentCallGetSoHRequest(Agent *agent, AgentRequest *request, UINT64 *foreignUs);
HRESULT AgentCallProcessSoHResponse(Agent *agent, AgentRequest *request, UINT64 *foreignUs);

/* Falls back on the bytes if the agent doesn't compare. */
BOOL AgentCallIsSameRequest(Agent *agent, Statement *last, Statement *next, UINT64 *foreignUs);

/* *info, for AllocatorFreeFixupInfo, is NULL unless the answer is a success. */
HRESULT AgentCallGetFixupInfo(Agent *agent, FixupInfo **info, UINT64 *foreignUs);

void AgentCallNotifyState(Agent *agent, UINT64 *foreignUs);
void AgentCallNotifyOrphaned(Agent *agent, const CorrelationId *correlation, UINT64 *foreignUs);

#endif
