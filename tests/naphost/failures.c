/* SPDX-License-Identifier: MIT */
/*
 * Agents and validators that hang, with the real time limits; that answer late, twice, from several
 * threads, or after their agent has gone.
 */
#include "naphosttest.h"

#include "sohliteral.h"
#include "threadcount.h"

#define AGENT_LIMIT_MS     5000
#define VALIDATOR_LIMIT_MS 2000
#define SLACK_MS           3000 /* for busy machines */

static HANDLE newGate(void)
{
    HANDLE gate = CreateEventW(NULL, TRUE, FALSE, NULL);

    assert_non_null(gate);
    return gate;
}

static void hangInRequest(Pair *pair, HANDLE gate)
{
    const AgentAnswer answer = {.result = S_OK, .gate = gate};

    ScriptedAgentAnswer(&pair->agent, AGENT_GET_REQUEST, &answer);
}

static void hangInValidate(Pair *pair, HANDLE gate)
{
    const ValidatorAnswer answer = {
        .manner = VALIDATOR_AT_ONCE, .response = &pair->healthy, .gate = gate};

    ScriptedValidatorAnswer(&pair->validator, &answer);
}

static void neverComplete(Pair *pair)
{
    const ValidatorAnswer answer = {.manner = VALIDATOR_NEVER};

    ScriptedValidatorAnswer(&pair->validator, &answer);
}

static void trigger(const Pair *pair)
{
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pair->binding), S_OK);
}

/* The response that the agent got last was made by the host, with this category and code. */
static void expectMade(const Pair *pair, FailureCategory category, HRESULT code)
{
    assert_hresult(pair->agent.responseResult, S_OK);
    assert_int_equal(SoHCategory(pair->agent.response), category);
    assert_hresult(SoHCode(pair->agent.response, sohAttributeTypeErrorCodes), code);
}

/* The validator was told last that its agent failed, with this code. */
static void expectToldOf(const Pair *pair, unsigned call, HRESULT code)
{
    const ValidatorCall *asked = &pair->validator.calls[call];

    assert_true(asked->isGenerated);
    assert_int_equal(SoHCategory(pair->validator.request), failureCategoryClientComponent);
    assert_hresult(SoHCode(pair->validator.request, sohAttributeTypeErrorCodes), code);
}

static Pair pairs[4];

/* How long the check takes in which an agent and two validators hang. */
static void bothLimitsHold(void)
{
    double begun = CallClock();
    double took;

    trigger(&pairs[3]);
    PairAwait(&pairs[3], AGENT_PROCESS, 1);
    took = CallClock() - begun;
    assert_in_range((unsigned)took, AGENT_LIMIT_MS + VALIDATOR_LIMIT_MS,
                    AGENT_LIMIT_MS + VALIDATOR_LIMIT_MS + SLACK_MS);
    ExpectState(&pairs[3], isolationStateRestrictedAccess);
    expectToldOf(&pairs[0], 0, HRESULT_FROM_WIN32(ERROR_TIMEOUT));
    assert_int_equal(ScriptedAgentBegun(&pairs[0].agent, AGENT_PROCESS), 0);
    expectMade(&pairs[1], failureCategoryServerComponent, NAP_E_SHV_TIMEOUT);
    expectMade(&pairs[2], failureCategoryServerComponent, NAP_E_SHV_TIMEOUT);
    assert_hresult(SoHCode(pairs[3].agent.response, sohAttributeTypeComplianceResultCodes), S_OK);
}

