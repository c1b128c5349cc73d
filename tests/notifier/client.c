/* SPDX-License-Identifier: MIT */
/*
 * A client DLL that calls the notifier from its DllMain, under the loader lock. Clients shouldn't,
 * but some do. It unsubscribes when it is unloaded, also at process exit. If an environment
 * variable holds the number of an event's handle, it subscribes that event when it is loaded. At
 * process exit it sets the events of clientevents.h, if they exist.
 */
#include "naputil.h"

#include "clientevents.h"

#define EVENT_VARIABLE L"QUTIL_CLIENT_EVENT"

__declspec(dllexport) HRESULT ClientSubscribe(HANDLE event);

/* NULL if no test has created the event. */
static HANDLE exitBegun;
static HANDLE unsubscribed;
static HANDLE refused;

static void tell(HANDLE event)
{
    if (event) {
        SetEvent(event);
        CloseHandle(event);
    }
}

HRESULT ClientSubscribe(HANDLE event)
{
    return InitializeNapAgentNotifier(napNotifyTypeServiceState, event);
}

/* The event from the environment, or NULL. */
static HANDLE givenEvent(void)
{
    WCHAR text[16];
    UINT_PTR number = 0;
    DWORD length = GetEnvironmentVariableW(EVENT_VARIABLE, text, sizeof text / sizeof *text);

    for (DWORD i = 0; i < length && length < sizeof text / sizeof *text; i++) {
        number = number * 10 + (UINT_PTR)(text[i] - L'0');
    }
    return (HANDLE)number;
}

static BOOL attach(void)
{
    exitBegun = OpenEventW(EVENT_MODIFY_STATE, FALSE, CLIENT_EXIT_BEGUN);
    unsubscribed = OpenEventW(EVENT_MODIFY_STATE, FALSE, CLIENT_UNSUBSCRIBED);
    refused = OpenEventW(EVENT_MODIFY_STATE, FALSE, CLIENT_REFUSED);
    return !givenEvent() || SUCCEEDED(ClientSubscribe(givenEvent()));
}

static void detach(void)
{
    tell(exitBegun);
    UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    tell(unsubscribed);
    if (refused && ClientSubscribe(refused) == E_FAIL) {
        tell(refused);
    }
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    if (reason == DLL_PROCESS_ATTACH) {
        return attach();
    }
    if (reason == DLL_PROCESS_DETACH) {
        detach();
    }
    return TRUE;
}
