/* SPDX-License-Identifier: MIT */
/*
 * Rules for the agent notifier when the service "napagent" starts and stops. They need --service.
 */
#include "trial.h"

#include "agentservice.h"
#include "rulesnotifier.h"

#define QUIET_MS 300

/* A notification takes milliseconds; a DLL that polls may need seconds. */
#define PATIENCE_MS 5000

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

static void unsubscribe(Trial *trial, int type)
{
    trial->library->UninitializeNapAgentNotifier((NapNotifyType)type);
}

/* If the event is set, or isn't, as it should be, the subscription goes on. */
static BOOL isSet(Trial *trial, int type, HANDLE event, DWORD patience, BOOL shouldBe)
{
    const BOOL is = WaitForSingleObject(event, patience) == WAIT_OBJECT_0;

    if (is != shouldBe) {
        unsubscribe(trial, type);
    }
    return is;
}

static void expectQuiet(Trial *trial, int type, HANDLE event, const char *when)
{
    TrialExpect(trial, !isSet(trial, type, event, QUIET_MS, FALSE), "The event was set %s", when);
}

static void expectSignal(Trial *trial, int type, HANDLE event, const char *when)
{
    const DWORD patience = TrialPatience(PATIENCE_MS);
    DWORD begun = GetTickCount();

    TrialExpect(trial, isSet(trial, type, event, patience, TRUE),
                "The event was not set within %lu ms %s", patience, when);
    TrialSay(trial, "set after %lu ms", GetTickCount() - begun);
}

static void announces(Trial *trial, int type, BOOL start)
{
    HANDLE event = RulesNotifierEvent(trial);

    begin(trial, !start);
    subscribe(trial, type, event);
    expectQuiet(trial, type, event, "before the service changed");
    setRunning(trial, start);
    expectSignal(trial, type, event,
                 start ? "after the service started" : "after the service stopped");
    unsubscribe(trial, type);
    CloseHandle(event);
}

static void announcesStart(Trial *trial, int type)
{
    announces(trial, type, TRUE);
}

static void announcesStop(Trial *trial, int type)
{
    announces(trial, type, FALSE);
}

/* That a change is one signal is our choice, and so is no part of the documented rules. */
static void announcesNewService(Trial *trial, int type)
{
    HANDLE event = RulesNotifierEvent(trial);

    if (AgentServiceIsForeign()) {
        TrialUnable(trial, "This machine has a service napagent of its own");
    }
    require(trial, "The service can't be removed", AgentServiceRemove());
    subscribe(trial, type, event);
    begin(trial, TRUE);
    expectSignal(trial, type, event, "after the service was created and started");
    expectQuiet(trial, type, event, "again, though nothing had changed since its start");
    setRunning(trial, FALSE);
    expectSignal(trial, type, event, "after that service stopped");
    expectQuiet(trial, type, event, "again, though nothing had changed since its stop");
    unsubscribe(trial, type);
    CloseHandle(event);
}

/* The caller's handle is closed; another handle keeps the event alive. */
static void keepsItsHandle(Trial *trial, int type)
{
    HANDLE event = RulesNotifierEvent(trial);
    HANDLE given = RulesNotifierDuplicate(trial, event, 0);

    begin(trial, FALSE);
    subscribe(trial, type, given);
    CloseHandle(given);
    setRunning(trial, TRUE);
    expectSignal(trial, type, event, "after the service started and the handle was closed");
    unsubscribe(trial, type);
    CloseHandle(event);
}

/*
 * What the second subscription returns is a rule of its own: notifier.second. The service runs at
 * the end, because a DLL that is still subscribed might keep a stopped service from being removed.
 */
static void touchesNoOtherEvent(Trial *trial, int type)
{
    HANDLE event = RulesNotifierEvent(trial);
    HANDLE refused = RulesNotifierEvent(trial);

    begin(trial, TRUE);
    subscribe(trial, type, event);
    trial->library->InitializeNapAgentNotifier((NapNotifyType)type, refused);
    setRunning(trial, FALSE);
    expectSignal(trial, type, event, "after the service stopped and another event was refused");
    expectQuiet(trial, type, refused, "though it was refused");
    unsubscribe(trial, type);
    setRunning(trial, TRUE);
    expectQuiet(trial, type, event, "after Uninitialize");
    CloseHandle(refused);
    CloseHandle(event);
}

static const Rule rules[] = {
    {"service.starts", RULE_DOCUMENTED, "The event of type 1 is set when the service starts", "set",
     announcesStart, 1, RULE_SERVICE},
    {"service.stops", RULE_DOCUMENTED, "The event of type 1 is set when the service stops", "set",
     announcesStop, 1, RULE_SERVICE},
    {"service.created-later", RULE_CHOSEN,
     "The event is set, too, if the service is created after the subscription; once for each "
     "change",
     "set", announcesNewService, 1, RULE_SERVICE},
    {"service.isolation-state", RULE_CHOSEN, "The event of type 2 is set when the service starts",
     "set", announcesStart, 2, RULE_SERVICE},
    {"service.handle-closed", RULE_CHOSEN, "The caller may close the event's handle", "set",
     keepsItsHandle, 1, RULE_SERVICE},
    {"service.silent", RULE_CHOSEN,
     "An event that was refused is not touched, and none is after Uninitialize", "not set",
     touchesNoOtherEvent, 1, RULE_SERVICE},
};

RULE_SECTION(RulesService, "The agent notifier and the service", rules);
