/* SPDX-License-Identifier: MIT */
/* See factory.h. */
#include "factory.h"

#include "allocator.h"
#include "lifetime.h"
#include "object.h"

typedef struct Factory {
    IClassFactory outward;
    ComObject object;
    const ComClass *class;
} Factory;

static Factory *factoryOf(IClassFactory *outward)
{
    return CONTAINING_RECORD(outward, Factory, outward);
}

static void destroy(ComObject *object)
{
    AllocatorFree(CONTAINING_RECORD(object, Factory, object));
}

COM_UNKNOWN_METHODS(IClassFactory, Factory)

static HRESULT STDMETHODCALLTYPE createInstance(IClassFactory *This, IUnknown *outer, REFIID riid,
                                                void **result)
{
    if (!result) {
        return E_INVALIDARG;
    }
    *result = NULL;
    if (!riid) {
        return E_INVALIDARG;
    }
    if (outer) {
        return CLASS_E_NOAGGREGATION;
    }
    return factoryOf(This)->class->create(riid, result);
}

static HRESULT STDMETHODCALLTYPE lockServer(IClassFactory *This, BOOL lock)
{
    (void)This;
    if (lock) {
        LifetimeLock();
    } else {
        LifetimeUnlock();
    }
    return S_OK;
}

static const IClassFactoryVtbl vtbl = {
    queryInterface, addRef, release, createInstance, lockServer,
};

static const ComType type = {.iid = &IID_IClassFactory, .destroy = destroy};

HRESULT FactoryCreate(const ComClass *class, REFIID riid, void **result)
{
    Factory *factory = AllocatorBytes(sizeof(*factory));

    if (!factory) {
        return E_OUTOFMEMORY;
    }
    factory->outward.lpVtbl = &vtbl;
    factory->class = class;
    ComObjectInit(&factory->object, &type, (IUnknown *)&factory->outward);
    return ComObjectHandOver(&factory->object, riid, result);
}
