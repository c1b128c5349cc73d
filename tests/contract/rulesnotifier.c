/* SPDX-License-Identifier: MIT */
/* Rules for the agent notifier that need no start or stop of the service. */
#include "trial.h"

#include "rulesnotifier.h"

#include <limits.h>
#include <stdio.h>

#define ALREADY HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)

/* How long to wait for an event that must not be set. */
#define QUIET_MS 200

HANDLE RulesNotifierEvent(Trial *trial)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    if (!event) {
        TrialUnable(trial, "No event can be created");
    }
    return event;
}

HANDLE RulesNotifierDuplicate(Trial *trial, HANDLE handle, DWORD access)
{
    HANDLE process = GetCurrentProcess();
    HANDLE other = NULL;

    if (!DuplicateHandle(process, handle, process, &other, access, FALSE,
                         access == 0 ? DUPLICATE_SAME_ACCESS : 0)) {
        TrialUnable(trial, "A handle can't be duplicated");
    }
    return other;
}

static HRESULT subscribe(Trial *trial, int type, HANDLE event)
{
    return trial->library->InitializeNapAgentNotifier((NapNotifyType)type, event);
}

static void unsubscribe(Trial *trial, int type)
{
    trial->library->UninitializeNapAgentNotifier((NapNotifyType)type);
}

static void subscribes(Trial *trial, int type)
{
    HANDLE event = RulesNotifierEvent(trial);

    TrialExpectHr(trial, "InitializeNapAgentNotifier", subscribe(trial, type, event), S_OK);
    unsubscribe(trial, type);
    CloseHandle(event);
}

static void refusesType(Trial *trial, int type, HANDLE handle)
{
    HRESULT hr = subscribe(trial, type, handle);
    char call[60];

    unsubscribe(trial, type);
    snprintf(call, sizeof(call), "InitializeNapAgentNotifier(%d%s)", type, handle ? "" : ", NULL");
    TrialExpectHr(trial, call, hr, E_INVALIDARG);
}

static void refusesTypes(Trial *trial, int parameter)
{
    static const int types[] = {0, 3, 4, -1, 0x10001, INT_MAX, INT_MIN};
    HANDLE event = RulesNotifierEvent(trial);

    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        refusesType(trial, types[i], event);
        refusesType(trial, types[i], NULL);
    }
    CloseHandle(event);
}

static void refusesHandle(Trial *trial, const char *what, HANDLE handle)
{
    HRESULT hr = subscribe(trial, napNotifyTypeServiceState, handle);
    char call[80];

    unsubscribe(trial, napNotifyTypeServiceState);
    snprintf(call, sizeof(call), "InitializeNapAgentNotifier with %s", what);
    TrialExpectHr(trial, call, hr, E_INVALIDARG);
}

/* It is still the caller's handle. */
static void refusesAndCloses(Trial *trial, const char *what, HANDLE handle)
{
    if (!handle || handle == INVALID_HANDLE_VALUE) {
        TrialUnable(trial, "There is no %s to try", what);
    }
    refusesHandle(trial, what, handle);
    TrialExpect(trial, CloseHandle(handle), "The refused handle of a %s was closed", what);
}

static void refusesNullHandle(Trial *trial, int parameter)
{
    refusesHandle(trial, "NULL", NULL);
}

static void refusesClosedHandle(Trial *trial, int parameter)
{
    HANDLE event = RulesNotifierEvent(trial);

    CloseHandle(event);
    refusesHandle(trial, "a closed handle", event);
    refusesHandle(trial, "what never was a handle", (HANDLE)(ULONG_PTR)0x7FFFFFF0u);
}

/* Of the process, the thread and its tokens. The first is INVALID_HANDLE_VALUE, too. */
static void refusesPseudoHandles(Trial *trial)
{
    for (LONG_PTR pseudo = -1; pseudo >= -6; pseudo--) {
        refusesHandle(trial, "a pseudo handle", (HANDLE)pseudo);
    }
}

