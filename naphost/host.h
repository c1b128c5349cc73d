/* SPDX-License-Identifier: MIT */
/*
 * The host of this process: one lock, the list of bound agents, and the thread that makes the
 * health checks while an agent is bound or a validator still holds a request.
 */
#ifndef NAPHOST_HOST_H
#define NAPHOST_HOST_H

#include "agent.h"
#include "store.h"

/*
 * Guards what small objects of the host share: agents, requests, validators. Never held while
 * foreign code runs or foreign memory is touched.
 */
extern SRWLOCK HostLock;

/* Binds an agent that AgentCreate made: from now on it takes part in checks. E_OUTOFMEMORY. */
HRESULT HostAdd(Agent *agent);
/* The last one that goes abandons a running check. */
void HostRemove(Agent *agent);

/* The statement in a slot that HostLock guards, with a reference for the caller, or NULL. */
Statement *HostGetStatement(Statement *const *slot);
/* A copy of it for a client, as of StatementWrite; NULL and `missing` if the slot is empty. */
HRESULT HostWriteStatement(Statement *const *slot, HRESULT missing, SoH **soh);

/* What makes a check due. */
typedef enum HostCause {
    HOST_CAUSE_CHANGE = 1, /* NotifySoHChange */
    HOST_CAUSE_FIXUP = 2,  /* an agent has repaired what was wrong */
    HOST_CAUSE_MEMORY = 4, /* the last check ended because memory ran out */
} HostCause;

/* Does nothing while no agent is bound. */
void HostTrigger(HostCause cause);

/* The bound agent with this id, with a reference for the caller, or NULL. */
Agent *HostFind(SystemHealthEntityId id);

/* All bound agents, in the order of their ids, each with a reference for the caller. */
UINT16 HostFindAll(Agent *agents[STORE_CAPACITY]);

/*
 * How often the last agent went. A check is abandoned when this differs from the value that it
 * began with. Under HostLock.
 */
UINT32 HostEmptied(void);

/*
 * Keep the host's thread, and so the multithreaded apartment, while a validator has a request or a
 * callback.
 */
void HostHold(void);
void HostUnhold(void);

/* Under HostLock. Wakes the host's thread; sleeps on it, until woken or the time has come. */
void HostWake(void);
void HostSleepUntil(UINT64 dueUs);

#endif
