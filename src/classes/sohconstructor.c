/* SPDX-License-Identifier: MIT */
/*
 * See sohconstructor.h. The lock is needed because several threads may call methods at once, and
 * AppendAttribute changes an initialised object. The caller's memory is never touched under the
 * lock: a fault there would leave the lock held for ever.
 */
#include "sohconstructor.h"

#include "allocator.h"
#include "soh/statement.h"
#include "soh/validity.h"
#include "com/object.h"

#include "napprotocol.h"

typedef struct SoHConstructor {
    INapSoHConstructor outward;
    ComObject object;
    SRWLOCK lock; /* guards what follows */
    BOOL isRequest;
    SohStatement statement;
} SoHConstructor;

static SoHConstructor *constructorOf(INapSoHConstructor *outward)
{
    return CONTAINING_RECORD(outward, SoHConstructor, outward);
}

static void destroy(ComObject *object)
{
    SoHConstructor *constructor = CONTAINING_RECORD(object, SoHConstructor, object);

    SohStatementClear(&constructor->statement);
    AllocatorFree(constructor);
}

COM_UNKNOWN_METHODS(INapSoHConstructor, SoHConstructor)

static HRESULT STDMETHODCALLTYPE initialize(INapSoHConstructor *This, SystemHealthEntityId id,
                                            BOOL isRequest)
{
    SoHConstructor *constructor = constructorOf(This);
    HRESULT hr;

    AcquireSRWLockExclusive(&constructor->lock);
    hr = SohStatementBegin(&constructor->statement, id);
    if (SUCCEEDED(hr)) {
        constructor->isRequest = isRequest;
    }
    ReleaseSRWLockExclusive(&constructor->lock);
    return hr;
}

static HRESULT STDMETHODCALLTYPE appendAttribute(INapSoHConstructor *This, SoHAttributeType type,
                                                 const SoHAttributeValue *value)
{
    SoHConstructor *constructor = constructorOf(This);
    SohPrepared prepared;
    HRESULT hr = SohStatementPrepare(&prepared, type, value);

    if (SUCCEEDED(hr)) {
        AcquireSRWLockExclusive(&constructor->lock);
        hr = SohStatementAdd(&constructor->statement, &prepared, constructor->isRequest);
        ReleaseSRWLockExclusive(&constructor->lock);
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE getSoH(INapSoHConstructor *This, SoH **soh)
{
    SoHConstructor *constructor = constructorOf(This);
    SoH *copy;
    HRESULT hr;

    if (!soh) {
        return E_INVALIDARG;
    }
    *soh = NULL; /* a bad pointer faults here, before anything is allocated */
    AcquireSRWLockShared(&constructor->lock);
    hr = SohStatementWrite(&constructor->statement, &copy);
    ReleaseSRWLockShared(&constructor->lock);
    *soh = copy;
    return hr;
}

static HRESULT STDMETHODCALLTYPE validate(INapSoHConstructor *This, const SoH *soh, BOOL isRequest)
{
    (void)This;
    return SohValidate(soh, isRequest);
}

static const INapSoHConstructorVtbl vtbl = {
    queryInterface, addRef, release, initialize, appendAttribute, getSoH, validate,
};

static const ComType type = {.iid = &IID_INapSoHConstructor, .destroy = destroy};

HRESULT SoHConstructorCreate(REFIID riid, void **result)
{
    SoHConstructor *constructor = AllocatorBytes(sizeof(*constructor));

    if (!constructor) {
        return E_OUTOFMEMORY;
    }
    constructor->outward.lpVtbl = &vtbl;
    InitializeSRWLock(&constructor->lock);
    constructor->isRequest = FALSE;
    SohStatementInit(&constructor->statement);
    ComObjectInit(&constructor->object, &type, (IUnknown *)&constructor->outward);
    return ComObjectHandOver(&constructor->object, riid, result);
}
