/* SPDX-License-Identifier: MIT */
/* See classes.h. The object has no state. */
#include "classes.h"

#include "describe.h"
#include "store.h"
#include "plain.h"

#include "napservermanagement.h"

COM_UNKNOWN_METHODS(INapServerInfo, PlainObject)

static HRESULT STDMETHODCALLTYPE getNapServerInfo(INapServerInfo *This, CountedString **serverName,
                                                  CountedString **serverDescription,
                                                  CountedString **protocolVersion)
{
    BOOL isEnabled; /* nobody asks a server */

    (void)This;
    return DescribeHost(&isEnabled, serverName, serverDescription, protocolVersion);
}

static HRESULT STDMETHODCALLTYPE getRegisteredSystemHealthValidators(
    INapServerInfo *This, SystemHealthEntityCount *count, NapComponentRegistrationInfo **validators,
    CLSID **validatorClsids)
{
    (void)This;
    if (!validatorClsids) { /* which StoreGetAll allows */
        if (count) {
            *count = 0;
        }
        if (validators) {
            *validators = NULL;
        }
        return E_INVALIDARG;
    }
    return StoreGetAll(STORE_VALIDATORS, count, validators, validatorClsids);
}

static HRESULT STDMETHODCALLTYPE getFailureCategoryMappings(INapServerInfo *This,
                                                            SystemHealthEntityId id,
                                                            FailureCategoryMapping *mapping)
{
    (void)This;
    return mapping ? StoreGetMapping(id, mapping) : E_INVALIDARG;
}

static const INapServerInfoVtbl vtbl = {
    queryInterface,
    addRef,
    release,
    getNapServerInfo,
    getRegisteredSystemHealthValidators,
    getFailureCategoryMappings,
};

static const ComType type = {.iid = &IID_INapServerInfo, .destroy = PlainDestroy};

HRESULT ServerInfoCreate(REFIID riid, void **result)
{
    return PlainCreate(&type, &vtbl, riid, result);
}