/* Nobody is called who still is inside an earlier call, and nobody is waited for. */
static void busyOnesAreNotAsked(void)
{
    double begun = CallClock();

    ScriptedValidatorSay(&pairs[2].validator, &pairs[2].healthy);
    trigger(&pairs[3]);
    PairAwait(&pairs[3], AGENT_PROCESS, 2);
    assert_true(CallClock() - begun < VALIDATOR_LIMIT_MS);
    assert_int_equal(ScriptedAgentBegun(&pairs[0].agent, AGENT_GET_REQUEST), 1);
    expectToldOf(&pairs[0], 1, HRESULT_FROM_WIN32(ERROR_TIMEOUT));
    assert_int_equal(ScriptedValidatorBegun(&pairs[1].validator), 1);
    expectMade(&pairs[1], failureCategoryServerComponent, NAP_E_TOO_MANY_CALLS);
    assert_int_equal(ScriptedValidatorBegun(&pairs[2].validator), 2);
    assert_hresult(SoHCode(pairs[2].agent.response, sohAttributeTypeComplianceResultCodes), S_OK);
    assert_int_equal(BindingState(pairs[3].binding), isolationStateRestrictedAccess);
}

static void lateAnswersAreDropped(HANDLE gate)
{
    assert_hresult(ScriptedValidatorComplete(&pairs[2].validator, &pairs[2].unhealthy, S_OK),
                   NAP_E_NOT_PENDING);
    assert_hresult(pairs[2].validator.calls[0].setResult, NAP_E_NOT_PENDING);
    SetEvent(gate);
    PairAwait(&pairs[0], AGENT_GET_REQUEST, 1);
    assert_hresult(pairs[0].agent.setResult, E_UNEXPECTED);
    assert_true(ScriptedValidatorAwait(&pairs[1].validator, 1, PATIENCE_MS));
    assert_hresult(pairs[1].validator.calls[0].setResult, NAP_E_NOT_PENDING);
}

/* One agent and one validator hang inside a call, one validator never completes, one pair is well.
 */
static void hangingOnesDoNotStopOthers(void **state)
{
    HANDLE gate = newGate();

    PairsBegin(pairs, 4, 0);
    hangInRequest(&pairs[0], gate);
    hangInValidate(&pairs[1], gate);
    neverComplete(&pairs[2]);
    bothLimitsHold();
    busyOnesAreNotAsked();
    lateAnswersAreDropped(gate);
    PairsCheck(pairs, 4);
    ExpectState(&pairs[3], isolationStateNotRestricted);
    for (unsigned i = 0; i < 4; i++) {
        assert_hresult(SoHCode(pairs[i].agent.response, sohAttributeTypeComplianceResultCodes),
                       S_OK);
        assert_int_equal(pairs[i].agent.mostAtOnce, 1);
        assert_int_equal(pairs[i].validator.mostAtOnce, 1);
    }
    PairsEnd(pairs, 4);
    CloseHandle(gate);
}

/* The first answer counts, whether it is the return value, OnComplete, or one of many of these. */
static void firstAnswerCounts(void **state)
{
    static const ValidatorManner manners[] = {VALIDATOR_INSIDE, VALIDATOR_BEFORE, VALIDATOR_AFTER};
    Pair *pair = &pairs[0];

    PairsBegin(pair, 1, 0);
    for (unsigned i = 0; i < ARRAYSIZE(manners); i++) {
        const ValidatorAnswer answer = {
            .manner = manners[i], .response = &pair->healthy, .repeats = 3};
        const ValidatorCall *call = &pair->validator.calls[i];

        ScriptedValidatorAnswer(&pair->validator, &answer);
        PairsCheck(pair, 1);
        assert_true(ScriptedValidatorAwaitComplete(&pair->validator, 4 * (i + 1), PATIENCE_MS));
        assert_hresult(call->completeResult[0], S_OK);
        assert_hresult(call->completeResult[1], NAP_E_NOT_PENDING);
        ExpectState(pair, isolationStateNotRestricted);
    }
    PairsEnd(pair, 1);
}

static HRESULT insideResult;

/* Completes with success, and then returns a failure, which is too late. */
static void completeHealthy(const ValidatorEvent *event, void *context)
{
    Pair *pair = context;

    INapSystemHealthValidationRequest_SetSoHResponse(event->request, &pair->healthy);
    insideResult = INapServerCallback_OnComplete(event->callback, event->request, S_OK);
}

