/* SPDX-License-Identifier: MIT */
/*
 * What the notifier does when the system refuses a call or doesn't come back from one: the promised
 * result, nothing left behind, and watching that begins as soon as it can.
 */
#include "stepping.h"

#include "dummyservice.h"
#include "mallocspy.h"

/* How long a subscription, and the end of one, may take at most. */
#define BEGIN_MS 2000
#define END_MS   6000

/* In place of these, and of the poll's times. */
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

/* By its name: the import library hasn't got this one. */
static HRESULT canUnload(void)
{
    typedef HRESULT(WINAPI * CanUnload)(void);
    FARPROC found = GetProcAddress(GetModuleHandleW(L"qutil.dll"), "DllCanUnloadNow");

    assert_non_null(found);
    return ((CanUnload)(void *)found)();
}

/* Also for what a process keeps once it used the notifier: it is made before it is counted. */
static void warmUp(HANDLE event)
{
    Subscribe(napNotifyTypeServiceState, event);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
}

static void expectFailures(const Refusal *refusals, size_t count, HRESULT expected)
{
    HANDLE event = NewEvent();
    Resources before;

    warmUp(event);
    before = CountResources();
    for (size_t i = 0; i < count; i++) {
        SpyStart();
        refuse(&refusals[i], 1);
        assert_hresult(subscribe(napNotifyTypeServiceState, event), expected);
        assert_hresult(canUnload(), S_OK);
        SpyStop();
        warmUp(event);
    }
    ExpectResources(before);
    CloseHandle(event);
}

static void workerThatCannotBegin(void **state)
{
    static const Refusal refusals[] = {
        {Call_CreateEventW, 1, ERROR_NO_SYSTEM_RESOURCES},
        {Call_CreateEventW, 2, ERROR_NO_SYSTEM_RESOURCES},
        {Call_CreateEventW, 3, ERROR_NO_SYSTEM_RESOURCES},
        {Call_GetModuleHandleExW, 1, ERROR_MOD_NOT_FOUND},
        {Call_CreateThread, 1, ERROR_NO_SYSTEM_RESOURCES},
    };

    (void)state;
    expectFailures(refusals, sizeof refusals / sizeof *refusals, E_FAIL);
    /* The module's reference was given back where there was one. */
    assert_int_equal(SystemCallsCount(Call_FreeLibrary), 1);
}

static void handleThatCannotBeExamined(void **state)
{
    static const Refusal refusals[] = {
        {Call_DuplicateHandle, 1, ERROR_INVALID_HANDLE},
        {Call_NtQueryObject, 1, STATUS_REFUSED},
        {Call_NtQueryObject, 2, STATUS_REFUSED},
    };

    (void)state;
    expectFailures(refusals, sizeof refusals / sizeof *refusals, E_INVALIDARG);
}

static void objectsOfLikeNamesAreRefused(void **state)
{
    static const WCHAR *const names[] = {L"EventPair", L"Even", L"Evens", L"event", L""};
    HANDLE event = NewEvent();

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        SystemCallsNameType(names[i]);
        assert_hresult(subscribe(napNotifyTypeServiceState, event), E_INVALIDARG);
    }
    SystemCallsNameType(L"Event");
    Subscribe(napNotifyTypeServiceState, event);
    CloseHandle(event);
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
 * As it refuses a process with a restricted token. To subscribe is no failure then: the worker asks
 * less and less often, and sees changes from the first answer on.
 */
static void managerThatRefusesIsAskedAgain(void **state)
{
    static const DWORD rests[] = {2000, 4000, 8000, 16000, 32000, 60000, 60000};
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    for (size_t i = 0; i < sizeof noAnswers / sizeof *noAnswers; i++) {
        refuseForEver(&noAnswers[i]);
        StepSubscribe(event);
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
        assert_int_equal(StepRest(), rests[0]); /* and not as if it had refused all the while */
        SystemCallsReset();
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    }
    CloseHandle(event);
}

