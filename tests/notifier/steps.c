/* SPDX-License-Identifier: MIT */
/*
 * Each look of the worker by itself: which of its three ways (the manager's notification, the
 * registry, the poll) tells it what, and what it asks of the system for that.
 */
#include "stepping.h"

#include "dummyservice.h"
#include "napagent.h"
#include "iswine.h"
#include "mallocspy.h"

/* docs/notifier.md, "Limits". */
#define CALLBACK_GRACE_MS 250

/* A look that finds something new at each round has to end. */
#define MOST_ROUNDS 5

/* Ids are far smaller. */
#define NO_PROCESS 0x7FFFFFF0u

static void unsubscribe(void)
{
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
}

/* Neither the manager's notification nor the poll has a part in it. */
static void registryTellsOfTheCreation(void **state)
{
    HANDLE event = NewEvent();
    DWORD requests;

    (void)state;
    StepSubscribe(event);
    requests = SystemCallsCount(Call_NotifyServiceStatusChangeW);
    assert_int_equal(requests, 0);
    DummyServiceInstall();
    DummyServiceStart();
    StepUntilSignals(1);
    CloseHandle(event);
}

static void managerTellsOfStartAndStop(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    StepSubscribe(event);
    assert_int_equal(SystemCallsCount(Call_RegNotifyChangeKeyValue), 0);
    for (DWORD pair = 0; pair < 3; pair++) {
        DummyServiceStart();
        StepUntilSignals(2 * pair + 1);
        DummyServiceStop();
        StepUntilSignals(2 * pair + 2);
    }
    CloseHandle(event);
}

static void pollAloneIsEnough(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    SystemCallsRefuseForEver(Call_RegNotifyChangeKeyValue, ERROR_ACCESS_DENIED);
    SystemCallsRefuseForEver(Call_NotifyServiceStatusChangeW, ERROR_ACCESS_DENIED);
    SystemCallsRefuseForEver(Call_OpenProcess, ERROR_ACCESS_DENIED);
    StepSubscribe(event);
    DummyServiceInstall();
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    for (DWORD pair = 0; pair < 3; pair++) {
        DummyServiceStart();
        Step(WAIT_TIMEOUT);
        assert_int_equal(SystemCallsSignals(), 2 * pair + 1);
        assert_int_equal(StepRest(), UNARMED_MS);
        DummyServiceStop();
        Step(WAIT_TIMEOUT);
        assert_int_equal(SystemCallsSignals(), 2 * pair + 2);
        assert_int_equal(StepRest(), UNARMED_MS);
    }
    CloseHandle(event);
}

/* Where deletion isn't announced, an open handle would keep a deleted service. */
static void onlyThePollWhileDownLetsGo(void **state)
{
    HANDLE event = NewEvent();
    DWORD opened;

    (void)state;
    DummyServiceInstall();
    StepSubscribe(event);
    opened = SystemCallsCount(Call_OpenServiceW);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened);
    Step(WAIT_TIMEOUT);
    assert_in_range(SystemCallsCount(Call_OpenServiceW), opened + 1, opened + 2);
    opened = SystemCallsCount(Call_OpenServiceW);
    Step(WAIT_OBJECT_0);
    DummyServiceStart();
    StepUntilSignals(1);
    Step(WAIT_TIMEOUT);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened);
    assert_int_equal(SystemCallsCount(Call_OpenSCManagerW), 1);
    CloseHandle(event);
}

static void deletedServiceGoesAtThePoll(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    StepSubscribe(event);
    DummyServiceDelete();
    Step(WAIT_TIMEOUT);
    assert_int_equal(DummyServiceRemove(state), 0);
    Step(WAIT_TIMEOUT);
    DummyServiceInstall();
    DummyServiceStart();
    StepUntilSignals(1);
    CloseHandle(event);
}

