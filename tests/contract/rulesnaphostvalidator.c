/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: what it makes of a validator's answers, and the objects it gives it. */
#include "naphostworld.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define SERVER_UNAVAILABLE HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE)

/* A validator's bare error, as the page names it. */
#define BARE_UNAVAILABLE ((HRESULT)RPC_S_SERVER_UNAVAILABLE)

/* The response that reaches the agent in the check that comes next. */
static void expectResponse(World *world, const SoH *expected)
{
    WorldExchange(world, 0);
    WorldExpectSoH(world, "The agent's response", world->agents[0].response, expected);
}

static void expectFailure(World *world, HRESULT code)
{
    expectResponse(world, WorldMade(world, 0, failureCategoryServerComponent, code));
}

static void answersBy(Trial *trial, int manner)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer answer = {.manner = (ValidatorManner)manner,
                                    .response = WorldCodes(world, 0, UNHEALTHY)};
    ValidatorCall call;

    ScriptedValidatorAnswer(&world->validators[0], &answer);
    expectResponse(world, answer.response);
    WorldExpectState(world, isolationStateRestrictedAccess, FALSE);
    if (manner != VALIDATOR_AT_ONCE) {
        TrialExpect(trial,
                    ScriptedValidatorAwaitComplete(&world->validators[0], 1, WorldPatience()),
                    "OnComplete did not return");
        ScriptedValidatorCall(&world->validators[0], 0, &call);
        TrialExpectHr(trial, "OnComplete", call.completeResult[0], S_OK);
    }
}

static void getsHint(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    WorldExchange(world, 0);
    TrialExpectNumber(trial, "hintTimeOutInMsec", WorldValidation(world, 0, 0).hint, 2000);
}

static void successWithoutResponse(Trial *trial, int manner)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer answer = {.manner = (ValidatorManner)manner};

    ScriptedValidatorAnswer(&world->validators[0], &answer);
    expectFailure(world, NAP_E_MISSING_SOH);
}

static void otherSuccess(Trial *trial, int manner)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer answer = {.manner = (ValidatorManner)manner,
                                    .result = S_FALSE,
                                    .response = WorldCodes(world, 0, S_OK)};

    ScriptedValidatorAnswer(&world->validators[0], &answer);
    expectResponse(world, answer.response);
}

static void fails(Trial *trial, int manner)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer answer = {.manner = (ValidatorManner)manner,
                                    .result = E_ACCESSDENIED,
                                    .response = WorldCodes(world, 0, S_OK)};

    ScriptedValidatorAnswer(&world->validators[0], &answer);
    expectFailure(world, E_ACCESSDENIED);
    WorldExpectState(world, isolationStateRestrictedAccess, FALSE);
}

/* The first call fails, the next one answers. */
static void thenAnswers(const ValidatorEvent *event, void *context)
{
    ScriptedValidatorAnswer(event->validator, context);
}

static void askedAgain(Trial *trial, int result)
{
    World *world = WorldBeginPair(trial);
    ValidatorAnswer next = {.response = WorldCodes(world, 0, S_OK)};
    const ValidatorAnswer answer = {
        .result = (HRESULT)result, .hook = thenAnswers, .context = &next};

    ScriptedValidatorAnswer(&world->validators[0], &answer);
    expectResponse(world, next.response);
    TrialExpectNumber(trial, "The number of calls of Validate",
                      ScriptedValidatorBegun(&world->validators[0]), 2);
    TrialExpectNumber(trial, "The number of objects created", world->validators[0].creations, 2);
}

static void givenUp(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer answer = {.result = SERVER_UNAVAILABLE};
    ScriptedValidator *validator = &world->validators[0];
    unsigned asked;

    ScriptedValidatorAnswer(validator, &answer);
    expectFailure(world, SERVER_UNAVAILABLE);
    asked = ScriptedValidatorBegun(validator);
    WorldExchange(world, 0);
    TrialExpectNumber(trial, "The number of calls of Validate", asked, 2);
    TrialExpectNumber(trial, "The calls in the check after it",
                      ScriptedValidatorBegun(validator) - asked, 0);
    ScriptedValidatorSay(validator, WorldCodes(world, 0, S_OK));
    TrialExpectHr(trial, "UnregisterSystemHealthValidator",
                  NaphostDllUnregisterValidator(world->host, WorldId(0)), S_OK);
    Sleep(20); /* so that RegistrationDate is another one */
    WorldValidator(world, 0);
    expectResponse(world, WorldCodes(world, 0, S_OK));
}

