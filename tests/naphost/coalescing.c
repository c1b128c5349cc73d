/* SPDX-License-Identifier: MIT */
/* Many triggers from many threads become few checks. */
#include "naphosttest.h"

#define THREADS  8
#define TRIGGERS 125 /* by each thread */

#define SETTLING_MS 50
#define DISTANCE_MS 200
static Pair pairs[2];
static HANDLE go;
static volatile LONG failures;

static DWORD WINAPI notify(void *parameter)
{
    INapSystemHealthAgentBinding *binding = parameter;

    WaitForSingleObject(go, PATIENCE_MS);
    for (unsigned i = 0; i < TRIGGERS; i++) {
        if (INapSystemHealthAgentBinding_NotifySoHChange(binding) != S_OK) {
            InterlockedIncrement(&failures);
        }
    }
    return 0;
}

/* 1,000 triggers by eight threads, for two bindings. Returns how long they took. */
static double notifyOften(void)
{
    HANDLE threads[THREADS];
    double begun;

    go = CreateEventW(NULL, TRUE, FALSE, NULL);
    failures = 0;
    assert_non_null(go);
    for (unsigned i = 0; i < THREADS; i++) {
        threads[i] = CreateThread(NULL, 0, notify, pairs[i % 2].binding, 0, NULL);
        assert_non_null(threads[i]);
    }
    begun = CallClock();
    SetEvent(go);
    assert_true(WaitForMultipleObjects(THREADS, threads, TRUE, PATIENCE_MS) < THREADS);
    for (unsigned i = 0; i < THREADS; i++) {
        CloseHandle(threads[i]);
    }
    CloseHandle(go);
    assert_int_equal(failures, 0);
    return CallClock() - begun;
}

static AgentCall request(unsigned check)
{
    AgentCall call;

    assert_true(ScriptedAgentCall(&pairs[0].agent, AGENT_GET_REQUEST, check, &call));
    return call;
}

/* No check follows these. */
static void expectChecks(unsigned count)
{
    PairAwait(&pairs[0], AGENT_GET_FIXUP, count);
    PairAwait(&pairs[1], AGENT_GET_FIXUP, count);
    Sleep(DISTANCE_MS + SETTLING_MS + 100);
    assert_int_equal(ScriptedAgentBegun(&pairs[0].agent, AGENT_GET_REQUEST), count);
    assert_int_equal(ScriptedAgentBegun(&pairs[1].agent, AGENT_GET_REQUEST), count);
    assert_int_equal(ScriptedValidatorBegun(&pairs[0].validator), count);
}

/* A busy machine makes the time from the first trigger on longer, never shorter. */
static void expectDistances(double triggered, unsigned checks)
{
    for (unsigned i = 0; i < checks; i++) {
        assert_true(request(i).begun - triggered >= SETTLING_MS + i * DISTANCE_MS - 1);
    }
}

/* The check waits in its first call, so that no trigger can come too late to be one of many. */
static void whileACheckRuns(void **state)
{
    AgentAnswer answer = {.result = S_OK, .gate = CreateEventW(NULL, TRUE, FALSE, NULL)};
    double before;

    PairsBegin(pairs, 2, 0);
    before = CallClock();
    ScriptedAgentAnswer(&pairs[0].agent, AGENT_GET_REQUEST, &answer);
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding), S_OK);
    assert_true(ScriptedAgentAwaitBegun(&pairs[0].agent, AGENT_GET_REQUEST, 1, PATIENCE_MS));
    assert_true(notifyOften() < 4000); /* less than the time limit of the call */
    SetEvent(answer.gate);
    expectChecks(2);
    expectDistances(before, 2);
    PairsEnd(pairs, 2);
    CloseHandle(answer.gate);
}

/* One check if all come within the settling time. On a slow machine there may be more. */
static void whileNothingRuns(void **state)
{
    double before;
    double took;
    unsigned checks;

    PairsBegin(pairs, 2, 0);
    before = CallClock();
    took = notifyOften();
    PairAwait(&pairs[1], AGENT_GET_FIXUP, 1);
    Sleep(1000); /* a second check comes sooner */
    checks = ScriptedAgentBegun(&pairs[0].agent, AGENT_GET_REQUEST);
    assert_in_range(checks, 1, 1 + (unsigned)(took / SETTLING_MS));
    expectChecks(checks);
    expectDistances(before, checks);
    PairsEnd(pairs, 2);
}

/* An agent that triggers from inside every call keeps the host busy, but not busier than this. */
static void triggerAgain(const AgentEvent *event, void *context)
{
    INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding);
}

static void fromInsideEveryCheck(void **state)
{
    const AgentAnswer again = {.result = S_OK, .hook = triggerAgain};
    double before;

    PairsBegin(pairs, 2, 0);
    before = CallClock();
    ScriptedAgentAnswer(&pairs[0].agent, AGENT_PROCESS, &again);
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding), S_OK);
    PairAwait(&pairs[0], AGENT_GET_FIXUP, 5);
    ScriptedAgentResult(&pairs[0].agent, AGENT_PROCESS, S_OK);
    expectDistances(before, 5);
    PairsEnd(pairs, 2);
}

/* Two notifications and the end, back to back: no hang, and nothing comes afterwards. */
static void endRightAfterATrigger(void **state)
{
    for (unsigned i = 0; i < 24; i++) {
        unsigned calls;

        PairsBegin(pairs, 2, 0);
        assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding), S_OK);
        assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pairs[1].binding), S_OK);
        if (i % 4 != 0) {
            Sleep(SETTLING_MS - 3 + i % 8); /* around the check's beginning */
        }
        PairUnbind(&pairs[0]);
        calls = pairs[0].agent.callCount;
        PairUnbind(&pairs[1]);
        assert_int_equal(pairs[0].agent.callCount, calls);
        calls = pairs[1].agent.callCount;
        ExpectUnused();
        assert_int_equal(pairs[1].agent.callCount, calls);
        PairsEnd(pairs, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whileACheckRuns),
        cmocka_unit_test(whileNothingRuns),
        cmocka_unit_test(fromInsideEveryCheck),
        cmocka_unit_test(endRightAfterATrigger),
    };

    return cmocka_run_group_tests(tests, HostSetUp, HostTearDown);
}
