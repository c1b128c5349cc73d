/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: the agent's binding. */
#include "naphostworld.h"

#include <stdio.h>
#include <wchar.h>

#define QUIET_MS 400 /* long enough for a check that must not come: it would begin within 200 */

static INapSystemHealthAgentBinding2 *newBinding(World *world)
{
    return WorldCreate(world, &CLSID_NapSystemHealthAgentBinding,
                       &IID_INapSystemHealthAgentBinding2);
}

static HRESULT initialize(INapSystemHealthAgentBinding2 *binding, World *world, unsigned n)
{
    return binding->lpVtbl->Initialize(binding, WorldId(n), &world->agents[n].callback);
}

/* The rule's own binding: the world doesn't know it. */
static void finish(INapSystemHealthAgentBinding2 *binding)
{
    binding->lpVtbl->Uninitialize(binding);
    binding->lpVtbl->Release(binding);
}

static void holdsCallback(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    WorldBind(world, 0);
    TrialExpect(trial, world->agents[0].references > 1, "The callback is not held");
    TrialExpectHr(trial, "Uninitialize",
                  world->bindings[0]->lpVtbl->Uninitialize(world->bindings[0]), S_OK);
    TrialExpectNumber(trial, "The references to the callback when Uninitialize returned",
                      (unsigned long)world->agents[0].references, 1);
}

static void startsNoCheck(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    Sleep(QUIET_MS);
    TrialExpectNumber(trial, "The number of calls after Initialize", world->agents[0].callCount, 0);
    TrialExpectNumber(trial, "The number of calls of Validate",
                      ScriptedValidatorBegun(&world->validators[0]), 0);
}

static void refusesArguments(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding2 *binding = newBinding(world);
    HRESULT noCallback;
    HRESULT noId;
    HRESULT boundNoCallback;

    WorldAgent(world, 0);
    noCallback = binding->lpVtbl->Initialize(binding, WorldId(0), NULL);
    noId = binding->lpVtbl->Initialize(binding, 0, &world->agents[0].callback);
    initialize(binding, world, 0);
    boundNoCallback = binding->lpVtbl->Initialize(binding, WorldId(0), NULL);
    finish(binding);
    TrialExpectHr(trial, "Initialize(id, NULL)", noCallback, E_INVALIDARG);
    TrialExpectHr(trial, "Initialize(0, callback)", noId, E_INVALIDARG);
    TrialExpectHr(trial, "Initialize(id, NULL) of a bound object", boundNoCallback, E_INVALIDARG);
}

static void refusesSecond(Trial *trial, int n)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding2 *binding = newBinding(world);
    HRESULT first;
    HRESULT second;

    WorldAgent(world, 0);
    first = initialize(binding, world, 0);
    second = initialize(binding, world, (unsigned)n);
    finish(binding);
    TrialExpectHr(trial, "Initialize", first, S_OK);
    TrialExpectHr(trial, "The second Initialize", second, ALREADY_INITIALIZED);
    TrialExpectNumber(trial, "The references to the callback afterwards",
                      (unsigned long)world->agents[n].references, 1);
}

static void refusesUnregistered(Trial *trial, int isMarked)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding2 *binding = newBinding(world);
    HRESULT hr;

    WorldValidator(world, 0); /* a validator of that id is not enough */
    if (isMarked) {
        WorldMark(world, 0);
    }
    hr = initialize(binding, world, 0);
    binding->lpVtbl->Release(binding);
    TrialExpectHr(trial, "Initialize with an id that isn't registered", hr, NAP_E_NOT_REGISTERED);
    TrialExpectNumber(trial, "The references to the callback afterwards",
                      (unsigned long)world->agents[0].references, 1);
}

static void refusesBoundId(Trial *trial, int isElsewhere)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding2 *binding = newBinding(world);
    HRESULT hr;

    WorldAgent(world, 0);
    if (isElsewhere) {
        WorldMark(world, 0);
    } else {
        WorldBind(world, 0);
    }
    hr = initialize(binding, world, 0);
    binding->lpVtbl->Release(binding);
    TrialExpectHr(trial, "Initialize with an id that is bound", hr, ALREADY_INITIALIZED);
}