/* What stands between two looks isn't asked for twice, and what was used up is renewed. */
static void eachRequestIsMadeOnce(void **state)
{
    HANDLE event = NewEvent();
    DWORD looks;

    (void)state;
    StepSubscribe(event);
    assert_int_equal(SystemCallsCount(Call_RegNotifyChangeKeyValue), 1);
    Step(WAIT_OBJECT_0);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsCount(Call_RegNotifyChangeKeyValue), 1);
    Step(WAIT_OBJECT_0 + 1);
    assert_int_equal(SystemCallsCount(Call_RegNotifyChangeKeyValue), 2);
    assert_int_equal(SystemCallsCount(Call_RegOpenKeyExW), 1);
    DummyServiceInstall();
    DummyServiceStart();
    StepUntilSignals(1);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 1);
    looks = SystemCallsCount(Call_QueryServiceStatusEx);
    Step(WAIT_OBJECT_0);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 1);
    assert_int_equal(SystemCallsCount(Call_QueryServiceStatusEx), looks + 2);
    CloseHandle(event);
}

/* What has gone isn't waited for, or the worker would never rest again. */
static void waitsForWhatThereIs(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    StepSubscribe(event);
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx),
                     2); /* the wish to end, and the list of services */
    DummyServiceInstall();
    DummyServiceStart();
    StepUntilSignals(1);
    while (SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx) == 3) {
        StepNews(); /* the list changes more than once */
    }
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx),
                     2); /* the process instead */
    DummyServiceKill();
    StepUntilSignals(2);
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 1);
    assert_int_equal(StepRest(), STOPPED_MS);
    CloseHandle(event);
}

/* Callbacks come also where the wait isn't one. */
static void notificationsComeInAFailedWait(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe(event);
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_RUNNING);
    Step(WAIT_FAILED);
    assert_int_equal(SystemCallsNotified(), 1);
    CloseHandle(event);
}

typedef struct Passage {
    DWORD state;
    DWORD signals; /* until then */
    DWORD wanted;
} Passage;

#define WANTED_DOWN (SERVICE_NOTIFY_RUNNING | SERVICE_NOTIFY_DELETE_PENDING)
#define WANTED_UP                                                                                  \
    (SERVICE_NOTIFY_STOPPED | SERVICE_NOTIFY_START_PENDING | SERVICE_NOTIFY_DELETE_PENDING)

/* Each look as if nothing had been asked of the manager, so that it is asked anew. */
static void expectPassage(const Passage *passages, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        SystemCallsSetStatus(passages[i].state, GetCurrentProcessId());
        SystemCallsNotify(NO_ERROR, 0);
        StepNews();
        print_message("state %lu: %lu signals\n", (unsigned long)passages[i].state,
                      (unsigned long)SystemCallsSignals());
        assert_int_equal(SystemCallsSignals(), passages[i].signals);
        assert_int_equal(SystemCallsNewsWanted(), passages[i].wanted);
    }
}

/* docs/notifier.md, "What is a change". */
static void statesInBetweenAreNoChange(void **state)
{
    static const Passage passages[] = {
        {SERVICE_START_PENDING, 0, WANTED_DOWN}, {SERVICE_STOP_PENDING, 0, WANTED_UP},
        {SERVICE_STOPPED, 0, WANTED_DOWN},       {SERVICE_START_PENDING, 0, WANTED_DOWN},
        {SERVICE_RUNNING, 1, WANTED_UP},         {SERVICE_PAUSE_PENDING, 1, WANTED_UP},
        {SERVICE_PAUSED, 1, WANTED_UP},          {SERVICE_CONTINUE_PENDING, 1, WANTED_UP},
        {SERVICE_RUNNING, 1, WANTED_UP},         {SERVICE_STOP_PENDING, 1, WANTED_UP},
        {SERVICE_STOPPED, 2, WANTED_DOWN},       {SERVICE_PAUSED, 3, WANTED_UP},
        {SERVICE_START_PENDING, 4, WANTED_DOWN},
    };
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe(event);
    expectPassage(passages, sizeof passages / sizeof *passages);
    CloseHandle(event);
}

