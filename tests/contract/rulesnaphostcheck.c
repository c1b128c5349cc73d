/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: what triggers a health check, how often, and in which order it goes. */
#include "naphostworld.h"

#include <string.h>

#define QUIET_MS 400 /* long enough for a check that must not come: it would begin within 200 */

static unsigned checks(World *world)
{
    return ScriptedAgentBegun(&world->agents[0], AGENT_GET_REQUEST);
}

static void settles(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    double begun = CallClock();

    for (unsigned i = 0; i < 100; i++) {
        WorldNotify(world, 0);
    }
    if (CallClock() - begun > 40) {
        TrialSay(trial, "not tried: the machine is too busy to trigger so often in 50 ms");
        return;
    }
    TrialExpect(trial, ScriptedAgentAwait(&world->agents[0], AGENT_GET_FIXUP, 1, WorldPatience()),
                "No check came");
    Sleep(QUIET_MS);
    TrialExpectNumber(trial, "The number of checks after 100 triggers at once", checks(world), 1);
}

static void oneMore(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    AgentAnswer waiting = {.gate = CreateEventW(NULL, TRUE, FALSE, NULL)};
    unsigned found;

    ScriptedAgentAnswer(&world->agents[0], AGENT_PROCESS, &waiting);
    WorldNotify(world, 0);
    ScriptedAgentAwaitBegun(&world->agents[0], AGENT_PROCESS, 1, WorldPatience());
    for (unsigned i = 0; i < 50; i++) {
        WorldNotify(world, 0);
        Sleep(2);
    }
    SetEvent(waiting.gate);
    ScriptedAgentAwait(&world->agents[0], AGENT_GET_FIXUP, 2, WorldPatience());
    Sleep(QUIET_MS);
    found = checks(world);
    WorldEnd(world);
    CloseHandle(waiting.gate);
    TrialExpectNumber(trial, "The number of checks after 50 triggers during one", found, 2);
}

static void notifiesOnce(const AgentEvent *event, void *context)
{
    INapSystemHealthAgentBinding *binding = ((World *)context)->bindings[0];

    if (ScriptedAgentBegun(event->agent, event->method) == 1) {
        binding->lpVtbl->NotifySoHChange(binding);
    }
}

static void fromInside(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const AgentAnswer notifying = {.hook = notifiesOnce, .context = world};

    ScriptedAgentAnswer(&world->agents[0], AGENT_PROCESS, &notifying);
    WorldNotify(world, 0);
    TrialExpect(trial, ScriptedAgentAwait(&world->agents[0], AGENT_GET_FIXUP, 2, WorldPatience()),
                "NotifySoHChange inside ProcessSoHResponse caused no check");
    Sleep(QUIET_MS);
    TrialExpectNumber(trial, "The number of checks", checks(world), 2);
}

