/* SPDX-License-Identifier: MIT */
/*
 * The notifier when a system call fails or doesn't return: it must return the promised result, leak
 * nothing, and begin to watch as soon as possible.
 */
#include "stepping.h"

#include "dummyservice.h"
#include "mallocspy.h"

/* The longest that subscribing and unsubscribing may take. */
#define BEGIN_MS 2000
#define END_MS   6000

/* Replaces these and the polling times. */
#define SHORT_MS 50

/* NTSTATUS: any error. */
#define STATUS_REFUSED 0xC0000001u

/* Not in the toolchain's headers. */
#ifndef ERROR_SERVICE_NOTIFY_CLIENT_LAGGING
#define ERROR_SERVICE_NOTIFY_CLIENT_LAGGING 1294
#endif

#define QUIET_TURNS 5

typedef struct Refusal {
    SystemCall call;
    DWORD nth;
    DWORD error;
} Refusal;

static void refuse(const Refusal *refusal, DWORD count)
{
    SystemCallsRefuse(refusal->call, refusal->nth, count, refusal->error);
}

static HRESULT subscribe(NapNotifyType type, HANDLE event)
{
    return InitializeNapAgentNotifier(type, event);
}

/* Found by name, because it is not in the import library. */
static HRESULT canUnload(void)
{
    typedef HRESULT(WINAPI * CanUnload)(void);
    FARPROC found = GetProcAddress(GetModuleHandleW(L"qutil.dll"), "DllCanUnloadNow");

    assert_non_null(found);
    return ((CanUnload)(void *)found)();
}

/*
 * Also makes what a process keeps after its first use of the notifier, before anything is counted.
 */
static void warmUp(void)
{
    Subscribe(napNotifyTypeServiceState, Event);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
}

static void expectFailures(const Refusal *refusals, size_t count, HRESULT expected)
{
    Resources before;

    warmUp();
    before = CountResources();
    for (size_t i = 0; i < count; i++) {
        SpyStart();
        refuse(&refusals[i], 1);
        assert_hresult(subscribe(napNotifyTypeServiceState, Event), expected);
        assert_hresult(canUnload(), S_OK);
        SpyStop();
        warmUp();
    }
    ExpectResources(before);
}

static void failsIfWorkerCannotStart(void **state)
{
    static const Refusal refusals[] = {
        {Call_CreateEventW, 1, ERROR_NO_SYSTEM_RESOURCES},
        {Call_CreateEventW, 2, ERROR_NO_SYSTEM_RESOURCES},
        {Call_CreateEventW, 3, ERROR_NO_SYSTEM_RESOURCES},
        {Call_GetModuleHandleExW, 1, ERROR_MOD_NOT_FOUND},
        {Call_CreateThread, 1, ERROR_NO_SYSTEM_RESOURCES},
    };

    expectFailures(refusals, sizeof refusals / sizeof *refusals, E_FAIL);
    /* The reference to the module was released, if there was one. */
    assert_int_equal(SystemCallsCount(Call_FreeLibrary), 1);
}

static void failsIfHandleCannotBeQueried(void **state)
{
    static const Refusal refusals[] = {
        {Call_DuplicateHandle, 1, ERROR_INVALID_HANDLE},
        {Call_NtQueryObject, 1, STATUS_REFUSED},
        {Call_NtQueryObject, 2, STATUS_REFUSED},
    };

    expectFailures(refusals, sizeof refusals / sizeof *refusals, E_INVALIDARG);
}

static void typesWithSimilarNamesAreRefused(void **state)
{
    static const WCHAR *const names[] = {L"EventPair", L"Even", L"Evens", L"event", L""};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        SystemCallsNameType(names[i]);
        assert_hresult(subscribe(napNotifyTypeServiceState, Event), E_INVALIDARG);
    }
    SystemCallsNameType(L"Event");
    Subscribe(napNotifyTypeServiceState, Event);
}

static const Refusal noAnswers[] = {
    {Call_OpenSCManagerW, 1, ERROR_ACCESS_DENIED},
    {Call_OpenServiceW, 1, ERROR_ACCESS_DENIED},
    {Call_QueryServiceStatusEx, 1, ERROR_ACCESS_DENIED},
};

