/* SPDX-License-Identifier: MIT */
/* Which calls the notifier refuses, with which errors, and that a refusal leaks nothing. */
#include "notifiertest.h"

#include "dummyservice.h"
#include "handlecount.h"

static void expectRefused(HANDLE handle, const char *what)
{
    HRESULT result = InitializeNapAgentNotifier(napNotifyTypeServiceState, handle);

    if (result != E_INVALIDARG) {
        print_error("%s\n", what);
    }
    assert_hresult(result, E_INVALIDARG);
}

static void expectRefusedAndClose(HANDLE handle, const char *what)
{
    assert_true(handle && handle != INVALID_HANDLE_VALUE);
    expectRefused(handle, what);
    assert_true(CloseHandle(handle)); /* still the caller's */
}

static void unknownTypesAreRefused(void **state)
{
    static const int types[] = {0, 3, -1, 4, 0x10001, INT_MAX, INT_MIN};
    HANDLE event = NewEvent();

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        assert_hresult(InitializeNapAgentNotifier((NapNotifyType)types[i], event), E_INVALIDARG);
        assert_hresult(InitializeNapAgentNotifier((NapNotifyType)types[i], NULL), E_INVALIDARG);
        UninitializeNapAgentNotifier((NapNotifyType)types[i]);
    }
    CloseHandle(event);
}

static void invalidHandlesAreRefused(void **state)
{
    HANDLE closed = NewEvent();

    CloseHandle(closed);
    expectRefused(closed, "closed");
    expectRefused(NULL, "NULL");
    for (INT_PTR pseudo = -1; pseudo >= -6; pseudo--) {
        expectRefused((HANDLE)pseudo, "pseudo handle");
    }
    expectRefused((HANDLE)(UINT_PTR)0x7FFFFFF0u, "no handle at all");
}

static HANDLE realThread(void)
{
    return OpenThread(SYNCHRONIZE | THREAD_TERMINATE, FALSE, GetCurrentThreadId());
}

static HANDLE temporaryFile(void)
{
    WCHAR folder[MAX_PATH], name[MAX_PATH];

    assert_true(GetTempPathW(MAX_PATH, folder) && GetTempFileNameW(folder, L"nap", 0, name));
    return CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                       FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

static void otherObjectsAreRefused(void **state)
{
    HKEY key;

    expectRefusedAndClose(CreateMutexW(NULL, FALSE, NULL), "mutex");
    expectRefusedAndClose(CreateSemaphoreW(NULL, 0, 1, NULL), "semaphore");
    expectRefusedAndClose(CreateWaitableTimerW(NULL, FALSE, NULL), "timer");
    expectRefusedAndClose(OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId()), "process");
    expectRefusedAndClose(realThread(), "thread");
    expectRefusedAndClose(temporaryFile(), "file");
    expectRefusedAndClose(
        CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL), "section");
    assert_int_equal(RegOpenKeyExW(HKEY_CURRENT_USER, NULL, 0, KEY_READ, &key), ERROR_SUCCESS);
    expectRefused(key, "registry key");
    RegCloseKey(key);
}

static void waitOnlyEventIsRefused(void **state)
{
    HANDLE event = NewEvent();
    HANDLE waitOnly, setOnly;
    HANDLE process = GetCurrentProcess();

    assert_true(DuplicateHandle(process, event, process, &waitOnly, SYNCHRONIZE, FALSE, 0));
    expectRefusedAndClose(waitOnly, "event for waiting only");
    assert_true(DuplicateHandle(process, event, process, &setOnly, EVENT_MODIFY_STATE, FALSE, 0));
    Subscribe(napNotifyTypeServiceState, setOnly);
    CloseHandle(setOnly);
    CloseHandle(event);
}

