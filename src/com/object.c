/* SPDX-License-Identifier: MIT */
/* See object.h. */
#define COBJMACROS
#include "object.h"

#include "lifetime.h"

#include <objbase.h>

void ComObjectInit(ComObject *object, const ComType *type, IUnknown *outward)
{
    object->type = type;
    object->outward = outward;
    atomic_init(&object->marshaler, NULL);
    atomic_init(&object->references, 1);
    LifetimeAddRef();
}

static HRESULT queryMarshaler(ComObject *object, REFIID riid, void **result)
{
    IUnknown *marshaler = atomic_load(&object->marshaler);

    if (!marshaler) {
        IUnknown *made = NULL;
        HRESULT hr = CoCreateFreeThreadedMarshaler(object->outward, &made);

        if (FAILED(hr)) {
            return hr;
        }
        /* If another thread was faster, its marshaler is kept. */
        if (atomic_compare_exchange_strong(&object->marshaler, &marshaler, made)) {
            marshaler = made;
        } else {
            IUnknown_Release(made);
        }
    }
    return IUnknown_QueryInterface(marshaler, riid, result);
}

/* IAgileObject has no methods. It marks an object that any apartment may use. */
static BOOL isOutward(const ComObject *object, REFIID riid)
{
    const ComType *type = object->type;

    return IsEqualIID(riid, type->iid) || IsEqualIID(riid, &IID_IUnknown) ||
           IsEqualIID(riid, &IID_IAgileObject) ||
           (type->extension && IsEqualIID(riid, type->extension));
}

HRESULT ComObjectHandOver(ComObject *object, REFIID riid, void **result)
{
    HRESULT hr;

    /* The usual case: saves an AddRef and a Release, each an interlocked instruction. */
    if (isOutward(object, riid)) {
        *result = object->outward;
        return S_OK;
    }
    hr = ComObjectQueryInterface(object, riid, result);
    ComObjectRelease(object);
    return hr;
}

HRESULT ComObjectQueryInterface(ComObject *object, REFIID riid, void **result)
{
    if (!result) {
        return E_POINTER;
    }
    *result = NULL;
    if (!riid) {
        return E_INVALIDARG;
    }
    if (IsEqualIID(riid, &IID_IMarshal)) {
        return queryMarshaler(object, riid, result);
    }
    if (!isOutward(object, riid)) {
        return E_NOINTERFACE;
    }
    ComObjectAddRef(object);
    *result = object->outward;
    return S_OK;
}

ULONG ComObjectAddRef(ComObject *object)
{
    return atomic_fetch_add(&object->references, 1) + 1;
}

ULONG ComObjectRelease(ComObject *object)
{
    ULONG left = 0;

    /* With only one reference left there is no other thread to race with. */
    if (atomic_load_explicit(&object->references, memory_order_acquire) != 1) {
        left = atomic_fetch_sub(&object->references, 1) - 1;
    }
    if (left == 0) {
        IUnknown *marshaler = atomic_load(&object->marshaler);

        /* A callback that destroy waits for may still query the object: that must not destroy it
         * again. */
        atomic_store_explicit(&object->references, 1, memory_order_relaxed);
        if (marshaler) {
            IUnknown_Release(marshaler);
        }
        object->type->destroy(object);
        LifetimeRelease();
    }
    return left;
}
