/* SPDX-License-Identifier: MIT */
/*
 * Agents that hang in each of their methods, and validators that owe answers, with a clock that
 * runs faster in the DLL.
 */
#include "naphosttest.h"

#include "fastclock.h"

static Pair pairs[2];
static BOOL wasHealthy;

static void trigger(const Pair *pair)
{
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pair->binding), S_OK);
}

/* A check in which every method of the first agent is due but NotifyOrphanedSoHRequest. */
static void beginCheck(void)
{
    wasHealthy = !wasHealthy;
    PairSayHealthy(&pairs[0], wasHealthy);
    trigger(&pairs[1]);
}

static IsolationState wanted(void)
{
    return wasHealthy ? isolationStateNotRestricted : isolationStateRestrictedAccess;
}

static void hangIn(AgentMethod method, HANDLE gate)
{
    const AgentAnswer answer = {.result = S_OK, .gate = gate};

    ScriptedAgentAnswer(&pairs[0].agent, method, &answer);
}

/* The other agent gets its response in spite of it, and the hanging one is called again later. */
static void expectPatience(AgentMethod method)
{
    HANDLE gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    unsigned begun = ScriptedAgentBegun(&pairs[0].agent, method);
    unsigned response = ScriptedAgentEnded(&pairs[1].agent, AGENT_GET_FIXUP) + 1;
    unsigned calls;

    assert_non_null(gate);
    hangIn(method, gate);
    beginCheck();
    assert_true(ScriptedAgentAwaitBegun(&pairs[0].agent, method, begun + 1, PATIENCE_MS));
    PairAwait(&pairs[1], AGENT_GET_FIXUP, response);
    /* While it hangs, a whole check without it. */
    calls = pairs[0].agent.callCount;
    trigger(&pairs[1]);
    PairAwait(&pairs[1], AGENT_GET_FIXUP, response + 1);
    assert_int_equal(pairs[0].agent.callCount, calls);
    ScriptedAgentResult(&pairs[0].agent, method, S_OK);
    SetEvent(gate);
    PairAwait(&pairs[0], method, begun + 1);
    beginCheck();
    PairAwait(&pairs[1], AGENT_GET_FIXUP, response + 2);
    PairAwait(&pairs[0], AGENT_GET_FIXUP, 1);
    ExpectState(&pairs[1], wanted());
    assert_int_equal(pairs[0].agent.mostAtOnce, 1);
    CloseHandle(gate);
}

static void agentHangsInEachMethod(void **state)
{
    static const AgentMethod methods[] = {AGENT_GET_REQUEST, AGENT_COMPARE, AGENT_PROCESS,
                                          AGENT_GET_FIXUP, AGENT_STATE_CHANGED};

    PairsBegin(pairs, 2, 0);
    for (unsigned i = 0; i < ARRAYSIZE(methods); i++) {
        beginCheck();
        PairAwait(&pairs[0], AGENT_GET_FIXUP, 1);
        ExpectState(&pairs[1], wanted());
        expectPatience(methods[i]);
        ScriptedAgentForget(&pairs[0].agent);
        ScriptedAgentForget(&pairs[1].agent);
    }
    PairsEnd(pairs, 2);
}

static void agentHangsWhenOrphaned(void **state)
{
    PairsBegin(pairs, 2, 0);
    assert_hresult(NaphostDllUnregisterValidator(&Host, pairs[0].id), S_OK);
    {
        HANDLE gate = CreateEventW(NULL, TRUE, FALSE, NULL);

        hangIn(AGENT_ORPHANED, gate);
        trigger(&pairs[1]);
        PairAwait(&pairs[1], AGENT_GET_FIXUP, 1);
        assert_true(ScriptedAgentAwaitBegun(&pairs[0].agent, AGENT_ORPHANED, 1, PATIENCE_MS));
        trigger(&pairs[1]);
        PairAwait(&pairs[1], AGENT_GET_FIXUP, 2);
        assert_int_equal(ScriptedAgentBegun(&pairs[0].agent, AGENT_GET_REQUEST), 1);
        SetEvent(gate);
        PairAwait(&pairs[0], AGENT_ORPHANED, 1);
        trigger(&pairs[1]);
        PairAwait(&pairs[0], AGENT_ORPHANED, 2);
        CloseHandle(gate);
    }
    assert_hresult(NaphostDllRegisterValidator(&Host, pairs[0].id, &pairs[0].clsid), S_OK);
    PairsEnd(pairs, 2);
}

