/* SPDX-License-Identifier: MIT */
/* See validator.h. */
#include "validator.h"

#include "allocator.h"
#include "host.h"
#include "limits.h"
#include "log.h"
#include "worker.h"

#include <objbase.h>

/* A validator's own thread may still run in its last lines after it has released the request. */
#define LINGER_MS 100

/* On a busy machine a validator may not have come from its answer to the end of Validate yet. */
#define RETURN_MS 250

struct Validator {
    StoreEntry entry;
    Worker *worker;
    INapSystemHealthValidator *instance; /* only for the worker's thread */
    atomic_ulong references;             /* the list's, and each request's */
    atomic_bool wasPending;
    atomic_bool isInside; /* Validate, or about to be */
    atomic_uint owed;     /* requests that were given up and aren't released yet */
};

/* Validators that were unavailable twice in a row: this process calls them no more. HostLock. */
static struct {
    UINT16 count;
    StoreEntry entries[STORE_CAPACITY];
} barred;

static void releaseInstance(void *context)
{
    Validator *validator = context;

    if (atomic_load(&validator->wasPending)) {
        Sleep(LINGER_MS);
    }
    if (validator->instance) {
        INapSystemHealthValidator_Release(validator->instance);
    }
    WorkerRelease(validator->worker);
    AllocatorFree(validator);
}

static void release(Validator *validator)
{
    if (atomic_fetch_sub(&validator->references, 1) == 1) {
        WorkerEnd(validator->worker);
    }
}

static Validator *create(const StoreEntry *entry)
{
    Validator *made = AllocatorZeroed(1, sizeof(*made));

    if (!made) {
        return NULL;
    }
    made->entry = *entry;
    atomic_init(&made->references, 1);
    if (FAILED(WorkerStart(&made->worker, releaseInstance, made))) {
        AllocatorFree(made);
        return NULL;
    }
    return made;
}

static BOOL isBarred(const StoreEntry *entry)
{
    BOOL isFound = FALSE;

    AcquireSRWLockShared(&HostLock);
    for (UINT16 i = 0; i < barred.count && !isFound; i++) {
        isFound = StoreIsSame(&barred.entries[i], entry);
    }
    ReleaseSRWLockShared(&HostLock);
    return isFound;
}

/* An earlier registration of the id is forgotten. Without room the validator is called again. */
static void bar(const StoreEntry *entry)
{
    UINT16 place = 0;

    AcquireSRWLockExclusive(&HostLock);
    while (place < barred.count && barred.entries[place].id != entry->id) {
        place++;
    }
    if (place < ARRAYSIZE(barred.entries)) {
        barred.entries[place] = *entry;
        barred.count = max(barred.count, (UINT16)(place + 1));
    }
    ReleaseSRWLockExclusive(&HostLock);
}

Validator *ValidatorFind(ValidatorList *list, const StoreEntry *entry)
{
    Validator *made;

    for (UINT16 i = 0; i < list->count; i++) {
        if (StoreIsSame(&list->validators[i]->entry, entry)) {
            return list->validators[i];
        }
    }
    made = list->count < ARRAYSIZE(list->validators) ? create(entry) : NULL;
    if (made) {
        list->validators[list->count] = made;
        list->count++;
    }
    return made;
}

static BOOL isRegistered(const Validator *validator, const StoreList *registered)
{
    for (UINT16 i = 0; i < registered->count; i++) {
        if (StoreIsSame(&validator->entry, &registered->entries[i])) {
            return TRUE;
        }
    }
    return FALSE;
}

void ValidatorsKeepOnly(ValidatorList *list, const StoreList *registered)
{
    UINT16 kept = 0;

    for (UINT16 i = 0; i < list->count; i++) {
        if (isRegistered(list->validators[i], registered)) {
            list->validators[kept] = list->validators[i];
            kept++;
        } else {
            release(list->validators[i]);
        }
    }
    list->count = kept;
}

void ValidatorsEnd(ValidatorList *list)
{
    for (UINT16 i = 0; i < list->count; i++) {
        release(list->validators[i]);
    }
    list->count = 0;
}

/* Made with its request and freed with it, so that no call fails because memory ran out. */
typedef struct ValidateCall {
    Job job;
    Validator *validator;
    ValidationRequest *request;
} ValidateCall;

static void requestIsGone(void *context, BOOL wasLate)
{
    ValidateCall *call = context;

    if (wasLate) {
        atomic_fetch_sub(&call->validator->owed, 1);
    }
    release(call->validator);
    AllocatorFree(call);
}

