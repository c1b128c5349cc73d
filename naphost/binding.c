/* SPDX-License-Identifier: MIT */
/* The class NapSystemHealthAgentBinding. Contract: napsystemhealthagent.idl, docs/naphost.md. */
#include "agent.h"
#include "allocator.h"
#include "apartment.h"
#include "classes.h"
#include "com/object.h"
#include "host.h"
#include "isolation.h"
#include "log.h"

typedef struct Binding {
    INapSystemHealthAgentBinding2 outward;
    ComObject object;
    /* Shared by the methods, so that Uninitialize waits for those that run. Before HostLock. */
    SRWLOCK lock;
    BOOL isBinding; /* an Initialize runs */
    Agent *agent;   /* NULL, or the last one that was bound */
} Binding;

static Binding *bindingOf(INapSystemHealthAgentBinding2 *outward)
{
    return CONTAINING_RECORD(outward, Binding, outward);
}

/* Ends the binding. Called without the lock: it may wait for callbacks, which use the binding. */
static HRESULT unbind(Binding *binding)
{
    HRESULT hr = NAP_E_NOT_INITIALIZED;
    Agent *agent;

    AcquireSRWLockExclusive(&binding->lock);
    agent = binding->agent;
    binding->agent = NULL;
    ReleaseSRWLockExclusive(&binding->lock);
    if (agent) {
        hr = AgentUnbind(agent) ? S_OK : NAP_E_NOT_INITIALIZED;
        AgentRelease(agent);
    }
    return hr;
}

static void destroy(ComObject *object)
{
    Binding *binding = CONTAINING_RECORD(object, Binding, object);

    unbind(binding);
    AllocatorFree(binding);
}

COM_UNKNOWN_METHODS(INapSystemHealthAgentBinding2, Binding)

/* FALSE if the object is bound, or about to be. */
static BOOL beginBinding(Binding *binding, Agent **earlier)
{
    BOOL isFree;

    *earlier = NULL;
    AcquireSRWLockExclusive(&binding->lock);
    isFree = !binding->isBinding && (!binding->agent || !AgentIsBound(binding->agent));
    if (isFree) {
        binding->isBinding = TRUE;
        *earlier = binding->agent;
        binding->agent = NULL;
    }
    ReleaseSRWLockExclusive(&binding->lock);
    return isFree;
}

/* `agent` may be NULL. A callback that comes at once waits until the object knows its agent. */
static HRESULT endBinding(Binding *binding, Agent *agent)
{
    HRESULT hr = S_OK;

    AcquireSRWLockExclusive(&binding->lock);
    binding->isBinding = FALSE;
    if (agent) {
        hr = HostAdd(agent);
        binding->agent = SUCCEEDED(hr) ? agent : NULL;
    }
    ReleaseSRWLockExclusive(&binding->lock);
    if (FAILED(hr)) {
        AgentUnbind(agent);
        AgentRelease(agent);
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE initialize(INapSystemHealthAgentBinding2 *This,
                                            SystemHealthEntityId id,
                                            INapSystemHealthAgentCallback *callback)
{
    Binding *binding = bindingOf(This);
    Agent *earlier;
    Agent *agent = NULL;
    HRESULT ended;
    const char *apartment = "";
    HRESULT hr;

    if (!callback || id == 0) {
        return E_INVALIDARG;
    }
    LogRefresh();
    if (!beginBinding(binding, &earlier)) {
        return HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED);
    }
    if (earlier) {
        AgentRelease(earlier);
    }
    hr = ApartmentCanCall((IUnknown *)callback, &apartment);
    if (SUCCEEDED(hr)) {
        hr = AgentCreate(id, callback, &agent);
    }
    ended = endBinding(binding, agent);
    hr = SUCCEEDED(hr) ? ended : hr;
    LogStep("bind", "id=%08lX apartment=%s hr=0x%08lX", (unsigned long)id, apartment,
            (unsigned long)hr);
    return hr;
}

static HRESULT STDMETHODCALLTYPE uninitialize(INapSystemHealthAgentBinding2 *This)
{
    return unbind(bindingOf(This));
}

/* Whether the object is bound. If so, the caller has its lock and gives it back by leave(). */
static BOOL enter(INapSystemHealthAgentBinding2 *This)
{
    Binding *binding = bindingOf(This);

    AcquireSRWLockShared(&binding->lock);
    if (binding->agent && AgentIsBound(binding->agent)) {
        return TRUE;
    }
    ReleaseSRWLockShared(&binding->lock);
    return FALSE;
}

static void leave(INapSystemHealthAgentBinding2 *This)
{
    ReleaseSRWLockShared(&bindingOf(This)->lock);
}

/* The same for methods that return the isolation state: bad out parameters come first. */
static HRESULT enterForInfo(INapSystemHealthAgentBinding2 *This, void **info, BOOL *unknown)
{
    HRESULT hr = IsolationCheckOut(info, unknown);

    return SUCCEEDED(hr) && !enter(This) ? NAP_E_NOT_INITIALIZED : hr;
}

static HRESULT STDMETHODCALLTYPE notifySoHChange(INapSystemHealthAgentBinding2 *This)
{
    if (!enter(This)) {
        return NAP_E_NOT_INITIALIZED;
    }
    HostTrigger(HOST_CAUSE_CHANGE);
    leave(This);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getSystemIsolationInfo(INapSystemHealthAgentBinding2 *This,
                                                        IsolationInfo **isolationInfo,
                                                        BOOL *unknownConnections)
{
    HRESULT hr = enterForInfo(This, (void **)isolationInfo, unknownConnections);

    if (FAILED(hr)) {
        return hr;
    }
    hr = IsolationGetInfo(isolationInfo, unknownConnections);
    leave(This);
    return hr;
}

static HRESULT STDMETHODCALLTYPE flushCache(INapSystemHealthAgentBinding2 *This)
{
    if (!enter(This)) {
        return NAP_E_NOT_INITIALIZED;
    }
    AgentFlush(bindingOf(This)->agent);
    leave(This);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getSystemIsolationInfoEx(INapSystemHealthAgentBinding2 *This,
                                                          IsolationInfoEx **isolationInfo,
                                                          BOOL *unknownConnections)
{
    HRESULT hr = enterForInfo(This, (void **)isolationInfo, unknownConnections);

    if (FAILED(hr)) {
        return hr;
    }
    hr = IsolationGetInfoEx(isolationInfo, unknownConnections);
    leave(This);
    return hr;
}

static const INapSystemHealthAgentBinding2Vtbl vtbl = {
    queryInterface,
    addRef,
    release,
    initialize,
    uninitialize,
    notifySoHChange,
    getSystemIsolationInfo,
    flushCache,
    getSystemIsolationInfoEx,
};

static const ComType type = {
    .iid = &IID_INapSystemHealthAgentBinding,
    .extension = &IID_INapSystemHealthAgentBinding2,
    .destroy = destroy,
};

HRESULT BindingCreate(REFIID riid, void **result)
{
    Binding *binding = AllocatorZeroed(1, sizeof(*binding));

    *result = NULL;
    if (!binding) {
        return E_OUTOFMEMORY;
    }
    binding->outward.lpVtbl = &vtbl;
    InitializeSRWLock(&binding->lock);
    ComObjectInit(&binding->object, &type, (IUnknown *)&binding->outward);
    return ComObjectHandOver(&binding->object, riid, result);
}
