/* SPDX-License-Identifier: MIT */
/* A subscriber gets one signal for each start and each stop, and no others. */
#include "notifiertest.h"

#include <stdlib.h>

#include "dummyservice.h"
#include "mallocspy.h"
#include "napagent.h"

#define PAIRS  10
#define ROUNDS 5

/* Time for the worker to look, where no signal can be waited for. */
#define SETTLE_MS 50

#define SERVICES L"System\\CurrentControlSet\\Services"

static int compareTimes(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Does to the registry what installing and removing another service does. */
static void changeServiceList(void)
{
    HKEY services, other;

    assert_int_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, SERVICES, 0, KEY_ALL_ACCESS, &services),
                     ERROR_SUCCESS);
    assert_int_equal(RegCreateKeyExW(services, L"qutil-test-other", 0, NULL, 0, KEY_ALL_ACCESS,
                                     NULL, &other, NULL),
                     ERROR_SUCCESS);
    RegCloseKey(other);
    assert_int_equal(RegDeleteKeyW(services, L"qutil-test-other"), ERROR_SUCCESS);
    RegCloseKey(services);
}

/*
 * Each round begins right after the worker has looked, so a worker that only polls would see the
 * start about two seconds later. A change of another service must not keep it from seeing the next
 * change. The median is checked, because a busy machine may delay single rounds.
 */
static void creationIsSeenBeforeThePoll(void **state)
{
    double times[ROUNDS];

    for (int round = 0; round < ROUNDS; round++) {
        Subscribe(napNotifyTypeServiceState, Event);
        changeServiceList();
        Sleep(SETTLE_MS);
        DummyServiceInstall();
        DummyServiceStart();
        times[round] = ExpectSignal(Event, POLLED_MS, "created and started");
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
        assert_int_equal(DummyServiceRemove(state), 0);
    }
    qsort(times, ROUNDS, sizeof *times, compareTimes);
    print_message("median %.1f ms\n", times[ROUNDS / 2]);
    assert_true(times[ROUNDS / 2] < CREATED_MS);
}

/* Wine's service control manager still reports it as running. */
static void killedServiceCountsAsStopped(void **state)
{
    DummyServiceInstall();
    DummyServiceStart();
    Subscribe(napNotifyTypeServiceState, Event);
    DummyServiceKill();
    ExpectSignal(Event, ANNOUNCED_MS, "killed");
    ExpectQuiet(Event, POLLED_MS);
    DummyServiceStart();
    ExpectSignal(Event, POLLED_MS, "started again");
    ExpectQuiet(Event, QUIET_MS);
}

/* Its process has ended, but can still be opened, because someone has a handle of it. */
static void serviceKilledBeforeGivesNoSignal(void **state)
{
    HANDLE process;

    DummyServiceInstall();
    DummyServiceStart();
    process = OpenProcess(SYNCHRONIZE, FALSE, NapAgentProcessId());
    assert_non_null(process);
    DummyServiceKill();
    Subscribe(napNotifyTypeServiceState, Event);
    ExpectQuiet(Event, QUIET_MS);
    CloseHandle(process);
}

static void bothTypesAreSignalledUntilUninitialize(void **state)
{
    HANDLE first = NewEvent();
    HANDLE second = NewEvent();

    DummyServiceInstall();
    Subscribe(napNotifyTypeServiceState, first);
    Subscribe(napNotifyTypeQuarState, second);
    DummyServiceStart();
    ExpectSignal(first, ANNOUNCED_MS, "type 1, started");
    ExpectSignal(second, ANNOUNCED_MS, "type 2, started");
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    DummyServiceStop();
    ExpectSignal(second, ANNOUNCED_MS, "type 2, stopped");
    ExpectQuiet(first, QUIET_MS);
    Subscribe(napNotifyTypeServiceState, first);
    UninitializeNapAgentNotifier(napNotifyTypeQuarState);
    DummyServiceStart();
    ExpectSignal(first, ANNOUNCED_MS, "type 1, started");
    ExpectQuiet(second, QUIET_MS);
    CloseHandle(first);
    CloseHandle(second);
}

typedef struct Listener {
    HANDLE event;
    HANDLE stop;
    volatile LONG signals;
} Listener;

static DWORD WINAPI countSignals(void *parameter)
{
    Listener *listener = parameter;
    const HANDLE both[] = {listener->event, listener->stop};

    while (WaitForMultipleObjects(2, both, FALSE, INFINITE) == WAIT_OBJECT_0) {
        InterlockedIncrement(&listener->signals);
    }
    return 0;
}

/* On a busy machine two signals before the listener runs would count as one, so wait for it. */
static void awaitSignals(const Listener *listener, LONG count)
{
    ULONGLONG end = GetTickCount64() + POLLED_MS;

    while (listener->signals < count && GetTickCount64() < end) {
        Sleep(1);
    }
}