static void refusesOtherObjects(Trial *trial, int parameter)
{
    HKEY key = NULL;

    refusesPseudoHandles(trial);
    refusesAndCloses(trial, "mutex", CreateMutexW(NULL, FALSE, NULL));
    refusesAndCloses(trial, "semaphore", CreateSemaphoreW(NULL, 0, 1, NULL));
    refusesAndCloses(trial, "timer", CreateWaitableTimerW(NULL, FALSE, NULL));
    refusesAndCloses(trial, "process", RulesNotifierDuplicate(trial, GetCurrentProcess(), 0));
    refusesAndCloses(trial, "thread", RulesNotifierDuplicate(trial, GetCurrentThread(), 0));
    refusesAndCloses(trial, "file",
                     CreateFileW(L"NUL", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL));
    refusesAndCloses(trial, "section",
                     CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, NULL));
    RegOpenKeyExW(HKEY_CURRENT_USER, L"Software", 0, KEY_READ, &key);
    refusesHandle(trial, "a registry key", key);
    RegCloseKey(key);
}

/* Setting is all that the notifier does with the event. */
static void asksForTheRightToSet(Trial *trial, int parameter)
{
    HANDLE event = RulesNotifierEvent(trial);
    HANDLE setOnly = RulesNotifierDuplicate(trial, event, EVENT_MODIFY_STATE);

    refusesAndCloses(trial, "event that may only be waited for",
                     RulesNotifierDuplicate(trial, event, SYNCHRONIZE));
    TrialExpectHr(trial, "InitializeNapAgentNotifier with an event that may only be set",
                  subscribe(trial, napNotifyTypeServiceState, setOnly), S_OK);
    unsubscribe(trial, napNotifyTypeServiceState);
    CloseHandle(setOnly);
    CloseHandle(event);
}

static void subscribeTwice(Trial *trial, int type, BOOL judgesForm)
{
    HANDLE event = RulesNotifierEvent(trial);
    HRESULT hr;
    char name[80];

    TrialExpectHr(trial, "InitializeNapAgentNotifier", subscribe(trial, type, event), S_OK);
    hr = subscribe(trial, type, event);
    unsubscribe(trial, type);
    TrialExpect(trial, hr == ALREADY || (!judgesForm && hr == ERROR_ALREADY_INITIALIZED),
                "The second InitializeNapAgentNotifier returned %s",
                HResultText(hr, name, sizeof(name)));
    CloseHandle(event);
}

/* During a subscription the arguments are still checked first. */
static void checksArgumentsFirst(Trial *trial, int type)
{
    HANDLE event = RulesNotifierEvent(trial);
    HRESULT hr;

    TrialExpectHr(trial, "InitializeNapAgentNotifier", subscribe(trial, type, event), S_OK);
    hr = subscribe(trial, type, NULL);
    unsubscribe(trial, type);
    TrialExpectHr(trial, "The second InitializeNapAgentNotifier, with NULL", hr, E_INVALIDARG);
    CloseHandle(event);
}

static void refusesSecond(Trial *trial, int parameter)
{
    subscribeTwice(trial, napNotifyTypeServiceState, FALSE);
    subscribeTwice(trial, napNotifyTypeQuarState, FALSE);
}

static void secondFails(Trial *trial, int parameter)
{
    subscribeTwice(trial, napNotifyTypeServiceState, TRUE);
    checksArgumentsFirst(trial, napNotifyTypeServiceState);
    checksArgumentsFirst(trial, napNotifyTypeQuarState);
}

static void typesAreIndependent(Trial *trial, int parameter)
{
    HANDLE event = RulesNotifierEvent(trial);

    TrialExpectHr(trial, "InitializeNapAgentNotifier(1)",
                  subscribe(trial, napNotifyTypeServiceState, event), S_OK);
    TrialExpectHr(trial, "InitializeNapAgentNotifier(2) beside it",
                  subscribe(trial, napNotifyTypeQuarState, event), S_OK);
    unsubscribe(trial, napNotifyTypeServiceState);
    unsubscribe(trial, napNotifyTypeQuarState);
    CloseHandle(event);
}

