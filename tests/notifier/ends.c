/* SPDX-License-Identifier: MIT */
/*
 * Unloading and process exit, also with an active subscription, and calls under the loader lock.
 * qutil.dll is loaded and unloaded at run time, as a client does it, so this program doesn't link
 * to it. Exits are tried in a child process, which is this program with an argument.
 */
#include "qutiltest.h"

#include <stdlib.h>
#include <string.h>

#include "clientevents.h"
#include "dummyservice.h"
#include "iswine.h"
#include "processcreate.h"
#include "threadcount.h"

#define CHILD_DONE     42
#define CHILD_LIMIT_MS 20000
#define SIGNAL_MS      1000
#define UNLOAD_MS      3000
#define AMID_LIMIT_MS  10000
#define AMID_RUNS      4
#define THREADS        4

typedef HRESULT(WINAPI *Initialize)(NapNotifyType, HANDLE);
typedef void(WINAPI *Uninitialize)(NapNotifyType);
typedef HRESULT(WINAPI *CanUnload)(void);
typedef HRESULT (*ClientSubscription)(HANDLE);

static struct {
    HMODULE module;
    Initialize initialize;
    Uninitialize uninitialize;
    CanUnload canUnload;
} dll;

static FARPROC find(HMODULE module, const char *name)
{
    FARPROC found = GetProcAddress(module, name);

    assert_non_null(found);
    return found;
}

static void loadDll(void)
{
    dll.module = LoadLibraryW(L"qutil.dll");
    assert_non_null(dll.module);
    dll.initialize = (Initialize)(void *)find(dll.module, "InitializeNapAgentNotifier");
    dll.uninitialize = (Uninitialize)(void *)find(dll.module, "UninitializeNapAgentNotifier");
    dll.canUnload = (CanUnload)(void *)find(dll.module, "DllCanUnloadNow");
}

static BOOL isLoaded(void)
{
    return GetModuleHandleW(L"qutil.dll") != NULL;
}

static void expectUnloaded(void)
{
    ULONGLONG end = GetTickCount64() + UNLOAD_MS;

    while (isLoaded() && GetTickCount64() < end) {
        Sleep(5);
    }
    assert_false(isLoaded());
}

static HANDLE newEvent(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    assert_non_null(event);
    return event;
}

static void unloadsRightAfterUninitialize(void **state)
{
    HANDLE event = newEvent();

    for (int i = 0; i < 50; i++) {
        loadDll();
        assert_hresult(dll.canUnload(), S_OK);
        assert_hresult(dll.initialize(napNotifyTypeServiceState, event), S_OK);
        assert_hresult(dll.canUnload(), S_FALSE);
        assert_hresult(dll.initialize(napNotifyTypeQuarState, event), S_OK);
        dll.uninitialize(napNotifyTypeServiceState);
        assert_hresult(dll.canUnload(), S_FALSE);
        dll.uninitialize(napNotifyTypeQuarState);
        assert_hresult(dll.canUnload(), S_OK);
        assert_true(FreeLibrary(dll.module));
        assert_false(isLoaded());
    }
    CloseHandle(event);
}

/* The module stays loaded, and the subscription active. */
static void unloadWithSubscriptionIsHarmless(void **state)
{
    HANDLE event = newEvent();

    DummyServiceInstall();
    loadDll();
    assert_hresult(dll.initialize(napNotifyTypeServiceState, event), S_OK);
    assert_true(FreeLibrary(dll.module));
    assert_true(isLoaded());
    DummyServiceStart();
    assert_int_equal(WaitForSingleObject(event, SIGNAL_MS), WAIT_OBJECT_0);
    loadDll(); /* to call the DLL a reference is needed again */
    dll.uninitialize(napNotifyTypeServiceState);
    FreeLibrary(dll.module);
    expectUnloaded();
    CloseHandle(event);
}

static HMODULE loadClient(void)
{
    HMODULE client = LoadLibraryW(L"notifier_client.dll");

    assert_non_null(client);
    return client;
}

static void expectWithin(ULONGLONG begin, unsigned limit, const char *what)
{
    ULONGLONG took = GetTickCount64() - begin;

    print_message("%s: %lu ms\n", what, (unsigned long)took);
    assert_in_range(took, 0, limit);
}

