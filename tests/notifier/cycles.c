/* SPDX-License-Identifier: MIT */
/* Many subscriptions, one after the other and from several threads at once, leave nothing. */
#include "notifiertest.h"

#include "dummyservice.h"
#include "handlecount.h"

#define CYCLES                 200
#define CYCLES_PER_CHANGE      50
#define CYCLES_WITHOUT_SERVICE 100
#define REFUSALS               100
#define THREADS                4
#define CALLS_PER_THREAD       100

/* The first calls make Windows load what it needs for services, and keep it. */
static void warmUp(void)
{
    MakeConnections();
    for (int i = 0; i < 3; i++) {
        Subscribe(napNotifyTypeServiceState, Event);
        DummyServiceStart();
        ExpectSignal(Event, ANNOUNCED_MS, "warm-up, started");
        DummyServiceStop();
        ExpectSignal(Event, ANNOUNCED_MS, "warm-up, stopped");
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    }
}

static void changeService(BOOL *running)
{
    if (*running) {
        DummyServiceStop();
    } else {
        DummyServiceStart();
    }
    *running = !*running;
}

/*
 * scripts/endurance.sh does thousands. In every 50th cycle the service changes right after the
 * subscription. Half way between, it changes without a subscription, which must not be signalled
 * later.
 */
static void cyclesLeakNothingAndMissNoChange(void **state)
{
    BOOL running = FALSE;
    Resources before;
    ULONGLONG begin;

    DummyServiceInstall();
    warmUp();
    before = CountResources();
    begin = GetTickCount64();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
        Subscribe(napNotifyTypeServiceState, Event);
        if (cycle % CYCLES_PER_CHANGE == 0) {
            changeService(&running);
            assert_int_equal(WaitForSingleObject(Event, ANNOUNCED_MS), WAIT_OBJECT_0);
        }
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
        if (cycle % CYCLES_PER_CHANGE == CYCLES_PER_CHANGE / 2) {
            changeService(&running);
        }
        ExpectQuiet(Event, 0);
    }
    print_message("%d cycles in %lu ms\n", CYCLES, (unsigned long)(GetTickCount64() - begin));
    ExpectResources(before);
}

static void cyclesWithoutServiceLeakNothing(void **state)
{
    Resources before;

    MakeConnections();
    Subscribe(napNotifyTypeServiceState, Event);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    before = CountResources();
    for (int cycle = 0; cycle < CYCLES_WITHOUT_SERVICE; cycle++) {
        Subscribe(napNotifyTypeServiceState, Event);
        UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    }
    ExpectResources(before);
}

static void refusalsLeakNothing(void **state)
{
    HANDLE mutex = CreateMutexW(NULL, FALSE, NULL);
    Resources before = CountResources();

    for (int i = 0; i < REFUSALS; i++) {
        assert_hresult(InitializeNapAgentNotifier(napNotifyTypeServiceState, mutex), E_INVALIDARG);
        assert_hresult(InitializeNapAgentNotifier(napNotifyTypeUnknown, Event), E_INVALIDARG);
    }
    ExpectResources(before);
    CloseHandle(mutex);
}

/* A child process must not keep the event or the service alive. */
static void childrenInheritNothing(void **state)
{
    unsigned before = InheritableHandleCount();

    assert_true(SetHandleInformation(Event, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
    Subscribe(napNotifyTypeServiceState, Event);
    assert_int_equal(InheritableHandleCount(), before + 1);
}

typedef struct Caller {
    HANDLE thread;
    HANDLE event;
    unsigned seed;
    unsigned subscribed;
    unsigned refused;
    unsigned unexpected;
} Caller;

static unsigned nextRandom(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static DWORD WINAPI callBoth(void *parameter)
{
    Caller *caller = parameter;

    for (int call = 0; call < CALLS_PER_THREAD; call++) {
        unsigned random = nextRandom(&caller->seed);
        NapNotifyType type = (random & 1) ? napNotifyTypeServiceState : napNotifyTypeQuarState;
        HRESULT result;

        if (random & 2) {
            UninitializeNapAgentNotifier(type);
            continue;
        }
        result = InitializeNapAgentNotifier(type, caller->event);
        caller->subscribed += result == S_OK;
        caller->refused += result == ALREADY;
        caller->unexpected += result != S_OK && result != ALREADY;
    }
    return 0;
}

static void fourThreadsCorruptNothing(void **state)
{
    Caller callers[THREADS] = {0};
    Resources before;

    DummyServiceInstall();
    warmUp();
    before = CountResources();
    for (unsigned i = 0; i < THREADS; i++) {
        callers[i].event = Event;
        callers[i].seed = i + 1;
        callers[i].thread = CreateThread(NULL, 0, callBoth, &callers[i], 0, NULL);
        assert_non_null(callers[i].thread);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        WaitForSingleObject(callers[i].thread, INFINITE);
        CloseHandle(callers[i].thread);
        print_message("thread %u: %u subscribed, %u refused\n", i, callers[i].subscribed,
                      callers[i].refused);
    }
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    UninitializeNapAgentNotifier(napNotifyTypeQuarState);
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(callers[i].unexpected, 0);
        assert_in_range(callers[i].subscribed, 1, CALLS_PER_THREAD);
    }
    ExpectResources(before);
    warmUp();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(cyclesLeakNothingAndMissNoChange, EndTest),
        cmocka_unit_test_teardown(cyclesWithoutServiceLeakNothing, EndTest),
        cmocka_unit_test_teardown(refusalsLeakNothing, EndTest),
        cmocka_unit_test_teardown(childrenInheritNothing, EndTest),
        cmocka_unit_test_teardown(fourThreadsCorruptNothing, EndTest),
    };

    return cmocka_run_group_tests(tests, NotifierSetUp, NULL);
}