static void bindsAgain(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding2 *binding = newBinding(world);

    WorldAgent(world, 0);
    WorldAgent(world, 1);
    for (unsigned i = 0; i < 3; i++) {
        HRESULT first = initialize(binding, world, i % 2);
        HRESULT end = binding->lpVtbl->Uninitialize(binding);

        if (FAILED(first) || FAILED(end)) {
            binding->lpVtbl->Release(binding);
        }
        TrialExpectHr(trial, "Initialize", first, S_OK);
        TrialExpectHr(trial, "Uninitialize", end, S_OK);
    }
    binding->lpVtbl->Release(binding);
}

/* All that an unbound object can't do. */
static HRESULT callUnbound(INapSystemHealthAgentBinding2 *binding, int method)
{
    IsolationInfo *info = SEED;
    IsolationInfoEx *infoEx = SEED;
    BOOL isUnknown;
    HRESULT hr;

    switch (method) {
    case 0:
        return binding->lpVtbl->Uninitialize(binding);
    case 1:
        return binding->lpVtbl->NotifySoHChange(binding);
    case 2:
        return binding->lpVtbl->FlushCache(binding);
    case 3:
        hr = binding->lpVtbl->GetSystemIsolationInfo(binding, &info, &isUnknown);
        return info ? E_UNEXPECTED : hr;
    default:
        hr = binding->lpVtbl->GetSystemIsolationInfoEx(binding, &infoEx, &isUnknown);
        return infoEx ? E_UNEXPECTED : hr;
    }
}

static void needsInitialize(Trial *trial, int method)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding2 *binding = newBinding(world);
    HRESULT before = callUnbound(binding, method);
    HRESULT after;

    WorldAgent(world, 0);
    initialize(binding, world, 0);
    binding->lpVtbl->Uninitialize(binding);
    after = callUnbound(binding, method);
    binding->lpVtbl->Release(binding);
    TrialExpectHr(trial, "Before Initialize it", before, NAP_E_NOT_INITIALIZED);
    TrialExpectHr(trial, "After Uninitialize it", after, NAP_E_NOT_INITIALIZED);
}

static void refusesNull(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding2 *binding = newBinding(world);
    IsolationInfo *info = SEED;
    IsolationInfoEx *infoEx = SEED;
    HRESULT one = binding->lpVtbl->GetSystemIsolationInfo(binding, &info, NULL);
    HRESULT other = binding->lpVtbl->GetSystemIsolationInfoEx(binding, &infoEx, NULL);
    BOOL isUnknown = TRUE;
    HRESULT third = binding->lpVtbl->GetSystemIsolationInfo(binding, NULL, &isUnknown);

    binding->lpVtbl->Release(binding);
    TrialExpectHr(trial, "GetSystemIsolationInfo(&info, NULL) before Initialize", one,
                  E_INVALIDARG);
    TrialExpectHr(trial, "GetSystemIsolationInfoEx(&info, NULL) before Initialize", other,
                  E_INVALIDARG);
    TrialExpectHr(trial, "GetSystemIsolationInfo(NULL, &unknown) before Initialize", third,
                  E_INVALIDARG);
    TrialExpect(trial, !info && !infoEx && !isUnknown, "An output is not cleared after a failure");
}

static void saysState(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding *binding;
    IsolationInfo *info = NULL;
    BOOL isUnknown = TRUE;
    IsolationState state;
    HRESULT hr;

    WorldPair(world, 0);
    ScriptedValidatorSay(&world->validators[0], WorldCodes(world, 0, UNHEALTHY));
    WorldExchange(world, 0);
    binding = world->bindings[0];
    hr = binding->lpVtbl->GetSystemIsolationInfo(binding, &info, &isUnknown);
    TrialExpectHr(trial, "GetSystemIsolationInfo", hr, S_OK);
    TrialExpect(trial, info->failureUrl.string != NULL, "failureUrl.string is NULL");
    state = info->isolationState;
    trial->library->FreeIsolationInfo(info);
    TrialExpectNumber(trial, "The isolation state", state, isolationStateRestrictedAccess);
    TrialExpect(trial, !isUnknown, "unknownConnections is TRUE after a verdict");
}

