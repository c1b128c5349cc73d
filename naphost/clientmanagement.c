/* SPDX-License-Identifier: MIT */
/* See classes.h. The object has no state. */
#include "classes.h"

#include "describe.h"
#include "isolation.h"
#include "store.h"
#include "plain.h"

#include "napmanagement.h"

COM_UNKNOWN_METHODS(INapClientManagement2, PlainObject)

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
    .destroy = PlainDestroy,
};

HRESULT ClientManagementCreate(REFIID riid, void **result)
{
    return PlainCreate(&type, &vtbl, riid, result);
}
