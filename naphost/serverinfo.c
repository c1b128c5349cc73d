/* SPDX-License-Identifier: MIT */
/* See classes.h. The object has no state. */
#include "classes.h"

#include "allocator.h"
#include "describe.h"
#include "store.h"
#include "com/object.h"

#include "napservermanagement.h"

typedef struct ServerInfo {
    INapServerInfo outward;
    ComObject object;
} ServerInfo;

static ComObject *objectOf(INapServerInfo *outward)
{
    return &CONTAINING_RECORD(outward, ServerInfo, outward)->object;
}

static void destroy(ComObject *object)
{
    AllocatorFree(CONTAINING_RECORD(object, ServerInfo, object));
}

static HRESULT STDMETHODCALLTYPE queryInterface(INapServerInfo *This, REFIID riid, void **result)
{
    return ComObjectQueryInterface(objectOf(This), riid, result);
}

static ULONG STDMETHODCALLTYPE addRef(INapServerInfo *This)
{
    return ComObjectAddRef(objectOf(This));
}

static ULONG STDMETHODCALLTYPE release(INapServerInfo *This)
{
    return ComObjectRelease(objectOf(This));
}

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

static const ComType type = {.iid = &IID_INapServerInfo, .destroy = destroy};

HRESULT ServerInfoCreate(REFIID riid, void **result)
{
    ServerInfo *info = AllocatorBytes(sizeof(*info));

    *result = NULL;
    if (!info) {
        return E_OUTOFMEMORY;
    }
    info->outward.lpVtbl = &vtbl;
    ComObjectInit(&info->object, &type, (IUnknown *)&info->outward);
    return ComObjectHandOver(&info->object, riid, result);
}