/* It ran before, or it would not be stopping. */
static void serviceThatIsStoppingWasUp(void **state)
{
    static const Passage passages[] = {{SERVICE_STOPPED, 1, WANTED_DOWN}};
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_STOP_PENDING, GetCurrentProcessId());
    StepSubscribe(event);
    assert_int_equal(StepRest(), REST_MS);
    expectPassage(passages, 1);
    CloseHandle(event);
}

static void processTellsOfARestart(void **state)
{
    HANDLE event = NewEvent();
    Resources before;

    (void)state;
    DummyServiceInstall();
    DummyServiceStart();
    StepSubscribe(event);
    before = CountResources();
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 2);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 2);
    assert_int_equal(SystemCallsCount(Call_OpenProcess), 2);
    assert_int_equal(SystemCallsTime(Call_WaitForSingleObject), 0); /* only looked at */
    ExpectResources(before);
    CloseHandle(event);
}

static void processMayDieWhileTheServiceStops(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    StepSubscribe(event);
    SystemCallsSetStatus(SERVICE_STOP_PENDING, GetCurrentProcessId());
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    SystemCallsSetStatus(SERVICE_STOP_PENDING, NO_PROCESS);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 1);
    CloseHandle(event);
}

/* Though nobody saw it stopped. */
static void serviceThatIsGoneIsDown(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    StepSubscribe(event);
    Step(WAIT_TIMEOUT);
    SystemCallsRefuseForEver(Call_OpenServiceW, ERROR_SERVICE_DOES_NOT_EXIST);
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_DELETE_PENDING);
    StepNews();
    assert_int_equal(SystemCallsSignals(), 1);
    assert_int_equal(StepRest(), REST_MS);
    CloseHandle(event);
}

/* A driver, or a service whose process the manager doesn't tell. */
static void serviceWithoutProcessIsUp(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, 0);
    StepSubscribe(event);
    assert_int_equal(StepRest(), REST_MS);
    assert_int_equal(SystemCallsCount(Call_OpenProcess), 0);
    SystemCallsSetStatus(SERVICE_STOPPED, 0);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 1);
    CloseHandle(event);
}

static void processThatMayNotBeOpenedLives(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    DummyServiceStart();
    SystemCallsRefuseForEver(Call_OpenProcess, ERROR_ACCESS_DENIED);
    StepSubscribe(event);
    assert_int_equal(StepRest(), REST_MS);
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 1);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    assert_int_equal(SystemCallsCount(Call_OpenProcess), 1);
    DummyServiceStop();
    StepUntilSignals(1);
    CloseHandle(event);
}

/* Wine goes on to call such a service running. */
static void processThatDoesNotExistIsDead(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    DummyServiceStart();
    SystemCallsRefuse(Call_OpenProcess, 1, 1, ERROR_INVALID_PARAMETER);
    StepSubscribe(event);
    assert_int_equal(StepRest(), STOPPED_MS);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 0);
    DummyServiceStop();
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    DummyServiceStart();
    StepUntilSignals(1);
    CloseHandle(event);
}

/* The manager may give an id again that another process of the service had. */
static void processIsOpenedAnewAfterAStop(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    StepSubscribe(event);
    SystemCallsSetStatus(SERVICE_STOPPED, 0);
    Step(WAIT_TIMEOUT);
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 2);
    assert_int_equal(SystemCallsCount(Call_OpenProcess), 2);
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 2);
    CloseHandle(event);
}

/* Its process goes on, so that only the notification tells. */
static void restartInASharedProcessIsTwoSignals(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    StepSubscribe(event);
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_STOPPED);
    StepNews();
    assert_int_equal(SystemCallsSignals(), 2);
    CloseHandle(event);
}

/* Wine writes the notification before it calls back. */
static void notificationCountsOnceItIsDelivered(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe(event);
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_RUNNING);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 0);
    StepNews();
    assert_int_equal(SystemCallsSignals(), 2);
    CloseHandle(event);
}