static void refuseForEver(const Refusal *refusal)
{
    SystemCallsRefuseForEver(refusal->call, refusal->error);
}

static void refuseNoMore(const Refusal *refusal)
{
    SystemCallsRefuse(refusal->call, 1, 0, 0);
}

/*
 * The service control manager refuses a process with a restricted token. Subscribing still
 * succeeds: the worker asks less and less often, and sees changes from the first answer on.
 */
static void asksARefusingManagerAgain(void **state)
{
    static const DWORD rests[] = {2000, 4000, 8000, 16000, 32000, 60000, 60000};

    DummyServiceInstall();
    for (size_t i = 0; i < sizeof noAnswers / sizeof *noAnswers; i++) {
        refuseForEver(&noAnswers[i]);
        StepSubscribe();
        for (size_t turn = 0; turn < sizeof rests / sizeof *rests; turn++) {
            assert_int_equal(StepRest(), rests[turn]);
            assert_int_equal(SystemCallsServiceHandles(), 0);
            Step(WAIT_TIMEOUT);
        }
        DummyServiceStart();
        refuseNoMore(&noAnswers[i]);
        Step(WAIT_TIMEOUT);
        assert_int_equal(SystemCallsSignals(), 0); /* it may have run before */
        assert_int_equal(StepRest(), REST_MS);
        DummyServiceStop();
        StepUntilSignals(1);
        refuseForEver(&noAnswers[i]);
        SystemCallsRefuseForEver(Call_QueryServiceStatusEx, ERROR_ACCESS_DENIED);
        Step(WAIT_TIMEOUT);
        assert_int_equal(StepRest(), rests[0]); /* the answer has reset the interval */
        SystemCallsReset();
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    }
}

static void refusingManagerLeaksNothing(void **state)
{
    Resources before;

    DummyServiceInstall();
    warmUp();
    before = CountResources();
    for (size_t i = 0; i < sizeof noAnswers / sizeof *noAnswers; i++) {
        SpyStart();
        refuseForEver(&noAnswers[i]);
        Subscribe(napNotifyTypeServiceState, Event);
        assert_hresult(canUnload(), S_FALSE);
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
        assert_hresult(canUnload(), S_OK);
        refuseNoMore(&noAnswers[i]);
        SpyStop();
    }
    ExpectResources(before);
}

static void asksForNoServiceWithoutManager(void **state)
{
    /* For a service, this error would be a valid answer. */
    SystemCallsRefuse(Call_OpenSCManagerW, 1, 1, ERROR_SERVICE_DOES_NOT_EXIST);
    StepSubscribe();
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), 0);
    assert_int_equal(SystemCallsCount(Call_CloseServiceHandle), 0);
    assert_int_equal(StepRest(), UNARMED_MS);
}

/*
 * A type that is subscribed while the manager refuses gets a signal for the change since the last
 * answer.
 */
static void secondTypeSubscribesWhileManagerRefuses(void **state)
{
    HANDLE second = NewEvent();

    DummyServiceInstall();
    Subscribe(napNotifyTypeServiceState, Event);
    DummyServiceStart();
    ExpectSignal(Event, ANNOUNCED_MS, "started");
    Sleep(QUIET_MS); /* until the worker has looked again and rests for long */
    SystemCallsLimitTime(Call_WaitForMultipleObjectsEx, SHORT_MS);
    SystemCallsRefuseForEver(Call_QueryServiceStatusEx, ERROR_ACCESS_DENIED);
    Subscribe(napNotifyTypeQuarState, second);
    DummyServiceStop();
    ExpectQuiet(Event, QUIET_MS);
    ExpectQuiet(second, 0);
    SystemCallsRefuse(Call_QueryServiceStatusEx, 1, 0, 0);
    ExpectSignal(Event, ANNOUNCED_MS, "type 1, stopped");
    ExpectSignal(second, ANNOUNCED_MS, "type 2, stopped");
    CloseHandle(second);
}