/* By the check's own time stamp, in milliseconds. */
static ULONGLONG checkBegan(World *world, unsigned number)
{
    FILETIME time = WorldCall(world, 0, AGENT_GET_REQUEST, number).correlation.timeStamp;

    return ((ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime) / 10000;
}

static void keepsDistance(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    ULONGLONG first;
    ULONGLONG second;

    WorldExchange(world, 0);
    WorldExchange(world, 0);
    first = checkBegan(world, 0);
    second = checkBegan(world, 1);
    TrialExpect(trial, second - first >= 180, "The checks began %lu ms apart",
                (unsigned long)(second - first));
}

static void isSoon(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    double quickest = 1e9;

    for (unsigned i = 0; i < 5 && quickest >= 1000; i++) { /* the machine may be busy */
        double begun = CallClock();
        double asked;

        WorldExchange(world, 0);
        quickest = min(quickest, CallClock() - begun);
        asked = WorldCall(world, 0, AGENT_GET_REQUEST, i).begun - begun;
        TrialExpect(trial, asked >= 40, "The check began %.0f ms after the trigger, not 50", asked);
    }
    TrialExpect(trial, quickest < 1000, "The check took %.0f ms", quickest);
}

static void notByRegistration(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    WorldValidator(world, 1);
    WorldAgent(world, 1);
    Sleep(QUIET_MS);
    TrialExpectNumber(trial, "The number of checks after registrations", checks(world), 0);
}

/* Any change of these makes an exchange, though all requests are the same. */
enum { NEW_VALIDATOR, NO_VALIDATOR, NEW_AGENT, NO_AGENT, MAPPING, CONFIG };

static void change(World *world, int what)
{
    switch (what) {
    case NEW_VALIDATOR:
        WorldValidator(world, 1);
        break;
    case NO_VALIDATOR:
        TrialExpectHr(world->trial, "UnregisterSystemHealthValidator",
                      NaphostDllUnregisterValidator(world->host, WorldId(2)), S_OK);
        break;
    case NEW_AGENT:
        WorldAgent(world, 1);
        break;
    case NO_AGENT:
        TrialExpectHr(world->trial, "UnregisterSystemHealthAgent",
                      NaphostDllUnregisterAgent(world->host, WorldId(2)), S_OK);
        break;
    case MAPPING:
        WorldSetDword(world, L"Validators", WorldId(0), L"MappedCompliant", 1);
        break;
    default:
        WorldSetDword(world, L"Validators", WorldId(0), L"ConfigId", 1);
    }
}

static void changes(Trial *trial, int what)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentCompares(&world->agents[0], S_OK, TRUE);
    WorldAgent(world, 2);
    WorldValidator(world, 2);
    ScriptedValidatorSay(&world->validators[2], WorldCodes(world, 2, S_OK));
    WorldExchange(world, 0);
    WorldBarrier(world, 0); /* shows that nothing has changed */
    WorldBarrier(world, 0);
    TrialExpectNumber(trial, "The number of exchanges without a change",
                      ScriptedValidatorBegun(&world->validators[0]), 1);
    change(world, what);
    WorldExchange(world, 0);
}

static void repeatsFailed(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const ValidatorAnswer failing = {.result = E_FAIL};

    ScriptedAgentCompares(&world->agents[0], S_OK, TRUE);
    ScriptedValidatorAnswer(&world->validators[0], &failing);
    WorldExchange(world, 0);
    WorldExchange(world, 0);
    TrialExpectNumber(trial, "The number of calls of Validate",
                      ScriptedValidatorBegun(&world->validators[0]), 2);
}

static void inOrder(Trial *trial, int method)
{
    World *world = WorldBegin(trial);
    double last = 0;

    for (unsigned n = WORLD_SIZE; n-- > 0;) { /* bound in another order than that of the ids */
        WorldPair(world, n);
    }
    WorldExchange(world, WORLD_SIZE - 1);
    for (unsigned n = 0; n < WORLD_SIZE; n++) {
        AgentCall call = WorldCall(world, n, (AgentMethod)method, 0);

        TrialExpect(trial, call.begun >= last, "The agents were not called in the order of ids");
        last = call.ended;
    }
}

typedef struct Seen {
    World *world;
    WorldState state;
    HRESULT hr;
} Seen;

static void readsState(const AgentEvent *event, void *context)
{
    Seen *seen = context;
    INapSystemHealthAgentBinding *binding = seen->world->bindings[0];
    IsolationInfo *info = NULL;

    seen->hr = binding->lpVtbl->GetSystemIsolationInfo(binding, &info, &seen->state.isUnknown);
    if (info) {
        seen->state.state = info->isolationState;
        CoTaskMemFree(info->failureUrl.string);
        CoTaskMemFree(info);
    }
}

/* Whatever the state was before, the second of these checks changes it. */
static void stateFirst(Trial *trial, int method)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.world = world};
    const AgentAnswer reading = {.hook = readsState, .context = &seen};
    unsigned before;

    WorldExchange(world, 0);
    WorldBarrier(world, 0);
    ScriptedAgentAwait(&world->agents[0], AGENT_GET_FIXUP, 2, WorldPatience());
    before = ScriptedAgentEnded(&world->agents[0], (AgentMethod)method);
    ScriptedAgentAnswer(&world->agents[0], (AgentMethod)method, &reading);
    ScriptedValidatorSay(&world->validators[0], WorldCodes(world, 0, UNHEALTHY));
    WorldNotify(world, 0);
    TrialExpect(
        trial,
        ScriptedAgentAwait(&world->agents[0], (AgentMethod)method, before + 1, WorldPatience()),
        "The callback was not called");
    TrialExpectHr(trial, "GetSystemIsolationInfo in the callback", seen.hr, S_OK);
    TrialExpectNumber(trial, "The state that it finds", seen.state.state,
                      isolationStateRestrictedAccess);
}

