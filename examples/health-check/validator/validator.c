/* SPDX-License-Identifier: MIT */
/*
 * The System Health Validator. Validate only starts a thread, because a real check may have to ask
 * other servers, and NAP waits.
 */
#define COBJMACROS
#include <windows.h>

#include <objbase.h>

#include "server.h"

#ifndef ERROR_TOO_MANY_THREADS /* mingw-w64's headers lack it */
#define ERROR_TOO_MANY_THREADS 565L
#endif

/* Requests that are checked at the same time. */
#define MAX_THREADS 128

static volatile LONG objects;
static volatile LONG threads;

typedef struct Validator {
    INapSystemHealthValidator outward;
    volatile LONG references;
} Validator;

/* One request that is being checked. */
typedef struct Job {
    INapSystemHealthValidationRequest *request;
    INapServerCallback *callback;
} Job;

/* It is the first member. */
static Validator *validatorOf(INapSystemHealthValidator *self)
{
    return (Validator *)self;
}

static HRESULT WINAPI queryInterface(INapSystemHealthValidator *self, REFIID riid, void **result)
{
    if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_INapSystemHealthValidator)) {
        *result = NULL;
        return E_NOINTERFACE;
    }
    INapSystemHealthValidator_AddRef(self);
    *result = self;
    return S_OK;
}

static ULONG WINAPI addRef(INapSystemHealthValidator *self)
{
    return (ULONG)InterlockedIncrement(&validatorOf(self)->references);
}

static ULONG WINAPI release(INapSystemHealthValidator *self)
{
    LONG references = InterlockedDecrement(&validatorOf(self)->references);

    if (references == 0) {
        CoTaskMemFree(self);
        InterlockedDecrement(&objects);
    }
    return (ULONG)references;
}

static void freeJob(Job *job)
{
    INapServerCallback_Release(job->callback);
    INapSystemHealthValidationRequest_Release(job->request);
    CoTaskMemFree(job);
}

/* Doesn't use the validator, which may be gone by now. */
static DWORD WINAPI work(void *context)
{
    Job *job = context;
    HRESULT hr = CheckRequest(job->request);

    INapServerCallback_OnComplete(job->callback, job->request, hr);
    freeJob(job);
    InterlockedDecrement(&threads);
    return 0;
}

static HRESULT startThread(INapSystemHealthValidationRequest *request, INapServerCallback *callback)
{
    Job *job = CoTaskMemAlloc(sizeof(*job));
    HRESULT hr = E_PENDING;
    HANDLE thread;

    if (!job) {
        return E_OUTOFMEMORY;
    }
    job->request = request;
    job->callback = callback;
    INapSystemHealthValidationRequest_AddRef(request);
    INapServerCallback_AddRef(callback);
    thread = CreateThread(NULL, 0, work, job, 0, NULL);
    if (thread) {
        CloseHandle(thread);
    } else {
        hr = HRESULT_FROM_WIN32(GetLastError());
        freeJob(job);
    }
    return hr;
}

static HRESULT WINAPI validate(INapSystemHealthValidator *self,
                               INapSystemHealthValidationRequest *request, UINT32 hintTimeOutInMsec,
                               INapServerCallback *callback)
{
    HRESULT hr = HRESULT_FROM_WIN32(ERROR_TOO_MANY_THREADS);

    (void)self;
    (void)hintTimeOutInMsec; /* nothing here takes long */
    if (!request || !callback) {
        return E_INVALIDARG;
    }
    if (InterlockedIncrement(&threads) <= MAX_THREADS) {
        hr = startThread(request, callback);
    }
    if (hr != E_PENDING) {
        InterlockedDecrement(&threads);
    }
    return hr;
}

static INapSystemHealthValidatorVtbl methods = {
    .QueryInterface = queryInterface,
    .AddRef = addRef,
    .Release = release,
    .Validate = validate,
};

INapSystemHealthValidator *ValidatorCreate(void)
{
    Validator *validator = CoTaskMemAlloc(sizeof(*validator));

    if (!validator) {
        return NULL;
    }
    validator->outward.lpVtbl = &methods;
    validator->references = 1;
    InterlockedIncrement(&objects);
    return &validator->outward;
}

/* The last instructions of a thread come after its count; NAP keeps the DLL loaded for them. */
BOOL ValidatorIsInUse(void)
{
    return objects != 0 || threads != 0;
}
