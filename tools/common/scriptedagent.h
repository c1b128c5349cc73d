/* SPDX-License-Identifier: MIT */
/*
 * An agent whose answers are set by the test, and which records what it is asked. It calls nothing
 * that a test program would see as its own failure: record here, judge later, on the test's thread.
 * Any thread may call these functions at any time, from inside the agent's own calls too.
 *
 * Unless told otherwise it is a well-behaved agent: each method answers S_OK, CompareSoHRequests
 * answers E_NOTIMPL, GetSoHRequest sets nothing before it is given a statement, and the repair has
 * succeeded.
 */
#ifndef TOOLS_COMMON_SCRIPTEDAGENT_H
#define TOOLS_COMMON_SCRIPTEDAGENT_H

#include "napsystemhealthagent.h"

#include "callclock.h"

typedef enum AgentMethod {
    AGENT_GET_REQUEST,
    AGENT_COMPARE,
    AGENT_PROCESS,
    AGENT_GET_FIXUP,
    AGENT_STATE_CHANGED,
    AGENT_ORPHANED,
    AGENT_METHODS
} AgentMethod;

typedef struct ScriptedAgent ScriptedAgent;

/* What a hook sees of the call that it interrupts. What the method doesn't have is NULL. */
typedef struct AgentEvent {
    ScriptedAgent *agent;
    AgentMethod method;
    INapSystemHealthAgentRequest *request;
    const SoHRequest *last; /* of CompareSoHRequests */
    const SoHRequest *made;
    const CorrelationId *orphan;
} AgentEvent;

typedef void AgentHook(const AgentEvent *event, void *context);

/* How one method answers: first the hook, then the gate, then the delay. */
typedef struct AgentAnswer {
    HRESULT result;
    AgentHook *hook; /* or NULL */
    void *context;   /* for the hook */
    HANDLE gate;     /* waited for, for at most 60 s; or NULL */
    DWORD delay;     /* in milliseconds */
} AgentAnswer;

typedef struct AgentCall {
    AgentMethod method;
    DWORD thread;
    double begun;
    double ended; /* or CALL_RUNS */
    CorrelationId correlation;
} AgentCall;

#define AGENT_CALLS 512

struct ScriptedAgent {
    INapSystemHealthAgentCallback callback;
    CRITICAL_SECTION lock; /* never held while the host is called */
    volatile LONG references;
    BOOL isAgile; /* answers IAgileObject */

    AgentAnswer answers[AGENT_METHODS];
    const SoHRequest *statement; /* for SetSoHRequest; the test's, as long as it is set; or NULL */
    BOOL caches;
    BOOL isEqual; /* what CompareSoHRequests gives */
    FixupState fixupState;
    Percentage percentage;
    BOOL givesNoFixup; /* GetFixupInfo answers without an info */

    AgentCall calls[AGENT_CALLS]; /* the first ones */
    unsigned callCount;           /* of all, more than AGENT_CALLS too */
    unsigned counts[AGENT_METHODS];
    unsigned endedCounts[AGENT_METHODS];
    unsigned running;
    unsigned mostAtOnce;
    HRESULT setResult;      /* of the last SetSoHRequest */
    HRESULT responseResult; /* of the last GetSoHResponse, in ProcessSoHResponse */
    SoHResponse *response;  /* what it gave, one block of malloc; or NULL */
    UINT8 flags;
};

/*
 * The object is the caller's memory, and it must stay until the host holds no reference any more:
 * nothing is freed at zero. It starts with one reference, the test's own.
 */
void ScriptedAgentInit(ScriptedAgent *agent);
/* When no call can come any more. */
void ScriptedAgentFree(ScriptedAgent *agent);

/* The agent's answers from now on; a running call isn't affected. */
void ScriptedAgentAnswer(ScriptedAgent *agent, AgentMethod method, const AgentAnswer *answer);
/* The same for a result alone. */
void ScriptedAgentResult(ScriptedAgent *agent, AgentMethod method, HRESULT result);
void ScriptedAgentSay(ScriptedAgent *agent, const SoHRequest *statement, BOOL caches);
void ScriptedAgentCompares(ScriptedAgent *agent, HRESULT result, BOOL isEqual);
void ScriptedAgentFixup(ScriptedAgent *agent, FixupState state, Percentage percentage);

/* How many calls of that method have begun, or ended. */
unsigned ScriptedAgentBegun(ScriptedAgent *agent, AgentMethod method);
unsigned ScriptedAgentEnded(ScriptedAgent *agent, AgentMethod method);
/* Waits until that many have ended. FALSE: not within the time. */
BOOL ScriptedAgentAwait(ScriptedAgent *agent, AgentMethod method, unsigned count, DWORD timeout);
/* The same for calls that have begun. */
BOOL ScriptedAgentAwaitBegun(ScriptedAgent *agent, AgentMethod method, unsigned count,
                             DWORD timeout);
/* Forgets the calls so far. None may be running. */
void ScriptedAgentForget(ScriptedAgent *agent);
/*
 * Copies the n-th call from 0, of one method or (AGENT_METHODS) of all. FALSE: there is none, or
 * more calls were made than are recorded.
 */
BOOL ScriptedAgentCall(ScriptedAgent *agent, AgentMethod method, unsigned n, AgentCall *call);
/* The calls in short, one letter each: Request, Compare, Process, Fixup, State, Orphan. */
void ScriptedAgentSequence(ScriptedAgent *agent, char *letters, size_t size);

#endif