static void managerThatRefusesCostsNothing(void **state)
{
    HANDLE event = NewEvent();
    Resources before;

    (void)state;
    DummyServiceInstall();
    warmUp(event);
    before = CountResources();
    for (size_t i = 0; i < sizeof noAnswers / sizeof *noAnswers; i++) {
        SpyStart();
        refuseForEver(&noAnswers[i]);
        Subscribe(napNotifyTypeServiceState, event);
        assert_hresult(canUnload(), S_FALSE);
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
        assert_hresult(canUnload(), S_OK);
        refuseNoMore(&noAnswers[i]);
        SpyStop();
    }
    ExpectResources(before);
    CloseHandle(event);
}

static void nobodyIsAskedWithoutAManager(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    /* This error of a service's would mean that all is well. */
    SystemCallsRefuse(Call_OpenSCManagerW, 1, 1, ERROR_SERVICE_DOES_NOT_EXIST);
    StepSubscribe(event);
    assert_int_equal(SystemCallsCount(Call_OpenServiceW), 0);
    assert_int_equal(SystemCallsCount(Call_CloseServiceHandle), 0);
    assert_int_equal(StepRest(), UNARMED_MS);
    CloseHandle(event);
}

/* Who subscribes while nobody is answered is told of what changed since the last answer. */
static void secondMaySubscribeWhileTheManagerRefuses(void **state)
{
    HANDLE event = NewEvent();
    HANDLE second = NewEvent();

    (void)state;
    DummyServiceInstall();
    Subscribe(napNotifyTypeServiceState, event);
    DummyServiceStart();
    ExpectSignal(event, ANNOUNCED_MS, "started");
    Sleep(QUIET_MS); /* looks that nobody waits for, and then a long rest */
    SystemCallsLimitTime(Call_WaitForMultipleObjectsEx, SHORT_MS);
    SystemCallsRefuseForEver(Call_QueryServiceStatusEx, ERROR_ACCESS_DENIED);
    Subscribe(napNotifyTypeQuarState, second);
    DummyServiceStop();
    ExpectQuiet(event, QUIET_MS);
    ExpectQuiet(second, 0);
    SystemCallsRefuse(Call_QueryServiceStatusEx, 1, 0, 0);
    ExpectSignal(event, ANNOUNCED_MS, "type 1, stopped");
    ExpectSignal(second, ANNOUNCED_MS, "type 2, stopped");
    CloseHandle(second);
    CloseHandle(event);
}

/* A look that fails is none, and the next one asks over a new connection. */
static void managerThatComesBack(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    for (size_t i = 0; i < sizeof noAnswers / sizeof *noAnswers; i++) {
        DWORD connections;

        StepSubscribe(event);
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
    CloseHandle(event);
}

/* The manager's word for a client that lags behind; it wants a new connection of it. */
static void refusedNotificationTakesANewConnection(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SystemCallsRefuse(Call_NotifyServiceStatusChangeW, 1, 1, ERROR_SERVICE_NOTIFY_CLIENT_LAGGING);
    StepSubscribe(event);
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
    CloseHandle(event);
}

/* Of a subscription's blocks the second is the manager's. */
static void memoryForTheRequestMayLack(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    DummyServiceInstall();
    SpyStart();
    SpyFailAllocation(2);
    StepSubscribe(event);
    assert_true(SpyHasFailed());
    assert_int_equal(SystemCallsServiceHandles(), 1);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 0);
    Step(WAIT_TIMEOUT);
    assert_int_equal(SystemCallsServiceHandles(), 2);
    assert_int_equal(SystemCallsCount(Call_NotifyServiceStatusChangeW), 1);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    SpyStop();
    CloseHandle(event);
}

/* It is tried again at each look; nothing is asked without what belongs to it. */
static void listThatCannotBeWatched(void **state)
{
    static const Refusal refusals[] = {
        {Call_CreateEventW, 4, ERROR_NO_SYSTEM_RESOURCES},
        {Call_RegOpenKeyExW, 1, ERROR_ACCESS_DENIED},
        {Call_RegNotifyChangeKeyValue, 1, ERROR_ACCESS_DENIED},
    };
    HANDLE event = NewEvent();

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        refuse(&refusals[i], 2);
        StepSubscribe(event);
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
    CloseHandle(event);
}