/* The check waits at the gate; so a NotifySoHChange that waited for it would wait for ever. */
static void notifyReturns(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    AgentAnswer waiting = {.gate = CreateEventW(NULL, TRUE, FALSE, NULL)};
    double spent;

    WorldPair(world, 0);
    ScriptedAgentAnswer(&world->agents[0], AGENT_GET_REQUEST, &waiting);
    WorldBarrier(world, 0);
    spent = CallClock();
    for (unsigned i = 0; i < 10; i++) {
        WorldNotify(world, 0);
    }
    spent = CallClock() - spent;
    SetEvent(waiting.gate);
    WorldUnbind(world, 0);
    CloseHandle(waiting.gate);
    TrialExpect(trial, spent < WorldPatience(), "NotifySoHChange took %.0f ms", spent / 10);
}

static void callsOnOtherThread(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    WorldExchange(world, 0);
    for (unsigned i = 0; i < world->agents[0].callCount; i++) {
        AgentCall call = WorldCall(world, 0, AGENT_METHODS, i);

        TrialExpect(trial, call.thread != GetCurrentThreadId(),
                    "A callback came on the thread that called NotifySoHChange");
    }
}

static void waitsForCalls(Trial *trial, int method)
{
    World *world = WorldBegin(trial);
    const AgentAnswer slow = {.delay = 300};
    ScriptedAgent *agent = &world->agents[0];
    BOOL began;

    WorldPair(world, 0);
    ScriptedAgentAnswer(agent, (AgentMethod)method, &slow);
    WorldNotify(world, 0);
    began = ScriptedAgentAwaitBegun(agent, (AgentMethod)method, 1, WorldPatience());
    WorldUnbind(world, 0);
    TrialExpect(trial, began, "The callback was not called");
    TrialExpectNumber(trial, "The calls that run when Uninitialize has returned", agent->running,
                      0);
}

static void leavesValidators(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    ValidatorAnswer waiting = {.gate = CreateEventW(NULL, TRUE, FALSE, NULL)};
    double spent;

    WorldPair(world, 0);
    ScriptedValidatorAnswer(&world->validators[0], &waiting);
    WorldNotify(world, 0);
    while (ScriptedValidatorBegun(&world->validators[0]) == 0) {
        Sleep(1);
    }
    spent = CallClock();
    WorldUnbind(world, 0);
    spent = CallClock() - spent;
    SetEvent(waiting.gate);
    WorldEnd(world); /* before the gate goes */
    CloseHandle(waiting.gate);
    TrialExpect(trial, spent < WorldPatience(),
                "Uninitialize took %.0f ms while a validator was busy", spent);
}

static void callsNothingAfterEnd(Trial *trial, int pause)
{
    World *world = WorldBegin(trial);
    const ValidatorAnswer slow = {.delay = 150};
    unsigned before;

    WorldPair(world, 0);
    ScriptedValidatorAnswer(&world->validators[0], &slow);
    WorldNotify(world, 0);
    Sleep((DWORD)pause);
    WorldUnbind(world, 0);
    before = world->agents[0].callCount;
    Sleep(QUIET_MS);
    TrialExpectNumber(trial, "The calls after Uninitialize", world->agents[0].callCount - before,
                      0);
    TrialExpectHr(trial, "UnregisterSystemHealthAgent then",
                  NaphostDllUnregisterAgent(world->host, WorldId(0)), S_OK);
}

typedef struct Inside {
    World *world;
    HRESULT hr;
    HRESULT others[4];
    LONG references;
} Inside;

static void endInside(const AgentEvent *event, void *context)
{
    Inside *inside = context;
    INapSystemHealthAgentBinding *binding = inside->world->bindings[0];

    inside->hr = binding->lpVtbl->Uninitialize(binding);
}

