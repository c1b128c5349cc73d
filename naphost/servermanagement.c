/* SPDX-License-Identifier: MIT */
/* See classes.h. The object has no state. */
#include "classes.h"

#include "allocator.h"
#include "store.h"
#include "com/object.h"

#include "napservermanagement.h"

typedef struct ServerManagement {
    INapServerManagement outward;
    ComObject object;
} ServerManagement;

static ComObject *objectOf(INapServerManagement *outward)
{
    return &CONTAINING_RECORD(outward, ServerManagement, outward)->object;
}

static void destroy(ComObject *object)
{
    AllocatorFree(CONTAINING_RECORD(object, ServerManagement, object));
}

static HRESULT STDMETHODCALLTYPE queryInterface(INapServerManagement *This, REFIID riid,
                                                void **result)
{
    return ComObjectQueryInterface(objectOf(This), riid, result);
}

static ULONG STDMETHODCALLTYPE addRef(INapServerManagement *This)
{
    return ComObjectAddRef(objectOf(This));
}

static ULONG STDMETHODCALLTYPE release(INapServerManagement *This)
{
    return ComObjectRelease(objectOf(This));
}

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

static const ComType type = {.iid = &IID_INapServerManagement, .destroy = destroy};

HRESULT ServerManagementCreate(REFIID riid, void **result)
{
    ServerManagement *management = AllocatorBytes(sizeof(*management));

    *result = NULL;
    if (!management) {
        return E_OUTOFMEMORY;
    }
    management->outward.lpVtbl = &vtbl;
    ComObjectInit(&management->object, &type, (IUnknown *)&management->outward);
    return ComObjectHandOver(&management->object, riid, result);
}