/* Without a poll, for it may have been deleted while it ran. */
static void serviceThatStopsIsOpenedAnew(void **state)
{
    HANDLE event = NewEvent();
    DWORD opened;

    (void)state;
    DummyServiceInstall();
    DummyServiceStart();
    StepSubscribe(event);
    opened = SystemCallsCount(Call_OpenServiceW);
    DummyServiceStop();
    StepUntilSignals(1);
    assert_in_range(SystemCallsCount(Call_OpenServiceW), opened + 1, opened + 2);
    DummyServiceStart();
    StepUntilSignals(2);
    opened = SystemCallsCount(Call_OpenServiceW);
    SystemCallsSetStatus(SERVICE_STOPPED, 0); /* without a word of the manager's */
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 3);
    assert_in_range(SystemCallsCount(Call_OpenServiceW), opened + 1, opened + 2);
    CloseHandle(event);
}

/* Another program's handle keeps it for a while. */
static void deletionOfRunningServiceIsSeenAsItStops(void **state)
{
    HANDLE event = NewEvent();
    SC_HANDLE other;

    (void)state;
    DummyServiceInstall();
    DummyServiceStart();
    other = NapAgentOpen(SERVICE_QUERY_STATUS);
    assert_non_null(other);
    StepSubscribe(event);
    DummyServiceDelete();
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    DummyServiceStop();
    StepUntilSignals(1);
    NapAgentClose(other);
    Step(WAIT_TIMEOUT);
    assert_int_equal(DummyServiceRemove(state), 0);
    Step(WAIT_TIMEOUT);
    DummyServiceInstall();
    DummyServiceStart();
    StepUntilSignals(2);
    CloseHandle(event);
}

static void locksAreTakenAndGivenBack(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    Subscribe(napNotifyTypeServiceState, event);
    Subscribe(napNotifyTypeQuarState, event);
    DummyServiceStart();
    ExpectSignal(event, ANNOUNCED_MS, "started");
    UninitializeNapAgentNotifier(napNotifyTypeQuarState);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    assert_int_equal(SystemCallsCount(Call_AcquireSRWLockExclusive),
                     SystemCallsCount(Call_ReleaseSRWLockExclusive));
    assert_int_equal(SystemCallsCount(Call_AcquireSRWLockShared),
                     SystemCallsCount(Call_ReleaseSRWLockShared));
    CloseHandle(event);
}

/*
 * A look saw the service come up and then its restart, and only then comes the notification of the
 * first start. It tells nothing new.
 */
static void lateNotificationIsNoNews(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    StepSubscribe(event);
    DummyServiceStart();
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 1);
    DummyServiceStop();
    DummyServiceStart();
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 3);
    StepNews();
    assert_int_equal(SystemCallsSignals(), 3);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 3);
    CloseHandle(event);
}

/*
 * Each look of a round finds the service up if it was down and the other way round. What reads in
 * between, to see whether an answer is under way, finds it running: none is.
 */
static void lookEndsWhateverItReads(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsRefuseForEver(Call_OpenProcess, ERROR_ACCESS_DENIED);
    StepSubscribe(event);
    SystemCallsFlipStatus();
    for (int i = 0; i < 3; i++) {
        DWORD before = SystemCallsCount(Call_QueryServiceStatusEx);

        Step(WAIT_OBJECT_0);
        assert_in_range(SystemCallsCount(Call_QueryServiceStatusEx) - before, 1, 2 * MOST_ROUNDS);
    }
    CloseHandle(event);
}

/* Which is no signal; and the worker asks again. */
static void expectOpenedAnewAfter(DWORD status, DWORD triggered)
{
    DWORD opened = SystemCallsCount(Call_OpenServiceW);
    DWORD requests = SystemCallsCount(Call_NotifyServiceStatusChangeW);

    SystemCallsNotify(status, triggered);
    StepNews();
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened + 1);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), requests + 1);
    assert_int_equal(SystemCallsSignals(), 0);
}

