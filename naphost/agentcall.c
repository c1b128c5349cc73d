/* SPDX-License-Identifier: MIT */
/* See agentcall.h. */
#include "agentcall.h"

#include "allocator.h"
#include "clock.h"
#include "host.h"
#include "limits.h"
#include "log.h"

static HRESULT callGetSoHRequest(Agent *agent)
{
    return INapSystemHealthAgentCallback_GetSoHRequest(agent->callback,
                                                       AgentRequestOutward(agent->call.request));
}

static HRESULT callProcessSoHResponse(Agent *agent)
{
    return INapSystemHealthAgentCallback_ProcessSoHResponse(
        agent->callback, AgentRequestOutward(agent->call.request));
}

static HRESULT callCompareSoHRequests(Agent *agent)
{
    AgentCall *call = &agent->call;

    return INapSystemHealthAgentCallback_CompareSoHRequests(agent->callback, call->last, call->next,
                                                            &call->isSame);
}

static HRESULT callGetFixupInfo(Agent *agent)
{
    HRESULT hr = INapSystemHealthAgentCallback_GetFixupInfo(agent->callback, &agent->call.fixup);

    if (FAILED(hr)) {
        agent->call.fixup = NULL; /* whatever it left there isn't ours */
    }
    return hr;
}

static HRESULT callNotifyState(Agent *agent)
{
    return INapSystemHealthAgentCallback_NotifySystemIsolationStateChange(agent->callback);
}

static HRESULT callNotifyOrphaned(Agent *agent)
{
    return INapSystemHealthAgentCallback_NotifyOrphanedSoHRequest(agent->callback,
                                                                  &agent->call.correlation);
}

static Agent *agentOf(Job *job)
{
    return CONTAINING_RECORD(job, Agent, call.job);
}

/* Whether AgentUnbind, inside this call, has left the callback to us. */
static BOOL isReleasedHere(Agent *agent)
{
    BOOL isHere;

    AcquireSRWLockExclusive(&HostLock);
    isHere = agent->releasesAfterCall;
    agent->releasesAfterCall = FALSE;
    ReleaseSRWLockExclusive(&HostLock);
    return isHere;
}

static void run(Job *job)
{
    Agent *agent = agentOf(job);
    UINT64 begin = ClockUs();

    agent->call.hr = NAP_E_NOT_INITIALIZED;
    if (AgentIsBound(agent)) {
        agent->call.hr = agent->call.method(agent);
        agent->call.foreignUs = ClockUs() - begin;
        if (isReleasedHere(agent)) {
            INapSystemHealthAgentCallback_Release(agent->callback);
        }
    }
}

/* The call is over for both sides: frees what it has, and what nobody waited for. */
static void destroy(Job *job)
{
    Agent *agent = agentOf(job);
    AgentCall call = agent->call;

    if (call.request) {
        AgentRequestRelease(call.request);
    }
    AllocatorFreeSoH(call.last);
    AllocatorFreeSoH(call.next);
    AllocatorFreeFixupInfo(call.fixup);
    AgentRelease(agent);
}

/* FALSE if a late call still runs. JobRelease(&agent->call.job) ends it. */
static BOOL prepare(Agent *agent, const char *name, HRESULT (*method)(Agent *agent))
{
    if (WorkerIsBusy(agent->worker)) {
        return FALSE;
    }
    memset(&agent->call, 0, sizeof(agent->call));
    agent->call.name = name;
    agent->call.method = method;
    JobInit(&agent->call.job, run, destroy);
    AgentAddRef(agent);
    return TRUE;
}

/* After ERROR_TIMEOUT nothing of the call may be read: it still runs. */
static HRESULT make(Agent *agent, UINT64 *foreignUs)
{
    AgentCall *call = &agent->call;
    const char *name = call->name;
    BOOL isCompared = call->method == callCompareSoHRequests;
    HRESULT hr = NAP_E_NOT_INITIALIZED;
    UINT64 begin = ClockUs();

    if (WorkerBegin(agent->worker, &call->job)) {
        if (WorkerWait(agent->worker, &call->job, AGENT_LIMIT_MS)) {
            hr = call->hr;
            *foreignUs += call->foreignUs;
        } else {
            hr = HRESULT_FROM_WIN32(ERROR_TIMEOUT);
            *foreignUs += ClockUs() - begin;
        }
    }
    if (FAILED(hr) && hr != NAP_E_NOT_INITIALIZED && !(isCompared && hr == E_NOTIMPL)) {
        LogStep("call", "id=%08lX method=%s hr=0x%08lX ms=%lu", (unsigned long)agent->id, name,
                (unsigned long)hr, (unsigned long)((ClockUs() - begin) / 1000));
    }
    return hr;
}

static HRESULT makeWithRequest(Agent *agent, const char *name, HRESULT (*method)(Agent *agent),
                               AgentRequest *request, UINT64 *foreignUs)
{
    HRESULT hr;

    if (!prepare(agent, name, method)) {
        return HRESULT_FROM_WIN32(ERROR_TIMEOUT);
    }
    AgentRequestAddRef(request);
    agent->call.request = request;
    hr = make(agent, foreignUs);
    JobRelease(&agent->call.job);
    return hr;
}

HRESULT AgentCallGetSoHRequest(Agent *agent, AgentRequest *request, UINT64 *foreignUs)
{
    return makeWithRequest(agent, "GetSoHRequest", callGetSoHRequest, request, foreignUs);
}

HRESULT AgentCallProcessSoHResponse(Agent *agent, AgentRequest *request, UINT64 *foreignUs)
{
    return makeWithRequest(agent, "ProcessSoHResponse", callProcessSoHResponse, request, foreignUs);
}

BOOL AgentCallIsSameRequest(Agent *agent, Statement *last, Statement *next, UINT64 *foreignUs)
{
    BOOL isSame = StatementIsSame(last, next);
    AgentCall *call = &agent->call;

    if (!prepare(agent, "CompareSoHRequests", callCompareSoHRequests)) {
        return isSame;
    }
    if (SUCCEEDED(StatementWrite(last, &call->last)) &&
        SUCCEEDED(StatementWrite(next, &call->next)) && SUCCEEDED(make(agent, foreignUs))) {
        isSame = call->isSame != FALSE;
    }
    JobRelease(&call->job);
    return isSame;
}

HRESULT AgentCallGetFixupInfo(Agent *agent, FixupInfo **info, UINT64 *foreignUs)
{
    HRESULT hr;

    *info = NULL;
    if (!prepare(agent, "GetFixupInfo", callGetFixupInfo)) {
        return HRESULT_FROM_WIN32(ERROR_TIMEOUT);
    }
    hr = make(agent, foreignUs);
    if (SUCCEEDED(hr)) {
        *info = agent->call.fixup;
        agent->call.fixup = NULL;
    }
    JobRelease(&agent->call.job);
    return hr;
}

void AgentCallNotifyState(Agent *agent, UINT64 *foreignUs)
{
    if (prepare(agent, "NotifySystemIsolationStateChange", callNotifyState)) {
        make(agent, foreignUs);
        JobRelease(&agent->call.job);
    }
}

void AgentCallNotifyOrphaned(Agent *agent, const CorrelationId *correlation, UINT64 *foreignUs)
{
    if (prepare(agent, "NotifyOrphanedSoHRequest", callNotifyOrphaned)) {
        agent->call.correlation = *correlation;
        make(agent, foreignUs);
        JobRelease(&agent->call.job);
    }
}
