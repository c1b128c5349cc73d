/* SPDX-License-Identifier: MIT */
/* See cycles.h. */
#include "cycles.h"

#include "blockcount.h"
#include "check.h"
#include "library.h"
#include "measure.h"
#include "operations.h"
#include "service.h"

#include <stdio.h>

/* A start or stop is announced within this time: docs/notifier.md. */
#define ANNOUNCED_MS 3000

/*
 * The notifier's one thread gets one notification of a start and one of a stop, for any number of
 * subscriptions.
 */
#define NOTICES_PER_WATCH 2

/* On a busy machine the notifier's thread may not quite have ended. */
#define LAST_STEP_MS 5000

/* Runs every kind of operation once, on this thread. */
static void useEverything(User *user)
{
    SharedBegin(user);
    for (UINT32 i = 0; i < OperationCount; i++) {
        if (Operations[i].run != UseNotifier) {
            Operations[i].run(user);
        }
    }
    CHECK_HRESULT(qutil.DllCanUnloadNow(), S_FALSE);
    SharedEnd();
}

static HANDLE subscribe(NapNotifyType type)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    CHECK(event != NULL);
    CHECK_HRESULT(qutil.InitializeNapAgentNotifier(type, event), S_OK);
    CHECK_HRESULT(qutil.InitializeNapAgentNotifier(type, event),
                  HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED));
    CHECK_HRESULT(qutil.DllCanUnloadNow(), S_FALSE);
    return event;
}

static void unsubscribe(NapNotifyType type, HANDLE event)
{
    qutil.UninitializeNapAgentNotifier(type);
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    CloseHandle(event);
}

static void expectSignals(HANDLE one, HANDLE other)
{
    CHECK(WaitForSingleObject(one, ANNOUNCED_MS) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(other, ANNOUNCED_MS) == WAIT_OBJECT_0);
}

static void watchService(void)
{
    HANDLE service;
    HANDLE state;

    ServiceInstall();
    service = subscribe(napNotifyTypeServiceState);
    state = subscribe(napNotifyTypeQuarState);
    ServiceStart();
    expectSignals(service, state);
    ServiceStop();
    expectSignals(service, state);
    unsubscribe(napNotifyTypeServiceState, service);
    unsubscribe(napNotifyTypeQuarState, state);
    ServiceDelete();
}

/*
 * Wine leaks memory for each service notification that it delivers, without qutil.dll too. So heap
 * blocks that the process gains here are counted apart. No block of the DLL's own may be left.
 */
static void watchServiceApart(BOOL systemLeaks)
{
    BOOL isOn = BlockCountIsOn();
    LONG before;

    if (!isOn) {
        BlockCountBegin();
    }
    before = BlockCountRead().live;
    if (systemLeaks) {
        MeasureApartBegin();
    }
    watchService();
    if (systemLeaks) {
        MeasureApartEnd(NOTICES_PER_WATCH);
    }
    CHECK(BlockCountRead().live == before);
    if (!isOn) {
        BlockCountEnd();
    }
}

static void watchWithoutService(void)
{
    HANDLE event = subscribe(napNotifyTypeServiceState);

    unsubscribe(napNotifyTypeServiceState, event);
}

/* While there is a subscription the DLL stays loaded, however often FreeLibrary is called. */
static void unloadWhileSubscribed(void)
{
    HANDLE event = subscribe(napNotifyTypeQuarState);

    CHECK(FreeLibrary(qutil.module));
    CHECK(LibraryIsLoaded());
    CHECK(LoadLibraryW(L"qutil.dll") == qutil.module);
    unsubscribe(napNotifyTypeQuarState, event);
}

/* A key of this process stands in for HKEY_LOCAL_MACHINE. */
static void registerAndUnregister(void)
{
    WCHAR name[64];
    HKEY root = NULL;

    swprintf(name, ARRAYSIZE(name), L"Software\\qutil-endurance-%lu",
             (unsigned long)GetCurrentProcessId());
    CHECK(RegCreateKeyExW(HKEY_CURRENT_USER, name, 0, NULL, REG_OPTION_NON_VOLATILE, KEY_ALL_ACCESS,
                          NULL, &root, NULL) == ERROR_SUCCESS);
    CHECK(RegOverridePredefKey(HKEY_LOCAL_MACHINE, root) == ERROR_SUCCESS);
    CHECK_HRESULT(qutil.DllRegisterServer(), S_OK);
    CHECK_HRESULT(qutil.DllRegisterServer(), S_OK);
    CHECK_HRESULT(qutil.DllUnregisterServer(), S_OK);
    CHECK_HRESULT(qutil.DllUnregisterServer(), S_OK);
    CHECK(RegOverridePredefKey(HKEY_LOCAL_MACHINE, NULL) == ERROR_SUCCESS);
    RegCloseKey(root);
    /* The system keeps a handle of the root key from its first use on, so use it now. */
    CHECK(RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"Software", 0, KEY_READ, &root) == ERROR_SUCCESS);
    RegCloseKey(root);
    CHECK(RegDeleteTreeW(HKEY_CURRENT_USER, name) == ERROR_SUCCESS);
}

/*
 * A cycle with a service takes a quarter of a second, and the system leaks memory: so it comes
 * once, and then rarely.
 */
static BOOL isServicesTurn(LONG number)
{
    return number % (number < 10000 ? 200 : 2000) == 3;
}

void CycleRun(User *user, LONG number, BOOL systemLeaks)
{
    LONG kind = number % CYCLES_OF_ALL_KINDS;
    DWORD patience = 0;

    LibraryLoad();
    useEverything(user);
    if (isServicesTurn(number)) {
        watchServiceApart(systemLeaks);
        patience = LAST_STEP_MS;
    } else if (kind == 8) {
        watchWithoutService();
        patience = LAST_STEP_MS;
    } else if (kind == 13) {
        registerAndUnregister();
    } else if (kind == 18) {
        unloadWhileSubscribed();
        patience = LAST_STEP_MS;
    }
    LibraryUnload(patience);
}