static void tellsAll(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    WorldBind(world, 1); /* has no validator, and says nothing */
    WorldExchange(world, 0);
    for (unsigned n = 0; n < 2; n++) {
        TrialExpect(trial,
                    ScriptedAgentAwait(&world->agents[n], AGENT_STATE_CHANGED, 1, WorldPatience()),
                    "An agent was not told of the first verdict");
    }
    WorldExchange(world, 0);
    WorldBarrier(world, 0);
    for (unsigned n = 0; n < 2; n++) {
        TrialExpectNumber(trial, "The number of times it was told",
                          ScriptedAgentBegun(&world->agents[n], AGENT_STATE_CHANGED), 1);
    }
}

/* The extended state alone changes. */
static void tellsExtended(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    SoHAttribute more[] = {ATTRIBUTE(sohAttributeTypeComplianceResultCodes, 0, 0, 0, 0),
                           ATTRIBUTE(sohAttributeTypeExtendedIsolationState, 2)};

    WorldExchange(world, 0);
    TrialExpect(trial,
                ScriptedAgentAwait(&world->agents[0], AGENT_STATE_CHANGED, 1, WorldPatience()),
                "The agent was not told of the first verdict");
    ScriptedValidatorSay(&world->validators[0], WorldSoH(world, 0, more, ARRAYSIZE(more)));
    WorldExchange(world, 0);
    TrialExpect(trial,
                ScriptedAgentAwait(&world->agents[0], AGENT_STATE_CHANGED, 2, WorldPatience()),
                "The agent was not told of the new extended state");
}

static void orphaned(Trial *trial, int isDisabled)
{
    World *world = WorldBegin(trial);
    CorrelationId asked;
    CorrelationId orphan;

    if (isDisabled) {
        WorldValidator(world, 0);
        WorldSetDword(world, L"Validators", WorldId(0), L"Enabled", 0);
    }
    ScriptedAgentSay(&world->agents[0], WorldRequest(world, 0, 0xAA), TRUE);
    WorldBind(world, 0);
    WorldNotify(world, 0);
    TrialExpect(trial, ScriptedAgentAwait(&world->agents[0], AGENT_ORPHANED, 1, WorldPatience()),
                "NotifyOrphanedSoHRequest was not called");
    WorldBarrier(world, 0);
    WorldExpectCallsButState(world, 0, "RO");
    asked = WorldCall(world, 0, AGENT_GET_REQUEST, 0).correlation;
    orphan = WorldCall(world, 0, AGENT_ORPHANED, 0).correlation;
    TrialExpect(trial, memcmp(&asked, &orphan, sizeof(asked)) == 0,
                "It has another correlation id than the request");
}

static void madeIsNoOrphan(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    ScriptedAgentResult(&world->agents[0], AGENT_GET_REQUEST, E_FAIL);
    WorldBind(world, 0);
    WorldBarrier(world, 0);
    WorldBarrier(world, 0);
    WorldExpectCallsButState(world, 0, "R");
}

static void leavesOtherProcess(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    WorldAgent(world, 1);
    WorldValidator(world, 1);
    WorldMark(world, 1);
    WorldExchange(world, 0);
    TrialExpectNumber(trial, "The calls of the validator of an agent of another process",
                      ScriptedValidatorBegun(&world->validators[1]), 0);
    WorldExpectState(world, isolationStateNotRestricted, FALSE);
}

