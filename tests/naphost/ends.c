/* SPDX-License-Identifier: MIT */
/*
 * At the end everything is gone: objects, threads, handles and memory, also where an agent or a
 * validator keeps what the host gave it.
 */
#include "naphosttest.h"

#include <string.h>

#include "handlecount.h"
#include "threadcount.h"

static Pair pairs[3];

static unsigned threads(void)
{
    return ThreadCount(GetCurrentProcessId());
}

/* The system may count threads a little longer than they run. */
static unsigned threadsAtRest(void)
{
    unsigned fewest = threads();

    for (int i = 0; i < 40; i++) {
        unsigned now;

        Sleep(5);
        now = threads();
        fewest = now < fewest ? now : fewest;
    }
    return fewest;
}

/* They are over when DllCanUnloadNow says so. */
static void expectThreads(unsigned wanted)
{
    const double end = CallClock() + PATIENCE_MS;

    while (threads() > wanted && CallClock() < end) {
        Sleep(5);
    }
    assert_int_equal(threads(), wanted);
}

static void expectCounts(unsigned wantedThreads, unsigned wantedHandles)
{
    expectThreads(wantedThreads);
    if (HandleCount() > wantedHandles) {
        Sleep(500);
    }
    assert_int_equal(HandleCount(), wantedHandles);
}

/* Healthy, unhealthy, one agent that goes early, a validator that answers from its own thread. */
static void useAll(void)
{
    const ValidatorAnswer after = {.manner = VALIDATOR_AFTER, .response = &pairs[1].healthy};

    PairsBegin(pairs, 3, 0);
    PairsCheck(pairs, 3);
    PairSayHealthy(&pairs[0], FALSE);
    ScriptedValidatorAnswer(&pairs[1].validator, &after);
    PairUnbind(&pairs[2]);
    PairsCheck(pairs, 2);
    ExpectState(&pairs[0], isolationStateRestrictedAccess);
    PairsEnd(pairs, 3);
    assert_hresult(Host.registerServer(), S_OK); /* in the test's own registry */
    assert_hresult(Host.unregisterServer(), S_OK);
}

static void failInValidate(Pair *pair, HRESULT hr)
{
    const ValidatorAnswer answer = {.manner = VALIDATOR_AT_ONCE, .result = hr};

    ScriptedValidatorAnswer(&pair->validator, &answer);
}

/* The agent is dead, says its answer: it is unbound, and may bind again. */
static void dieInRequest(Pair *pair)
{
    ScriptedAgentResult(&pair->agent, AGENT_GET_REQUEST,
                        HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE));
    PairsCheck(&pairs[0], 1);
    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(pair->binding), NAP_E_NOT_INITIALIZED);
    assert_int_equal(pair->agent.references, 1);
    assert_int_equal(INapSystemHealthAgentBinding_Release(pair->binding), 0);
    pair->binding = NULL;
    ScriptedAgentResult(&pair->agent, AGENT_GET_REQUEST, S_OK);
    PairBind(pair);
}

/* Requests and responses that the host makes, while an agent has a cached request. */
static void failAll(void)
{
    PairsBegin(pairs, 3, 0);
    PairsCheck(pairs, 3);
    ScriptedAgentResult(&pairs[1].agent, AGENT_GET_REQUEST, E_FAIL);
    failInValidate(&pairs[1], E_FAIL);
    failInValidate(&pairs[2], HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE));
    PairsCheck(pairs, 3);
    ExpectState(&pairs[0], isolationStateRestrictedAccess);
    ScriptedAgentResult(&pairs[1].agent, AGENT_PROCESS, NAP_E_INVALID_PACKET);
    ScriptedAgentResult(&pairs[2].agent, AGENT_GET_FIXUP, E_FAIL);
    PairsCheck(pairs, 1);
    dieInRequest(&pairs[2]);
    assert_hresult(NaphostDllUnregisterValidator(&Host, pairs[1].id), S_OK);
    PairsCheck(pairs, 1);
    assert_hresult(NaphostDllRegisterValidator(&Host, pairs[1].id, &pairs[1].clsid), S_OK);
    PairsEnd(pairs, 3);
}

static void nothingIsLeft(void **state)
{
    unsigned threadsBefore;
    unsigned handlesBefore;

    useAll();
    failAll();
    threadsBefore = threadsAtRest();
    handlesBefore = HandleCount();
    for (unsigned i = 0; i < 3; i++) {
        SpyStart();
        useAll();
        failAll();
        SpyStop();
    }
    expectCounts(threadsBefore, handlesBefore);
}

/* The threads that section 8 of the contract allows: one, and one for each agent and validator. */
static void threadsWhileBound(void **state)
{
    unsigned before = threadsAtRest();

    PairsBegin(pairs, 3, 0);
    assert_in_range(threads(), before + 1, before + 4);
    PairsCheck(pairs, 3);
    assert_in_range(threads(), before + 1, before + 7);
    assert_hresult(Host.canUnloadNow(), S_FALSE);
    PairsEnd(pairs, 3);
    expectThreads(before);
}