/* Windows says so when a service is deleted whose last handles are being waited for. */
static void deletionThatIsAnnouncedLetsGo(void **state)
{
    HANDLE event = NewEvent();
    DWORD opened;

    (void)state;
    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe(event);
    expectOpenedAnewAfter(NO_ERROR, SERVICE_NOTIFY_DELETE_PENDING);
    opened = SystemCallsCount(Call_OpenServiceW);
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_START_PENDING);
    StepNews();
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 3);
    assert_int_equal(SystemCallsSignals(), 0);
    CloseHandle(event);
}

static void failedNotificationOpensAnew(void **state)
{
    HANDLE event = NewEvent();
    DWORD opened;

    (void)state;
    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe(event);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 1);
    expectOpenedAnewAfter(ERROR_SERVICE_MARKED_FOR_DELETE, SERVICE_NOTIFY_RUNNING);
    opened = SystemCallsCount(Call_OpenServiceW);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened);
    CloseHandle(event);
}

/* What was asked for and then cancelled while the service is as it was: no answer is under way. */
static void cancelledRequestIsNotWaitedForInVain(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SpyStart();
    SystemCallsTakeRequests();
    StepSubscribe(event);
    unsubscribe();
    assert_int_equal(SystemCallsTime(Call_SleepEx), 0);
    SpyStop();
    CloseHandle(event);
}

/*
 * Its answer was there before the cancellation: it is taken before its block is freed, and counts.
 * The service has stopped again, so this was a brief run.
 */
static void answerBeforeTheCancellationIsTaken(void **state)
{
    static const Host hosts[] = {HOST_WINDOWS, HOST_WINE};
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        SpyStart();
        SystemCallsPretend(hosts[i]);
        SystemCallsTakeRequests();
        StepSubscribe(event);
        SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_RUNNING);
        Step(WAIT_TIMEOUT);
        assert_int_equal(SystemCallsNotified(), 1);
        assert_int_equal(SystemCallsTime(Call_SleepEx), 0);
        assert_int_equal(SystemCallsSignals(), 2);
        unsubscribe();
        SpyStop();
        SystemCallsReset();
    }
    CloseHandle(event);
}

/* The service is up, and the manager hasn't said so yet. */
static void subscribeAndLookBeforeTheManager(Host host, HANDLE event)
{
    SystemCallsPretend(host);
    DummyServiceInstall();
    SpyStart();
    SystemCallsTakeRequests();
    StepSubscribe(event);
    DummyServiceStart();
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 1);
}

/* Windows doesn't answer a request that was cancelled: it isn't even asked whether it might. */
static void onWindowsNoAnswerIsAwaited(void **state)
{
    HANDLE event = NewEvent();
    DWORD opened;

    (void)state;
    subscribeAndLookBeforeTheManager(HOST_WINDOWS, event);
    opened = SystemCallsCount(Call_OpenServiceW);
    unsubscribe();
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened);
    assert_int_equal(SystemCallsCount(Call_SleepEx), 1);
    assert_int_equal(SystemCallsTime(Call_SleepEx), 0);
    SpyStop();
    CloseHandle(event);
}

static DWORD WINAPI unsubscribeElsewhere(void *parameter)
{
    (void)parameter;
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    return 0;
}

static void onWineTheAnswerIsAwaited(void **state)
{
    HANDLE event = NewEvent();
    HANDLE thread;

    (void)state;
    subscribeAndLookBeforeTheManager(HOST_WINE, event);
    SystemCallsHold(Call_SleepEx, 2);
    SystemCallsLetGo(WAIT_OBJECT_0);
    thread = CreateThread(NULL, 0, unsubscribeElsewhere, NULL, 0, NULL);
    assert_non_null(thread);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    assert_in_range(SystemCallsTime(Call_SleepEx), 0, CALLBACK_GRACE_MS);
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_RUNNING);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    assert_int_equal(WaitForSingleObject(thread, ANNOUNCED_MS), WAIT_OBJECT_0);
    assert_int_equal(SystemCallsNotified(), 1);
    assert_int_equal(SystemCallsCount(Call_SleepEx), 2);
    SpyStop();
    CloseHandle(thread);
    CloseHandle(event);
}

