/* SPDX-License-Identifier: MIT */
/* See scriptedvalidator.h. Nothing here is newer than Windows XP. */
#include "scriptedvalidator.h"

#include <objbase.h>
#include <stdlib.h>
#include <string.h>

#include "sohliteral.h"

#define GATE_MS 60000
#define POLL_MS 2

/* One call of Validate, for the thread that answers it. */
typedef struct Task {
    ValidatorEvent event;
    ValidatorAnswer answer;
    unsigned place;    /* in the record */
    HANDLE mayBegin;   /* set when Validate is at its end; or NULL */
    HANDLE isComplete; /* set after OnComplete; or NULL */
} Task;

static ScriptedValidator *validatorOf(INapSystemHealthValidator *validator)
{
    return CONTAINING_RECORD(validator, ScriptedValidator, validator);
}

static HRESULT STDMETHODCALLTYPE queryInterface(INapSystemHealthValidator *This, REFIID riid,
                                                void **object)
{
    BOOL isKnown =
        IsEqualIID(riid, &IID_IUnknown) ||
        (!validatorOf(This)->refusesInterface && IsEqualIID(riid, &IID_INapSystemHealthValidator));

    *object = NULL;
    if (!isKnown) {
        return E_NOINTERFACE;
    }
    This->lpVtbl->AddRef(This);
    *object = This;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE addRef(INapSystemHealthValidator *This)
{
    return (ULONG)InterlockedIncrement(&validatorOf(This)->references);
}

static ULONG STDMETHODCALLTYPE release(INapSystemHealthValidator *This)
{
    return (ULONG)InterlockedDecrement(&validatorOf(This)->references);
}

/* The record of a call, or one that nobody reads. */
static ValidatorCall *callAt(ScriptedValidator *validator, unsigned place)
{
    static ValidatorCall nobodys;

    return place < VALIDATOR_CALLS ? &validator->calls[place] : &nobodys;
}

static unsigned noteBegin(ScriptedValidator *validator, ValidatorCall *call,
                          ValidatorAnswer *answer)
{
    unsigned place;

    call->begun = CallClock();
    call->ended = CALL_RUNS;
    call->thread = GetCurrentThreadId();
    EnterCriticalSection(&validator->lock);
    place = validator->begun++;
    validator->running++;
    if (validator->mostAtOnce < validator->running) {
        validator->mostAtOnce = validator->running;
    }
    *callAt(validator, place) = *call;
    *answer = validator->answer;
    LeaveCriticalSection(&validator->lock);
    return place;
}

static void noteEnd(ScriptedValidator *validator, unsigned place)
{
    const double now = CallClock();

    EnterCriticalSection(&validator->lock);
    callAt(validator, place)->ended = now;
    validator->ended++;
    validator->running--;
    LeaveCriticalSection(&validator->lock);
}

static void noteComplete(ScriptedValidator *validator, unsigned place, HRESULT hr)
{
    ValidatorCall *call;

    EnterCriticalSection(&validator->lock);
    call = callAt(validator, place);
    call->completeResult[call->completions == 0 ? 0 : 1] = hr;
    call->completions++;
    validator->completed++;
    LeaveCriticalSection(&validator->lock);
}

static void keepRequest(ScriptedValidator *validator, ValidatorCall *call,
                        INapSystemHealthValidationRequest *request)
{
    SoHRequest *soh = NULL;
    SoHRequest *copy = NULL;

    call->requestResult = request->lpVtbl->GetSoHRequest(request, &soh, &call->isGenerated);
    call->hasRequest = SUCCEEDED(call->requestResult) && soh != NULL;
    if (call->hasRequest) {
        copy = SohCopy(soh);
        SohFree(soh);
    }
    EnterCriticalSection(&validator->lock);
    free(validator->request);
    validator->request = copy;
    LeaveCriticalSection(&validator->lock);
}

static void readConfig(ValidatorCall *call, INapSystemHealthValidationRequest *request)
{
    INapSystemHealthValidationRequest2 *second = NULL;

    call->configResult = request->lpVtbl->QueryInterface(
        request, &IID_INapSystemHealthValidationRequest2, (void **)&second);
    if (SUCCEEDED(call->configResult)) {
        call->configResult = second->lpVtbl->GetConfigID(second, &call->configId);
        second->lpVtbl->Release(second);
    }
}

static void act(const Task *task)
{
    const ValidatorAnswer *answer = &task->answer;

    if (answer->hook) {
        answer->hook(&task->event, answer->context);
    }
    if (answer->gate) {
        WaitForSingleObject(answer->gate, GATE_MS);
    }
    if (answer->delay != 0) {
        Sleep(answer->delay);
    }
}

static void setResponse(ScriptedValidator *validator, unsigned place,
                        INapSystemHealthValidationRequest *request, const SoHResponse *response)
{
    if (response) {
        HRESULT hr = request->lpVtbl->SetSoHResponse(request, response);

        EnterCriticalSection(&validator->lock);
        callAt(validator, place)->setResult = hr;
        LeaveCriticalSection(&validator->lock);
    }
}

static void complete(const Task *task)
{
    INapServerCallback *callback = task->event.callback;

    setResponse(task->event.validator, task->place, task->event.request, task->answer.response);
    for (unsigned i = 0; i <= task->answer.repeats; i++) {
        noteComplete(
            task->event.validator, task->place,
            callback->lpVtbl->OnComplete(callback, task->event.request, task->answer.result));
    }
    if (task->answer.afterwards) {
        task->answer.afterwards(&task->event, task->answer.context);
    }
}

/* Like the sample's worker: it releases request and callback at its end, not its own object. */
static DWORD WINAPI work(void *parameter)
{
    Task task = *(Task *)parameter;

    free(parameter);
    if (task.mayBegin) {
        WaitForSingleObject(task.mayBegin, GATE_MS);
        CloseHandle(task.mayBegin);
    }
    act(&task);
    complete(&task);
    task.event.request->lpVtbl->Release(task.event.request);
    task.event.callback->lpVtbl->Release(task.event.callback);
    if (task.isComplete) {
        SetEvent(task.isComplete);
    }
    InterlockedDecrement(&task.event.validator->threads);
    return 0;
}

static void holdBoth(const ValidatorEvent *event)
{
    event->request->lpVtbl->AddRef(event->request);
    event->callback->lpVtbl->AddRef(event->callback);
}

/* FALSE: no thread. */
static BOOL startWork(const Task *task)
{
    Task *copy = malloc(sizeof(*copy));
    HANDLE thread;

    if (!copy) {
        return FALSE;
    }
    *copy = *task;
    holdBoth(&task->event);
    InterlockedIncrement(&task->event.validator->threads);
    thread = CreateThread(NULL, 0, work, copy, 0, NULL);
    if (!thread) {
        InterlockedDecrement(&task->event.validator->threads);
        task->event.request->lpVtbl->Release(task->event.request);
        task->event.callback->lpVtbl->Release(task->event.callback);
        free(copy);
        return FALSE;
    }
    CloseHandle(thread);
    return TRUE;
}

static HRESULT answerBefore(Task *task)
{
    HRESULT hr = E_OUTOFMEMORY;

    task->isComplete = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (task->isComplete && startWork(task)) {
        WaitForSingleObject(task->isComplete, GATE_MS);
        hr = E_PENDING;
    }
    if (task->isComplete) {
        CloseHandle(task->isComplete);
    }
    return hr;
}

/* The thread closes the event. */
static HRESULT answerAfter(Task *task, HANDLE *mayBegin)
{
    *mayBegin = NULL;
    task->mayBegin = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!task->mayBegin) {
        return E_OUTOFMEMORY;
    }
    if (!startWork(task)) {
        CloseHandle(task->mayBegin);
        return E_OUTOFMEMORY;
    }
    *mayBegin = task->mayBegin;
    return E_PENDING;
}

