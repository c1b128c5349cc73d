/* SPDX-License-Identifier: MIT */
/* See dummyservice.h. Uses cmocka's assertions. */
#include "qutiltest.h"

#include "dummyservice.h"
#include "napagent.h"

#define PROGRAM     L"dummy_service.exe"
#define TURN_MS     150000
#define PATIENCE_MS 10000

void DummyServiceInstall(void)
{
    assert_true(NapAgentInstall(PROGRAM, L""));
}

void DummyServiceStart(void)
{
    assert_true(NapAgentStart());
}

void DummyServiceStop(void)
{
    assert_true(NapAgentStop());
}

static BOOL killProcess(void)
{
    HANDLE process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, NapAgentProcessId());
    BOOL killed = process && TerminateProcess(process, 1) &&
                  WaitForSingleObject(process, PATIENCE_MS) == WAIT_OBJECT_0;

    if (process) {
        CloseHandle(process);
    }
    return killed;
}

void DummyServiceKill(void)
{
    assert_true(killProcess());
}

void DummyServiceDelete(void)
{
    assert_true(NapAgentDelete());
}

/* No assertions here: a teardown has to run to its end. */
int DummyServiceRemove(void **state)
{
    if (NapAgentState() != 0) {
        if (!NapAgentStop()) {
            killProcess();
        }
        NapAgentDelete();
    }
    return NapAgentAwait(0) ? 0 : -1;
}

/* Only one test program at a time may use the service. The mutex is held until the process ends. */
static BOOL waitForTurn(void)
{
    HANDLE turn = CreateMutexW(NULL, FALSE, L"qutil.tests." NAP_AGENT);
    DWORD outcome = turn ? WaitForSingleObject(turn, TURN_MS) : WAIT_FAILED;

    /* cppcheck-suppress resourceLeak; held until the process ends */
    return outcome == WAIT_OBJECT_0 || outcome == WAIT_ABANDONED;
}

int DummyServiceSetUp(void **state)
{
    if (!waitForTurn()) {
        return -1;
    }
    if (NapAgentState() != 0) {
        NapAgentFulfilRequests(PROGRAM);
    }
    return DummyServiceRemove(state);
}