static void notCreated(Trial *trial, int hasNoInterface)
{
    World *world = WorldBeginPair(trial);

    if (hasNoInterface) {
        world->validators[0].refusesInterface = TRUE;
        expectFailure(world, E_NOINTERFACE);
    } else {
        world->validators[0].creationResult = E_OUTOFMEMORY;
        expectFailure(world, E_OUTOFMEMORY);
    }
}

static void noClass(Trial *trial, int parameter)
{
    static const CLSID unknown = {
        0x7B1F0AC1, 0x1234, 0x4E5B, {0x90, 0x1C, 0x6A, 0x8F, 0x21, 0xD3, 0x44, 0xFF}};
    World *world = WorldBegin(trial);

    TrialExpectHr(trial, "RegisterSystemHealthValidator",
                  NaphostDllRegisterValidator(world->host, WorldId(0), &unknown), S_OK);
    ScriptedAgentSay(&world->agents[0], WorldRequest(world, 0, 0xAA), TRUE);
    WorldBind(world, 0);
    expectFailure(world, REGDB_E_CLASSNOTREG);
}

static void createdOnce(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    WorldExchange(world, 0);
    WorldExchange(world, 0);
    TrialExpectNumber(trial, "The number of objects after two checks",
                      world->validators[0].creations, 1);
    WorldUnbind(world, 0);
    TrialExpect(trial, NaphostDllAwaitUnused(world->host, WorldPatience()),
                "DllCanUnloadNow does not return S_OK after Uninitialize");
    TrialExpectNumber(trial, "The references to the validator then",
                      (unsigned long)world->validators[0].references, 1);
    WorldBind(world, 0);
    WorldExchange(world, 0);
    TrialExpectNumber(trial, "The number of objects when an agent is bound again",
                      world->validators[0].creations, 2);
}

/* Each waits for the other's call, so both must run at once. */
typedef struct Meeting {
    ScriptedValidator *other;
    BOOL hasMet;
} Meeting;

static void meets(const ValidatorEvent *event, void *context)
{
    Meeting *meeting = context;
    const double begun = CallClock();

    while (ScriptedValidatorBegun(meeting->other) == 0 && CallClock() - begun < 1500) {
        Sleep(1);
    }
    meeting->hasMet = ScriptedValidatorBegun(meeting->other) != 0;
}

static void inParallel(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Meeting meetings[2];

    WorldPair(world, 1);
    for (unsigned n = 0; n < 2; n++) {
        ValidatorAnswer answer = {
            .hook = meets, .context = &meetings[n], .response = WorldCodes(world, n, S_OK)};

        meetings[n] = (Meeting){&world->validators[1 - n], FALSE};
        ScriptedValidatorAnswer(&world->validators[n], &answer);
    }
    WorldExchange(world, 1);
    TrialExpect(trial, meetings[0].hasMet && meetings[1].hasMet,
                "The validators were not asked at once");
}

static void askedWithoutAgent(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    ValidatorCall call;

    WorldValidator(world, 1); /* no agent of that id is registered */
    WorldExchange(world, 0);
    call = WorldValidation(world, 1, 0);
    TrialExpectHr(trial, "GetSoHRequest", call.requestResult, S_OK);
    TrialExpect(trial, !call.hasRequest, "GetSoHRequest gives a request that nobody sent");
    TrialExpect(trial, !call.isGenerated, "napSystemGenerated is TRUE");
}

static void notAsked(Trial *trial, int isUnregistered)
{
    World *world = WorldBeginPair(trial);

    WorldValidator(world, 1);
    WorldExchange(world, 0);
    if (isUnregistered) {
        TrialExpectHr(trial, "UnregisterSystemHealthValidator",
                      NaphostDllUnregisterValidator(world->host, WorldId(1)), S_OK);
    } else {
        WorldSetDword(world, L"Validators", WorldId(1), L"Enabled", 0);
    }
    WorldExchange(world, 0);
    TrialExpectNumber(trial, "The number of calls of Validate",
                      ScriptedValidatorBegun(&world->validators[1]), 1);
}

/* A pending request of a validator that is unregistered meanwhile. */
static void unregisteredPending(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};
    HRESULT hr;

    ScriptedValidatorAnswer(&world->validators[0], &never);
    WorldNotify(world, 0);
    WorldValidation(world, 0, 0);
    TrialExpectHr(trial, "UnregisterSystemHealthValidator",
                  NaphostDllUnregisterValidator(world->host, WorldId(0)), S_OK);
    hr = ScriptedValidatorComplete(&world->validators[0], WorldCodes(world, 0, UNHEALTHY), S_OK);
    TrialExpect(trial, hr == S_OK || hr == NAP_E_NOT_PENDING, "OnComplete returned 0x%08lX", hr);
}