static HRESULT keep(const Task *task)
{
    ScriptedValidator *validator = task->event.validator;
    HRESULT hr = E_OUTOFMEMORY;

    EnterCriticalSection(&validator->lock);
    if (validator->keptCount < VALIDATOR_KEPT) {
        validator->kept[validator->keptCount].request = task->event.request;
        validator->kept[validator->keptCount].callback = task->event.callback;
        validator->kept[validator->keptCount].place = task->place;
        validator->keptCount++;
        hr = E_PENDING;
    }
    LeaveCriticalSection(&validator->lock);
    if (hr == E_PENDING) {
        holdBoth(&task->event);
    }
    return hr;
}

static HRESULT answerHere(const Task *task)
{
    act(task);
    switch (task->answer.manner) {
    case VALIDATOR_AT_ONCE:
        setResponse(task->event.validator, task->place, task->event.request, task->answer.response);
        return task->answer.result;
    case VALIDATOR_INSIDE:
        complete(task);
        return E_PENDING;
    default:
        return keep(task);
    }
}

static HRESULT STDMETHODCALLTYPE validate(INapSystemHealthValidator *This,
                                          INapSystemHealthValidationRequest *request, UINT32 hint,
                                          INapServerCallback *callback)
{
    Task task = {{validatorOf(This), request, hint, callback}, {0}, 0, NULL, NULL};
    ValidatorCall call;
    HANDLE mayBegin = NULL;
    HRESULT hr;

    if (!request || !callback) {
        return E_INVALIDARG;
    }
    memset(&call, 0, sizeof(call));
    call.hint = hint;
    request->lpVtbl->GetCorrelationId(request, &call.correlation);
    readConfig(&call, request);
    keepRequest(task.event.validator, &call, request);
    task.place = noteBegin(task.event.validator, &call, &task.answer);
    if (task.answer.manner == VALIDATOR_BEFORE) {
        hr = answerBefore(&task);
    } else if (task.answer.manner == VALIDATOR_AFTER) {
        hr = answerAfter(&task, &mayBegin);
    } else {
        hr = answerHere(&task);
    }
    noteEnd(task.event.validator, task.place);
    if (mayBegin) {
        SetEvent(mayBegin);
    }
    return hr;
}