static void tenPairsGiveTwentySignals(void **state)
{
    Listener listener = {.event = NewEvent(), .stop = NewEvent()};
    HANDLE thread;

    DummyServiceInstall();
    Subscribe(napNotifyTypeServiceState, listener.event);
    thread = CreateThread(NULL, 0, countSignals, &listener, 0, NULL);
    assert_non_null(thread);
    for (int pair = 0; pair < PAIRS; pair++) {
        DummyServiceStart();
        awaitSignals(&listener, 2 * pair + 1);
        DummyServiceStop();
        awaitSignals(&listener, 2 * pair + 2);
    }
    Sleep(QUIET_MS);
    SetEvent(listener.stop);
    WaitForSingleObject(thread, INFINITE);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    CloseHandle(thread);
    CloseHandle(listener.event);
    CloseHandle(listener.stop);
    print_message("%ld signals for %d starts and stops\n", listener.signals, PAIRS);
    assert_int_equal(listener.signals, 2 * PAIRS);
}

#define WAITERS 3

/* Which allocation of a subscription is the one for the notification. */
#define NOTIFICATION_BLOCK 2

typedef void (*Change)(void);

static void holdUp(HANDLE worker, Change first, Change second)
{
    SuspendThread(worker);
    first();
    second();
    Sleep(QUIET_MS);
    ResumeThread(worker);
    CloseHandle(worker);
}

/*
 * The worker sees both changes at its next look. Several threads wait, because a single one may see
 * two signals at the same time as one.
 */
static void expectTwoSignalsWhileHeldUp(BOOL isAnnounced, Change first, Change second)
{
    Listener listener = {.event = NewEvent(), .stop = CreateEventW(NULL, TRUE, FALSE, NULL)};
    HANDLE waiters[WAITERS];
    HANDLE worker;

    SpyStart();
    SpyFailAllocation(isAnnounced ? 0 : NOTIFICATION_BLOCK);
    Subscribe(napNotifyTypeServiceState, listener.event);
    worker = OpenWorker(THREAD_SUSPEND_RESUME);
    assert_non_null(worker);
    assert_int_equal(SpyHasFailed(), !isAnnounced);
    for (int i = 0; i < WAITERS; i++) {
        waiters[i] = CreateThread(NULL, 0, countSignals, &listener, 0, NULL);
        assert_non_null(waiters[i]);
    }
    Sleep(QUIET_MS);
    holdUp(worker, first, second);
    awaitSignals(&listener, 2);
    Sleep(isAnnounced ? QUIET_MS : POLLED_MS);
    SetEvent(listener.stop);
    WaitForMultipleObjects(WAITERS, waiters, TRUE, INFINITE);
    for (int i = 0; i < WAITERS; i++) {
        CloseHandle(waiters[i]);
    }
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    SpyStop();
    CloseHandle(listener.stop);
    CloseHandle(listener.event);
    assert_int_equal(listener.signals, 2);
}

/* The notification reports the start, which a look after the stop can't see. */
static void briefRunGivesTwoSignals(void **state)
{
    DummyServiceInstall();
    expectTwoSignalsWhileHeldUp(TRUE, DummyServiceStart, DummyServiceStop);
}

/* The reverse: running, briefly stopped, running. */
static void restartGivesTwoSignals(void **state)
{
    DummyServiceInstall();
    DummyServiceStart();
    expectTwoSignalsWhileHeldUp(TRUE, DummyServiceStop, DummyServiceStart);
}

/*
 * Without a notification, because there was no memory for it: only the service's process id shows
 * the restart.
 */
static void restartIsSeenByProcessId(void **state)
{
    DummyServiceInstall();
    DummyServiceStart();
    expectTwoSignalsWhileHeldUp(FALSE, DummyServiceStop, DummyServiceStart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(creationIsSeenBeforeThePoll, EndTest),
        cmocka_unit_test_teardown(killedServiceCountsAsStopped, EndTest),
        cmocka_unit_test_teardown(serviceKilledBeforeGivesNoSignal, EndTest),
        cmocka_unit_test_teardown(bothTypesAreSignalledUntilUninitialize, EndTest),
        cmocka_unit_test_teardown(tenPairsGiveTwentySignals, EndTest),
        cmocka_unit_test_teardown(briefRunGivesTwoSignals, EndTestAndSpy),
        cmocka_unit_test_teardown(restartGivesTwoSignals, EndTestAndSpy),
        cmocka_unit_test_teardown(restartIsSeenByProcessId, EndTestAndSpy),
    };

    return cmocka_run_group_tests(tests, NotifierSetUp, NULL);
}
