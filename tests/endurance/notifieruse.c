/* SPDX-License-Identifier: MIT */
/* Calls the notifier from all threads at once. The cycles check that it signals. */
#include "operations.h"

#include "check.h"
#include "library.h"

#define ALREADY HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED)

static HANDLE newEvent(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

void UseNotifier(User *user)
{
    NapNotifyType type = (NapNotifyType)(1 + ChanceBelow(&user->chance, 2));

    if (ChanceOneIn(&user->chance, 2)) {
        HANDLE event = newEvent();
        HRESULT hr = qutil.InitializeNapAgentNotifier(type, event);

        CHECK(hr == S_OK || hr == ALREADY);
        CloseHandle(event);
    } else {
        qutil.UninitializeNapAgentNotifier(type);
    }
}

void UseNotifierWrongly(User *user)
{
    static const NapNotifyType wrong[] = {0, 3, -1};
    NapNotifyType type = wrong[ChanceBelow(&user->chance, ARRAYSIZE(wrong))];
    HANDLE event = newEvent();
    HANDLE mutex = CreateMutexW(NULL, FALSE, NULL);

    CHECK(mutex != NULL);
    CHECK_HRESULT(qutil.InitializeNapAgentNotifier(type, event), E_INVALIDARG);
    CHECK_HRESULT(qutil.InitializeNapAgentNotifier(napNotifyTypeServiceState, NULL), E_INVALIDARG);
    CHECK_HRESULT(qutil.InitializeNapAgentNotifier(napNotifyTypeQuarState, mutex), E_INVALIDARG);
    qutil.UninitializeNapAgentNotifier(type);
    CloseHandle(mutex);
    CloseHandle(event);
}

void NotifierEnd(void)
{
    qutil.UninitializeNapAgentNotifier(napNotifyTypeServiceState);
    qutil.UninitializeNapAgentNotifier(napNotifyTypeQuarState);
}
