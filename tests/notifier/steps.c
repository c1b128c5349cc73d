/* SPDX-License-Identifier: MIT */
/*
 * Single looks of the worker: what it learns from each of its three sources (the manager's
 * notification, the registry, polling), and which system calls it makes.
 */
#include "stepping.h"

#include "dummyservice.h"
#include "napagent.h"
#include "iswine.h"
#include "mallocspy.h"

/* docs/notifier.md, "Limits". */
#define CALLBACK_GRACE_MS 250

/* The most rounds of one look, even if it finds a change in each round. */
#define MOST_ROUNDS 5

/* Real process ids are far smaller. */
#define NO_PROCESS 0x7FFFFFF0u

static void unsubscribe(void)
{
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
}

/* Without the manager's notification and without polling. */
static void creationIsSeenByTheRegistry(void **state)
{
    DWORD requests;

    StepSubscribe();
    requests = SystemCallsCount(Call_NotifyServiceStatusChangeW);
    assert_int_equal(requests, 0);
    DummyServiceInstall();
    DummyServiceStart();
    StepUntilSignals(1);
}

static void startAndStopAreSeenByNotification(void **state)
{
    DummyServiceInstall();
    StepSubscribe();
    assert_int_equal(SystemCallsCount(Call_RegNotifyChangeKeyValue), 0);
    for (DWORD pair = 0; pair < 3; pair++) {
        DummyServiceStart();
        StepUntilSignals(2 * pair + 1);
        DummyServiceStop();
        StepUntilSignals(2 * pair + 2);
    }
}

static void pollingAloneSeesAllChanges(void **state)
{
    SystemCallsRefuseForEver(Call_RegNotifyChangeKeyValue, ERROR_ACCESS_DENIED);
    SystemCallsRefuseForEver(Call_NotifyServiceStatusChangeW, ERROR_ACCESS_DENIED);
    SystemCallsRefuseForEver(Call_OpenProcess, ERROR_ACCESS_DENIED);
    StepSubscribe();
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
}

/*
 * Where deletion isn't announced, an open handle would keep a deleted service. So polling reopens
 * the service while it is stopped, and only then.
 */
static void onlyPollingWhileStoppedReopensTheService(void **state)
{
    DWORD opened;

    DummyServiceInstall();
    StepSubscribe();
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
}

static void pollingReleasesDeletedService(void **state)
{
    DummyServiceInstall();
    StepSubscribe();
    DummyServiceDelete();
    Step(WAIT_TIMEOUT);
    assert_int_equal(DummyServiceRemove(state), 0);
    Step(WAIT_TIMEOUT);
    DummyServiceInstall();
    DummyServiceStart();
    StepUntilSignals(1);
}

/* A request that is still pending isn't repeated. One that was answered is made again. */
static void eachRequestIsMadeOnce(void **state)
{
    DWORD looks;

    StepSubscribe();
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
}

/*
 * The worker doesn't wait for objects that are already signalled for good, because it would never
 * rest again.
 */
static void waitsOnlyForLiveObjects(void **state)
{
    StepSubscribe();
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx),
                     2); /* the event to end, and the list of services */
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
}

/* Callbacks are also called if the wait fails. */
static void notificationsComeDuringAFailedWait(void **state)
{
    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe();
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_RUNNING);
    Step(WAIT_FAILED);
    assert_int_equal(SystemCallsNotified(), 1);
}

typedef struct Passage {
    DWORD state;
    DWORD signals; /* so far */
    DWORD wanted;
} Passage;

#define WANTED_DOWN (SERVICE_NOTIFY_RUNNING | SERVICE_NOTIFY_DELETE_PENDING)
#define WANTED_UP                                                                                  \
    (SERVICE_NOTIFY_STOPPED | SERVICE_NOTIFY_START_PENDING | SERVICE_NOTIFY_DELETE_PENDING)

/* Answers the pending request before each look, so that the worker makes a new one. */
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
static void transitionalStatesAreNoChange(void **state)
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

    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe();
    expectPassage(passages, sizeof passages / sizeof *passages);
}

/* A service that is stopping was running before. */
static void stoppingServiceCountsAsRunning(void **state)
{
    static const Passage passages[] = {{SERVICE_STOPPED, 1, WANTED_DOWN}};

    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_STOP_PENDING, GetCurrentProcessId());
    StepSubscribe();
    assert_int_equal(StepRest(), REST_MS);
    expectPassage(passages, 1);
}

static void restartIsSeenByTheProcess(void **state)
{
    Resources before;

    DummyServiceInstall();
    DummyServiceStart();
    StepSubscribe();
    before = CountResources();
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 2);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 2);
    assert_int_equal(SystemCallsCount(Call_OpenProcess), 2);
    assert_int_equal(SystemCallsTime(Call_WaitForSingleObject), 0); /* only polled */
    ExpectResources(before);
}