/* ---- Time limit ---- */

/* What a hung validator leads to, found out once in a process: it takes seconds. */
static struct {
    BOOL isDone;
    double waited;
    BOOL isTimeoutSent;
    HRESULT lateSet;
    HRESULT lateComplete;
    unsigned asked; /* of five checks */
    BOOL isFifthBusy;
    BOOL isBusyInside;
} late;

static BOOL responseIs(World *world, HRESULT code)
{
    const SoHResponse *response = world->agents[0].response;

    return response &&
           SohEqual(response, WorldMade(world, 0, failureCategoryServerComponent, code));
}

/* The validator never answers; after four late requests it isn't asked any more. */
static void leaveFour(World *world)
{
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};
    const double begun = CallClock();

    ScriptedValidatorAnswer(&world->validators[0], &never);
    WorldExchange(world, 0);
    late.waited = CallClock() - begun;
    late.isTimeoutSent = responseIs(world, NAP_E_SHV_TIMEOUT);
    for (unsigned i = 0; i < 4; i++) {
        WorldExchange(world, 0);
    }
    late.asked = ScriptedValidatorBegun(&world->validators[0]);
    late.isFifthBusy = responseIs(world, NAP_E_TOO_MANY_CALLS);
    late.lateComplete =
        ScriptedValidatorComplete(&world->validators[0], WorldCodes(world, 0, S_OK), S_OK);
}

/* Validate doesn't return: the check after it doesn't ask again. */
static void hangInside(World *world)
{
    ValidatorAnswer hanging = {.gate = CreateEventW(NULL, TRUE, FALSE, NULL)};
    unsigned asked;

    ScriptedValidatorDrop(&world->validators[0]);
    ScriptedValidatorAnswer(&world->validators[0], &hanging);
    WorldExchange(world, 0);
    asked = ScriptedValidatorBegun(&world->validators[0]);
    WorldExchange(world, 0);
    late.isBusyInside = responseIs(world, NAP_E_TOO_MANY_CALLS) &&
                        ScriptedValidatorBegun(&world->validators[0]) == asked;
    SetEvent(hanging.gate);
    WorldEnd(world);
    CloseHandle(hanging.gate);
}

static void beLate(Trial *trial)
{
    if (!late.isDone) {
        World *world = WorldBeginPair(trial);

        leaveFour(world);
        hangInside(world);
        late.isDone = TRUE;
    }
}

static void limitsTime(Trial *trial, int parameter)
{
    beLate(trial);
    TrialExpect(trial, late.isTimeoutSent,
                "The agent's response is not ServerComponent, NAP_E_SHV_TIMEOUT");
    TrialExpect(trial, late.waited > 1900 && late.waited < 8000, "The check took %.0f ms, not 2000",
                late.waited);
}

static void dropsLate(Trial *trial, int parameter)
{
    beLate(trial);
    TrialExpectHr(trial, "OnComplete after the time limit", late.lateComplete, NAP_E_NOT_PENDING);
}

static void limitsLate(Trial *trial, int parameter)
{
    beLate(trial);
    TrialExpectNumber(trial, "The calls of Validate in five checks", late.asked, 4);
    TrialExpect(trial, late.isFifthBusy, "The fifth response has not NAP_E_TOO_MANY_CALLS");
}

static void limitsCalls(Trial *trial, int parameter)
{
    beLate(trial);
    TrialExpect(trial, late.isBusyInside,
                "While it was inside Validate it was asked again, or the response has not "
                "NAP_E_TOO_MANY_CALLS");
}

/* ---- OnComplete ---- */

static void completesTwice(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer answer = {
        .manner = VALIDATOR_BEFORE, .repeats = 1, .response = WorldCodes(world, 0, S_OK)};
    ValidatorCall call;

    ScriptedValidatorAnswer(&world->validators[0], &answer);
    WorldExchange(world, 0);
    call = WorldValidation(world, 0, 0);
    TrialExpectHr(trial, "The first OnComplete", call.completeResult[0], S_OK);
    TrialExpectHr(trial, "The second OnComplete", call.completeResult[1], NAP_E_NOT_PENDING);
}

static void completesAbandoned(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};

    ScriptedValidatorAnswer(&world->validators[0], &never);
    WorldNotify(world, 0);
    WorldValidation(world, 0, 0);
    WorldUnbind(world, 0);
    TrialExpectHr(
        trial, "OnComplete after Uninitialize",
        ScriptedValidatorComplete(&world->validators[0], WorldCodes(world, 0, S_OK), S_OK),
        NAP_E_NOT_PENDING);
}

