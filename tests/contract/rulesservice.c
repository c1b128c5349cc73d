/* SPDX-License-Identifier: MIT */
/*
 * Rules for the agent notifier when the service "napagent" starts and stops. They need --service.
 */
#include "trial.h"

#include "agentservice.h"

#define QUIET_MS 300

/* A notification takes milliseconds; a DLL that polls may need seconds. */
#define PATIENCE_MS 5000

static HANDLE newEvent(Trial *trial)
{
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);

    if (!event) {
        TrialUnable(trial, "No event can be created");
    }
    return event;
}

static void require(Trial *trial, const char *what, BOOL done)
{
    if (!done) {
        TrialUnable(trial, "%s (error %lu)", what, GetLastError());
    }
}

static void setRunning(Trial *trial, BOOL running)
{
    require(trial, running ? "The service can't be started" : "The service can't be stopped",
            AgentServiceSetRunning(running));
}

static void begin(Trial *trial, BOOL running)
{
    require(trial, "The service can't be installed", AgentServiceInstall());
    setRunning(trial, running);
}

static void subscribe(Trial *trial, int type, HANDLE event)
{
    TrialExpectHr(trial, "InitializeNapAgentNotifier",
                  trial->library->InitializeNapAgentNotifier((NapNotifyType)type, event), S_OK);
}

static void expectSignal(Trial *trial, int type, HANDLE event, const char *when)
{
    DWORD begun = GetTickCount();
    DWORD outcome = WaitForSingleObject(event, TrialPatience(PATIENCE_MS));

    trial->library->UninitializeNapAgentNotifier((NapNotifyType)type);
    TrialExpect(trial, outcome == WAIT_OBJECT_0, "The event was not set within %lu ms %s",
                TrialPatience(PATIENCE_MS), when);
    TrialSay(trial, "set after %lu ms", GetTickCount() - begun);
    CloseHandle(event);
}

static void announcesStart(Trial *trial, int type)
{
    HANDLE event = newEvent(trial);

    begin(trial, FALSE);
    subscribe(trial, type, event);
    setRunning(trial, TRUE);
    expectSignal(trial, type, event, "after the service started");
}

static void announcesStop(Trial *trial, int type)
{
    HANDLE event = newEvent(trial);

    begin(trial, TRUE);
    subscribe(trial, type, event);
    setRunning(trial, FALSE);
    expectSignal(trial, type, event, "after the service stopped");
}

static void announcesNewService(Trial *trial, int type)
{
    HANDLE event = newEvent(trial);

    if (AgentServiceIsForeign()) {
        TrialUnable(trial, "This machine has a service napagent of its own");
    }
    require(trial, "The service can't be removed", AgentServiceRemove());
    subscribe(trial, type, event);
    begin(trial, TRUE);
    expectSignal(trial, type, event, "after the service was created and started");
}

/* The caller's handle is closed; another handle keeps the event alive. */
static void keepsItsHandle(Trial *trial, int type)
{
    HANDLE event = newEvent(trial);
    HANDLE given = NULL;

    begin(trial, FALSE);
    DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &given, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    subscribe(trial, type, given);
    CloseHandle(given);
    setRunning(trial, TRUE);
    expectSignal(trial, type, event, "after the service started and the handle was closed");
}

static void isSilentAfterItsEnd(Trial *trial, int type)
{
    HANDLE event = newEvent(trial);

    begin(trial, FALSE);
    subscribe(trial, type, event);
    trial->library->UninitializeNapAgentNotifier((NapNotifyType)type);
    setRunning(trial, TRUE);
    TrialExpect(trial, WaitForSingleObject(event, QUIET_MS) == WAIT_TIMEOUT,
                "The event was set after Uninitialize");
    CloseHandle(event);
}

static const Rule rules[] = {
    {"service.starts", RULE_DOCUMENTED, "The event of type 1 is set when the service starts", "set",
     announcesStart, 1, RULE_SERVICE},
    {"service.stops", RULE_DOCUMENTED, "The event of type 1 is set when the service stops", "set",
     announcesStop, 1, RULE_SERVICE},
    {"service.created-later", RULE_CHOSEN,
     "The event is set, too, if the service is created after the subscription", "set",
     announcesNewService, 1, RULE_SERVICE},
    {"service.isolation-state", RULE_CHOSEN, "The event of type 2 is set when the service starts",
     "set", announcesStart, 2, RULE_SERVICE},
    {"service.handle-closed", RULE_CHOSEN, "The caller may close the event's handle", "set",
     keepsItsHandle, 1, RULE_SERVICE},
    {"service.silent", RULE_CHOSEN, "After Uninitialize the event is not touched", "not set",
     isSilentAfterItsEnd, 1, RULE_SERVICE},
};

RULE_SECTION(RulesService, "The agent notifier and the service", rules);