static int otherType(int type)
{
    return type == napNotifyTypeServiceState ? napNotifyTypeQuarState : napNotifyTypeServiceState;
}

/* While the other type is subscribed, and while nothing is. */
static void subscribesAgain(Trial *trial, int parameter)
{
    HANDLE event = RulesNotifierEvent(trial);
    int type = napNotifyTypeServiceState;

    for (int i = 0; i < 6; i++) {
        HRESULT hr = subscribe(trial, type, event);

        type = otherType(type);
        unsubscribe(trial, type);
        TrialExpectHr(trial,
                      i < 2 ? "InitializeNapAgentNotifier"
                            : "InitializeNapAgentNotifier after Uninitialize",
                      hr, S_OK);
    }
    unsubscribe(trial, otherType(type));
    CloseHandle(event);
    subscribes(trial, type);
}

static void endsNothing(Trial *trial, int parameter)
{
    HANDLE event = RulesNotifierEvent(trial);

    for (int type = -1; type <= 3; type++) {
        unsubscribe(trial, type);
    }
    for (int type = 1; type <= 2; type++) {
        HRESULT hr;

        TrialExpectHr(trial, "InitializeNapAgentNotifier", subscribe(trial, type, event), S_OK);
        unsubscribe(trial, otherType(type));
        unsubscribe(trial, 0);
        hr = subscribe(trial, type, event);
        unsubscribe(trial, type);
        TrialExpect(trial, hr != S_OK, "Ending another type's subscription ended this one");
        unsubscribe(trial, type);
    }
    CloseHandle(event);
}

static void staysQuiet(Trial *trial, int parameter)
{
    HANDLE event = RulesNotifierEvent(trial);
    DWORD outcome;

    TrialExpectHr(trial, "InitializeNapAgentNotifier(1)",
                  subscribe(trial, napNotifyTypeServiceState, event), S_OK);
    outcome = WaitForSingleObject(event, QUIET_MS);
    unsubscribe(trial, napNotifyTypeServiceState);
    TrialExpect(trial, outcome == WAIT_TIMEOUT, "The event was set though nothing changed");
    CloseHandle(event);
}

static void holdsTheModule(Trial *trial, int parameter)
{
    HANDLE event = RulesNotifierEvent(trial);
    HRESULT during;

    TrialExpectHr(trial, "InitializeNapAgentNotifier(1)",
                  subscribe(trial, napNotifyTypeServiceState, event), S_OK);
    during = trial->library->DllCanUnloadNow();
    unsubscribe(trial, napNotifyTypeServiceState);
    TrialExpectHr(trial, "DllCanUnloadNow during a subscription", during, S_FALSE);
    TrialExpectHr(trial, "DllCanUnloadNow after it", trial->library->DllCanUnloadNow(), S_OK);
    CloseHandle(event);
}

/* A thread or callback that is left behind keeps the DLL loaded, or crashes when it is unloaded. */
static void leavesNothingRunning(Trial *trial, int parameter)
{
    HANDLE event = RulesNotifierEvent(trial);
    WCHAR path[MAX_PATH];

    if (GetModuleFileNameW(trial->library->module, path, MAX_PATH) == 0) {
        TrialUnable(trial, "The path of the DLL is too long");
    }
    for (int type = 1; type <= 2; type++) {
        TrialExpectHr(trial, "InitializeNapAgentNotifier", subscribe(trial, type, event), S_OK);
    }
    for (int type = 1; type <= 2; type++) {
        unsubscribe(trial, type);
    }
    FreeLibrary(trial->library->module);
    Sleep(QUIET_MS);
    TrialExpect(trial, !GetModuleHandleW(path), "It can't be unloaded: something of it still runs");
}

enum { CALLERS = 4, ROUNDS = 10 };

