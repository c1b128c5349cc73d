/* SPDX-License-Identifier: MIT */
/* See classes.h. The object has no state. */
#include "classes.h"

#include "allocator.h"
#include "describe.h"
#include "isolation.h"
#include "store.h"
#include "com/object.h"

#include "napmanagement.h"

typedef struct ClientManagement {
    INapClientManagement2 outward;
    ComObject object;
} ClientManagement;

static ComObject *objectOf(INapClientManagement2 *outward)
{
    return &CONTAINING_RECORD(outward, ClientManagement, outward)->object;
}

static void destroy(ComObject *object)
{
    AllocatorFree(CONTAINING_RECORD(object, ClientManagement, object));
}

static HRESULT STDMETHODCALLTYPE queryInterface(INapClientManagement2 *This, REFIID riid,
                                                void **result)
{
    return ComObjectQueryInterface(objectOf(This), riid, result);
}

static ULONG STDMETHODCALLTYPE addRef(INapClientManagement2 *This)
{
    return ComObjectAddRef(objectOf(This));
}

static ULONG STDMETHODCALLTYPE release(INapClientManagement2 *This)
{
    return ComObjectRelease(objectOf(This));
}

static HRESULT STDMETHODCALLTYPE getNapClientInfo(INapClientManagement2 *This, BOOL *isNapEnabled,
                                                  CountedString **clientName,
                                                  CountedString **clientDescription,
                                                  CountedString **protocolVersion)
{
    (void)This;
    return DescribeHost(isNapEnabled, clientName, clientDescription, protocolVersion);
}

static HRESULT STDMETHODCALLTYPE getSystemIsolationInfo(INapClientManagement2 *This,
                                                        IsolationInfo **isolationInfo,
                                                        BOOL *unknownConnections)
{
    (void)This;
    return IsolationGetInfo(isolationInfo, unknownConnections);
}

static HRESULT STDMETHODCALLTYPE
registerSystemHealthAgent(INapClientManagement2 *This, const NapComponentRegistrationInfo *agent)
{
    (void)This;
    return StoreRegister(STORE_AGENTS, agent, NULL);
}

static HRESULT STDMETHODCALLTYPE unregisterSystemHealthAgent(INapClientManagement2 *This,
                                                             SystemHealthEntityId id)
{
    (void)This;
    return StoreUnregister(STORE_AGENTS, id);
}

static HRESULT STDMETHODCALLTYPE
registerEnforcementClient(INapClientManagement2 *This, const NapComponentRegistrationInfo *enforcer)
{
    (void)This;
    return StoreRegister(STORE_ENFORCEMENT_CLIENTS, enforcer, NULL);
}

static HRESULT STDMETHODCALLTYPE unregisterEnforcementClient(INapClientManagement2 *This,
                                                             EnforcementEntityId id)
{
    (void)This;
    return StoreUnregister(STORE_ENFORCEMENT_CLIENTS, id);
}

static HRESULT STDMETHODCALLTYPE
getRegisteredSystemHealthAgents(INapClientManagement2 *This, SystemHealthEntityCount *count,
                                NapComponentRegistrationInfo **agents)
{
    (void)This;
    return StoreGetAll(STORE_AGENTS, count, agents, NULL);
}

static HRESULT STDMETHODCALLTYPE
getRegisteredEnforcementClients(INapClientManagement2 *This, EnforcementEntityCount *count,
                                NapComponentRegistrationInfo **enforcers)
{
    (void)This;
    return StoreGetAll(STORE_ENFORCEMENT_CLIENTS, count, enforcers, NULL);
}

static HRESULT STDMETHODCALLTYPE getSystemIsolationInfoEx(INapClientManagement2 *This,
                                                          IsolationInfoEx **isolationInfo,
                                                          BOOL *unknownConnections)
{
    (void)This;
    return IsolationGetInfoEx(isolationInfo, unknownConnections);
}

static const INapClientManagement2Vtbl vtbl = {
    queryInterface,
    addRef,
    release,
    getNapClientInfo,
    getSystemIsolationInfo,
    registerSystemHealthAgent,
    unregisterSystemHealthAgent,
    registerEnforcementClient,
    unregisterEnforcementClient,
    getRegisteredSystemHealthAgents,
    getRegisteredEnforcementClients,
    getSystemIsolationInfoEx,
};

static const ComType type = {
    .iid = &IID_INapClientManagement,
    .extension = &IID_INapClientManagement2,
    .destroy = destroy,
};

HRESULT ClientManagementCreate(REFIID riid, void **result)
{
    ClientManagement *management = AllocatorBytes(sizeof(*management));

    *result = NULL;
    if (!management) {
        return E_OUTOFMEMORY;
    }
    management->outward.lpVtbl = &vtbl;
    ComObjectInit(&management->object, &type, (IUnknown *)&management->outward);
    return ComObjectHandOver(&management->object, riid, result);
}
