/* SPDX-License-Identifier: MIT */
/* See stepping.h. */
#include "stepping.h"

#include "dummyservice.h"

/* News that bring no signal: the list of services changes more than once as one is created. */
#define MOST_STEPS 10

/* For Wine, which now and then loses a request that is fulfilled or cancelled as it is made. */
#define MADE_MS 50

int StepSetUp(void **state)
{
    SystemCallsWatch();
    MakeConnections();
    return DummyServiceSetUp(state);
}

int StepEnd(void **state)
{
    int result;

    SystemCallsReset(); /* or the worker that is held couldn't end */
    result = EndTestAndSpy(state);
    SystemCallsReset();
    return SystemCallsServiceHandles() == 0 ? result : -1;
}

void StepSubscribe(HANDLE event)
{
    SystemCallsCountSignals(event);
    SystemCallsHold(Call_WaitForMultipleObjectsEx, 1);
    Subscribe(napNotifyTypeServiceState, event);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    Sleep(MADE_MS);
}

void Step(DWORD outcome)
{
    SystemCallsHold(Call_WaitForMultipleObjectsEx, 1);
    SystemCallsLetGo(outcome);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    Sleep(MADE_MS);
}

void StepNews(void)
{
    Step(OUTCOME_OF_SYSTEM);
}

void StepUntilSignals(DWORD count)
{
    for (int i = 0; i < MOST_STEPS && SystemCallsSignals() < count; i++) {
        StepNews();
    }
    assert_int_equal(SystemCallsSignals(), count);
}