/* An agent that is bound in the middle of a check waits for its own trigger. */
static void newcomerWaits(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    AgentAnswer waiting = {.gate = CreateEventW(NULL, TRUE, FALSE, NULL)};
    unsigned called;

    ScriptedAgentAnswer(&world->agents[0], AGENT_PROCESS, &waiting);
    WorldNotify(world, 0);
    ScriptedAgentAwaitBegun(&world->agents[0], AGENT_PROCESS, 1, WorldPatience());
    WorldBind(world, 1);
    SetEvent(waiting.gate);
    ScriptedAgentAwait(&world->agents[0], AGENT_GET_FIXUP, 1, WorldPatience());
    Sleep(QUIET_MS);
    called = ScriptedAgentBegun(&world->agents[1], AGENT_GET_REQUEST);
    WorldEnd(world);
    CloseHandle(waiting.gate);
    TrialExpectNumber(trial, "The calls of GetSoHRequest of an agent that came later", called, 0);
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.check.settles", RULE_CHOSEN, "100 triggers at once are one check", "1", settles, 0,
     HOST},
    {"naphost.check.one-more", RULE_CHOSEN,
     "Any number of triggers while a check runs are one more", "2", oneMore, 0, HOST},
    {"naphost.check.from-inside", RULE_CHOSEN,
     "NotifySoHChange inside ProcessSoHResponse triggers one more check", "2", fromInside, 0, HOST},
    {"naphost.check.distance", RULE_CHOSEN, "Two checks begin at least 200 ms apart", "200 ms",
     keepsDistance, 0, HOST},
    {"naphost.check.soon", RULE_EVIDENT,
     "A check begins after a settling time of 50 ms, and is over within a second", "50 ms", isSoon,
     0, HOST},
    {"naphost.check.not-by-registration", RULE_CHOSEN, "Registering triggers no check", "0",
     notByRegistration, 0, HOST},
    {"naphost.check.new-validator", RULE_CHOSEN,
     "A new validator makes an exchange of a check without new requests", "an exchange", changes,
     NEW_VALIDATOR, HOST},
    {"naphost.check.no-validator", RULE_CHOSEN,
     "A validator that is gone makes an exchange of a check without new requests", "an exchange",
     changes, NO_VALIDATOR, HOST},
    {"naphost.check.new-agent", RULE_CHOSEN,
     "A new agent makes an exchange of a check without new requests", "an exchange", changes,
     NEW_AGENT, HOST},
    {"naphost.check.no-agent", RULE_CHOSEN,
     "An agent that is gone makes an exchange of a check without new requests", "an exchange",
     changes, NO_AGENT, HOST},
    {"naphost.check.mapping", RULE_CHOSEN,
     "Another failure category mapping makes an exchange of a check without new requests",
     "an exchange", changes, MAPPING, HOST},
    {"naphost.check.config", RULE_CHOSEN,
     "Another ConfigId makes an exchange of a check without new requests", "an exchange", changes,
     CONFIG, HOST},
    {"naphost.check.failed-again", RULE_CHOSEN,
     "After a response that the host made, the validator is asked again, though no request changed",
     "2", repeatsFailed, 0, HOST},
    {"naphost.check.order-requests", RULE_CHOSEN,
     "Agents are asked in the order of their ids, one after the other", "ascending", inOrder,
     AGENT_GET_REQUEST, HOST},
    {"naphost.check.order-responses", RULE_CHOSEN,
     "Agents get their responses in the order of their ids", "ascending", inOrder, AGENT_PROCESS,
     HOST},
    {"naphost.check.state-before-response", RULE_CHOSEN,
     "The new state can be read in ProcessSoHResponse", "3", stateFirst, AGENT_PROCESS, HOST},
    {"naphost.check.state-in-notification", RULE_DOCUMENTED,
     "The new state can be read in NotifySystemIsolationStateChange", "3", stateFirst,
     AGENT_STATE_CHANGED, HOST | RULE_ALONE},
    {"naphost.check.tells-all", RULE_DOCUMENTED,
     "Every bound agent is told of a new state, from unknown to the first verdict too, and not "
     "again if nothing changes",
     "once", tellsAll, 0, HOST | RULE_ALONE},
    {"naphost.check.tells-extended", RULE_CHOSEN, "A new extended state is told too", "told",
     tellsExtended, 0, HOST | RULE_ALONE},
    {"naphost.check.orphaned", RULE_DOCUMENTED,
     "A request for which no validator is registered is orphaned", "RO", orphaned, FALSE, HOST},
    {"naphost.check.orphaned-disabled", RULE_DOCUMENTED,
     "A request whose validator is disabled is orphaned", "RO", orphaned, TRUE, HOST},
    {"naphost.check.orphaned-made", RULE_DOCUMENTED,
     "A request that the host made is never orphaned", "R", madeIsNoOrphan, 0, HOST},
    {"naphost.check.other-process", RULE_CHOSEN,
     "An agent that is bound in another process is left out, with its validator", "not asked",
     leavesOtherProcess, 0, HOST},
    {"naphost.check.newcomer", RULE_CHOSEN,
     "An agent that is bound during a check waits for its own trigger", "not asked", newcomerWaits,
     0, HOST},
};

RULE_SECTION(RulesNaphostCheck, "naphost.dll: health checks", rules);