static void completionCountsBeforeReturn(void **state)
{
    Pair *pair = &pairs[0];
    const ValidatorAnswer answer = {
        .manner = VALIDATOR_AT_ONCE, .result = E_FAIL, .hook = completeHealthy, .context = pair};

    PairsBegin(pair, 1, 0);
    ScriptedValidatorAnswer(&pair->validator, &answer);
    PairsCheck(pair, 1);
    assert_hresult(insideResult, S_OK);
    assert_hresult(SoHCode(pair->agent.response, sohAttributeTypeComplianceResultCodes), S_OK);
    ExpectState(pair, isolationStateNotRestricted);
    PairsEnd(pair, 1);
}

#define COMPLETERS 8

static struct Race {
    INapSystemHealthValidationRequest *request;
    INapServerCallback *callback;
    HANDLE go;
    volatile LONG first;
    volatile LONG late;
} race;

static DWORD WINAPI completeWithOthers(void *parameter)
{
    HRESULT hr;

    WaitForSingleObject(race.go, PATIENCE_MS);
    hr = INapServerCallback_OnComplete(race.callback, race.request, S_OK);
    InterlockedIncrement(hr == S_OK ? &race.first : &race.late);
    return hr == S_OK || hr == NAP_E_NOT_PENDING ? 0 : 1;
}

static void raceOfCompletions(Pair *pair)
{
    HANDLE threads[COMPLETERS];
    DWORD code;

    race = (struct Race){pair->validator.kept[0].request, pair->validator.kept[0].callback,
                         newGate(), 0, 0};
    INapSystemHealthValidationRequest_SetSoHResponse(race.request, &pair->healthy);
    for (unsigned i = 0; i < COMPLETERS; i++) {
        threads[i] = CreateThread(NULL, 0, completeWithOthers, NULL, 0, NULL);
        assert_non_null(threads[i]);
    }
    SetEvent(race.go);
    assert_true(WaitForMultipleObjects(COMPLETERS, threads, TRUE, PATIENCE_MS) < COMPLETERS);
    for (unsigned i = 0; i < COMPLETERS; i++) {
        assert_true(GetExitCodeThread(threads[i], &code) && code == 0);
        CloseHandle(threads[i]);
    }
    CloseHandle(race.go);
    assert_int_equal(race.first, 1);
    assert_int_equal(race.late, COMPLETERS - 1);
    ScriptedValidatorDrop(&pair->validator);
}

static void manyThreadsComplete(void **state)
{
    Pair *pair = &pairs[0];

    PairsBegin(pair, 1, 0);
    neverComplete(pair);
    for (unsigned i = 1; i <= 5; i++) {
        trigger(pair);
        assert_true(ScriptedValidatorAwait(&pair->validator, i, PATIENCE_MS));
        raceOfCompletions(pair);
        PairAwait(pair, AGENT_GET_FIXUP, i);
        assert_int_equal(BindingState(pair->binding), isolationStateNotRestricted);
    }
    PairsEnd(pair, 1);
}

/* The host's own thread: not there before, and neither the agent's nor the validator's. */
static HANDLE openHostThread(const Pair *pair, const DWORD *before, unsigned beforeCount)
{
    DWORD ids[64];
    unsigned count = ThreadIds(GetCurrentProcessId(), ids, ARRAYSIZE(ids));
    HANDLE found = NULL;

    for (unsigned i = 0; i < count; i++) {
        BOOL isOther =
            ids[i] == pair->agent.calls[0].thread || ids[i] == pair->validator.calls[0].thread;

        for (unsigned n = 0; n < beforeCount; n++) {
            isOther = isOther || ids[i] == before[n];
        }
        if (!isOther) {
            assert_null(found);
            found = OpenThread(THREAD_SUSPEND_RESUME, FALSE, ids[i]);
        }
    }
    assert_non_null(found);
    return found;
}

/*
 * The only agent ends while its validator thinks: nobody is told, and the answer is refused, even
 * before the host's thread has heard of it. That thread is stopped while it waits for the
 * validator.
 */