/* The client's DllMain unsubscribes. The worker can't end until the loader lock is free. */
static void clientMayUnsubscribeInDllMain(void **state)
{
    HANDLE event = newEvent();
    HMODULE client = loadClient();
    ClientSubscription subscribe = (ClientSubscription)(void *)find(client, "ClientSubscribe");
    ULONGLONG begin;

    DummyServiceInstall();
    assert_hresult(subscribe(event), S_OK);
    begin = GetTickCount64();
    assert_true(FreeLibrary(client));
    expectWithin(begin, 3000, "unloading a client that unsubscribes in DllMain");
    DummyServiceStart();
    assert_int_equal(WaitForSingleObject(event, 200), WAIT_TIMEOUT);
    expectUnloaded();
    CloseHandle(event);
}

/* The worker can't start until the loader lock is free. It watches from then on. */
static void clientMaySubscribeInDllMain(void **state)
{
    HANDLE event = newEvent();
    WCHAR number[16];
    HMODULE client;
    ULONGLONG begin;

    DummyServiceInstall();
    _ultow((unsigned long)(UINT_PTR)event, number, 10);
    SetEnvironmentVariableW(L"QUTIL_CLIENT_EVENT", number);
    begin = GetTickCount64();
    client = LoadLibraryW(L"notifier_client.dll");
    SetEnvironmentVariableW(L"QUTIL_CLIENT_EVENT", NULL);
    assert_non_null(client);
    expectWithin(begin, 4000, "loading a client that subscribes in DllMain");
    Sleep(200);
    DummyServiceStart();
    assert_int_equal(WaitForSingleObject(event, SIGNAL_MS), WAIT_OBJECT_0);
    assert_true(FreeLibrary(client));
    expectUnloaded();
    CloseHandle(event);
}

static HANDLE startChild(const WCHAR *mode)
{
    WCHAR command[MAX_PATH + 32];
    STARTUPINFOW startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;

    command[0] = L'"';
    assert_in_range(GetModuleFileNameW(NULL, command + 1, MAX_PATH), 1, MAX_PATH - 1);
    wcscat(command, L"\" ");
    wcscat(command, mode);
    assert_true(ProcessCreate(NULL, command, FALSE, 0, &startup, &process));
    CloseHandle(process.hThread);
    return process.hProcess;
}

static void runChild(const WCHAR *mode)
{
    HANDLE child = startChild(mode);
    DWORD outcome = WaitForSingleObject(child, CHILD_LIMIT_MS);
    DWORD code = 0;

    if (outcome != WAIT_OBJECT_0) {
        TerminateProcess(child, 1);
    }
    GetExitCodeProcess(child, &code);
    CloseHandle(child);
    assert_int_equal(outcome, WAIT_OBJECT_0);
    assert_int_equal(code, CHILD_DONE);
}

/*
 * If a process ends with a pending request, Wine's service control manager keeps its handle until
 * the request is answered. Until then the service can't be removed.
 */
static void fulfilRequests(void)
{
    DummyServiceStart();
    DummyServiceStop();
}

static void processMayExitSubscribed(void **state)
{
    DummyServiceInstall();
    runChild(L"exit");
    fulfilRequests();
}

static void processMayUnloadAndExitSubscribed(void **state)
{
    runChild(L"unload");
}

static HANDLE exitEvent(const WCHAR *name)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, name);

    assert_non_null(event);
    return event;
}

/* A new subscription is refused then. */
static void processMayUnsubscribeAtItsExit(void **state)
{
    HANDLE refused = exitEvent(CLIENT_REFUSED);

    runChild(L"atexit");
    runChild(L"detach");
    assert_int_equal(WaitForSingleObject(refused, 0), WAIT_OBJECT_0);
    CloseHandle(refused);
}

typedef struct ExitDuringCalls {
    BOOL ended;
    BOOL begun; /* the client's DllMain was called */
    BOOL unsubscribed;
    DWORD code;
    unsigned threads; /* left if it did not end in time */
} ExitDuringCalls;

static BOOL isSet(HANDLE event)
{
    return WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
}

static ExitDuringCalls runExitDuringCalls(void)
{
    ExitDuringCalls seen = {0};
    HANDLE begun = exitEvent(CLIENT_EXIT_BEGUN);
    HANDLE unsubscribed = exitEvent(CLIENT_UNSUBSCRIBED);
    HANDLE child = startChild(L"amid");

    seen.ended = WaitForSingleObject(child, AMID_LIMIT_MS) == WAIT_OBJECT_0;
    seen.threads = ThreadCount(GetProcessId(child));
    seen.begun = isSet(begun);
    seen.unsubscribed = isSet(unsubscribed);
    if (!seen.ended) {
        TerminateProcess(child, 1);
    }
    GetExitCodeProcess(child, &seen.code);
    CloseHandle(child);
    CloseHandle(begun);
    CloseHandle(unsubscribed);
    return seen;
}

