/* SPDX-License-Identifier: MIT */
/* See classes.h. The object has no state. */
#include "classes.h"

#include "store.h"
#include "plain.h"

#include "napservermanagement.h"

COM_UNKNOWN_METHODS(INapServerManagement, PlainObject)

static HRESULT STDMETHODCALLTYPE registerSystemHealthValidator(
    INapServerManagement *This, const NapComponentRegistrationInfo *validator,
    const CLSID *validatorClsid)
{
    (void)This;
    return StoreRegister(STORE_VALIDATORS, validator, validatorClsid);
}

static HRESULT STDMETHODCALLTYPE unregisterSystemHealthValidator(INapServerManagement *This,
                                                                 SystemHealthEntityId id)
{
    (void)This;
    return StoreUnregister(STORE_VALIDATORS, id);
}

static HRESULT STDMETHODCALLTYPE setFailureCategoryMappings(INapServerManagement *This,
                                                            SystemHealthEntityId id,
                                                            const FailureCategoryMapping mapping)
{
    (void)This;
    return StoreSetMapping(id, &mapping);
}

static const INapServerManagementVtbl vtbl = {
    queryInterface,
    addRef,
    release,
    registerSystemHealthValidator,
    unregisterSystemHealthValidator,
    setFailureCategoryMappings,
};

static const ComType type = {.iid = &IID_INapServerManagement, .destroy = PlainDestroy};

HRESULT ServerManagementCreate(REFIID riid, void **result)
{
    return PlainCreate(&type, &vtbl, riid, result);
}
