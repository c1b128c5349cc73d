/* SPDX-License-Identifier: MIT */
/* How often the worker wakes up while nothing happens: docs/notifier.md, "At rest". */
#include "stepping.h"

#include "dummyservice.h"

#define WATCHED_MS 20000

/* The list of services is the second object that the worker waits for. */
#define LIST_CHANGED (WAIT_OBJECT_0 + 1)

/*
 * The worker may look once more after another program has created or deleted a service. The test
 * counts the worker's waits, so it doesn't depend on how busy the machine is.
 */
static void sleepsWithoutService(void **state)
{
    DWORD news;

    Subscribe(napNotifyTypeServiceState, Event);
    Sleep(WATCHED_MS);
    news = SystemCallsWaitsEnded(LIST_CHANGED);
    print_message("in %d s: %lu waits, %lu timed out; the list changed %lu times\n",
                  WATCHED_MS / 1000, (unsigned long)SystemCallsCount(Call_WaitForMultipleObjectsEx),
                  (unsigned long)SystemCallsWaitsEnded(WAIT_TIMEOUT), (unsigned long)news);
    assert_in_range(SystemCallsCount(Call_WaitForMultipleObjectsEx), 1, 1 + 2 * news);
    assert_in_range(SystemCallsWaitsEnded(WAIT_TIMEOUT), 0, news);
    assert_int_equal(SystemCallsWaitsEnded(WAIT_OBJECT_0), 0);
    assert_int_equal(SystemCallsCount(Call_SleepEx), 0);
}

static void restsAsLongAsDocumented(void **state)
{
    StepSubscribe();
    assert_int_equal(StepRest(), REST_MS);
    Step(WAIT_TIMEOUT);
    assert_int_equal(StepRest(), REST_MS);
    DummyServiceInstall();
    Step(WAIT_TIMEOUT);
    assert_int_equal(StepRest(), STOPPED_MS);
    DummyServiceStart();
    StepUntilSignals(1);
    assert_int_equal(StepRest(), REST_MS);
    Step(WAIT_TIMEOUT);
    assert_int_equal(StepRest(), REST_MS);
    DummyServiceStop();
    StepUntilSignals(2);
    assert_int_equal(StepRest(), STOPPED_MS);
}

/* The key of a new service may exist before the manager knows the service. */
static void changedListCausesTwoLooks(void **state)
{
    StepSubscribe();
    Step(LIST_CHANGED);
    assert_int_equal(StepRest(), UNARMED_MS);
    DummyServiceInstall();
    Step(WAIT_TIMEOUT);
    assert_int_equal(StepRest(), STOPPED_MS);
    DummyServiceStart();
    StepUntilSignals(1);
}

static void changedListWithoutServiceIsForgotten(void **state)
{
    StepSubscribe();
    Step(LIST_CHANGED);
    Step(WAIT_TIMEOUT);
    assert_int_equal(StepRest(), REST_MS);
}

/* The watch of the service list doesn't report changes of an existing service. */
static void pollsIfNotificationIsRefused(void **state)
{
    StepSubscribe();
    SystemCallsRefuseForEver(Call_NotifyServiceStatusChangeW, ERROR_ACCESS_DENIED);
    DummyServiceInstall();
    Step(WAIT_TIMEOUT);
    assert_int_equal(StepRest(), UNARMED_MS);
}

static DWORD WINAPI subscribeElsewhere(void *parameter)
{
    return (DWORD)InitializeNapAgentNotifier(napNotifyTypeQuarState, parameter);
}

/* Neither the worker nor a caller that waits for its look wakes up without a reason. */
static void noSpuriousWakeups(void **state)
{
    HANDLE thread;
    DWORD result = (DWORD)E_FAIL;
    DWORD waits;

    Subscribe(napNotifyTypeServiceState, Event);
    waits = SystemCallsCount(Call_WaitForMultipleObjects);
    assert_in_range(waits, 0, 1); /* 0 if the look was faster */
    Sleep(QUIET_MS);
    SystemCallsHold(Call_OpenServiceW, 1);
    thread = CreateThread(NULL, 0, subscribeElsewhere, Event, 0, NULL);
    assert_non_null(thread);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    Sleep(QUIET_MS);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    assert_int_equal(WaitForSingleObject(thread, ANNOUNCED_MS), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &result));
    assert_hresult(result, S_OK);
    Sleep(QUIET_MS);
    /* The caller may wait for a look that is under way, and then for its own. */
    assert_in_range(SystemCallsCount(Call_WaitForMultipleObjects) - waits, 1, 2);
    assert_int_equal(SystemCallsWaitsEnded(WAIT_OBJECT_0), 1);
    assert_in_range(SystemCallsWaitsEnded(WAIT_TIMEOUT), 0, SystemCallsWaitsEnded(LIST_CHANGED));
    CloseHandle(thread);
}

static void noBusyLoopAfterFailedWait(void **state)
{
    DummyServiceInstall();
    StepSubscribe();
    SystemCallsLimitTime(Call_SleepEx, 1);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsCount(Call_SleepEx), 0);
    Step(WAIT_FAILED);
    assert_int_equal(SystemCallsCount(Call_SleepEx), 1);
    assert_int_equal(SystemCallsTime(Call_SleepEx), UNARMED_MS);
    DummyServiceStart();
    StepUntilSignals(1);
}

/*
 * The worker waited for the process, which has ended: another wait for it would return at once,
 * again and again.
 */
static void noBusyLoopAfterProcessEndWhileManagerRefuses(void **state)
{
    DummyServiceInstall();
    DummyServiceStart();
    StepSubscribe();
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 2);
    SystemCallsRefuse(Call_QueryServiceStatusEx, 1, 2, ERROR_ACCESS_DENIED);
    DummyServiceKill();
    StepNews();
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 1);
    assert_int_equal(StepRest(), UNARMED_MS);
    SystemCallsRefuse(Call_QueryServiceStatusEx, 1, 0, 0);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(sleepsWithoutService, StepEnd),
        cmocka_unit_test_teardown(restsAsLongAsDocumented, StepEnd),
        cmocka_unit_test_teardown(changedListCausesTwoLooks, StepEnd),
        cmocka_unit_test_teardown(changedListWithoutServiceIsForgotten, StepEnd),
        cmocka_unit_test_teardown(pollsIfNotificationIsRefused, StepEnd),
        cmocka_unit_test_teardown(noSpuriousWakeups, StepEnd),
        cmocka_unit_test_teardown(noBusyLoopAfterFailedWait, StepEnd),
        cmocka_unit_test_teardown(noBusyLoopAfterProcessEndWhileManagerRefuses, StepEnd),
    };

    return cmocka_run_group_tests(tests, StepSetUp, NULL);
}
