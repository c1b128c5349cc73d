/* SPDX-License-Identifier: MIT */
/* See validatordll.h. DllCanUnloadNow always agrees, as that of the ATL sample does. */
#include "validatordll.h"

#include <objbase.h>
#include <stdlib.h>

#include "napsystemhealthvalidator.h"

__declspec(dllexport) ValidatorCounts *GetCounts(void);
static ValidatorCounts counts;

ValidatorCounts *GetCounts(void)
{
    return &counts;
}

typedef struct Object {
    INapSystemHealthValidator validator;
    volatile LONG references;
} Object;

static const IID iidValidator = {
    0xef43d87c, 0x5b6d, 0x4820, {0x86, 0x20, 0x86, 0x89, 0x07, 0xfe, 0x07, 0xd3}};

static HRESULT STDMETHODCALLTYPE queryInterface(INapSystemHealthValidator *This, REFIID riid,
                                                void **result)
{
    BOOL isKnown = IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &iidValidator);

    *result = isKnown ? This : NULL;
    if (isKnown) {
        This->lpVtbl->AddRef(This);
    }
    return isKnown ? S_OK : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE addRef(INapSystemHealthValidator *This)
{
    return (ULONG)InterlockedIncrement(&CONTAINING_RECORD(This, Object, validator)->references);
}

static ULONG STDMETHODCALLTYPE release(INapSystemHealthValidator *This)
{
    Object *object = CONTAINING_RECORD(This, Object, validator);
    LONG left = InterlockedDecrement(&object->references);

    if (left == 0) {
        free(object);
        InterlockedDecrement(&counts.live);
    }
    return (ULONG)left;
}

/* {the request's id; result codes 0} */
static void respond(INapSystemHealthValidationRequest *request)
{
    SoHRequest *soh = NULL;
    BOOL isGenerated;

    if (request->lpVtbl->GetSoHRequest(request, &soh, &isGenerated) == S_OK && soh) {
        BYTE code[4] = {0};
        SoHAttribute attributes[] = {soh->attributes[0], {4, sizeof(code), code}};
        const SoHResponse response = {2, attributes};

        request->lpVtbl->SetSoHResponse(request, &response);
        for (UINT16 i = 0; i < soh->count; i++) {
            CoTaskMemFree(soh->attributes[i].value);
        }
        CoTaskMemFree(soh->attributes);
        CoTaskMemFree(soh);
    }
}

typedef struct Task {
    INapSystemHealthValidationRequest *request;
    INapServerCallback *callback;
} Task;

/* Without CoInitializeEx, and without a reference to the validator. */
static DWORD WINAPI work(void *parameter)
{
    Task task = *(Task *)parameter;

    free(parameter);
    respond(task.request);
    task.callback->lpVtbl->OnComplete(task.callback, task.request, S_OK);
    task.request->lpVtbl->Release(task.request);
    task.callback->lpVtbl->Release(task.callback);
    Sleep(50); /* still in this DLL */
    return 0;
}

static HRESULT STDMETHODCALLTYPE validate(INapSystemHealthValidator *This,
                                          INapSystemHealthValidationRequest *request, UINT32 hint,
                                          INapServerCallback *callback)
{
    Task *task;

    InterlockedIncrement(&counts.asked);
    if (!counts.pends) {
        respond(request);
        return S_OK;
    }
    task = malloc(sizeof(*task));
    if (!task) {
        return E_OUTOFMEMORY;
    }
    *task = (Task){request, callback};
    request->lpVtbl->AddRef(request);
    callback->lpVtbl->AddRef(callback);
    CloseHandle(CreateThread(NULL, 0, work, task, 0, NULL));
    return E_PENDING;
}

static INapSystemHealthValidatorVtbl validatorVtbl = {queryInterface, addRef, release, validate};

static HRESULT STDMETHODCALLTYPE factoryQuery(IClassFactory *This, REFIID riid, void **result)
{
    BOOL isKnown = IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &IID_IClassFactory);

    *result = isKnown ? This : NULL;
    return isKnown ? S_OK : E_NOINTERFACE;
}

/* It lives as long as the DLL. */
static ULONG STDMETHODCALLTYPE factoryCount(IClassFactory *This)
{
    return 1;
}

static HRESULT STDMETHODCALLTYPE createInstance(IClassFactory *This, IUnknown *outer, REFIID riid,
                                                void **result)
{
    Object *object = outer ? NULL : calloc(1, sizeof(*object));
    HRESULT hr;

    *result = NULL;
    if (!object) {
        return E_OUTOFMEMORY;
    }
    InterlockedIncrement(&counts.created);
    InterlockedIncrement(&counts.live);
    object->validator.lpVtbl = &validatorVtbl;
    object->references = 1;
    hr = queryInterface(&object->validator, riid, result);
    release(&object->validator);
    return hr;
}

static HRESULT STDMETHODCALLTYPE lockServer(IClassFactory *This, BOOL isLocked)
{
    return S_OK;
}

static IClassFactoryVtbl factoryVtbl = {factoryQuery, factoryCount, factoryCount, createInstance,
                                        lockServer};
static IClassFactory factory = {&factoryVtbl};

STDAPI DllGetClassObject(REFCLSID clsid, REFIID riid, void **result)
{
    static const CLSID first = VALIDATOR_CLSID(1);
    static const CLSID second = VALIDATOR_CLSID(2);

    *result = NULL;
    return IsEqualCLSID(clsid, &first) || IsEqualCLSID(clsid, &second)
               ? factoryQuery(&factory, riid, result)
               : CLASS_E_CLASSNOTAVAILABLE;
}

STDAPI DllCanUnloadNow(void)
{
    return S_OK;
}