static DWORD WINAPI callAndCall(void *parameter)
{
    const QutilDll *library = parameter;
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    for (int i = 0; i < ROUNDS; i++) {
        library->InitializeNapAgentNotifier(napNotifyTypeServiceState, event);
        library->InitializeNapAgentNotifier(napNotifyTypeQuarState, event);
        library->UninitializeNapAgentNotifier(napNotifyTypeQuarState);
        library->UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    }
    CloseHandle(event);
    return 0;
}

static void allowsConcurrentCalls(Trial *trial, int parameter)
{
    HANDLE threads[CALLERS];
    QutilDll copy = *trial->library;

    subscribes(trial, napNotifyTypeServiceState); /* fails if the export is missing */
    for (int i = 0; i < CALLERS; i++) {
        threads[i] = CreateThread(NULL, 0, callAndCall, &copy, 0, NULL);
        if (!threads[i]) {
            TrialUnable(trial, "No thread can be created");
        }
    }
    WaitForMultipleObjects(CALLERS, threads, TRUE, INFINITE);
    for (int i = 0; i < CALLERS; i++) {
        CloseHandle(threads[i]);
    }
    subscribes(trial, napNotifyTypeServiceState);
}

static const Rule rules[] = {
    {"notifier.subscribe.service-state", RULE_DOCUMENTED,
     "Type 1, the state of the agent service, can be subscribed to", "S_OK", subscribes, 1, 0},
    {"notifier.subscribe.isolation-state", RULE_DOCUMENTED,
     "Type 2, the isolation state, can be subscribed to", "S_OK", subscribes, 2, 0},
    {"notifier.types", RULE_DOCUMENTED, "Other types are refused", "E_INVALIDARG", refusesTypes, 0,
     0},
    {"notifier.handle.null", RULE_DOCUMENTED, "A NULL handle is refused", "E_INVALIDARG",
     refusesNullHandle, 0, 0},
    {"notifier.handle.closed", RULE_DOCUMENTED, "A closed handle is refused, and any other number",
     "E_INVALIDARG", refusesClosedHandle, 0, 0},
    {"notifier.handle.other-object", RULE_DOCUMENTED, "A handle of what is no event is refused",
     "E_INVALIDARG", refusesOtherObjects, 0, 0},
    {"notifier.handle.wait-only", RULE_CHOSEN,
     "An event that may not be set with this handle is refused, one that may only be set is not",
     "E_INVALIDARG, S_OK", asksForTheRightToSet, 0, 0},
    {"notifier.second", RULE_DOCUMENTED,
     "A second subscription of a type is refused: ERROR_ALREADY_INITIALIZED", "that error",
     refusesSecond, 0, 0},
    {"notifier.second.form", RULE_CHOSEN,
     "... as an HRESULT, not as the bare number, and only if the arguments are valid", "0x800704DF",
     secondFails, 0, 0},
    {"notifier.independent", RULE_DOCUMENTED, "There is one subscription for each type", "S_OK",
     typesAreIndependent, 0, 0},
    {"notifier.again", RULE_DOCUMENTED, "After Uninitialize the type can be subscribed to again",
     "S_OK", subscribesAgain, 0, 0},
    {"notifier.end-nothing", RULE_CHOSEN, "Uninitialize of what is not subscribed does nothing",
     "nothing", endsNothing, 0, 0},
    {"notifier.quiet", RULE_DOCUMENTED, "The event is not set while nothing changes", "not set",
     staysQuiet, 0, 0},
    {"notifier.holds-module", RULE_CHOSEN, "A subscription counts as use of the DLL, until it ends",
     "S_FALSE, S_OK", holdsTheModule, 0, RULE_ALONE},
    {"notifier.ends", RULE_CHOSEN,
     "After Uninitialize no thread or callback is left: FreeLibrary unloads the DLL", "unloaded",
     leavesNothingRunning, 0, RULE_ALONE},
    {"notifier.threads", RULE_CHOSEN, "Several threads may call at once", "S_OK after it",
     allowsConcurrentCalls, 0, 0},
};

RULE_SECTION(RulesNotifier, "The agent notifier", rules);