HRESULT ValidatorCreateRequest(Validator *validator, const ValidationInput *input,
                               ValidationRequest **request)
{
    ValidateCall *call = AllocatorBytes(sizeof(*call));
    ValidationInput own = *input;
    HRESULT hr = E_OUTOFMEMORY;

    own.atEnd = requestIsGone;
    own.context = call;
    if (call) {
        hr = ValidationRequestCreate(&own, request);
    }
    if (FAILED(hr)) {
        AllocatorFree(call);
        return hr;
    }
    atomic_fetch_add(&validator->references, 1);
    call->validator = validator;
    call->request = *request;
    return S_OK;
}

static HRESULT createInstance(Validator *validator)
{
    HRESULT hr;

    if (validator->instance) {
        INapSystemHealthValidator_Release(validator->instance);
        validator->instance = NULL;
    }
    hr = CoCreateInstance(&validator->entry.clsid, NULL, CLSCTX_INPROC_SERVER,
                          &IID_INapSystemHealthValidator, (void **)&validator->instance);
    if (SUCCEEDED(hr) && !validator->instance) {
        hr = E_NOINTERFACE; /* a class object's mistake */
    }
    if (FAILED(hr)) {
        validator->instance = NULL;
    }
    LogStep("validator", "id=%08lX event=created hr=0x%08lX%s", (unsigned long)validator->entry.id,
            (unsigned long)hr,
            hr == E_NOINTERFACE ? " advice=\"register it with ThreadingModel Both\"" : "");
    return hr;
}

/* Without this, a validator that agrees to unloading would lose the code of a thread of its own. */
static void pinModule(Validator *validator)
{
    HMODULE module;

    if (!atomic_exchange(&validator->wasPending, TRUE)) {
        GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                           (const WCHAR *)(UINT_PTR)validator->instance->lpVtbl->Validate, &module);
    }
}

static HRESULT callValidate(Validator *validator, ValidationRequest *request)
{
    HRESULT hr =
        INapSystemHealthValidator_Validate(validator->instance, ValidationRequestOutward(request),
                                           VALIDATOR_LIMIT_MS, ValidationRequestCallback(request));

    if (hr == E_PENDING) {
        pinModule(validator);
    }
    return hr;
}

static BOOL isUnavailable(HRESULT hr)
{
    return hr == HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE) || hr == RPC_S_SERVER_UNAVAILABLE;
}

static HRESULT validate(Validator *validator, ValidationRequest *request)
{
    HRESULT hr;

    ValidationRequestMarkCalled(request);
    hr = validator->instance ? S_OK : createInstance(validator);
    if (SUCCEEDED(hr)) {
        hr = callValidate(validator, request);
    }
    if (isUnavailable(hr) && validator->instance && ValidationRequestIsPending(request)) {
        hr = createInstance(validator);
        if (SUCCEEDED(hr)) {
            hr = callValidate(validator, request);
        }
        if (isUnavailable(hr)) {
            bar(&validator->entry);
        }
    }
    /* 1722 itself would pass for a success. */
    return isUnavailable(hr) ? HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE) : hr;
}

static void run(Job *job)
{
    ValidateCall *call = CONTAINING_RECORD(job, ValidateCall, job);
    HRESULT hr = validate(call->validator, call->request);

    atomic_store(&call->validator->isInside, FALSE);
    if (hr != E_PENDING) {
        ValidationRequestComplete(call->request, hr);
    }
}

static void destroy(Job *job)
{
    ValidationRequestRelease(CONTAINING_RECORD(job, ValidateCall, job)->request);
}

/* How long to wait for the end of the last call. */
static DWORD patience(Validator *validator)
{
    if (!atomic_load(&validator->isInside)) {
        return INFINITE; /* only code of our own is left of it */
    }
    return atomic_load(&validator->owed) == 0 ? RETURN_MS : 0;
}

static HRESULT begin(ValidateCall *call)
{
    Validator *validator = call->validator;

    if (isBarred(&validator->entry)) {
        return HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE);
    }
    if (atomic_load(&validator->owed) >= LATE_REQUESTS_MAX ||
        !WorkerWaitIdle(validator->worker, patience(validator))) {
        return NAP_E_TOO_MANY_CALLS;
    }
    atomic_store(&validator->isInside, TRUE);
    ValidationRequestAddRef(call->request);
    JobInit(&call->job, run, destroy);
    WorkerBegin(validator->worker, &call->job);
    JobRelease(&call->job);
    return S_OK;
}

void ValidatorCall(ValidationRequest *request)
{
    HRESULT hr = begin(ValidationRequestContext(request));

    if (FAILED(hr)) {
        ValidationRequestComplete(request, hr);
    }
}

void ValidatorGiveUp(ValidationRequest *request, HRESULT code)
{
    ValidateCall *call = ValidationRequestContext(request);

    atomic_fetch_add(&call->validator->owed, 1);
    if (!ValidationRequestGiveUp(request, code)) {
        atomic_fetch_sub(&call->validator->owed, 1); /* it was quicker after all */
    }
}