static volatile LONG isInside;

/* Uninitialize of a hanging agent waits for it. */
static DWORD WINAPI openLater(void *gate)
{
    Sleep(100);
    InterlockedExchange(&isInside, 0);
    SetEvent(gate);
    return 0;
}

static void uninitializeWaitsForTheHangingCall(void **state)
{
    HANDLE gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE thread;

    assert_non_null(gate);
    PairsBegin(pairs, 2, 0);
    hangIn(AGENT_GET_REQUEST, gate);
    trigger(&pairs[1]);
    PairAwait(&pairs[1], AGENT_GET_FIXUP, 1); /* after the time limit */
    InterlockedExchange(&isInside, 1);
    thread = CreateThread(NULL, 0, openLater, gate, 0, NULL);
    assert_non_null(thread);
    PairUnbind(&pairs[0]);
    assert_int_equal(isInside, 0);
    assert_int_equal(ScriptedAgentEnded(&pairs[0].agent, AGENT_GET_REQUEST), 1);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(gate);
    PairsEnd(pairs, 2);
}

static DWORD WINAPI unbindFirst(void *parameter)
{
    return (DWORD)INapSystemHealthAgentBinding_Uninitialize(pairs[0].binding);
}

/* From the beginning of Uninitialize on. */
static void awaitUnbound(const Pair *pair)
{
    const double end = CallClock() + PATIENCE_MS;

    while (INapSystemHealthAgentBinding_FlushCache(pair->binding) == S_OK && CallClock() < end) {
        Sleep(2);
    }
    Sleep(300);
}

/*
 * While a hanging call keeps Uninitialize from its end, the agent counts as unbound, not as bound
 * in another process: its validator is asked, and its bad health isn't forgotten.
 */
static void endingAgentIsJudged(void **state)
{
    HANDLE gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE thread;
    DWORD result;
    unsigned asked;

    assert_non_null(gate);
    PairsBegin(pairs, 2, 0);
    PairSayHealthy(&pairs[0], FALSE);
    hangIn(AGENT_PROCESS, gate);
    trigger(&pairs[1]);
    PairAwait(&pairs[1], AGENT_GET_FIXUP, 1);
    ExpectState(&pairs[1], isolationStateRestrictedAccess);
    thread = CreateThread(NULL, 0, unbindFirst, NULL, 0, NULL);
    assert_non_null(thread);
    awaitUnbound(&pairs[0]);
    asked = ScriptedValidatorBegun(&pairs[0].validator);
    trigger(&pairs[1]);
    PairAwait(&pairs[1], AGENT_GET_FIXUP, 2);
    assert_int_equal(ScriptedValidatorBegun(&pairs[0].validator), asked + 1);
    assert_hresult(SoHCode(pairs[0].validator.request, sohAttributeTypeErrorCodes),
                   NAP_E_NOT_INITIALIZED);
    assert_int_equal(BindingState(pairs[1].binding), isolationStateRestrictedAccess);
    SetEvent(gate);
    assert_int_equal(WaitForSingleObject(thread, PATIENCE_MS), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &result));
    assert_hresult(result, S_OK);
    INapSystemHealthAgentBinding_Release(pairs[0].binding);
    pairs[0].binding = NULL;
    CloseHandle(thread);
    CloseHandle(gate);
    PairsEnd(pairs, 2);
}

#define OWED_MOST 4

