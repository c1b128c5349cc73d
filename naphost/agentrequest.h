/* SPDX-License-Identifier: MIT */
/*
 * INapSystemHealthAgentRequest: what one agent sends and gets in one check. The agent may set a
 * request only while its GetSoHRequest runs; the getters answer as long as the object lives.
 */
#ifndef NAPHOST_AGENTREQUEST_H
#define NAPHOST_AGENTREQUEST_H

#include "agent.h"

typedef struct AgentRequest AgentRequest;

/* Presets the cached request. E_OUTOFMEMORY. */
HRESULT AgentRequestCreate(Agent *agent, const CorrelationId *correlation, AgentRequest **request);

/* For the callback: valid as long as `request`. */
INapSystemHealthAgentRequest *AgentRequestOutward(AgentRequest *request);

/*
 * Ends GetSoHRequest: nothing can be set any more. Returns the request that was set or preset, with
 * a reference for the caller, or NULL.
 */
Statement *AgentRequestTake(AgentRequest *request, BOOL *isCached);

/* What was sent instead of that. */
void AgentRequestReplace(AgentRequest *request, Statement *sent);

/* What came back. */
void AgentRequestAnswer(AgentRequest *request, Statement *response, UINT8 flags);

void AgentRequestAddRef(AgentRequest *request);
void AgentRequestRelease(AgentRequest *request);

#endif
