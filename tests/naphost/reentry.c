/* SPDX-License-Identifier: MIT */
/*
 * Agents and validators that call the host from inside each of its calls, and from another thread
 * for which the call waits: no lock of the host may be held, and nothing may wait for itself.
 */
#include "naphosttest.h"

static Pair pair;

/* What is done once, inside the next call of a method. */
typedef void Deed(void);

static struct Moment {
    Deed *deed;
    volatile LONG hasBegun;
    volatile LONG isDone;
} moment;

static void doOnce(void)
{
    if (InterlockedExchange(&moment.hasBegun, 1) == 0) {
        moment.deed();
        InterlockedExchange(&moment.isDone, 1);
    }
}

static void inAgent(const AgentEvent *event, void *context)
{
    doOnce();
}

static void inValidator(const ValidatorEvent *event, void *context)
{
    doOnce();
}

static INapSystemHealthAgentBinding2 *second(INapSystemHealthAgentBinding *binding)
{
    void *other = NULL;

    INapSystemHealthAgentBinding_QueryInterface(binding, &IID_INapSystemHealthAgentBinding2,
                                                &other);
    return other;
}

/* What every method answers while bound, the first that doesn't, by its line. */
static volatile LONG failedLine;

#define NOTE(holds) ((holds) ? (void)0 : (void)InterlockedCompareExchange(&failedLine, __LINE__, 0))

static void useQueries(INapSystemHealthAgentBinding *binding)
{
    INapSystemHealthAgentBinding2 *extended = second(binding);
    IsolationInfoEx *info = NULL;
    BOOL isUnknown;

    NOTE(BindingState(binding) != 0);
    NOTE(extended != NULL);
    if (extended) {
        NOTE(INapSystemHealthAgentBinding2_GetSystemIsolationInfoEx(extended, &info, &isUnknown) ==
             S_OK);
        FreeIsolationInfoEx(info);
        INapSystemHealthAgentBinding2_Release(extended);
    }
}

static void useManagement(SystemHealthEntityId id)
{
    static volatile LONG uses;
    /* Another for each call, because several threads call at once. */
    SystemHealthEntityId other = NaphostTestId(150 + (unsigned)InterlockedIncrement(&uses) % 100);

    NOTE(NaphostDllUnregisterAgent(&Host, id) == NAP_E_STILL_BOUND);
    NOTE(NaphostDllRegisterAgent(&Host, id) == NAP_E_CONFLICTING_ID);
    NOTE(NaphostDllRegisterAgent(&Host, other) == S_OK);
    NOTE(NaphostDllUnregisterAgent(&Host, other) == S_OK);
    NOTE(NaphostDllUnregisterValidator(&Host, other) == NAP_E_NOT_REGISTERED);
}

static void callEverything(void)
{
    NOTE(INapSystemHealthAgentBinding_NotifySoHChange(pair.binding) == S_OK);
    NOTE(INapSystemHealthAgentBinding_FlushCache(pair.binding) == S_OK);
    NOTE(INapSystemHealthAgentBinding_Initialize(pair.binding, pair.id, &pair.agent.callback) ==
         HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED));
    useQueries(pair.binding);
    useManagement(pair.id);
}

static DWORD WINAPI callOnThread(void *parameter)
{
    Deed *deed = *(Deed **)parameter;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    deed();
    CoUninitialize();
    return 0;
}

static void waitForThread(Deed *deed)
{
    HANDLE thread = CreateThread(NULL, 0, callOnThread, &deed, 0, NULL);

    NOTE(thread != NULL);
    NOTE(WaitForSingleObject(thread, PATIENCE_MS) == WAIT_OBJECT_0);
    CloseHandle(thread);
}

static void callEverythingElsewhere(void)
{
    waitForThread(callEverything);
}