static void processEndsWhileTheServiceStops(void **state)
{
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    StepSubscribe();
    SystemCallsSetStatus(SERVICE_STOP_PENDING, GetCurrentProcessId());
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    SystemCallsSetStatus(SERVICE_STOP_PENDING, NO_PROCESS);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 1);
}

/* The worker never saw it stopped. */
static void deletedServiceCountsAsStopped(void **state)
{
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    StepSubscribe();
    Step(WAIT_TIMEOUT);
    SystemCallsRefuseForEver(Call_OpenServiceW, ERROR_SERVICE_DOES_NOT_EXIST);
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_DELETE_PENDING);
    StepNews();
    assert_int_equal(SystemCallsSignals(), 1);
    assert_int_equal(StepRest(), REST_MS);
}

/* A driver, or a service whose process id the manager doesn't report. */
static void serviceWithoutProcessCountsAsRunning(void **state)
{
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, 0);
    StepSubscribe();
    assert_int_equal(StepRest(), REST_MS);
    assert_int_equal(SystemCallsCount(Call_OpenProcess), 0);
    SystemCallsSetStatus(SERVICE_STOPPED, 0);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 1);
}

static void inaccessibleProcessCountsAsRunning(void **state)
{
    DummyServiceInstall();
    DummyServiceStart();
    SystemCallsRefuseForEver(Call_OpenProcess, ERROR_ACCESS_DENIED);
    StepSubscribe();
    assert_int_equal(StepRest(), REST_MS);
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 1);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    assert_int_equal(SystemCallsCount(Call_OpenProcess), 1);
    DummyServiceStop();
    StepUntilSignals(1);
}

/* Wine still reports such a service as running. */
static void missingProcessCountsAsEnded(void **state)
{
    DummyServiceInstall();
    DummyServiceStart();
    SystemCallsRefuse(Call_OpenProcess, 1, 1, ERROR_INVALID_PARAMETER);
    StepSubscribe();
    assert_int_equal(StepRest(), STOPPED_MS);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 0);
    DummyServiceStop();
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    DummyServiceStart();
    StepUntilSignals(1);
}

/* Process ids are reused: a new process of the service may have the id of the old one. */
static void processIsReopenedAfterAStop(void **state)
{
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    StepSubscribe();
    SystemCallsSetStatus(SERVICE_STOPPED, 0);
    Step(WAIT_TIMEOUT);
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 2);
    assert_int_equal(SystemCallsCount(Call_OpenProcess), 2);
    assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 2);
}

/* The process keeps running, so only the notification shows the restart. */
static void restartInASharedProcessGivesTwoSignals(void **state)
{
    DummyServiceInstall();
    SystemCallsSetStatus(SERVICE_RUNNING, GetCurrentProcessId());
    StepSubscribe();
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_STOPPED);
    StepNews();
    assert_int_equal(SystemCallsSignals(), 2);
}

/* Wine fills in the notification before it calls the callback. */
static void notificationCountsOnlyAfterTheCallback(void **state)
{
    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe();
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_RUNNING);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 0);
    StepNews();
    assert_int_equal(SystemCallsSignals(), 2);
}

/*
 * It may have been deleted while it ran, so the worker reopens it at once, not only when polling.
 */
static void stoppedServiceIsReopened(void **state)
{
    DWORD opened;

    DummyServiceInstall();
    DummyServiceStart();
    StepSubscribe();
    opened = SystemCallsCount(Call_OpenServiceW);
    DummyServiceStop();
    StepUntilSignals(1);
    assert_in_range(SystemCallsCount(Call_OpenServiceW), opened + 1, opened + 2);
    DummyServiceStart();
    StepUntilSignals(2);
    opened = SystemCallsCount(Call_OpenServiceW);
    SystemCallsSetStatus(SERVICE_STOPPED, 0); /* without a notification */
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 3);
    assert_in_range(SystemCallsCount(Call_OpenServiceW), opened + 1, opened + 2);
}

/* A handle of another program keeps the deleted service for a while. */
static void deletionOfRunningServiceIsSeenAsItStops(void **state)
{
    SC_HANDLE other;

    DummyServiceInstall();
    DummyServiceStart();
    other = NapAgentOpen(SERVICE_QUERY_STATUS);
    assert_non_null(other);
    StepSubscribe();
    DummyServiceDelete();
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsSignals(), 0);
    DummyServiceStop();
    StepUntilSignals(1);
    NapAgentClose(other);
    /* On a busy machine the service needs a while to go, and a look may open it once more. */
    for (int looks = 0; looks == 0 || (looks < 500 && NapAgentState() != 0); looks++) {
        Step(WAIT_TIMEOUT);
    }
    assert_int_equal(DummyServiceRemove(state), 0);
    Step(WAIT_TIMEOUT);
    DummyServiceInstall();
    DummyServiceStart();
    StepUntilSignals(2);
}