static void secondSubscriptionIsRefused(void **state)
{
    HANDLE event = NewEvent();
    NapNotifyType types[] = {napNotifyTypeServiceState, napNotifyTypeQuarState};

    for (size_t i = 0; i < 2; i++) {
        Subscribe(types[i], event);
        assert_hresult(InitializeNapAgentNotifier(types[i], event), ALREADY);
        assert_hresult(InitializeNapAgentNotifier(types[i], NULL), E_INVALIDARG);
    }
    for (size_t i = 0; i < 2; i++) {
        UninitializeNapAgentNotifier(types[i]);
        Subscribe(types[i], event);
    }
    CloseHandle(event);
}

/* A child process must not keep the event or the service alive. */
static void childrenInheritNothing(void **state)
{
    HANDLE event = NewEvent();
    unsigned before = InheritableHandleCount();

    assert_true(SetHandleInformation(event, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
    Subscribe(napNotifyTypeServiceState, event);
    assert_int_equal(InheritableHandleCount(), before + 1);
    CloseHandle(event);
}

static void uninitializeWithoutSubscriptionDoesNothing(void **state)
{
    HANDLE event = NewEvent();

    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    Subscribe(napNotifyTypeServiceState, event);
    UninitializeNapAgentNotifier(napNotifyTypeQuarState);
    UninitializeNapAgentNotifier(napNotifyTypeUnknown);
    assert_hresult(InitializeNapAgentNotifier(napNotifyTypeServiceState, event), ALREADY);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    CloseHandle(event);
}

static void refusalsLeakNothing(void **state)
{
    HANDLE mutex = CreateMutexW(NULL, FALSE, NULL);
    HANDLE event = NewEvent();
    Resources before = CountResources();

    for (int i = 0; i < 100; i++) {
        expectRefused(mutex, "mutex");
        assert_hresult(InitializeNapAgentNotifier(napNotifyTypeUnknown, event), E_INVALIDARG);
    }
    ExpectResources(before);
    CloseHandle(mutex);
    CloseHandle(event);
}

static void memoryIsFreed(void **state)
{
    HANDLE event = NewEvent();

    DummyServiceInstall();
    SpyStart();
    Subscribe(napNotifyTypeServiceState, event);
    assert_in_range(SpyRead().live, 1, 10);
    DummyServiceStart();
    ExpectSignal(event, ANNOUNCED_MS, "started");
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    SpyStop();
    CloseHandle(event);
}

/*
 * The first block is the worker's. The second is for the notification; without it the worker polls.
 */
static void memoryMayRunOut(void **state)
{
    HANDLE event = NewEvent();

    DummyServiceInstall();
    SpyStart();
    SpyFailAllocation(1);
    assert_hresult(InitializeNapAgentNotifier(napNotifyTypeServiceState, event), E_FAIL);
    assert_true(SpyHasFailed());
    SpyFailAllocation(2);
    Subscribe(napNotifyTypeServiceState, event);
    assert_true(SpyHasFailed());
    DummyServiceStart();
    ExpectSignal(event, POLLED_MS, "started, no memory for the request");
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    SpyStop();
    CloseHandle(event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(unknownTypesAreRefused, EndTest),
        cmocka_unit_test_teardown(invalidHandlesAreRefused, EndTest),
        cmocka_unit_test_teardown(otherObjectsAreRefused, EndTest),
        cmocka_unit_test_teardown(waitOnlyEventIsRefused, EndTest),
        cmocka_unit_test_teardown(secondSubscriptionIsRefused, EndTest),
        cmocka_unit_test_teardown(childrenInheritNothing, EndTest),
        cmocka_unit_test_teardown(uninitializeWithoutSubscriptionDoesNothing, EndTest),
        cmocka_unit_test_teardown(refusalsLeakNothing, EndTest),
        cmocka_unit_test_teardown(memoryIsFreed, EndTestAndSpy),
        cmocka_unit_test_teardown(memoryMayRunOut, EndTestAndSpy),
    };

    return cmocka_run_group_tests(tests, DummyServiceSetUp, NULL);
}