typedef struct Seen {
    const SoH *unhealthy; /* a response */
    HKEY machine;         /* the redirected one */
    HRESULT hr[6];
    SoH *soh; /* of malloc */
    UINT32 number;
    UINT16 sizes[3];
    BYTE bytes[200];
    WCHAR text[300];
    CorrelationId correlation;
    BOOL isSame;
} Seen;

/* Runs a check in which the validator calls the hook before it answers healthy. */
static void checkWith(World *world, ValidatorHook *hook, Seen *seen)
{
    const ValidatorAnswer answer = {
        .hook = hook, .context = seen, .response = WorldCodes(world, 0, S_OK)};

    seen->unhealthy = WorldCodes(world, 0, UNHEALTHY);
    ScriptedValidatorAnswer(&world->validators[0], &answer);
    WorldExchange(world, 0);
}

static void completesWrongly(const ValidatorEvent *event, void *context)
{
    INapServerCallback *callback = event->callback;
    Seen *seen = context;
    /* No request at all, but an object. */
    INapSystemHealthValidationRequest *other =
        (INapSystemHealthValidationRequest *)(void *)&event->validator->validator;

    seen->hr[0] = callback->lpVtbl->OnComplete(callback, NULL, S_OK);
    seen->hr[1] = callback->lpVtbl->OnComplete(callback, event->request, E_PENDING);
    seen->hr[2] = callback->lpVtbl->OnComplete(callback, other, S_OK);
}

static void refusesCompletion(Trial *trial, int which)
{
    static const char *const calls[] = {"OnComplete(NULL, S_OK)", "OnComplete(request, E_PENDING)",
                                        "OnComplete(another object, S_OK)"};
    World *world = WorldBeginPair(trial);
    Seen seen = {.number = 0};

    checkWith(world, completesWrongly, &seen);
    TrialExpectHr(trial, calls[which], seen.hr[which], E_INVALIDARG);
    WorldExpectSoH(world, "The agent's response", world->agents[0].response,
                   WorldCodes(world, 0, S_OK));
}

/* ---- The validation request ---- */

static void setsInvalid(const ValidatorEvent *event, void *context)
{
    SoHAttribute idOnly[] = {ID_ATTRIBUTE};
    const SoH noResult = SOH_OF(idOnly);
    INapSystemHealthValidationRequest *request = event->request;
    Seen *seen = context;
    SoHResponse *response = SEED;

    seen->hr[0] = request->lpVtbl->GetSoHResponse(request, &response);
    seen->hr[1] = response ? E_UNEXPECTED : S_OK;
    seen->hr[2] = request->lpVtbl->SetSoHResponse(request, seen->unhealthy);
    seen->hr[3] = request->lpVtbl->SetSoHResponse(request, &noResult);
    seen->hr[4] = request->lpVtbl->SetSoHResponse(request, NULL);
    response = NULL;
    seen->hr[5] = request->lpVtbl->GetSoHResponse(request, &response);
    seen->isSame = response && SohEqual(response, seen->unhealthy);
    SohFree(response);
}

static void setsResponse(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.number = 0};

    checkWith(world, setsInvalid, &seen);
    TrialExpectHr(trial, "GetSoHResponse before SetSoHResponse", seen.hr[0], NAP_E_MISSING_SOH);
    TrialExpectHr(trial, "Its output that is NULL", seen.hr[1], S_OK);
    TrialExpectHr(trial, "SetSoHResponse", seen.hr[2], S_OK);
    TrialExpectHr(trial, "SetSoHResponse without a result", seen.hr[3], NAP_E_INVALID_PACKET);
    TrialExpectHr(trial, "SetSoHResponse(NULL)", seen.hr[4], E_INVALIDARG);
    TrialExpectHr(trial, "GetSoHResponse", seen.hr[5], S_OK);
    TrialExpect(trial, seen.isSame, "GetSoHResponse doesn't give what was set");
    /* The world set a second one afterwards, which counts. */
    WorldExpectSoH(world, "The agent's response", world->agents[0].response,
                   WorldCodes(world, 0, S_OK));
}

static void overwrites(const ValidatorEvent *event, void *context)
{
    Seen *seen = context;
    SoH *copy = SohCopy(seen->unhealthy);

    if (copy) {
        seen->hr[0] = event->request->lpVtbl->SetSoHResponse(event->request, copy);
        memset(copy->attributes[1].value, 0, copy->attributes[1].size);
        free(copy);
    }
}