/* Whoever doesn't come: the caller may hold the lock that the worker needs. */
static void waitsAreBounded(void **state)
{
    HANDLE event = NewEvent();

    (void)state;
    SystemCallsHold(Call_OpenSCManagerW, 1);
    SystemCallsLimitTime(Call_WaitForMultipleObjects, SHORT_MS);
    Subscribe(napNotifyTypeServiceState, event);
    assert_in_range(SystemCallsTime(Call_WaitForMultipleObjects), 1, BEGIN_MS);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    SystemCallsLimitTime(Call_WaitForMultipleObjects, 0);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    assert_in_range(SystemCallsTime(Call_WaitForMultipleObjects), 1, END_MS);
    assert_in_range(SystemCallsTime(Call_WaitForSingleObject), 1, END_MS);
    CloseHandle(event);
}

/* The manager doesn't answer for long: one is subscribed all the same, and told later. */
static void firstLookMayTakeLong(void **state)
{
    HANDLE event = NewEvent();
    ULONGLONG begin = GetTickCount64();

    (void)state;
    DummyServiceInstall();
    SystemCallsLimitTime(Call_WaitForMultipleObjects, SHORT_MS);
    SystemCallsHold(Call_OpenSCManagerW, 1);
    Subscribe(napNotifyTypeServiceState, event);
    assert_in_range(GetTickCount64() - begin, SHORT_MS / 2, ANNOUNCED_MS);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    assert_hresult(subscribe(napNotifyTypeServiceState, event), ALREADY);
    SystemCallsHold(Call_WaitForMultipleObjectsEx, 1);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    SystemCallsLetGo(OUTCOME_OF_SYSTEM);
    DummyServiceStart();
    ExpectSignal(event, ANNOUNCED_MS, "started");
    CloseHandle(event);
}

/*
 * The worker hangs in the manager, and is given up. When it comes back, with a change, it is
 * someone else who has subscribed.
 */
static void workerThatWasGivenUpTellsNobody(void **state)
{
    HANDLE event = NewEvent();
    Resources before;
    DWORD looks;

    (void)state;
    DummyServiceInstall();
    warmUp(event);
    before = CountResources();
    SpyStart();
    SystemCallsLimitTime(Call_WaitForMultipleObjects, SHORT_MS);
    StepSubscribe(event);
    DummyServiceStart();
    SystemCallsHold(Call_QueryServiceStatusEx, 1);
    SystemCallsLetGo(WAIT_OBJECT_0);
    SystemCallsAwaitHeld(ANNOUNCED_MS);
    looks = SystemCallsCount(Call_WaitForSingleObject);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    assert_int_equal(SystemCallsCount(Call_WaitForSingleObject), looks); /* nor is it waited for */
    assert_hresult(canUnload(), S_OK);
    SystemCallsLimitTime(Call_WaitForMultipleObjects, 0);
    SystemCallsCountSignals(event);
    Subscribe(napNotifyTypeServiceState, event);
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
    CloseHandle(event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(workerThatCannotBegin, StepEnd),
        cmocka_unit_test_teardown(handleThatCannotBeExamined, StepEnd),
        cmocka_unit_test_teardown(objectsOfLikeNamesAreRefused, StepEnd),
        cmocka_unit_test_teardown(managerThatRefusesIsAskedAgain, StepEnd),
        cmocka_unit_test_teardown(managerThatRefusesCostsNothing, StepEnd),
        cmocka_unit_test_teardown(nobodyIsAskedWithoutAManager, StepEnd),
        cmocka_unit_test_teardown(secondMaySubscribeWhileTheManagerRefuses, StepEnd),
        cmocka_unit_test_teardown(managerThatComesBack, StepEnd),
        cmocka_unit_test_teardown(refusedNotificationTakesANewConnection, StepEnd),
        cmocka_unit_test_teardown(memoryForTheRequestMayLack, StepEnd),
        cmocka_unit_test_teardown(listThatCannotBeWatched, StepEnd),
        cmocka_unit_test_teardown(waitsAreBounded, StepEnd),
        cmocka_unit_test_teardown(firstLookMayTakeLong, StepEnd),
        cmocka_unit_test_teardown(workerThatWasGivenUpTellsNobody, StepEnd),
    };

    return cmocka_run_group_tests(tests, StepSetUp, NULL);
}