static void endsFromInside(Trial *trial, int method)
{
    World *world = WorldBegin(trial);
    Inside inside = {.world = world, .hr = E_FAIL};
    const AgentAnswer ending = {.hook = endInside, .context = &inside};
    ScriptedAgent *agent = &world->agents[0];
    const double begun = CallClock();
    BOOL ended;

    WorldPair(world, 0);
    ScriptedAgentAnswer(agent, (AgentMethod)method, &ending);
    WorldNotify(world, 0);
    ended = ScriptedAgentAwait(agent, (AgentMethod)method, 1, WorldPatience());
    while (agent->references != 1 && CallClock() - begun < WorldPatience()) {
        Sleep(1);
    }
    TrialExpect(trial, ended, "Uninitialize inside a callback does not return");
    TrialExpectHr(trial, "Uninitialize inside a callback", inside.hr, S_OK);
    TrialExpectNumber(trial, "The references to the callback when it has returned",
                      (unsigned long)agent->references, 1);
}

static void callInside(const AgentEvent *event, void *context)
{
    Inside *inside = context;
    INapSystemHealthAgentBinding *binding = inside->world->bindings[0];
    IsolationInfo *info = NULL;
    BOOL isUnknown;

    inside->others[0] = binding->lpVtbl->GetSystemIsolationInfo(binding, &info, &isUnknown);
    if (info) {
        CoTaskMemFree(info->failureUrl.string);
        CoTaskMemFree(info);
    }
    inside->others[1] = binding->lpVtbl->FlushCache(binding);
    inside->others[2] = binding->lpVtbl->NotifySoHChange(binding);
    inside->others[3] = binding->lpVtbl->Initialize(binding, WorldId(0), &event->agent->callback);
}

static void callsFromInside(Trial *trial, int method)
{
    World *world = WorldBegin(trial);
    Inside inside = {world, E_FAIL, {E_FAIL, E_FAIL, E_FAIL, E_FAIL}, 0};
    const AgentAnswer calling = {.hook = callInside, .context = &inside};

    WorldPair(world, 0);
    ScriptedAgentAnswer(&world->agents[0], (AgentMethod)method, &calling);
    WorldNotify(world, 0);
    TrialExpect(trial,
                ScriptedAgentAwait(&world->agents[0], (AgentMethod)method, 1, WorldPatience()),
                "The callback did not return");
    WorldUnbind(world, 0);
    TrialExpectHr(trial, "GetSystemIsolationInfo inside a callback", inside.others[0], S_OK);
    TrialExpectHr(trial, "FlushCache inside a callback", inside.others[1], S_OK);
    TrialExpectHr(trial, "NotifySoHChange inside a callback", inside.others[2], S_OK);
    TrialExpectHr(trial, "Initialize inside a callback", inside.others[3], ALREADY_INITIALIZED);
}

static void oneCallAtATime(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    const AgentAnswer slow = {.delay = 20};

    WorldPair(world, 0);
    for (int method = 0; method < AGENT_METHODS; method++) {
        ScriptedAgentAnswer(&world->agents[0], (AgentMethod)method, &slow);
    }
    for (unsigned i = 0; i < 3; i++) {
        WorldBarrier(world, 0);
    }
    WorldUnbind(world, 0);
    TrialExpectNumber(trial, "The most calls of one agent at once", world->agents[0].mostAtOnce, 1);
}

static void lastReleaseEnds(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    INapSystemHealthAgentBinding2 *binding = newBinding(world);
    INapSystemHealthAgentBinding2 *other = newBinding(world);
    HRESULT hr;

    WorldAgent(world, 0);
    initialize(binding, world, 0);
    binding->lpVtbl->Release(binding);
    hr = initialize(other, world, 0);
    finish(other);
    TrialExpectHr(trial, "Initialize after the bound object's last Release", hr, S_OK);
    TrialExpectNumber(trial, "The references to the callback at the end",
                      (unsigned long)world->agents[0].references, 1);
}