static void copiesResponse(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.unhealthy = WorldCodes(world, 0, UNHEALTHY)};
    const ValidatorAnswer answer = {.hook = overwrites, .context = &seen};

    ScriptedValidatorAnswer(&world->validators[0], &answer);
    WorldExchange(world, 0);
    WorldExpectSoH(world, "The agent's response", world->agents[0].response,
                   WorldCodes(world, 0, UNHEALTHY));
}

static void takesOtherId(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    ScriptedValidatorSay(&world->validators[0], WorldCodes(world, 2, UNHEALTHY));
    expectResponse(world, WorldCodes(world, 2, UNHEALTHY));
    WorldExpectState(world, isolationStateRestrictedAccess, FALSE);
}

static void setsAfterwards(const ValidatorEvent *event, void *context)
{
    Seen *seen = context;

    seen->hr[0] = event->request->lpVtbl->SetSoHResponse(event->request, seen->unhealthy);
    seen->number = 1;
}

static void refusesAfterwards(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.unhealthy = WorldCodes(world, 0, UNHEALTHY)};
    const ValidatorAnswer answer = {.manner = VALIDATOR_BEFORE,
                                    .afterwards = setsAfterwards,
                                    .context = &seen,
                                    .response = WorldCodes(world, 0, S_OK)};

    ScriptedValidatorAnswer(&world->validators[0], &answer);
    expectResponse(world, answer.response);
    WorldValidation(world, 0, 0); /* returns after that second call */
    TrialExpectNumber(trial, "The number of calls", seen.number, 1);
    TrialExpectHr(trial, "SetSoHResponse after OnComplete", seen.hr[0], NAP_E_NOT_PENDING);
}

/* Reads the private data; the size, or 0xFFFF for an error. */
static UINT16 privateData(INapSystemHealthValidationRequest *request, BYTE *bytes)
{
    PrivateData *data = NULL;
    UINT16 size = 0xFFFF;

    if (request->lpVtbl->GetPrivateData(request, &data) == S_OK && data) {
        size = data->size;
        if (bytes && size <= 200) {
            memcpy(bytes, data->data, size);
        }
        CoTaskMemFree(data->data);
        CoTaskMemFree(data);
    }
    return size;
}

static void usesPrivateData(const ValidatorEvent *event, void *context)
{
    INapSystemHealthValidationRequest *request = event->request;
    static BYTE bytes[201] = {1, 2, 3};
    PrivateData data = {200, bytes};
    PrivateData tooMuch = {201, bytes};
    Seen *seen = context;

    seen->sizes[0] = privateData(request, NULL);
    seen->hr[0] = request->lpVtbl->SetPrivateData(request, &data);
    seen->hr[1] = request->lpVtbl->SetPrivateData(request, &tooMuch);
    seen->hr[2] = request->lpVtbl->SetPrivateData(request, NULL);
    seen->hr[3] = request->lpVtbl->GetPrivateData(request, NULL);
    seen->sizes[1] = privateData(request, seen->bytes);
}

static void keepsPrivateData(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.number = 0};

    checkWith(world, usesPrivateData, &seen);
    TrialExpectNumber(trial, "The size before anything is set", seen.sizes[0], 0);
    TrialExpectHr(trial, "SetPrivateData of 200 bytes", seen.hr[0], S_OK);
    TrialExpectHr(trial, "SetPrivateData of 201 bytes", seen.hr[1], E_INVALIDARG);
    TrialExpectHr(trial, "SetPrivateData(NULL)", seen.hr[2], E_INVALIDARG);
    TrialExpectHr(trial, "GetPrivateData(NULL)", seen.hr[3], E_INVALIDARG);
    TrialExpectNumber(trial, "The size that was set", seen.sizes[1], 200);
    TrialExpect(trial, seen.bytes[2] == 3, "The bytes are not those that were set");
}

static void readsConfig(const ValidatorEvent *event, void *context)
{
    INapSystemHealthValidationRequest2 *request = NULL;
    IUnknown *one = NULL;
    IUnknown *other = NULL;
    Seen *seen = context;

    seen->hr[0] = event->request->lpVtbl->QueryInterface(
        event->request, &IID_INapSystemHealthValidationRequest2, (void **)&request);
    if (FAILED(seen->hr[0])) {
        return;
    }
    seen->hr[1] = request->lpVtbl->GetConfigID(request, &seen->number);
    seen->hr[2] = request->lpVtbl->GetConfigID(request, NULL);
    event->request->lpVtbl->QueryInterface(event->request, &IID_IUnknown, (void **)&one);
    request->lpVtbl->QueryInterface(request, &IID_IUnknown, (void **)&other);
    seen->isSame = one == other;
    one->lpVtbl->Release(one);
    other->lpVtbl->Release(other);
    request->lpVtbl->Release(request);
}

