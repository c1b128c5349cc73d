/* SPDX-License-Identifier: MIT */
/* See agentrequest.h. */
#include "agentrequest.h"

#include "allocator.h"
#include "com/object.h"
#include "correlation.h"
#include "host.h"

struct AgentRequest {
    INapSystemHealthAgentRequest outward;
    ComObject object;
    Agent *agent;
    CorrelationId correlation;

    /* Guarded by HostLock. */
    BOOL isOpen; /* GetSoHRequest runs */
    BOOL isSet;  /* by the agent; else `request` is the cached one, if any */
    BOOL cacheFlag;
    Statement *request;  /* or NULL */
    Statement *response; /* or NULL */
    UINT8 flags;
};

static AgentRequest *requestOf(INapSystemHealthAgentRequest *outward)
{
    return CONTAINING_RECORD(outward, AgentRequest, outward);
}

static void destroy(ComObject *object)
{
    AgentRequest *request = CONTAINING_RECORD(object, AgentRequest, object);

    StatementRelease(request->request);
    StatementRelease(request->response);
    AgentRelease(request->agent);
    AllocatorFree(request);
}

COM_UNKNOWN_METHODS(INapSystemHealthAgentRequest, AgentRequest)

static HRESULT STDMETHODCALLTYPE getCorrelationId(INapSystemHealthAgentRequest *This,
                                                  CorrelationId *correlationId)
{
    return CorrelationGet(&requestOf(This)->correlation, correlationId);
}

static HRESULT STDMETHODCALLTYPE getStringCorrelationId(INapSystemHealthAgentRequest *This,
                                                        StringCorrelationId **correlationId)
{
    return CorrelationGetText(&requestOf(This)->correlation, correlationId);
}

/* Puts `statement` into *slot, and returns what was there, to be released without the lock. */
static Statement *exchange(Statement **slot, Statement *statement)
{
    Statement *earlier = *slot;

    *slot = StatementAddRef(statement);
    return earlier;
}

/* FALSE if GetSoHRequest has ended. */
static BOOL set(AgentRequest *request, Statement *statement, BOOL cacheFlag)
{
    Statement *earlier = NULL;
    BOOL isOpen;

    AcquireSRWLockExclusive(&HostLock);
    isOpen = request->isOpen;
    if (isOpen) {
        earlier = exchange(&request->request, statement);
        request->isSet = TRUE;
        request->cacheFlag = cacheFlag;
    }
    ReleaseSRWLockExclusive(&HostLock);
    StatementRelease(earlier);
    return isOpen;
}

static HRESULT STDMETHODCALLTYPE setSoHRequest(INapSystemHealthAgentRequest *This,
                                               const SoHRequest *sohRequest,
                                               BOOL cacheSohForLaterUse)
{
    AgentRequest *request = requestOf(This);
    Statement *statement;
    HRESULT hr = StatementRead(&statement, sohRequest, TRUE);

    if (FAILED(hr)) {
        return hr;
    }
    if (SohStatementSystemHealthId(&statement->body) != request->agent->id) {
        hr = NAP_E_INVALID_PACKET;
    } else if (!set(request, statement, cacheSohForLaterUse != FALSE)) {
        hr = E_UNEXPECTED;
    } else {
        /* Without caching, the earlier one is dropped, so that no later check sends it. */
        AgentSetCached(request->agent, cacheSohForLaterUse ? statement : NULL);
    }
    StatementRelease(statement);
    return hr;
}

static HRESULT STDMETHODCALLTYPE getSoHRequest(INapSystemHealthAgentRequest *This,
                                               SoHRequest **sohRequest)
{
    return sohRequest
               ? HostWriteStatement(&requestOf(This)->request, NAP_E_NO_CACHED_SOH, sohRequest)
               : E_INVALIDARG;
}

static HRESULT STDMETHODCALLTYPE getSoHResponse(INapSystemHealthAgentRequest *This,
                                                SoHResponse **sohResponse, UINT8 *flags)
{
    HRESULT hr;

    if (sohResponse) {
        *sohResponse = NULL;
    }
    if (flags) {
        *flags = 0;
    }
    if (!sohResponse || !flags) {
        return E_INVALIDARG;
    }
    hr = HostWriteStatement(&requestOf(This)->response, NAP_E_MISSING_SOH, sohResponse);
    if (SUCCEEDED(hr)) {
        *flags = requestOf(This)->flags;
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE getCacheSoHFlag(INapSystemHealthAgentRequest *This,
                                                 BOOL *cacheSohForLaterUse)
{
    if (!cacheSohForLaterUse) {
        return E_INVALIDARG;
    }
    AcquireSRWLockShared(&HostLock);
    *cacheSohForLaterUse = requestOf(This)->cacheFlag;
    ReleaseSRWLockShared(&HostLock);
    return S_OK;
}

static const INapSystemHealthAgentRequestVtbl vtbl = {
    queryInterface, addRef,        release,        getCorrelationId, getStringCorrelationId,
    setSoHRequest,  getSoHRequest, getSoHResponse, getCacheSoHFlag,
};

static const ComType type = {.iid = &IID_INapSystemHealthAgentRequest, .destroy = destroy};

HRESULT AgentRequestCreate(Agent *agent, const CorrelationId *correlation, AgentRequest **request)
{
    AgentRequest *made = AllocatorZeroed(1, sizeof(*made));

    *request = made;
    if (!made) {
        return E_OUTOFMEMORY;
    }
    made->outward.lpVtbl = &vtbl;
    AgentAddRef(agent);
    made->agent = agent;
    made->correlation = *correlation;
    made->isOpen = TRUE;
    made->request = AgentGetCached(agent);
    made->cacheFlag = made->request != NULL;
    ComObjectInit(&made->object, &type, (IUnknown *)&made->outward);
    return S_OK;
}

INapSystemHealthAgentRequest *AgentRequestOutward(AgentRequest *request)
{
    return &request->outward;
}

Statement *AgentRequestTake(AgentRequest *request, BOOL *isCached)
{
    Statement *statement;

    AcquireSRWLockExclusive(&HostLock);
    request->isOpen = FALSE;
    *isCached = !request->isSet;
    statement = StatementAddRef(request->request);
    ReleaseSRWLockExclusive(&HostLock);
    return statement;
}

void AgentRequestReplace(AgentRequest *request, Statement *sent)
{
    Statement *earlier;

    AcquireSRWLockExclusive(&HostLock);
    request->cacheFlag = request->isSet && request->cacheFlag; /* the cached one isn't used */
    earlier = exchange(&request->request, sent);
    ReleaseSRWLockExclusive(&HostLock);
    StatementRelease(earlier);
}

void AgentRequestAnswer(AgentRequest *request, Statement *response, UINT8 flags)
{
    Statement *earlier;

    AcquireSRWLockExclusive(&HostLock);
    request->flags = flags; /* read only where there is a response */
    earlier = exchange(&request->response, response);
    ReleaseSRWLockExclusive(&HostLock);
    StatementRelease(earlier);
}

void AgentRequestAddRef(AgentRequest *request)
{
    ComObjectAddRef(&request->object);
}

void AgentRequestRelease(AgentRequest *request)
{
    ComObjectRelease(&request->object);
}