/* A validator that never answers is asked four times, and again once it has let go of a request. */
static void validatorOwesAnswers(void **state)
{
    Pair *pair = &pairs[0];
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};

    PairsBegin(pair, 1, 0);
    ScriptedValidatorAnswer(&pair->validator, &never);
    for (unsigned i = 1; i <= OWED_MOST; i++) {
        PairsCheck(pair, 1);
        assert_hresult(SoHCode(pair->agent.response, sohAttributeTypeErrorCodes),
                       NAP_E_SHV_TIMEOUT);
        assert_int_equal(ScriptedValidatorBegun(&pair->validator), i);
    }
    PairsCheck(pair, 1);
    assert_int_equal(ScriptedValidatorBegun(&pair->validator), OWED_MOST);
    assert_hresult(SoHCode(pair->agent.response, sohAttributeTypeErrorCodes), NAP_E_TOO_MANY_CALLS);
    assert_int_equal(SoHCategory(pair->agent.response), failureCategoryServerComponent);
    ScriptedValidatorComplete(&pair->validator, &pair->healthy, S_OK); /* and its Release */
    PairSayHealthy(pair, TRUE);
    PairsCheck(pair, 1);
    assert_int_equal(ScriptedValidatorBegun(&pair->validator), OWED_MOST + 1);
    ExpectState(pair, isolationStateNotRestricted);
    PairsEnd(pair, 1);
}

#define REPAIR_PAUSE_MS 5000

/* Of the DLL's clock, between two questions. */
static double pauseBefore(unsigned question)
{
    AgentCall before;
    AgentCall call;

    assert_true(ScriptedAgentCall(&pairs[0].agent, AGENT_GET_FIXUP, question - 1, &before));
    assert_true(ScriptedAgentCall(&pairs[0].agent, AGENT_GET_FIXUP, question, &call));
    return (call.begun - before.ended) * FAST_CLOCK_FACTOR;
}

/* It is asked again, after pauses that double, until it has succeeded: then its health has changed.
 */
static void repairTakesTime(void **state)
{
    Pair *pair = &pairs[0];

    PairsBegin(pair, 1, 0);
    PairSayHealthy(pair, FALSE);
    ScriptedAgentFixup(&pair->agent, fixupStateInProgress, 50);
    PairsCheck(pair, 1);
    PairAwait(pair, AGENT_GET_FIXUP, 2);
    assert_int_equal(ScriptedAgentBegun(&pair->agent, AGENT_GET_REQUEST), 1);
    ScriptedAgentFixup(&pair->agent, fixupStateSuccess, 100);
    PairSayHealthy(pair, TRUE);
    PairAwait(pair, AGENT_GET_FIXUP, 3);
    PairAwait(pair, AGENT_PROCESS, 2);
    ExpectState(pair, isolationStateNotRestricted);
    assert_true(pauseBefore(1) >= REPAIR_PAUSE_MS - FAST_CLOCK_FACTOR);
    assert_true(pauseBefore(2) >= 2 * REPAIR_PAUSE_MS - FAST_CLOCK_FACTOR);
    PairsEnd(pair, 1);
}

/* Nobody asks an agent that has gone. */
static void repairEndsWithItsBinding(void **state)
{
    Pair *pair = &pairs[0];

    PairsBegin(pairs, 2, 0);
    ScriptedAgentFixup(&pair->agent, fixupStateInProgress, 50);
    PairsCheck(pairs, 2);
    PairUnbind(pair);
    Sleep(REPAIR_PAUSE_MS / FAST_CLOCK_FACTOR + 100);
    assert_int_equal(ScriptedAgentBegun(&pair->agent, AGENT_GET_FIXUP), 1);
    PairsEnd(pairs, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agentHangsInEachMethod),
        cmocka_unit_test(agentHangsWhenOrphaned),
        cmocka_unit_test(endingAgentIsJudged),
        cmocka_unit_test(uninitializeWaitsForTheHangingCall),
        cmocka_unit_test(validatorOwesAnswers),
        cmocka_unit_test(repairTakesTime),
        cmocka_unit_test(repairEndsWithItsBinding),
    };

    return cmocka_run_group_tests(tests, HostSetUpFast, HostTearDown);
}