static void end(void)
{
    NOTE(INapSystemHealthAgentBinding_Uninitialize(pair.binding) == S_OK);
    NOTE(INapSystemHealthAgentBinding_Uninitialize(pair.binding) == NAP_E_NOT_INITIALIZED);
    NOTE(INapSystemHealthAgentBinding_NotifySoHChange(pair.binding) == NAP_E_NOT_INITIALIZED);
    NOTE(NaphostDllUnregisterAgent(&Host, pair.id) == S_OK);
    NOTE(NaphostDllRegisterAgent(&Host, pair.id) == S_OK);
}

static void endAndBindAgain(void)
{
    NOTE(INapSystemHealthAgentBinding_Uninitialize(pair.binding) == S_OK);
    NOTE(INapSystemHealthAgentBinding_Initialize(pair.binding, pair.id, &pair.agent.callback) ==
         S_OK);
}

static void releaseLast(void)
{
    NOTE(INapSystemHealthAgentBinding_Release(pair.binding) == 0);
    NOTE(NaphostDllUnregisterAgent(&Host, pair.id) == S_OK);
    NOTE(NaphostDllRegisterAgent(&Host, pair.id) == S_OK);
}

/* Where the deed is done: the agent's six methods, and two places of a validator. */
enum { IN_VALIDATE = AGENT_METHODS, AFTER_COMPLETION, PLACES };

static void install(Deed *deed, int place)
{
    const AgentAnswer agent = {.result = S_OK, .hook = inAgent};
    ValidatorAnswer validator = {.manner = VALIDATOR_AFTER, .response = &pair.unhealthy};

    moment = (struct Moment){deed, 0, 0};
    if (place < AGENT_METHODS) {
        ScriptedAgentAnswer(&pair.agent, (AgentMethod)place, &agent);
    } else if (place == IN_VALIDATE) {
        validator.hook = inValidator;
    } else {
        validator.afterwards = inValidator;
    }
    ScriptedValidatorAnswer(&pair.validator, &validator);
}

/* A check without hooks, then one in which every method is due. */
static void doIn(Deed *deed, int place)
{
    const double patienceEnds = CallClock() + PATIENCE_MS;

    PairsBegin(&pair, 1, 0);
    PairsCheck(&pair, 1);
    ExpectState(&pair, isolationStateNotRestricted);
    ScriptedAgentForget(&pair.agent);
    install(deed, place);
    if (place == AGENT_ORPHANED) {
        assert_hresult(NaphostDllUnregisterValidator(&Host, pair.id), S_OK);
    }
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pair.binding), S_OK);
    while (!moment.isDone && CallClock() < patienceEnds) {
        Sleep(2);
    }
    assert_true(moment.isDone);
}

static void finish(int place)
{
    if (place == AGENT_ORPHANED) {
        assert_hresult(NaphostDllRegisterValidator(&Host, pair.id, &pair.clsid), S_OK);
    }
    PairsEnd(&pair, 1);
    assert_int_equal(failedLine, 0); /* else the line */
}

/* NotifySoHChange inside the call leads to another check. */
static void everyCallMayCallTheBinding(void **state)
{
    for (int place = 0; place < PLACES; place++) {
        doIn(place % 2 == 0 ? callEverything : callEverythingElsewhere, place);
        PairAwait(&pair, AGENT_GET_REQUEST, 2);
        assert_int_equal(pair.agent.mostAtOnce, 1);
        finish(place);
    }
}

static void otherThreadsMayCallMeanwhile(void **state)
{
    for (int place = 0; place < PLACES; place++) {
        doIn(place % 2 == 0 ? callEverythingElsewhere : callEverything, place);
        PairAwait(&pair, AGENT_GET_REQUEST, 2);
        assert_int_equal(pair.agent.mostAtOnce, 1);
        finish(place);
    }
}

/* Nothing of the agent is called after the call that ended the binding. */
static void expectSilence(void)
{
    const double end = CallClock() + PATIENCE_MS;
    unsigned calls;

    while (pair.agent.references != 1 && CallClock() < end) {
        Sleep(2);
    }
    assert_int_equal(pair.agent.references, 1);
    calls = pair.agent.callCount;
    ExpectUnused();
    assert_int_equal(pair.agent.callCount, calls);
    assert_int_equal(pair.agent.running, 0);
}

