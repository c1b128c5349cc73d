/* SPDX-License-Identifier: MIT */
/*
 * A bound agent: its callback, the thread on which that is called, and its cached request. It lives
 * until its last owner releases it, but is bound only until AgentUnbind.
 */
#ifndef NAPHOST_AGENT_H
#define NAPHOST_AGENT_H

#include "statement.h"
#include "worker.h"

#include "napsystemhealthagent.h"

typedef struct Agent Agent;

/*
 * The call that runs, or ran last; see agentcall.h. It is part of the agent, so that no call fails
 * because memory ran out. While the worker is idle, only the host's thread may use it; while the
 * worker is busy, only the worker.
 */
typedef struct AgentCall {
    Job job;
    HRESULT (*method)(Agent *agent);
    const char *name;
    struct AgentRequest *request; /* or NULL */
    SoH *last;
    SoH *next;
    CorrelationId correlation;
    BOOL isSame;
    FixupInfo *fixup;
    HRESULT hr;
    UINT64 foreignUs;
} AgentCall;

struct Agent {
    atomic_ulong references;
    SystemHealthEntityId id;
    UINT32 serial; /* tells two bindings of one id apart */
    INapSystemHealthAgentCallback *callback;
    Worker *worker;
    HANDLE mark; /* see bound.h */

    AgentCall call;

    /* Guarded by HostLock. */
    BOOL isEnding;          /* no callback begins any more */
    BOOL releasesAfterCall; /* the running callback ended the binding */
    BOOL isFlushed;         /* since the last check */
    Statement *cached;      /* or NULL */

    /* Only for the host's thread; see fixup.h. */
    DWORD fixupPauseMs; /* 0: not asked again */
    UINT64 fixupDueUs;
};

/*
 * Checks that the agent is registered and not bound, marks it as bound, and starts its thread.
 * HostAdd binds it. The caller gets a reference. NAP_E_NOT_REGISTERED;
 * HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED); E_OUTOFMEMORY.
 */
HRESULT AgentCreate(SystemHealthEntityId id, INapSystemHealthAgentCallback *callback,
                    Agent **agent);

/*
 * Ends the binding: no callback begins any more; waits until a running one has returned, and
 * releases the callback. Called from inside the agent's own callback, it doesn't wait; the callback
 * is then released when that has returned. FALSE if the binding has ended already.
 */
BOOL AgentUnbind(Agent *agent);

BOOL AgentIsBound(Agent *agent);

/* The cached request: with a reference for the caller, or NULL. Set and Flush take effect at once.
 */
Statement *AgentGetCached(Agent *agent);
void AgentSetCached(Agent *agent, Statement *statement);
/* Drops the request, and the one that the next is compared with. */
void AgentFlush(Agent *agent);

void AgentAddRef(Agent *agent);
void AgentRelease(Agent *agent);

#endif
