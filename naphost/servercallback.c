/* SPDX-License-Identifier: MIT */
/* See servercallback.h. */
#include "servercallback.h"

#include "host.h"
#include "plain.h"
#include "validationrequest.h"

COM_UNKNOWN_METHODS(INapServerCallback, PlainObject)

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

static void destroy(ComObject *object)
{
    PlainDestroy(object);
    HostUnhold();
}

static const ComType type = {.iid = &IID_INapServerCallback, .destroy = destroy};

HRESULT ServerCallbackCreate(INapServerCallback **callback)
{
    HRESULT hr = PlainCreate(&type, &vtbl, &IID_INapServerCallback, (void **)callback);

    if (SUCCEEDED(hr)) {
        HostHold();
    }
    return hr;
}