static void answerAfterUninitialize(void **state)
{
    Pair *pair = &pairs[0];
    INapSystemHealthAgentBinding *binding;
    DWORD before[64];
    unsigned beforeCount;
    HANDLE thread;

    beforeCount = ThreadIds(GetCurrentProcessId(), before, ARRAYSIZE(before));
    PairsBegin(pair, 1, 0);
    binding = pair->binding;
    neverComplete(pair);
    trigger(pair);
    assert_true(ScriptedValidatorAwait(&pair->validator, 1, PATIENCE_MS));
    Sleep(200);
    thread = openHostThread(pair, before, beforeCount);
    assert_int_equal(SuspendThread(thread), 0);
    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(binding), S_OK);
    assert_hresult(ScriptedValidatorComplete(&pair->validator, &pair->healthy, S_OK),
                   NAP_E_NOT_PENDING);
    assert_int_equal(ResumeThread(thread), 1);
    CloseHandle(thread);
    assert_hresult(pair->validator.calls[0].setResult, NAP_E_NOT_PENDING);
    assert_int_equal(pair->agent.references, 1);
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(binding), NAP_E_NOT_INITIALIZED);
    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(binding), NAP_E_NOT_INITIALIZED);
    assert_int_equal(pair->agent.callCount, 1); /* GetSoHRequest */
    assert_int_equal(INapSystemHealthAgentBinding_Release(binding), 0);
    pair->binding = NULL;
    PairsEnd(pair, 1);
}

/* Another agent is still there: the check goes on for that one. */
static void checkGoesOnForOthers(void **state)
{
    PairsBegin(pairs, 2, 0);
    neverComplete(&pairs[0]);
    trigger(&pairs[0]);
    assert_true(ScriptedValidatorAwait(&pairs[0].validator, 1, PATIENCE_MS));
    PairUnbind(&pairs[0]);
    assert_hresult(ScriptedValidatorComplete(&pairs[0].validator, &pairs[0].healthy, S_OK), S_OK);
    PairAwait(&pairs[1], AGENT_GET_FIXUP, 1);
    assert_int_equal(BindingState(pairs[1].binding), isolationStateNotRestricted);
    assert_int_equal(pairs[0].agent.callCount, 1);
    PairsEnd(pairs, 2);
}

/* The validator isn't registered any more when it answers: its result doesn't count. */
static void unregisteredWhileItValidates(void **state)
{
    char calls[8];

    PairsBegin(pairs, 2, 0);
    neverComplete(&pairs[0]);
    trigger(&pairs[0]);
    assert_true(ScriptedValidatorAwait(&pairs[0].validator, 1, PATIENCE_MS));
    assert_hresult(NaphostDllUnregisterAgent(&Host, pairs[0].id), NAP_E_STILL_BOUND);
    assert_hresult(NaphostDllUnregisterValidator(&Host, pairs[0].id), S_OK);
    ScriptedValidatorComplete(&pairs[0].validator, &pairs[0].unhealthy, S_OK);
    PairAwait(&pairs[1], AGENT_GET_FIXUP, 1);
    ExpectState(&pairs[1], isolationStateNotRestricted);
    PairAwait(&pairs[0], AGENT_ORPHANED, 1);
    ScriptedAgentSequence(&pairs[0].agent, calls, sizeof(calls));
    assert_null(strchr(calls, 'P'));
    /* From the next check on it isn't asked, and nobody holds it. */
    PairsCheck(&pairs[1], 1);
    PairAwait(&pairs[0], AGENT_ORPHANED, 2);
    assert_int_equal(ScriptedValidatorBegun(&pairs[0].validator), 1);
    assert_hresult(NaphostDllRegisterValidator(&Host, pairs[0].id, &pairs[0].clsid), S_OK);
    PairsEnd(pairs, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hangingOnesDoNotStopOthers),   cmocka_unit_test(firstAnswerCounts),
        cmocka_unit_test(completionCountsBeforeReturn), cmocka_unit_test(manyThreadsComplete),
        cmocka_unit_test(answerAfterUninitialize),      cmocka_unit_test(checkGoesOnForOthers),
        cmocka_unit_test(unregisteredWhileItValidates),
    };

    return cmocka_run_group_tests(tests, HostSetUp, HostTearDown);
}