/* The block is lost on purpose: docs/notifier.md, "Limits". */
static void onWineNoAnswerCostsABlock(void **state)
{
    HANDLE event = NewEvent();
    ULONGLONG begin;

    (void)state;
    subscribeAndLookBeforeTheManager(HOST_WINE, event);
    begin = GetTickCount64();
    unsubscribe();
    assert_in_range(GetTickCount64() - begin, CALLBACK_GRACE_MS, ANNOUNCED_MS + CALLBACK_GRACE_MS);
    assert_in_range(SystemCallsTime(Call_SleepEx), 1, CALLBACK_GRACE_MS);
    assert_int_equal(SpyRead().live, 1);
    CloseHandle(event);
}

static void wineIsToldApart(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    subscribeAndLookBeforeTheManager(HOST_AS_IT_IS, event);
    unsubscribe();
    assert_int_equal(SpyRead().live, IsWine() ? 1 : 0); /* as above */
    CloseHandle(event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(registryTellsOfTheCreation, StepEnd),
        cmocka_unit_test_teardown(managerTellsOfStartAndStop, StepEnd),
        cmocka_unit_test_teardown(pollAloneIsEnough, StepEnd),
        cmocka_unit_test_teardown(onlyThePollWhileDownLetsGo, StepEnd),
        cmocka_unit_test_teardown(deletedServiceGoesAtThePoll, StepEnd),
        cmocka_unit_test_teardown(eachRequestIsMadeOnce, StepEnd),
        cmocka_unit_test_teardown(waitsForWhatThereIs, StepEnd),
        cmocka_unit_test_teardown(notificationsComeInAFailedWait, StepEnd),
        cmocka_unit_test_teardown(statesInBetweenAreNoChange, StepEnd),
        cmocka_unit_test_teardown(serviceThatIsStoppingWasUp, StepEnd),
        cmocka_unit_test_teardown(processTellsOfARestart, StepEnd),
        cmocka_unit_test_teardown(processMayDieWhileTheServiceStops, StepEnd),
        cmocka_unit_test_teardown(serviceThatIsGoneIsDown, StepEnd),
        cmocka_unit_test_teardown(serviceWithoutProcessIsUp, StepEnd),
        cmocka_unit_test_teardown(processThatMayNotBeOpenedLives, StepEnd),
        cmocka_unit_test_teardown(processThatDoesNotExistIsDead, StepEnd),
        cmocka_unit_test_teardown(processIsOpenedAnewAfterAStop, StepEnd),
        cmocka_unit_test_teardown(restartInASharedProcessIsTwoSignals, StepEnd),
        cmocka_unit_test_teardown(notificationCountsOnceItIsDelivered, StepEnd),
        cmocka_unit_test_teardown(serviceThatStopsIsOpenedAnew, StepEnd),
        cmocka_unit_test_teardown(deletionOfRunningServiceIsSeenAsItStops, StepEnd),
        cmocka_unit_test_teardown(locksAreTakenAndGivenBack, StepEnd),
        cmocka_unit_test_teardown(lateNotificationIsNoNews, StepEnd),
        cmocka_unit_test_teardown(lookEndsWhateverItReads, StepEnd),
        cmocka_unit_test_teardown(deletionThatIsAnnouncedLetsGo, StepEnd),
        cmocka_unit_test_teardown(failedNotificationOpensAnew, StepEnd),
        cmocka_unit_test_teardown(cancelledRequestIsNotWaitedForInVain, StepEnd),
        cmocka_unit_test_teardown(answerBeforeTheCancellationIsTaken, StepEnd),
        cmocka_unit_test_teardown(onWindowsNoAnswerIsAwaited, StepEnd),
        cmocka_unit_test_teardown(onWineTheAnswerIsAwaited, StepEnd),
        cmocka_unit_test_teardown(onWineNoAnswerCostsABlock, StepEnd),
        cmocka_unit_test_teardown(wineIsToldApart, StepEnd),
    };

    return cmocka_run_group_tests(tests, StepSetUp, NULL);
}