/* A failed look doesn't count, and the next look opens a new connection. */
static void reconnectsToTheManager(void **state)
{
    DummyServiceInstall();
    for (size_t i = 0; i < sizeof noAnswers / sizeof *noAnswers; i++) {
        DWORD connections;

        StepSubscribe();
        Step(WAIT_TIMEOUT);
        DummyServiceStart();
        StepUntilSignals(1);
        connections = SystemCallsCount(Call_OpenSCManagerW);
        SystemCallsRefuse(Call_QueryServiceStatusEx, 1, 1, ERROR_ACCESS_DENIED);
        Step(WAIT_TIMEOUT);
        refuse(&noAnswers[i], 3);
        for (int turn = 0; turn < 3; turn++) {
            Step(WAIT_TIMEOUT);
        }
        assert_in_range(SystemCallsCount(Call_OpenSCManagerW), connections + 3, connections + 4);
        DummyServiceStop();
        assert_int_equal(SystemCallsSignals(), 1);
        Step(WAIT_TIMEOUT);
        assert_int_equal(SystemCallsSignals(), 2);
        SystemCallsReset();
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    }
}

/* With this error the manager tells a client that is too slow to open a new connection. */
static void refusedNotificationReconnects(void **state)
{
    DummyServiceInstall();
    SystemCallsRefuse(Call_NotifyServiceStatusChangeW, 1, 1, ERROR_SERVICE_NOTIFY_CLIENT_LAGGING);
    StepSubscribe();
    assert_int_equal(SystemCallsServiceHandles(), 1); /* the service may be about to be deleted */
    assert_int_equal(SystemCallsCount(Call_OpenSCManagerW), 1);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsCount(Call_OpenSCManagerW), 2);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 2);
    SystemCallsRefuse(Call_NotifyServiceStatusChangeW, 1, 1, ERROR_SERVICE_NOTIFY_CLIENT_LAGGING);
    DummyServiceStart();
    StepUntilSignals(1);
    Step(WAIT_OBJECT_0);
    assert_int_equal(SystemCallsCount(Call_OpenSCManagerW), 3);
    DummyServiceStop();
    StepUntilSignals(2);
}

static void noMemoryForTheWorker(void **state)
{
    SpyStart();
    SpyFailAllocation(1);
    assert_hresult(subscribe(napNotifyTypeServiceState, Event), E_FAIL);
    assert_true(SpyHasFailed());
    assert_hresult(canUnload(), S_OK);
    SpyStop();
}

/* The second block of a subscription is for the request to the manager. */
static void noMemoryForTheRequest(void **state)
{
    DummyServiceInstall();
    SpyStart();
    SpyFailAllocation(2);
    StepSubscribe();
    assert_true(SpyHasFailed());
    assert_int_equal(SystemCallsServiceHandles(), 1);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 0);
    assert_int_equal(StepRest(), UNARMED_MS); /* it polls until then */
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsServiceHandles(), 2);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 1);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    SpyStop();
}

/* Each look tries again. A step is left out if an earlier one failed. */
static void serviceListCannotBeWatched(void **state)
{
    static const Refusal refusals[] = {
        {Call_CreateEventW, 4, ERROR_NO_SYSTEM_RESOURCES},
        {Call_RegOpenKeyExW, 1, ERROR_ACCESS_DENIED},
        {Call_RegNotifyChangeKeyValue, 1, ERROR_ACCESS_DENIED},
    };

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        refuse(&refusals[i], 2);
        StepSubscribe();
        assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 1);
        assert_int_equal(StepRest(), UNARMED_MS);
        Step(WAIT_TIMEOUT);
        assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 1);
        assert_int_equal(SystemCallsCount(Call_RegNotifyChangeKeyValue),
                         refusals[i].call == Call_RegNotifyChangeKeyValue ? 2 : 0);
        Step(WAIT_TIMEOUT);
        assert_int_equal(SystemCallsWaitedFor(Call_WaitForMultipleObjectsEx), 2);
        DummyServiceInstall();
        DummyServiceStart();
        StepUntilSignals(1);
        SystemCallsReset();
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
        assert_int_equal(DummyServiceRemove(state), 0);
        SystemCallsReset();
    }
}