/* It was abandoned with the agent, and is released much later. */
static void validatorKeepsARequest(void **state)
{
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};
    unsigned threadsBefore = threadsAtRest();
    unsigned handlesBefore = HandleCount();

    SpyStart();
    PairsBegin(pairs, 1, 0);
    ScriptedValidatorAnswer(&pairs[0].validator, &never);
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding), S_OK);
    assert_true(ScriptedValidatorAwait(&pairs[0].validator, 1, PATIENCE_MS));
    PairUnbind(&pairs[0]);
    PairUnregister(&pairs[0]);
    Sleep(200);
    assert_hresult(Host.canUnloadNow(), S_FALSE);
    assert_true(pairs[0].validator.references > 1);
    PairFree(&pairs[0]); /* which releases it */
    ExpectUnused();
    SpyStop();
    expectCounts(threadsBefore, handlesBefore);
}

/* A validator that was too late, in a process that goes on without it, and then binds again. */
static void lateRequestOutlivesItsBinding(void **state)
{
    const ValidatorAnswer never = {.manner = VALIDATOR_NEVER};
    unsigned threadsBefore = threadsAtRest();

    PairsBegin(pairs, 1, 0);
    ScriptedValidatorAnswer(&pairs[0].validator, &never);
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding), S_OK);
    assert_true(ScriptedValidatorAwait(&pairs[0].validator, 1, PATIENCE_MS));
    for (unsigned i = 0; i < 3; i++) {
        PairUnbind(&pairs[0]);
        PairSayHealthy(&pairs[0], TRUE);
        PairBind(&pairs[0]);
        PairsCheck(&pairs[0], 1);
        ExpectState(&pairs[0], isolationStateNotRestricted);
    }
    assert_hresult(ScriptedValidatorComplete(&pairs[0].validator, &pairs[0].healthy, S_OK),
                   NAP_E_NOT_PENDING);
    PairsEnd(pairs, 1);
    expectThreads(threadsBefore);
}

static INapSystemHealthAgentRequest *kept;

static void keep(const AgentEvent *event, void *context)
{
    if (!kept) {
        INapSystemHealthAgentRequest_AddRef(event->request);
        kept = event->request;
    }
}

static void expectKeptAnswers(void)
{
    SoHRequest *request = SENTINEL;
    SoHResponse *response = SENTINEL;
    CorrelationId correlation;
    UINT8 flags;

    assert_hresult(INapSystemHealthAgentRequest_GetSoHRequest(kept, &request), S_OK);
    assert_hresult(INapSystemHealthAgentRequest_GetSoHResponse(kept, &response, &flags), S_OK);
    assert_int_equal(SoHCode(response, sohAttributeTypeComplianceResultCodes), 0);
    assert_hresult(INapSystemHealthAgentRequest_GetCorrelationId(kept, &correlation), S_OK);
    assert_hresult(INapSystemHealthAgentRequest_SetSoHRequest(kept, request, TRUE), E_UNEXPECTED);
    FreeSoH(request);
    FreeSoH(response);
}

static void agentKeepsARequest(void **state)
{
    const AgentAnswer answer = {.result = S_OK, .hook = keep};

    SpyStart();
    PairsBegin(pairs, 1, 0);
    ScriptedAgentAnswer(&pairs[0].agent, AGENT_PROCESS, &answer);
    PairsCheck(pairs, 1);
    PairUnbind(&pairs[0]);
    PairUnregister(&pairs[0]);
    assert_non_null(kept);
    Sleep(100);
    assert_hresult(Host.canUnloadNow(), S_FALSE);
    expectKeptAnswers();
    assert_int_equal(INapSystemHealthAgentRequest_Release(kept), 0);
    ExpectUnused();
    PairFree(&pairs[0]);
    SpyStop();
}

/* Twenty agents and validators, the most that can be registered, bound and ended in any order. */
static void asManyAsThereMayBe(void **state)
{
    static Pair many[maxSystemHealthEntityCount];
    unsigned threadsBefore = threadsAtRest();
    SystemHealthEntityId oneMore = NaphostTestId(99);

    SpyStart();
    PairsBegin(many, maxSystemHealthEntityCount, 0);
    assert_hresult(NaphostDllRegisterAgent(&Host, oneMore), E_OUTOFMEMORY);
    assert_hresult(NaphostDllRegisterValidator(&Host, oneMore, &many[0].clsid), E_OUTOFMEMORY);
    PairsCheck(many, maxSystemHealthEntityCount);
    ExpectState(&many[0], isolationStateNotRestricted);
    for (unsigned i = 0; i < maxSystemHealthEntityCount; i++) {
        PairUnbind(&many[(i * 7) % maxSystemHealthEntityCount]);
    }
    PairsEnd(many, maxSystemHealthEntityCount);
    SpyStop();
    expectThreads(threadsBefore);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothingIsLeft),          cmocka_unit_test(threadsWhileBound),
        cmocka_unit_test(validatorKeepsARequest), cmocka_unit_test(lateRequestOutlivesItsBinding),
        cmocka_unit_test(agentKeepsARequest),     cmocka_unit_test(asManyAsThereMayBe),
    };

    return cmocka_run_group_tests(tests, HostSetUp, HostTearDown);
}