static ScriptedValidator *ofFactory(IClassFactory *factory)
{
    return CONTAINING_RECORD(factory, ScriptedValidator, factory);
}

static HRESULT STDMETHODCALLTYPE factoryQuery(IClassFactory *This, REFIID riid, void **object)
{
    *object = NULL;
    if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_IClassFactory)) {
        return E_NOINTERFACE;
    }
    This->lpVtbl->AddRef(This);
    *object = This;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE factoryAddRef(IClassFactory *This)
{
    return (ULONG)InterlockedIncrement(&ofFactory(This)->factoryReferences);
}

static ULONG STDMETHODCALLTYPE factoryRelease(IClassFactory *This)
{
    return (ULONG)InterlockedDecrement(&ofFactory(This)->factoryReferences);
}

static HRESULT STDMETHODCALLTYPE createInstance(IClassFactory *This, IUnknown *outer, REFIID riid,
                                                void **object)
{
    ScriptedValidator *validator = ofFactory(This);
    HRESULT hr;

    *object = NULL;
    if (outer) {
        return CLASS_E_NOAGGREGATION;
    }
    EnterCriticalSection(&validator->lock);
    validator->creations++;
    hr = validator->creationResult;
    LeaveCriticalSection(&validator->lock);
    return FAILED(hr) ? hr : queryInterface(&validator->validator, riid, object);
}

/* As the sample of the Windows 8.1 edition answers. */
static HRESULT STDMETHODCALLTYPE lockServer(IClassFactory *This, BOOL isLocked)
{
    (void)This;
    (void)isLocked;
    return E_NOTIMPL;
}

static INapSystemHealthValidatorVtbl validatorVtbl = {queryInterface, addRef, release, validate};
static IClassFactoryVtbl factoryVtbl = {factoryQuery, factoryAddRef, factoryRelease, createInstance,
                                        lockServer};

HRESULT ScriptedValidatorInit(ScriptedValidator *validator, REFCLSID clsid)
{
    memset(validator, 0, sizeof(*validator));
    validator->validator.lpVtbl = &validatorVtbl;
    validator->factory.lpVtbl = &factoryVtbl;
    validator->references = 1;
    validator->factoryReferences = 1;
    validator->clsid = *clsid;
    InitializeCriticalSection(&validator->lock);
    return CoRegisterClassObject(clsid, (IUnknown *)&validator->factory, CLSCTX_INPROC_SERVER,
                                 REGCLS_MULTIPLEUSE, &validator->cookie);
}