static void saysConfig(Trial *trial, int configId)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.number = SEED_U32};

    if (configId != 0) {
        WorldSetDword(world, L"Validators", WorldId(0), L"ConfigId", (DWORD)configId);
    }
    checkWith(world, readsConfig, &seen);
    TrialExpectHr(trial, "QueryInterface for the second interface", seen.hr[0], S_OK);
    TrialExpect(trial, seen.isSame, "The second interface is another object's");
    TrialExpectHr(trial, "GetConfigID", seen.hr[1], S_OK);
    TrialExpectNumber(trial, "configID", seen.number, (unsigned long)configId);
    TrialExpectHr(trial, "GetConfigID(NULL)", seen.hr[2], E_INVALIDARG);
}

/* Wine looks the name up in HKEY_LOCAL_MACHINE, so that must be the real one. */
static void readsMachine(const ValidatorEvent *event, void *context)
{
    CountedString *name = NULL;
    Seen *seen = context;

    RegOverridePredefKey(HKEY_LOCAL_MACHINE, NULL);
    seen->hr[0] = event->request->lpVtbl->GetMachineName(event->request, &name);
    seen->hr[1] = event->request->lpVtbl->GetMachineName(event->request, NULL);
    RegOverridePredefKey(HKEY_LOCAL_MACHINE, seen->machine);
    if (name) {
        wcsncpy(seen->text, name->string, ARRAYSIZE(seen->text) - 1);
        seen->sizes[0] = name->length;
        CoTaskMemFree(name->string);
        CoTaskMemFree(name);
    }
}

static void saysMachine(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.machine = world->registry.machine};
    WCHAR expected[300];
    DWORD size = ARRAYSIZE(expected);

    RegOverridePredefKey(HKEY_LOCAL_MACHINE, NULL);
    if (!GetComputerNameExW(ComputerNameDnsFullyQualified, expected, &size) || *expected == L'\0') {
        size = ARRAYSIZE(expected);
        GetComputerNameExW(ComputerNameNetBIOS, expected, &size);
    }
    RegOverridePredefKey(HKEY_LOCAL_MACHINE, world->registry.machine);
    checkWith(world, readsMachine, &seen);
    TrialExpectHr(trial, "GetMachineName", seen.hr[0], S_OK);
    TrialExpectHr(trial, "GetMachineName(NULL)", seen.hr[1], E_INVALIDARG);
    TrialExpect(trial, wcscmp(seen.text, expected) == 0 && seen.sizes[0] == wcslen(expected),
                "It is %ls, not %ls", seen.text, expected);
}

static void passesNull(const ValidatorEvent *event, void *context)
{
    INapSystemHealthValidationRequest *request = event->request;
    SoHRequest *soh = SEED;
    BOOL isGenerated = TRUE;
    Seen *seen = context;

    seen->hr[0] = request->lpVtbl->GetCorrelationId(request, NULL);
    seen->hr[1] = request->lpVtbl->GetStringCorrelationId(request, NULL);
    seen->hr[2] = request->lpVtbl->GetSoHRequest(request, &soh, NULL);
    seen->hr[3] = request->lpVtbl->GetSoHRequest(request, NULL, &isGenerated);
    seen->hr[4] = request->lpVtbl->GetSoHResponse(request, NULL);
    seen->hr[5] = soh || isGenerated ? E_UNEXPECTED : E_INVALIDARG;
}

static void refusesNull(Trial *trial, int parameter)
{
    static const char *const calls[] = {
        "GetCorrelationId(NULL)",    "GetStringCorrelationId(NULL)",
        "GetSoHRequest(&soh, NULL)", "GetSoHRequest(NULL, &generated)",
        "GetSoHResponse(NULL)",      "Clearing the other output"};
    World *world = WorldBeginPair(trial);
    Seen seen = {.number = 0};

    checkWith(world, passesNull, &seen);
    for (unsigned i = 0; i < ARRAYSIZE(calls); i++) {
        TrialExpectHr(trial, calls[i], seen.hr[i], E_INVALIDARG);
    }
}

