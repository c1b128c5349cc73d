/* SPDX-License-Identifier: MIT */
/*
 * See sohprocessor.h. Once Initialize has succeeded, the object never changes again. So the reading
 * methods need no lock, however many threads call them.
 */
#include "sohprocessor.h"

#include "allocator.h"
#include "soh/statement.h"
#include "com/object.h"

#include "napprotocol.h"

#include <stdatomic.h>
#include <stdbool.h>

typedef struct SoHProcessor {
    INapSoHProcessor outward;
    ComObject object;
    SRWLOCK lock;      /* one Initialize at a time */
    atomic_bool ready; /* the statement is complete and will not change again */
    SohStatement statement;
} SoHProcessor;

static const SohStatement emptyStatement;

static SoHProcessor *processorOf(INapSoHProcessor *outward)
{
    return CONTAINING_RECORD(outward, SoHProcessor, outward);
}

static const SohStatement *readable(INapSoHProcessor *outward)
{
    SoHProcessor *processor = processorOf(outward);

    return atomic_load_explicit(&processor->ready, memory_order_acquire) ? &processor->statement
                                                                         : &emptyStatement;
}

static void destroy(ComObject *object)
{
    SoHProcessor *processor = CONTAINING_RECORD(object, SoHProcessor, object);

    SohStatementClear(&processor->statement);
    AllocatorFree(processor);
}

COM_UNKNOWN_METHODS(INapSoHProcessor, SoHProcessor)

static HRESULT takeOver(SoHProcessor *processor, SohStatement *copy)
{
    HRESULT hr;

    AcquireSRWLockExclusive(&processor->lock);
    hr = SohStatementMove(&processor->statement, copy);
    if (SUCCEEDED(hr)) {
        atomic_store_explicit(&processor->ready, true, memory_order_release);
    }
    ReleaseSRWLockExclusive(&processor->lock);
    return hr;
}

/* Never touches the caller's memory under the lock: a fault would leave the lock held for ever. */
static HRESULT STDMETHODCALLTYPE initialize(INapSoHProcessor *This, const SoH *soh, BOOL isRequest,
                                            SystemHealthEntityId *id)
{
    SoHProcessor *processor = processorOf(This);
    SohStatement copy;
    HRESULT hr;

    if (soh && atomic_load_explicit(&processor->ready, memory_order_acquire)) {
        return E_UNEXPECTED; /* even if `soh` is invalid */
    }
    SohStatementInit(&copy);
    hr = SohStatementRead(&copy, soh, isRequest);
    if (SUCCEEDED(hr)) {
        hr = takeOver(processor, &copy);
    }
    SohStatementClear(&copy);
    if (SUCCEEDED(hr) && id) {
        *id = SohStatementSystemHealthId(&processor->statement);
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE findNextAttribute(INapSoHProcessor *This, UINT16 fromLocation,
                                                   SoHAttributeType type, UINT16 *attributeLocation)
{
    return SohStatementFind(readable(This), fromLocation, type, attributeLocation);
}

static HRESULT STDMETHODCALLTYPE getAttribute(INapSoHProcessor *This, UINT16 attributeLocation,
                                              SoHAttributeType *type, SoHAttributeValue **value)
{
    return SohStatementGet(readable(This), attributeLocation, type, value);
}

static HRESULT STDMETHODCALLTYPE getNumberOfAttributes(INapSoHProcessor *This,
                                                       UINT16 *attributeCount)
{
    const SohStatement *statement = readable(This);

    if (!attributeCount) {
        return E_INVALIDARG;
    }
    if (SohStatementCount(statement) == 0) {
        return NAP_E_NOT_INITIALIZED;
    }
    *attributeCount = SohStatementCount(statement);
    return S_OK;
}

static const INapSoHProcessorVtbl vtbl = {
    queryInterface,        addRef, release, initialize, findNextAttribute, getAttribute,
    getNumberOfAttributes,
};

static const ComType type = {.iid = &IID_INapSoHProcessor, .destroy = destroy};

HRESULT SoHProcessorCreate(REFIID riid, void **result)
{
    SoHProcessor *processor = AllocatorBytes(sizeof(*processor));

    if (!processor) {
        return E_OUTOFMEMORY;
    }
    processor->outward.lpVtbl = &vtbl;
    InitializeSRWLock(&processor->lock);
    atomic_init(&processor->ready, false);
    SohStatementInit(&processor->statement);
    ComObjectInit(&processor->object, &type, (IUnknown *)&processor->outward);
    return ComObjectHandOver(&processor->object, riid, result);
}