/* The caller may hold a lock that the worker needs, so no wait may be endless. */
static void waitsAreBounded(void **state)
{
    SystemCallsHold(Call_OpenSCManagerW, 1);
    SystemCallsLimitTime(Call_WaitForMultipleObjects, SHORT_MS);
    Subscribe(napNotifyTypeServiceState, Event);
    assert_in_range(SystemCallsTime(Call_WaitForMultipleObjects), 1, BEGIN_MS);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    SystemCallsLimitTime(Call_WaitForMultipleObjects, 0);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    assert_in_range(SystemCallsTime(Call_WaitForMultipleObjects), 1, END_MS);
    assert_in_range(SystemCallsTime(Call_WaitForSingleObject), 1, END_MS);
}

/* The manager is slow to answer: subscribing still succeeds, and signals come later. */
static void firstLookMayTakeLong(void **state)
{
    ULONGLONG begin = GetTickCount64();

    DummyServiceInstall();
    SystemCallsLimitTime(Call_WaitForMultipleObjects, SHORT_MS);
    SystemCallsHold(Call_OpenSCManagerW, 1);
    Subscribe(napNotifyTypeServiceState, Event);
    assert_in_range(GetTickCount64() - begin, SHORT_MS / 2, ANNOUNCED_MS);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    assert_hresult(subscribe(napNotifyTypeServiceState, Event), ALREADY);
    SystemCallsHold(Call_WaitForMultipleObjectsEx, 1);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    DummyServiceStart();
    ExpectSignal(Event, ANNOUNCED_MS, "started");
}

/*
 * The worker hangs in a call to the manager, and is abandoned. When the call returns, with a
 * change, there is another subscription, which the old worker must not signal.
 */
static void abandonedWorkerSignalsNothing(void **state)
{
    Resources before;
    DWORD looks;

    DummyServiceInstall();
    warmUp();
    before = CountResources();
    SpyStart();
    SystemCallsLimitTime(Call_WaitForMultipleObjects, SHORT_MS);
    StepSubscribe();
    DummyServiceStart();
    SystemCallsHold(Call_QueryServiceStatusEx, 1);
    SystemCallsLetGo(WAIT_OBJECT_0);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    looks = SystemCallsCount(Call_WaitForSingleObject);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    assert_int_equal(SystemCallsCount(Call_WaitForSingleObject), looks); /* no wait for it */
    assert_hresult(canUnload(), S_OK);
    SystemCallsLimitTime(Call_WaitForMultipleObjects, 0);
    SystemCallsCountSignals(Event);
    Subscribe(napNotifyTypeServiceState, Event);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    Sleep(QUIET_MS);
    assert_int_equal(SystemCallsSignals(), 0);
    DummyServiceStop();
    for (int turn = 0; turn < QUIET_TURNS && SystemCallsSignals() == 0; turn++) {
        Sleep(QUIET_MS);
    }
    assert_int_equal(SystemCallsSignals(), 1);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    ExpectResources(before);
    SpyStop();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(failsIfWorkerCannotStart, StepEnd),
        cmocka_unit_test_teardown(failsIfHandleCannotBeQueried, StepEnd),
        cmocka_unit_test_teardown(typesWithSimilarNamesAreRefused, StepEnd),
        cmocka_unit_test_teardown(asksARefusingManagerAgain, StepEnd),
        cmocka_unit_test_teardown(refusingManagerLeaksNothing, StepEnd),
        cmocka_unit_test_teardown(asksForNoServiceWithoutManager, StepEnd),
        cmocka_unit_test_teardown(secondTypeSubscribesWhileManagerRefuses, StepEnd),
        cmocka_unit_test_teardown(reconnectsToTheManager, StepEnd),
        cmocka_unit_test_teardown(refusedNotificationReconnects, StepEnd),
        cmocka_unit_test_teardown(noMemoryForTheWorker, StepEnd),
        cmocka_unit_test_teardown(noMemoryForTheRequest, StepEnd),
        cmocka_unit_test_teardown(serviceListCannotBeWatched, StepEnd),
        cmocka_unit_test_teardown(waitsAreBounded, StepEnd),
        cmocka_unit_test_teardown(firstLookMayTakeLong, StepEnd),
        cmocka_unit_test_teardown(abandonedWorkerSignalsNothing, StepEnd),
    };

    return cmocka_run_group_tests(tests, StepSetUp, NULL);
}
