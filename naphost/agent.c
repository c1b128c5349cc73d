/* SPDX-License-Identifier: MIT */
/* See agent.h. */
#include "agent.h"

#include "allocator.h"
#include "bound.h"
#include "correlation.h"
#include "host.h"
#include "log.h"

static atomic_uint serials;

static HRESULT mark(Agent *agent)
{
    HRESULT hr;

    if (!StoreHas(STORE_AGENTS, agent->id)) {
        return NAP_E_NOT_REGISTERED;
    }
    hr = BoundMark(agent->id, &agent->mark);
    /* Unregistering is refused only from here on. */
    if (SUCCEEDED(hr) && !StoreStillHas(STORE_AGENTS, agent->id)) {
        hr = NAP_E_NOT_REGISTERED;
    }
    return hr;
}

HRESULT AgentCreate(SystemHealthEntityId id, INapSystemHealthAgentCallback *callback, Agent **agent)
{
    Agent *made = AllocatorZeroed(1, sizeof(*made));
    HRESULT hr;

    *agent = NULL;
    if (!made) {
        return E_OUTOFMEMORY;
    }
    atomic_init(&made->references, 1);
    made->id = id;
    made->serial = atomic_fetch_add(&serials, 1) + 1; /* 0 is none */
    INapSystemHealthAgentCallback_AddRef(callback);
    made->callback = callback;
    hr = mark(made);
    if (SUCCEEDED(hr)) {
        hr = CorrelationBegin();
    }
    if (SUCCEEDED(hr)) {
        hr = WorkerStart(&made->worker, NULL, NULL);
    }
    if (SUCCEEDED(hr)) {
        *agent = made;
    } else {
        AgentUnbind(made);
        AgentRelease(made);
    }
    return hr;
}

/* Whether the caller is the one that ends the binding. */
static BOOL beginEnd(Agent *agent, BOOL isInside)
{
    BOOL isFirst;
    Statement *cached;

    AcquireSRWLockExclusive(&HostLock);
    isFirst = !agent->isEnding;
    if (isFirst) {
        agent->isEnding = TRUE;
        agent->releasesAfterCall = isInside;
    }
    cached = agent->cached;
    agent->cached = NULL;
    ReleaseSRWLockExclusive(&HostLock);
    StatementRelease(cached);
    return isFirst;
}

static void end(Agent *agent, BOOL isInside)
{
    if (!isInside) {
        INapSystemHealthAgentCallback_Release(agent->callback);
    }
    if (agent->mark) {
        BoundUnmark(agent->id, agent->mark);
    }
    if (agent->worker) {
        LogStep("unbind", "id=%08lX", (unsigned long)agent->id);
        WorkerEnd(agent->worker);
    }
}

BOOL AgentUnbind(Agent *agent)
{
    BOOL isInside = agent->worker && WorkerIsCurrent(agent->worker);
    BOOL isFirst = beginEnd(agent, isInside);

    if (isFirst) {
        HostRemove(agent);
    }
    if (agent->worker && !isInside) {
        WorkerWaitIdle(agent->worker, INFINITE);
    }
    if (isFirst) {
        end(agent, isInside);
    }
    return isFirst;
}

BOOL AgentIsBound(Agent *agent)
{
    BOOL isBound;

    AcquireSRWLockShared(&HostLock);
    isBound = !agent->isEnding;
    ReleaseSRWLockShared(&HostLock);
    return isBound;
}

Statement *AgentGetCached(Agent *agent)
{
    return HostGetStatement(&agent->cached);
}

void AgentSetCached(Agent *agent, Statement *statement)
{
    Statement *earlier = StatementAddRef(statement);

    AcquireSRWLockExclusive(&HostLock);
    if (!agent->isEnding) {
        Statement *swapped = agent->cached;

        agent->cached = earlier;
        earlier = swapped;
    }
    ReleaseSRWLockExclusive(&HostLock);
    StatementRelease(earlier);
}

void AgentFlush(Agent *agent)
{
    AgentSetCached(agent, NULL);
    AcquireSRWLockExclusive(&HostLock);
    agent->isFlushed = TRUE;
    ReleaseSRWLockExclusive(&HostLock);
}

void AgentAddRef(Agent *agent)
{
    atomic_fetch_add(&agent->references, 1);
}

void AgentRelease(Agent *agent)
{
    if (atomic_fetch_sub(&agent->references, 1) == 1) {
        if (agent->worker) {
            WorkerRelease(agent->worker);
        }
        AllocatorFree(agent);
    }
}