void ScriptedValidatorFree(ScriptedValidator *validator)
{
    if (validator->cookie != 0) {
        CoRevokeClassObject(validator->cookie);
        validator->cookie = 0;
    }
    ScriptedValidatorDrop(validator);
    while (validator->threads != 0) {
        Sleep(POLL_MS);
    }
    free(validator->request);
    validator->request = NULL;
    DeleteCriticalSection(&validator->lock);
}

void ScriptedValidatorAnswer(ScriptedValidator *validator, const ValidatorAnswer *answer)
{
    EnterCriticalSection(&validator->lock);
    validator->answer = *answer;
    LeaveCriticalSection(&validator->lock);
}

void ScriptedValidatorSay(ScriptedValidator *validator, const SoHResponse *response)
{
    ValidatorAnswer answer;

    memset(&answer, 0, sizeof(answer));
    answer.response = response;
    ScriptedValidatorAnswer(validator, &answer);
}

static unsigned readCount(ScriptedValidator *validator, const unsigned *count)
{
    unsigned value;

    EnterCriticalSection(&validator->lock);
    value = *count;
    LeaveCriticalSection(&validator->lock);
    return value;
}

static BOOL await(ScriptedValidator *validator, const unsigned *count, unsigned least,
                  DWORD timeout)
{
    const double end = CallClock() + timeout;

    while (readCount(validator, count) < least && CallClock() < end) {
        Sleep(POLL_MS);
    }
    return readCount(validator, count) >= least;
}

unsigned ScriptedValidatorBegun(ScriptedValidator *validator)
{
    return readCount(validator, &validator->begun);
}

unsigned ScriptedValidatorEnded(ScriptedValidator *validator)
{
    return readCount(validator, &validator->ended);
}

BOOL ScriptedValidatorAwait(ScriptedValidator *validator, unsigned count, DWORD timeout)
{
    return await(validator, &validator->ended, count, timeout);
}

BOOL ScriptedValidatorAwaitComplete(ScriptedValidator *validator, unsigned count, DWORD timeout)
{
    return await(validator, &validator->completed, count, timeout);
}

BOOL ScriptedValidatorCall(ScriptedValidator *validator, unsigned n, ValidatorCall *call)
{
    BOOL found;

    EnterCriticalSection(&validator->lock);
    found = n < validator->begun && n < VALIDATOR_CALLS;
    if (found) {
        *call = validator->calls[n];
    }
    LeaveCriticalSection(&validator->lock);
    return found;
}

void ScriptedValidatorForget(ScriptedValidator *validator)
{
    EnterCriticalSection(&validator->lock);
    validator->begun = 0;
    validator->ended = 0;
    validator->completed = 0;
    validator->mostAtOnce = 0;
    validator->creations = 0;
    free(validator->request);
    validator->request = NULL;
    LeaveCriticalSection(&validator->lock);
}

/* Takes the oldest out of what is kept. FALSE: there is none. */
static BOOL takeKept(ScriptedValidator *validator, Task *task)
{
    BOOL found;

    EnterCriticalSection(&validator->lock);
    found = validator->keptCount != 0;
    if (found) {
        task->event.validator = validator;
        task->event.request = validator->kept[0].request;
        task->event.callback = validator->kept[0].callback;
        task->place = validator->kept[0].place;
        validator->keptCount--;
        memmove(&validator->kept[0], &validator->kept[1],
                validator->keptCount * sizeof(validator->kept[0]));
    }
    LeaveCriticalSection(&validator->lock);
    return found;
}

HRESULT ScriptedValidatorComplete(ScriptedValidator *validator, const SoHResponse *response,
                                  HRESULT result)
{
    Task task;
    HRESULT hr;

    memset(&task, 0, sizeof(task));
    if (!takeKept(validator, &task)) {
        return E_PENDING;
    }
    setResponse(validator, task.place, task.event.request, response);
    hr = task.event.callback->lpVtbl->OnComplete(task.event.callback, task.event.request, result);
    noteComplete(validator, task.place, hr);
    task.event.request->lpVtbl->Release(task.event.request);
    task.event.callback->lpVtbl->Release(task.event.callback);
    return hr;
}

void ScriptedValidatorDrop(ScriptedValidator *validator)
{
    Task task;

    while (takeKept(validator, &task)) {
        task.event.request->lpVtbl->Release(task.event.request);
        task.event.callback->lpVtbl->Release(task.event.callback);
    }
}