static void releaseBinding(void)
{
    assert_int_equal(INapSystemHealthAgentBinding_Release(pair.binding), 0);
    pair.binding = NULL;
}

static void everyCallMayEndTheBinding(void **state)
{
    for (int place = 0; place < PLACES; place++) {
        doIn(end, place);
        releaseBinding();
        expectSilence();
        finish(place);
    }
}

static void everyCallMayReleaseTheBinding(void **state)
{
    for (int place = 0; place < PLACES; place++) {
        doIn(releaseLast, place);
        pair.binding = NULL;
        expectSilence();
        finish(place);
    }
}

/* The new binding works like any other. */
static void everyCallMayBindAgain(void **state)
{
    for (int place = 0; place < PLACES; place++) {
        doIn(endAndBindAgain, place);
        if (place == AGENT_ORPHANED) {
            assert_hresult(NaphostDllRegisterValidator(&Host, pair.id, &pair.clsid), S_OK);
        }
        PairSayHealthy(&pair, FALSE);
        PairsCheck(&pair, 1);
        ExpectState(&pair, isolationStateRestrictedAccess);
        finish(AGENT_METHODS);
    }
}

static void triggerAndBindAgain(void)
{
    NOTE(INapSystemHealthAgentBinding_NotifySoHChange(pair.binding) == S_OK);
    endAndBindAgain();
}

/* The host's thread waits for the call meanwhile, so it can't have heard of the trigger before. */
static void triggerEndsWithItsBinding(void **state)
{
    doIn(triggerAndBindAgain, AGENT_GET_REQUEST);
    Sleep(500);
    assert_int_equal(ScriptedAgentBegun(&pair.agent, AGENT_GET_REQUEST), 1);
    finish(AGENT_METHODS);
}

/* An agent whose AddRef and Release wait for a thread that calls the host. */
static ScriptedAgent waiting;
static volatile LONG waits;

static ULONG STDMETHODCALLTYPE addRef(INapSystemHealthAgentCallback *This)
{
    InterlockedIncrement(&waits);
    waitForThread(callEverything);
    return (ULONG)InterlockedIncrement(&waiting.references);
}

static ULONG STDMETHODCALLTYPE release(INapSystemHealthAgentCallback *This)
{
    InterlockedIncrement(&waits);
    waitForThread(callEverything);
    return (ULONG)InterlockedDecrement(&waiting.references);
}

static void referencesAreCountedWithoutLocks(void **state)
{
    INapSystemHealthAgentCallbackVtbl vtbl;
    INapSystemHealthAgentBinding *binding;
    SystemHealthEntityId id = NaphostTestId(1);

    PairsBegin(&pair, 1, 0);
    ScriptedAgentInit(&waiting);
    vtbl = *waiting.callback.lpVtbl;
    vtbl.AddRef = addRef;
    vtbl.Release = release;
    waiting.callback.lpVtbl = &vtbl;
    assert_hresult(NaphostDllRegisterAgent(&Host, id), S_OK);
    assert_hresult(NaphostDllBind(&Host, id, &waiting.callback, &binding), S_OK);
    assert_true(waiting.references > 1);
    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(binding), S_OK);
    assert_int_equal(waiting.references, 1);
    assert_true(waits >= 2);
    INapSystemHealthAgentBinding_Release(binding);
    assert_hresult(NaphostDllUnregisterAgent(&Host, id), S_OK);
    finish(AGENT_METHODS);
    ScriptedAgentFree(&waiting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everyCallMayCallTheBinding),
        cmocka_unit_test(otherThreadsMayCallMeanwhile),
        cmocka_unit_test(everyCallMayEndTheBinding),
        cmocka_unit_test(everyCallMayReleaseTheBinding),
        cmocka_unit_test(everyCallMayBindAgain),
        cmocka_unit_test(triggerEndsWithItsBinding),
        cmocka_unit_test(referencesAreCountedWithoutLocks),
    };

    return cmocka_run_group_tests(tests, HostSetUpFast, HostTearDown);
}