static void locksAreReleased(void **state)
{
    DummyServiceInstall();
    Subscribe(napNotifyTypeServiceState, Event);
    Subscribe(napNotifyTypeQuarState, Event);
    DummyServiceStart();
    ExpectSignal(Event, ANNOUNCED_MS, "started");
    UninitializeNapAgentNotifier(napNotifyTypeQuarState);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    assert_int_equal(SystemCallsCount(Call_AcquireSRWLockExclusive),
                     SystemCallsCount(Call_ReleaseSRWLockExclusive));
    assert_int_equal(SystemCallsCount(Call_AcquireSRWLockShared),
                     SystemCallsCount(Call_ReleaseSRWLockShared));
}

/*
 * The worker's looks have seen a start and then a restart. Only then comes the notification of the
 * first start, which is nothing new.
 */
static void lateNotificationGivesNoSignal(void **state)
{
    DummyServiceInstall();
    StepSubscribe();
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
}

/*
 * In each round of a look the service has changed between running and stopped. The query in
 * between, which checks whether an answer is pending, finds it running, so none is.
 */
static void lookAlwaysEnds(void **state)
{
    DummyServiceInstall();
    SystemCallsRefuseForEver(Call_OpenProcess, ERROR_ACCESS_DENIED);
    StepSubscribe();
    SystemCallsFlipStatus();
    for (int i = 0; i < 3; i++) {
        DWORD before = SystemCallsCount(Call_QueryServiceStatusEx);

        Step(WAIT_OBJECT_0);
        assert_in_range(SystemCallsCount(Call_QueryServiceStatusEx) - before, 1, 2 * MOST_ROUNDS);
    }
}

/* The worker must reopen the service and make a new request, without a signal. */
static void expectReopenedAfter(DWORD status, DWORD triggered)
{
    DWORD opened = SystemCallsCount(Call_OpenServiceW);
    DWORD requests = SystemCallsCount(Call_NotifyServiceStatusChangeW);

    SystemCallsNotify(status, triggered);
    StepNews();
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened + 1);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), requests + 1);
    assert_int_equal(SystemCallsSignals(), 0);
}

/* Windows sends this notification when a service was deleted but still has open handles. */
static void announcedDeletionReopensTheService(void **state)
{
    DWORD opened;

    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe();
    expectReopenedAfter(NO_ERROR, SERVICE_NOTIFY_DELETE_PENDING);
    opened = SystemCallsCount(Call_OpenServiceW);
    SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_START_PENDING);
    StepNews();
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 3);
    assert_int_equal(SystemCallsSignals(), 0);
}

static void failedNotificationReopensTheService(void **state)
{
    DWORD opened;

    DummyServiceInstall();
    SystemCallsTakeRequests();
    StepSubscribe();
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 1);
    expectReopenedAfter(ERROR_SERVICE_MARKED_FOR_DELETE, SERVICE_NOTIFY_RUNNING);
    opened = SystemCallsCount(Call_OpenServiceW);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened);
}

/* A request is cancelled while the service is unchanged, so no answer is pending. */
static void cancelledRequestIsNotAwaited(void **state)
{
    DummyServiceInstall();
    SpyStart();
    SystemCallsTakeRequests();
    StepSubscribe();
    unsubscribe();
    assert_int_equal(SystemCallsTime(Call_SleepEx), 0);
    SpyStop();
}

/*
 * The answer came before the cancellation. It must be processed before its block is freed, and it
 * counts: the service has stopped again, so this was a brief run.
 */
static void answerBeforeCancellationCounts(void **state)
{
    static const Host hosts[] = {HOST_WINDOWS, HOST_WINE};

    DummyServiceInstall();
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        SpyStart();
        SystemCallsPretend(hosts[i]);
        SystemCallsTakeRequests();
        StepSubscribe();
        SystemCallsNotify(NO_ERROR, SERVICE_NOTIFY_RUNNING);
        Step(WAIT_TIMEOUT);
        assert_int_equal(SystemCallsNotified(), 1);
        assert_int_equal(SystemCallsTime(Call_SleepEx), 0);
        assert_int_equal(SystemCallsSignals(), 2);
        unsubscribe();
        SpyStop();
        SystemCallsReset();
    }
}

/* The worker has seen that the service runs, and the manager's notification is still to come. */
static void subscribeAndLookBeforeTheManager(Host host)
{
    SystemCallsPretend(host);
    DummyServiceInstall();
    SpyStart();
    SystemCallsTakeRequests();
    StepSubscribe();
    DummyServiceStart();
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsSignals(), 1);
}

