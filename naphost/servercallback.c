/* SPDX-License-Identifier: MIT */
/* See servercallback.h. */
#include "servercallback.h"

#include "allocator.h"
#include "com/object.h"
#include "validationrequest.h"

typedef struct ServerCallback {
    INapServerCallback outward;
    ComObject object;
} ServerCallback;

static ServerCallback *callbackOf(INapServerCallback *outward)
{
    return CONTAINING_RECORD(outward, ServerCallback, outward);
}

static void destroy(ComObject *object)
{
    AllocatorFree(CONTAINING_RECORD(object, ServerCallback, object));
}

static HRESULT STDMETHODCALLTYPE queryInterface(INapServerCallback *This, REFIID riid,
                                                void **result)
{
    return ComObjectQueryInterface(&callbackOf(This)->object, riid, result);
}

static ULONG STDMETHODCALLTYPE addRef(INapServerCallback *This)
{
    return ComObjectAddRef(&callbackOf(This)->object);
}

static ULONG STDMETHODCALLTYPE release(INapServerCallback *This)
{
    return ComObjectRelease(&callbackOf(This)->object);
}

static HRESULT STDMETHODCALLTYPE onComplete(INapServerCallback *This,
                                            INapSystemHealthValidationRequest *request,
                                            HRESULT errorCode)
{
    ValidationRequest *ours = request ? ValidationRequestOf(request) : NULL;

    (void)This;
    if (!ours || errorCode == E_PENDING) {
        return E_INVALIDARG;
    }
    return ValidationRequestComplete(ours, errorCode) ? S_OK : NAP_E_NOT_PENDING;
}

static const INapServerCallbackVtbl vtbl = {queryInterface, addRef, release, onComplete};

static const ComType type = {.iid = &IID_INapServerCallback, .destroy = destroy};

HRESULT ServerCallbackCreate(INapServerCallback **callback)
{
    ServerCallback *made = AllocatorBytes(sizeof(*made));

    *callback = NULL;
    if (!made) {
        return E_OUTOFMEMORY;
    }
    made->outward.lpVtbl = &vtbl;
    ComObjectInit(&made->object, &type, (IUnknown *)&made->outward);
    *callback = &made->outward;
    return S_OK;
}