static BOOL endedWell(const ExitDuringCalls *seen)
{
    return seen->ended && seen->code == CHILD_DONE;
}

/*
 * Wine 8 may hang or crash while it kills the threads of an exiting process, with or without
 * qutil.dll (docs/notifier.md, Limits). Then no DllMain has been called yet, and at most one thread
 * is left. A fault of ours would happen in a DllMain, or leave more threads, which wait for the
 * loader lock.
 */
static BOOL isWinesFault(const ExitDuringCalls *seen)
{
    return IsWine() && !seen->begun && (seen->ended || seen->threads <= 1);
}

/*
 * Threads are killed in the middle of calls; then the client's DllMain calls again. Under Wine that
 * doesn't happen every time: 32-bit Wine 8 ends some such processes before or in the DllMains, even
 * if their threads only start and end.
 */
static void processMayExitDuringCalls(void **state)
{
    int unsubscribed = 0;

    DummyServiceInstall();
    for (int i = 0; i < AMID_RUNS; i++) {
        ExitDuringCalls seen = runExitDuringCalls();

        unsubscribed += seen.unsubscribed;
        if (!endedWell(&seen)) {
            print_message("exit %d: %s, code %lu, threads %u, begun %d, unsubscribed %d\n", i,
                          seen.ended ? "ended" : "hung", seen.code, seen.threads, seen.begun,
                          seen.unsubscribed);
            assert_true(isWinesFault(&seen));
        }
    }
    assert_in_range(unsubscribed, IsWine() ? AMID_RUNS / 2 : AMID_RUNS, AMID_RUNS);
    fulfilRequests();
}

static void subscribeInChild(void)
{
    loadDll();
    if (dll.initialize(napNotifyTypeServiceState, newEvent()) != S_OK ||
        dll.initialize(napNotifyTypeQuarState, newEvent()) != S_OK) {
        ExitProcess(1);
    }
}

static void unsubscribeBoth(void)
{
    dll.uninitialize(napNotifyTypeServiceState);
    dll.uninitialize(napNotifyTypeQuarState);
}

static DWORD WINAPI callUntilKilled(void *event)
{
    for (int call = 0; call < 100000; call++) {
        dll.initialize(napNotifyTypeServiceState, event);
        dll.uninitialize(napNotifyTypeServiceState);
    }
    return 0;
}

static void exitAmidCalls(void)
{
    loadDll();
    loadClient();
    for (int i = 0; i < THREADS; i++) {
        CreateThread(NULL, 0, callUntilKilled, newEvent(), 0, NULL);
    }
    srand(GetCurrentProcessId());
    Sleep(50 + (DWORD)rand() % 100);
    ExitProcess(CHILD_DONE);
}

static int runAsChild(const char *mode)
{
    if (strcmp(mode, "amid") == 0) {
        exitAmidCalls();
    }
    subscribeInChild();
    if (strcmp(mode, "unload") == 0) {
        FreeLibrary(dll.module);
    } else if (strcmp(mode, "atexit") == 0) {
        atexit(unsubscribeBoth);
    } else if (strcmp(mode, "detach") == 0) {
        loadClient(); /* unsubscribes when the process has no other threads */
    }
    return CHILD_DONE;
}

/* Ends a subscription that a failed test has left. */
static int endTest(void **state)
{
    if (isLoaded()) {
        loadDll();
        unsubscribeBoth();
        FreeLibrary(dll.module);
    }
    return DummyServiceRemove(state);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(unloadsRightAfterUninitialize, endTest),
        cmocka_unit_test_teardown(unloadWithSubscriptionIsHarmless, endTest),
        cmocka_unit_test_teardown(clientMayUnsubscribeInDllMain, endTest),
        cmocka_unit_test_teardown(clientMaySubscribeInDllMain, endTest),
        cmocka_unit_test_teardown(processMayExitSubscribed, endTest),
        cmocka_unit_test_teardown(processMayUnloadAndExitSubscribed, endTest),
        cmocka_unit_test_teardown(processMayUnsubscribeAtItsExit, endTest),
        cmocka_unit_test_teardown(processMayExitDuringCalls, endTest),
    };

    if (argc > 1) {
        return runAsChild(argv[1]);
    }
    return cmocka_run_group_tests(tests, DummyServiceSetUp, NULL);
}