/* A request that a validator has kept answers on, and holds host and validator. */
static void keptRequest(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};
    INapSystemHealthValidationRequest *request;
    CorrelationId correlation;
    HRESULT hr;
    LONG held;

    ScriptedValidatorAnswer(&world->validators[0], &never);
    WorldNotify(world, 0);
    WorldValidation(world, 0, 0);
    WorldUnbind(world, 0);
    request = world->validators[0].kept[0].request;
    hr = request->lpVtbl->GetCorrelationId(request, &correlation);
    held = world->validators[0].references;
    ScriptedValidatorDrop(&world->validators[0]);
    TrialExpect(trial, NaphostDllAwaitUnused(world->host, WorldPatience()),
                "DllCanUnloadNow does not return S_OK after the request's last Release");
    TrialExpectHr(trial, "GetCorrelationId of a request that was kept", hr, S_OK);
    TrialExpect(trial, held > 1, "The validator is not held while its request is");
    TrialExpectNumber(trial, "The references to the validator at the end",
                      (unsigned long)world->validators[0].references, 1);
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.validator.at-once", RULE_DOCUMENTED,
     "A validator that answers S_OK has set its response, which counts and reaches the agent", "3",
     answersBy, VALIDATOR_AT_ONCE, HOST},
    {"naphost.validator.pending-inside", RULE_CHOSEN,
     "OnComplete may be called inside Validate, which then answers E_PENDING", "3", answersBy,
     VALIDATOR_INSIDE, HOST},
    {"naphost.validator.pending-before", RULE_EVIDENT,
     "OnComplete may come from another thread before Validate returns E_PENDING", "3", answersBy,
     VALIDATOR_BEFORE, HOST},
    {"naphost.validator.pending-after", RULE_DOCUMENTED,
     "OnComplete may come from another thread after Validate returned E_PENDING", "3", answersBy,
     VALIDATOR_AFTER, HOST},
    {"naphost.validator.hint", RULE_DOCUMENTED, "hintTimeOutInMsec is 2000", "2000", getsHint, 0,
     HOST},
    {"naphost.validator.nothing-set", RULE_CHOSEN, "S_OK without a response is a failure",
     "ServerComponent, NAP_E_MISSING_SOH", successWithoutResponse, VALIDATOR_AT_ONCE, HOST},
    {"naphost.validator.nothing-set-pending", RULE_CHOSEN,
     "OnComplete with S_OK, without a response, is a failure", "ServerComponent, NAP_E_MISSING_SOH",
     successWithoutResponse, VALIDATOR_BEFORE, HOST},
    {"naphost.validator.success", RULE_CHOSEN, "Another success code is as good as S_OK",
     "the response", otherSuccess, VALIDATOR_AT_ONCE, HOST},
    {"naphost.validator.success-pending", RULE_CHOSEN,
     "Another success code of OnComplete is as good as S_OK", "the response", otherSuccess,
     VALIDATOR_BEFORE, HOST},
    {"naphost.validator.fails", RULE_DOCUMENTED,
     "Another error of Validate is a failure with its code, whatever response was set",
     "ServerComponent, its code", fails, VALIDATOR_AT_ONCE, HOST},
    {"naphost.validator.fails-pending", RULE_EVIDENT,
     "An error of OnComplete is a failure with its code", "ServerComponent, its code", fails,
     VALIDATOR_BEFORE, HOST},
    {"naphost.validator.unavailable", RULE_DOCUMENTED,
     "After RPC_S_SERVER_UNAVAILABLE, as an HRESULT, a new object is asked", "2 calls", askedAgain,
     (int)SERVER_UNAVAILABLE, HOST},
    {"naphost.validator.unavailable-bare", RULE_DOCUMENTED,
     "After RPC_S_SERVER_UNAVAILABLE, as the bare number, a new object is asked", "2 calls",
     askedAgain, (int)BARE_UNAVAILABLE, HOST},
    {"naphost.validator.given-up", RULE_DOCUMENTED,
     "If the new object answers the same, the validator isn't asked any more, until it is "
     "registered anew",
     "2 calls", givenUp, 0, HOST},
    {"naphost.validator.not-created", RULE_CHOSEN,
     "A validator that can't be created is a failure with that code", "ServerComponent, its code",
     notCreated, FALSE, HOST},
    {"naphost.validator.no-interface", RULE_CHOSEN,
     "An object without INapSystemHealthValidator is a failure", "ServerComponent, E_NOINTERFACE",
     notCreated, TRUE, HOST},
    {"naphost.validator.no-class", RULE_CHOSEN, "A validator without a class is a failure",
     "ServerComponent, REGDB_E_CLASSNOTREG", noClass, 0, HOST},
    {"naphost.validator.created-once", RULE_CHOSEN,
     "A validator is created once, and kept until no agent is bound", "1, then 2", createdOnce, 0,
     HOST},
    {"naphost.validator.parallel", RULE_DOCUMENTED,
     "The validators of a check are asked at the same time", "at once", inParallel, 0, HOST},
    {"naphost.validator.no-agent", RULE_DOCUMENTED,
     "A validator is asked also where no agent of its id is registered; there is no request then",
     "S_OK, NULL, FALSE", askedWithoutAgent, 0, HOST},
    {"naphost.validator.disabled", RULE_DOCUMENTED, "A validator that is disabled isn't asked",
     "not asked", notAsked, FALSE, HOST},
    {"naphost.validator.unregistered", RULE_DOCUMENTED,
     "A validator that was unregistered isn't asked from the next check on", "not asked", notAsked,
     TRUE, HOST},
    {"naphost.validator.unregistered-pending", RULE_DOCUMENTED,
     "A validator may be unregistered while it has a request", "S_OK or NAP_E_NOT_PENDING",
     unregisteredPending, 0, HOST},
    {"naphost.validator.time-limit", RULE_DOCUMENTED,
     "After 2 s a check goes on without a validator that has not answered",
     "ServerComponent, NAP_E_SHV_TIMEOUT", limitsTime, 0, HOST},
    {"naphost.validator.late", RULE_DOCUMENTED, "A later answer is dropped", "NAP_E_NOT_PENDING",
     dropsLate, 0, HOST},
    {"naphost.validator.late-four", RULE_CHOSEN,
     "With four late requests outstanding a validator isn't asked",
     "ServerComponent, NAP_E_TOO_MANY_CALLS", limitsLate, 0, HOST},
    {"naphost.validator.late-inside", RULE_CHOSEN,
     "A validator that is still inside an earlier Validate isn't asked",
     "ServerComponent, NAP_E_TOO_MANY_CALLS", limitsCalls, 0, HOST},
    {"naphost.validator.complete-twice", RULE_DOCUMENTED, "A request can be completed once",
     "NAP_E_NOT_PENDING", completesTwice, 0, HOST},
    {"naphost.validator.complete-abandoned", RULE_DOCUMENTED,
     "A request whose check was abandoned can't be completed any more", "NAP_E_NOT_PENDING",
     completesAbandoned, 0, HOST},
    {"naphost.validator.complete-null", RULE_CHOSEN, "OnComplete refuses NULL", "E_INVALIDARG",
     refusesCompletion, 0, HOST},
    {"naphost.validator.complete-pending", RULE_CHOSEN,
     "OnComplete refuses E_PENDING, and the request stays pending", "E_INVALIDARG",
     refusesCompletion, 1, HOST},
    {"naphost.validator.complete-other", RULE_CHOSEN,
     "OnComplete refuses what is no request of the host's", "E_INVALIDARG", refusesCompletion, 2,
     HOST},

    {"naphost.validation.response", RULE_CHOSEN,
     "SetSoHResponse refuses what is no valid response, and the earlier one stays; the last one "
     "counts",
     "NAP_E_INVALID_PACKET", setsResponse, 0, HOST},
    {"naphost.validation.response-copy", RULE_DOCUMENTED, "SetSoHResponse copies", "a copy",
     copiesResponse, 0, HOST},
    {"naphost.validation.response-id", RULE_CHOSEN,
     "A response with another id than the validator's is accepted", "S_OK", takesOtherId, 0, HOST},
    {"naphost.validation.response-late", RULE_CHOSEN,
     "When the request is completed, no response can be set any more", "NAP_E_NOT_PENDING",
     refusesAfterwards, 0, HOST},
    {"naphost.validation.private-data", RULE_CHOSEN,
     "Private data can have up to 200 bytes, and none is a size of 0", "S_OK, E_INVALIDARG",
     keepsPrivateData, 0, HOST},
    {"naphost.validation.config-0", RULE_DOCUMENTED,
     "The configuration is 0 by default; its interface is of the same object", "0", saysConfig, 0,
     HOST},
    {"naphost.validation.config", RULE_CHOSEN, "The configuration is that of the registration",
     "its ConfigId", saysConfig, 77, HOST},
    {"naphost.validation.machine", RULE_CHOSEN,
     "GetMachineName gives the full DNS name, else the NetBIOS name", "the name", saysMachine, 0,
     HOST},
    {"naphost.validation.null", RULE_CHOSEN, "All getters refuse a NULL output", "E_INVALIDARG",
     refusesNull, 0, HOST},
    {"naphost.validation.kept", RULE_EVIDENT,
     "A request that a validator holds stays usable after the end of all bindings, and holds the "
     "validator",
     "S_OK", keptRequest, 0, HOST},
};

RULE_SECTION(RulesNaphostValidator, "naphost.dll: validators", rules);