static BOOL markExists(void)
{
    WCHAR name[WORLD_NAME];
    HANDLE event;

    _snwprintf(name, WORLD_NAME, L"Global\\qutil-naphost-%ls-agent-%08lX",
               sizeof(void *) == 8 ? L"x64" : L"x86", (unsigned long)WorldId(0));
    event = OpenEventW(SYNCHRONIZE, FALSE, name);
    if (event) {
        CloseHandle(event);
    }
    return event != NULL;
}

static void marksItself(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    BOOL before = markExists();
    BOOL meanwhile;

    WorldBind(world, 0);
    meanwhile = markExists();
    WorldUnbind(world, 0);
    TrialExpect(trial, !before, "The event exists before Initialize");
    TrialExpect(trial, meanwhile, "There is no event of that name while the agent is bound");
    TrialExpect(trial, !markExists(), "The event still exists after Uninitialize");
}

/* Binds on a thread with an apartment of its own, or with none. */
typedef struct Elsewhere {
    World *world;
    BOOL isSta;
    HRESULT hr;
} Elsewhere;

static DWORD WINAPI bindElsewhere(void *parameter)
{
    Elsewhere *elsewhere = parameter;
    World *world = elsewhere->world;

    if (elsewhere->isSta && FAILED(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED))) {
        return 1;
    }
    elsewhere->hr =
        NaphostDllBind(world->host, WorldId(0), &world->agents[0].callback, &world->bindings[0]);
    if (elsewhere->isSta) {
        CoUninitialize();
    }
    return 0;
}

static HRESULT bindOnThread(World *world, BOOL isSta)
{
    Elsewhere elsewhere = {world, isSta, E_FAIL};
    HANDLE thread = CreateThread(NULL, 0, bindElsewhere, &elsewhere, 0, NULL);

    if (!thread) {
        TrialUnable(world->trial, "A thread can't be made");
    }
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    return elsewhere.hr;
}

static void expectUntouched(World *world)
{
    TrialExpectNumber(world->trial, "The references to the callback afterwards",
                      (unsigned long)world->agents[0].references, 1);
    TrialExpectNumber(world->trial, "The number of calls of it", world->agents[0].callCount, 0);
}

static void refusesSta(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    WorldAgent(world, 0);
    TrialExpectHr(trial, "Initialize in an STA with a callback that isn't agile",
                  bindOnThread(world, TRUE), RPC_E_WRONG_THREAD);
    expectUntouched(world);
}

static void takesAgile(Trial *trial, int isSta)
{
    World *world = WorldBegin(trial);

    WorldValidator(world, 0);
    WorldAgent(world, 0);
    ScriptedAgentSay(&world->agents[0], WorldRequest(world, 0, 0xAA), TRUE);
    ScriptedValidatorSay(&world->validators[0], WorldCodes(world, 0, S_OK));
    world->agents[0].isAgile = isSta;
    TrialExpectHr(trial, "Initialize", bindOnThread(world, isSta), S_OK);
    WorldExchange(world, 0);
}

/* The rule's thread is the only one with COM, so without it there is no MTA. */
static void needsCom(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    HRESULT hr;

    WorldAgent(world, 0);
    CoUninitialize();
    hr = NaphostDllBind(world->host, WorldId(0), &world->agents[0].callback, &world->bindings[0]);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    TrialExpectHr(trial, "Initialize on a thread without COM", hr, CO_E_NOTINITIALIZED);
    expectUntouched(world);
}

