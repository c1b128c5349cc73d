/* SPDX-License-Identifier: MIT */
/* See stepping.h. */
#include "stepping.h"

#include "dummyservice.h"

/*
 * The most steps without a signal: the service list changes more than once when a service is
 * created.
 */
#define MOST_STEPS 10

int StepSetUp(void **state)
{
    int result = NotifierSetUp(state);

    SystemCallsWatch();
    MakeConnections();
    return result;
}

int StepEnd(void **state)
{
    int result;

    SystemCallsReset(); /* a worker that is held couldn't end */
    result = EndTestAndSpy(state);
    SystemCallsReset();
    return SystemCallsServiceHandles() == 0 ? result : -1;
}

void StepSubscribe(void)
{
    SystemCallsCountSignals(Event);
    SystemCallsHold(Call_WaitForMultipleObjectsEx, 1);
    Subscribe(napNotifyTypeServiceState, Event);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
}

void Step(DWORD outcome)
{
    SystemCallsHold(Call_WaitForMultipleObjectsEx, 1);
    SystemCallsLetGo(outcome);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
}

void StepNews(void)
{
    Step(OUTCOME_OF_SYSTEM);
}

DWORD StepRest(void)
{
    return SystemCallsTime(Call_WaitForMultipleObjectsEx);
}

void StepUntilSignals(DWORD count)
{
    for (int i = 0; i < MOST_STEPS && SystemCallsSignals() < count; i++) {
        StepNews();
    }
    assert_int_equal(SystemCallsSignals(), count);
}
