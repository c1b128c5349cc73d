/* SPDX-License-Identifier: MIT */
/*
 * A callback that is agile by its marshaler, and the multithreaded apartment that the host keeps
 * while somebody needs it. Each test runs on a thread of its own, because this process has no
 * apartment by itself.
 */
#include "naphosttest.h"

#define APARTMENT_NONE 0xFFFFFFFFu

/* What happened on the thread of the test; it must not assert there. */
typedef struct Attempt {
    DWORD apartment;
    HRESULT bound;
    HRESULT other; /* what the test looks at besides */
} Attempt;

static ScriptedAgent agent;
static SystemHealthEntityId id;

static int setUp(void **state)
{
    ScriptedAgentInit(&agent);
    id = NaphostTestId(0);
    return NaphostDllRegisterAgent(&Host, id) == S_OK ? 0 : -1;
}

static int tearDown(void **state)
{
    if (!NaphostDllAwaitUnused(&Host, PATIENCE_MS) || agent.references != 1) {
        return -1;
    }
    ScriptedAgentFree(&agent);
    return NaphostDllUnregisterAgent(&Host, id) == S_OK ? 0 : -1;
}

static DWORD WINAPI enterAndRun(void *parameter)
{
    void (*run)(Attempt * attempt) = ((void **)parameter)[0];
    Attempt *attempt = ((void **)parameter)[1];

    if (attempt->apartment != APARTMENT_NONE) {
        CoInitializeEx(NULL, attempt->apartment);
    }
    run(attempt);
    if (attempt->apartment != APARTMENT_NONE) {
        CoUninitialize();
    }
    return 0;
}

/* Doesn't assert: a thread that can't run leaves E_FAIL. */
static void onThread(void (*run)(Attempt *attempt), Attempt *attempt)
{
    void *both[] = {(void *)run, attempt};
    HANDLE thread;

    attempt->bound = E_FAIL;
    attempt->other = E_FAIL;
    thread = CreateThread(NULL, 0, enterAndRun, both, 0, NULL);
    if (thread) {
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    }
}

/* Works only where the thread has an apartment, or the process an MTA. */
static HRESULT useCom(void)
{
    IUnknown *object = NULL;
    HRESULT hr = CoCreateInstance(&CLSID_StdGlobalInterfaceTable, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_IUnknown, (void **)&object);

    if (SUCCEEDED(hr)) {
        IUnknown_Release(object);
    }
    return hr;
}

static void noteUseOfCom(Attempt *attempt)
{
    attempt->other = useCom();
}

/* Binds, has one check, and unbinds. The apartment pumps no messages. */
static void bindAndCheck(Attempt *attempt)
{
    INapSystemHealthAgentBinding *binding;

    attempt->bound = NaphostDllBind(&Host, id, &agent.callback, &binding);
    if (SUCCEEDED(attempt->bound)) {
        INapSystemHealthAgentBinding_NotifySoHChange(binding);
        if (ScriptedAgentAwait(&agent, AGENT_GET_REQUEST, 1, PATIENCE_MS)) {
            attempt->other = S_OK;
        }
        INapSystemHealthAgentBinding_Uninitialize(binding);
        INapSystemHealthAgentBinding_Release(binding);
    }
}

/* Agile by its marshaler, as objects are that don't know IAgileObject. */
static INapSystemHealthAgentCallbackVtbl vtbl;
static const INapSystemHealthAgentCallbackVtbl *scripted;
static IUnknown *freeThreaded;

static HRESULT STDMETHODCALLTYPE queryMarshaler(INapSystemHealthAgentCallback *This, REFIID riid,
                                                void **object)
{
    return IsEqualIID(riid, &IID_IMarshal) ? IUnknown_QueryInterface(freeThreaded, riid, object)
                                           : scripted->QueryInterface(This, riid, object);
}

static void bindWithMarshaler(Attempt *attempt)
{
    if (SUCCEEDED(CoCreateFreeThreadedMarshaler((IUnknown *)&agent.callback, &freeThreaded))) {
        bindAndCheck(attempt);
        IUnknown_Release(freeThreaded);
    }
}