static void leavesNoMemory(Trial *trial, int parameter)
{
    World *world;

    TrialSpy(trial);
    world = WorldBegin(trial);
    WorldPair(world, 0);
    WorldExchange(world, 0);
    ScriptedValidatorSay(&world->validators[0], NULL);
    WorldExchange(world, 0);
    WorldEnd(world);
    TrialExpect(trial, NaphostDllAwaitUnused(world->host, WorldPatience()),
                "DllCanUnloadNow does not return S_OK after Uninitialize");
    TrialExpectClean(trial, "After two checks and Uninitialize");
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.binding.callback", RULE_DOCUMENTED,
     "Initialize holds the callback; Uninitialize releases it before it returns", "held, released",
     holdsCallback, 0, HOST},
    {"naphost.binding.no-check", RULE_DOCUMENTED, "Initialize starts no health check", "no call",
     startsNoCheck, 0, HOST},
    {"naphost.binding.arguments", RULE_CHOSEN,
     "Initialize refuses a NULL callback and the id 0, before it looks at anything else",
     "E_INVALIDARG", refusesArguments, 0, HOST},
    {"naphost.binding.second", RULE_DOCUMENTED, "A bound object can't be initialized again",
     "0x800704DF", refusesSecond, 0, HOST},
    {"naphost.binding.second-other", RULE_CHOSEN,
     "A bound object can't be initialized with another id, registered or not", "0x800704DF",
     refusesSecond, 1, HOST},
    {"naphost.binding.unregistered", RULE_DOCUMENTED, "An agent must be registered",
     "NAP_E_NOT_REGISTERED", refusesUnregistered, FALSE, HOST},
    {"naphost.binding.unregistered-first", RULE_CHOSEN,
     "Whether an agent is registered is tested before whether another process has bound it",
     "NAP_E_NOT_REGISTERED", refusesUnregistered, TRUE, HOST},
    {"naphost.binding.bound", RULE_CHOSEN, "An agent can't be bound by two objects", "0x800704DF",
     refusesBoundId, FALSE, HOST},
    {"naphost.binding.bound-elsewhere", RULE_CHOSEN, "An agent can't be bound by two processes",
     "0x800704DF", refusesBoundId, TRUE, HOST},
    {"naphost.binding.again", RULE_CHOSEN,
     "After Uninitialize the object may be bound again, to another id too", "S_OK", bindsAgain, 0,
     HOST},
    {"naphost.binding.unbound-uninitialize", RULE_DOCUMENTED, "Uninitialize needs Initialize",
     "NAP_E_NOT_INITIALIZED", needsInitialize, 0, HOST},
    {"naphost.binding.unbound-notify", RULE_DOCUMENTED, "NotifySoHChange needs Initialize",
     "NAP_E_NOT_INITIALIZED", needsInitialize, 1, HOST},
    {"naphost.binding.unbound-flush", RULE_CHOSEN, "FlushCache needs Initialize",
     "NAP_E_NOT_INITIALIZED", needsInitialize, 2, HOST},
    {"naphost.binding.unbound-state", RULE_DOCUMENTED, "GetSystemIsolationInfo needs Initialize",
     "NAP_E_NOT_INITIALIZED", needsInitialize, 3, HOST},
    {"naphost.binding.unbound-state-ex", RULE_DOCUMENTED,
     "GetSystemIsolationInfoEx needs Initialize", "NAP_E_NOT_INITIALIZED", needsInitialize, 4,
     HOST},
    {"naphost.binding.null", RULE_CHOSEN,
     "A NULL output is refused before Initialize is asked for, and the other is cleared",
     "E_INVALIDARG", refusesNull, 0, HOST},
    {"naphost.binding.state", RULE_DOCUMENTED,
     "GetSystemIsolationInfo says what the last check found; its URL is never NULL", "3, known",
     saysState, 0, HOST},
    {"naphost.binding.notify-returns", RULE_DOCUMENTED,
     "NotifySoHChange returns at once, also while a check waits for the agent", "at once",
     notifyReturns, 0, HOST},
    {"naphost.binding.other-thread", RULE_DOCUMENTED,
     "Callbacks come on other threads than that of NotifySoHChange", "others", callsOnOtherThread,
     0, HOST},
    {"naphost.binding.waits-request", RULE_DOCUMENTED,
     "Uninitialize waits until a running GetSoHRequest has returned", "none runs", waitsForCalls,
     AGENT_GET_REQUEST, HOST},
    {"naphost.binding.waits-process", RULE_DOCUMENTED,
     "Uninitialize waits until a running ProcessSoHResponse has returned", "none runs",
     waitsForCalls, AGENT_PROCESS, HOST},
    {"naphost.binding.waits-fixup", RULE_DOCUMENTED,
     "Uninitialize waits until a running GetFixupInfo has returned", "none runs", waitsForCalls,
     AGENT_GET_FIXUP, HOST},
    {"naphost.binding.leaves-validators", RULE_CHOSEN, "Uninitialize doesn't wait for validators",
     "at once", leavesValidators, 0, HOST},
    {"naphost.binding.silent", RULE_EVIDENT,
     "NotifySoHChange, Uninitialize, unregistering, one right after the other: no callback comes "
     "afterwards",
     "no call, S_OK", callsNothingAfterEnd, 0, HOST},
    {"naphost.binding.silent-later", RULE_EVIDENT,
     "No callback comes after Uninitialize in the middle of a check", "no call, S_OK",
     callsNothingAfterEnd, 120, HOST},
    {"naphost.binding.end-in-request", RULE_CHOSEN,
     "Uninitialize inside GetSoHRequest doesn't wait for it; the callback is released when it "
     "returns",
     "S_OK, released", endsFromInside, AGENT_GET_REQUEST, HOST},
    {"naphost.binding.end-in-process", RULE_CHOSEN,
     "Uninitialize inside ProcessSoHResponse doesn't wait for it; the callback is released when "
     "it returns",
     "S_OK, released", endsFromInside, AGENT_PROCESS, HOST},
    {"naphost.binding.end-in-fixup", RULE_CHOSEN,
     "Uninitialize inside GetFixupInfo doesn't wait for it; the callback is released when it "
     "returns",
     "S_OK, released", endsFromInside, AGENT_GET_FIXUP, HOST},
    {"naphost.binding.inside-request", RULE_EVIDENT,
     "GetSoHRequest may call the methods of its binding", "S_OK", callsFromInside,
     AGENT_GET_REQUEST, HOST},
    {"naphost.binding.inside-process", RULE_EVIDENT,
     "ProcessSoHResponse may call the methods of its binding", "S_OK", callsFromInside,
     AGENT_PROCESS, HOST},
    {"naphost.binding.inside-fixup", RULE_EVIDENT,
     "GetFixupInfo may call the methods of its binding", "S_OK", callsFromInside, AGENT_GET_FIXUP,
     HOST},
    {"naphost.binding.inside-state", RULE_EVIDENT,
     "NotifySystemIsolationStateChange may call the methods of its binding", "S_OK",
     callsFromInside, AGENT_STATE_CHANGED, HOST | RULE_ALONE},
    {"naphost.binding.one-call", RULE_CHOSEN, "The callback is called once at a time", "1",
     oneCallAtATime, 0, HOST},
    {"naphost.binding.last-release", RULE_CHOSEN,
     "The last Release of a bound object ends the binding", "S_OK", lastReleaseEnds, 0, HOST},
    {"naphost.binding.event", RULE_CHOSEN,
     "While an agent is bound, an event exists whose name has its id", "only then", marksItself, 0,
     HOST},
    {"naphost.binding.sta", RULE_CHOSEN,
     "In a single-threaded apartment a callback that isn't agile is refused", "RPC_E_WRONG_THREAD",
     refusesSta, 0, HOST},
    {"naphost.binding.sta-agile", RULE_CHOSEN,
     "In a single-threaded apartment an agile callback is called directly", "S_OK", takesAgile,
     TRUE, HOST},
    {"naphost.binding.implicit-mta", RULE_EVIDENT,
     "A thread without COM can bind where an MTA exists", "S_OK", takesAgile, FALSE, HOST},
    {"naphost.binding.no-com", RULE_CHOSEN, "A thread without COM can't bind where no MTA exists",
     "CO_E_NOTINITIALIZED", needsCom, 0, HOST | RULE_ALONE},
    {"naphost.binding.memory", RULE_DOCUMENTED,
     "After checks and Uninitialize nothing is left: no memory, no object, no thread", "nothing",
     leavesNoMemory, 0, HOST},
};

RULE_SECTION(RulesNaphostBinding, "naphost.dll: the binding", rules);