/*
 * Windows never answers a cancelled request, so the worker doesn't even check whether an answer is
 * pending.
 */
static void onWindowsNoAnswerIsAwaited(void **state)
{
    DWORD opened;

    subscribeAndLookBeforeTheManager(HOST_WINDOWS);
    opened = SystemCallsCount(Call_OpenServiceW);
    unsubscribe();
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), opened);
    assert_int_equal(SystemCallsCount(Call_SleepEx), 1);
    assert_int_equal(SystemCallsTime(Call_SleepEx), 0);
    SpyStop();
}

static DWORD WINAPI unsubscribeElsewhere(void *parameter)
{
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    return 0;
}

static void onWineTheAnswerIsAwaited(void **state)
{
    HANDLE thread;

    subscribeAndLookBeforeTheManager(HOST_WINE);
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
}

/* The block is leaked on purpose: docs/notifier.md, "Limits". */
static void onWineMissingAnswerLeaksABlock(void **state)
{
    ULONGLONG begin;

    subscribeAndLookBeforeTheManager(HOST_WINE);
    begin = GetTickCount64();
    unsubscribe();
    assert_in_range(GetTickCount64() - begin, CALLBACK_GRACE_MS, ANNOUNCED_MS + CALLBACK_GRACE_MS);
    assert_in_range(SystemCallsTime(Call_SleepEx), 1, CALLBACK_GRACE_MS);
    assert_int_equal(SpyRead().live, 1);
}

static void wineIsDetected(void **state)
{
    subscribeAndLookBeforeTheManager(HOST_AS_IT_IS);
    unsubscribe();
    assert_int_equal(SpyRead().live, IsWine() ? 1 : 0); /* the block of the test above */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(creationIsSeenByTheRegistry, StepEnd),
        cmocka_unit_test_teardown(startAndStopAreSeenByNotification, StepEnd),
        cmocka_unit_test_teardown(pollingAloneSeesAllChanges, StepEnd),
        cmocka_unit_test_teardown(onlyPollingWhileStoppedReopensTheService, StepEnd),
        cmocka_unit_test_teardown(pollingReleasesDeletedService, StepEnd),
        cmocka_unit_test_teardown(eachRequestIsMadeOnce, StepEnd),
        cmocka_unit_test_teardown(waitsOnlyForLiveObjects, StepEnd),
        cmocka_unit_test_teardown(notificationsComeDuringAFailedWait, StepEnd),
        cmocka_unit_test_teardown(transitionalStatesAreNoChange, StepEnd),
        cmocka_unit_test_teardown(stoppingServiceCountsAsRunning, StepEnd),
        cmocka_unit_test_teardown(restartIsSeenByTheProcess, StepEnd),
        cmocka_unit_test_teardown(processEndsWhileTheServiceStops, StepEnd),
        cmocka_unit_test_teardown(deletedServiceCountsAsStopped, StepEnd),
        cmocka_unit_test_teardown(serviceWithoutProcessCountsAsRunning, StepEnd),
        cmocka_unit_test_teardown(inaccessibleProcessCountsAsRunning, StepEnd),
        cmocka_unit_test_teardown(missingProcessCountsAsEnded, StepEnd),
        cmocka_unit_test_teardown(processIsReopenedAfterAStop, StepEnd),
        cmocka_unit_test_teardown(restartInASharedProcessGivesTwoSignals, StepEnd),
        cmocka_unit_test_teardown(notificationCountsOnlyAfterTheCallback, StepEnd),
        cmocka_unit_test_teardown(stoppedServiceIsReopened, StepEnd),
        cmocka_unit_test_teardown(deletionOfRunningServiceIsSeenAsItStops, StepEnd),
        cmocka_unit_test_teardown(locksAreReleased, StepEnd),
        cmocka_unit_test_teardown(lateNotificationGivesNoSignal, StepEnd),
        cmocka_unit_test_teardown(lookAlwaysEnds, StepEnd),
        cmocka_unit_test_teardown(announcedDeletionReopensTheService, StepEnd),
        cmocka_unit_test_teardown(failedNotificationReopensTheService, StepEnd),
        cmocka_unit_test_teardown(cancelledRequestIsNotAwaited, StepEnd),
        cmocka_unit_test_teardown(answerBeforeCancellationCounts, StepEnd),
        cmocka_unit_test_teardown(onWindowsNoAnswerIsAwaited, StepEnd),
        cmocka_unit_test_teardown(onWineTheAnswerIsAwaited, StepEnd),
        cmocka_unit_test_teardown(onWineMissingAnswerLeaksABlock, StepEnd),
        cmocka_unit_test_teardown(wineIsDetected, StepEnd),
    };

    return cmocka_run_group_tests(tests, StepSetUp, NULL);
}