static void singleThreadedWithFreeThreadedMarshaler(void **state)
{
    Attempt attempt = {.apartment = COINIT_APARTMENTTHREADED};

    scripted = agent.callback.lpVtbl;
    vtbl = *scripted;
    vtbl.QueryInterface = queryMarshaler;
    agent.callback.lpVtbl = &vtbl;
    onThread(bindWithMarshaler, &attempt);
    assert_hresult(attempt.bound, S_OK);
    assert_hresult(attempt.other, S_OK);
}

static INapSystemHealthAgentBinding *lasting;

static void justBind(Attempt *attempt)
{
    attempt->bound = NaphostDllBind(&Host, id, &agent.callback, &lasting);
}

static void justUnbind(Attempt *attempt)
{
    attempt->bound = INapSystemHealthAgentBinding_Uninitialize(lasting);
    INapSystemHealthAgentBinding_Release(lasting);
}

/* A validator's worker thread that never calls CoInitializeEx. */
static HRESULT comOfOthers(void)
{
    Attempt attempt = {.apartment = APARTMENT_NONE};

    onThread(noteUseOfCom, &attempt);
    return attempt.other;
}

static void expectNoComSoon(void)
{
    const double end = CallClock() + PATIENCE_MS;

    while (comOfOthers() == S_OK && CallClock() < end) {
        Sleep(5);
    }
    assert_hresult(comOfOthers(), CO_E_NOTINITIALIZED);
}

/* There is one as long as an agent is bound, even if that has left its own apartment. */
static void hostKeepsTheApartment(void **state)
{
    Attempt attempt = {.apartment = COINIT_APARTMENTTHREADED};

    agent.isAgile = TRUE;
    assert_hresult(comOfOthers(), CO_E_NOTINITIALIZED);
    onThread(justBind, &attempt);
    assert_hresult(attempt.bound, S_OK);
    assert_hresult(comOfOthers(), S_OK);
    onThread(justUnbind, &attempt);
    assert_hresult(attempt.bound, S_OK);
    expectNoComSoon();
}

/* And as long as a validator has a request. */
static Pair pair;

static void endInACheck(Attempt *attempt)
{
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};

    PairInit(&pair, 1);
    ScriptedValidatorAnswer(&pair.validator, &never);
    NaphostDllRegisterAgent(&Host, pair.id);
    NaphostDllRegisterValidator(&Host, pair.id, &pair.clsid);
    attempt->bound = NaphostDllBind(&Host, pair.id, &pair.agent.callback, &pair.binding);
    INapSystemHealthAgentBinding_NotifySoHChange(pair.binding);
    if (!ScriptedValidatorAwait(&pair.validator, 1, PATIENCE_MS)) {
        attempt->bound = E_FAIL;
    }
    INapSystemHealthAgentBinding_Uninitialize(pair.binding);
    INapSystemHealthAgentBinding_Release(pair.binding);
    NaphostDllUnregisterAgent(&Host, pair.id);
    NaphostDllUnregisterValidator(&Host, pair.id);
}

static void validatorKeepsTheApartment(void **state)
{
    Attempt attempt = {.apartment = COINIT_MULTITHREADED};

    onThread(endInACheck, &attempt);
    assert_hresult(attempt.bound, S_OK);
    assert_hresult(Host.canUnloadNow(), S_FALSE);
    Sleep(200); /* time for a host that gives it up to do so */
    assert_hresult(comOfOthers(), S_OK);
    assert_hresult(Host.canUnloadNow(), S_FALSE);
    ScriptedValidatorDrop(&pair.validator);
    expectNoComSoon();
    ExpectUnused();
    pair.validator.cookie = 0; /* it went with the apartment */
    PairFree(&pair);
}

#define apartment_test(function) cmocka_unit_test_setup_teardown(function, setUp, tearDown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        apartment_test(singleThreadedWithFreeThreadedMarshaler),
        apartment_test(hostKeepsTheApartment),
        apartment_test(validatorKeepsTheApartment),
    };

    return cmocka_run_group_tests(tests, HostSetUpOutside, HostTearDownOutside);
}
