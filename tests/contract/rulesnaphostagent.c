/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: what it makes of an agent's answers, and the request object. */
#include "naphostworld.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* Like Microsoft's sample: the bytes are compared. */
static World *samplePair(Trial *trial)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentCompares(&world->agents[0], E_NOTIMPL, FALSE);
    return world;
}

/* ---- Sequences ---- */

static void firstCheck(Trial *trial, int parameter)
{
    World *world = samplePair(trial);

    WorldExchange(world, 0);
    WorldBarrier(world, 0);
    WorldExpectCalls(world, 0, "RPFS");
}

static void unchanged(Trial *trial, int parameter)
{
    World *world = samplePair(trial);

    WorldExchange(world, 0);
    ScriptedAgentForget(&world->agents[0]);
    WorldBarrier(world, 0);
    WorldBarrier(world, 0);
    WorldExpectCallsButState(world, 0, "RC");
    TrialExpectNumber(trial, "The number of calls of Validate",
                      ScriptedValidatorBegun(&world->validators[0]), 1);
}

static void flushed(Trial *trial, int parameter)
{
    World *world = samplePair(trial);

    WorldExchange(world, 0);
    WorldBarrier(world, 0);
    ScriptedAgentAwait(&world->agents[0], AGENT_COMPARE, 1, WorldPatience());
    ScriptedAgentForget(&world->agents[0]);
    TrialExpectHr(trial, "FlushCache", world->bindings[0]->lpVtbl->FlushCache(world->bindings[0]),
                  S_OK);
    WorldExchange(world, 0);
    WorldBarrier(world, 0);
    WorldExpectCalls(world, 0, "RPF");
}

static void threeStates(Trial *trial, int parameter)
{
    static const IsolationState states[] = {
        isolationStateNotRestricted, isolationStateRestrictedAccess, isolationStateNotRestricted};
    World *world = samplePair(trial);

    for (unsigned i = 0; i < ARRAYSIZE(states); i++) {
        const BOOL isHealthy = i != 1;

        ScriptedAgentSay(&world->agents[0], WorldRequest(world, 0, isHealthy ? 0xAA : 0xBA), TRUE);
        ScriptedValidatorSay(&world->validators[0],
                             WorldCodes(world, 0, isHealthy ? S_OK : UNHEALTHY));
        WorldNotify(world, 0);
        TrialExpect(
            trial,
            ScriptedAgentAwait(&world->agents[0], AGENT_STATE_CHANGED, i + 1, WorldPatience()),
            "NotifySystemIsolationStateChange was not called %u times", i + 1);
        WorldExpectState(world, states[i], FALSE);
    }
    WorldBarrier(world, 0);
    WorldExpectCalls(world, 0, "RPFSRCPFSRCPFS");
}

/* ---- CompareSoHRequests ---- */

static void compareDecides(Trial *trial, int isEqual)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentCompares(&world->agents[0], S_OK, isEqual);
    WorldExchange(world, 0);
    ScriptedAgentForget(&world->agents[0]);
    if (isEqual) { /* other bytes all the same */
        ScriptedAgentSay(&world->agents[0], WorldRequest(world, 0, 0xBA), TRUE);
    }
    WorldBarrier(world, 0);
    WorldBarrier(world, 0);
    WorldExpectCallsButState(world, 0, isEqual ? "RC" : "RCPF");
}

static void compareFails(Trial *trial, int hasChanged)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentCompares(&world->agents[0], E_FAIL, !hasChanged);
    WorldExchange(world, 0);
    ScriptedAgentForget(&world->agents[0]);
    if (hasChanged) {
        ScriptedAgentSay(&world->agents[0], WorldRequest(world, 0, 0xBA), TRUE);
    }
    WorldBarrier(world, 0);
    WorldBarrier(world, 0);
    WorldExpectCallsButState(world, 0, hasChanged ? "RCPF" : "RC");
}

typedef struct Compared {
    SoH *last;
    SoH *made;
} Compared;

static void keepCompared(const AgentEvent *event, void *context)
{
    Compared *compared = context;

    if (!compared->last) {
        compared->last = event->last ? SohCopy(event->last) : NULL;
        compared->made = event->made ? SohCopy(event->made) : NULL;
    }
}

static void comparesLastWithNew(Trial *trial, int caches)
{
    Compared compared = {NULL, NULL};
    const AgentAnswer keeping = {.hook = keepCompared, .context = &compared};
    World *world = WorldBeginPair(trial);
    const SoH *last = WorldRequest(world, 0, 0xAA);
    const SoH *made = WorldRequest(world, 0, 0xBA);
    BOOL isRight;

    ScriptedAgentSay(&world->agents[0], last, caches);
    WorldExchange(world, 0);
    ScriptedAgentSay(&world->agents[0], made, caches);
    ScriptedAgentAnswer(&world->agents[0], AGENT_COMPARE, &keeping);
    WorldExchange(world, 0);
    WorldEnd(world);
    isRight = compared.last && compared.made && SohEqual(compared.last, last) &&
              SohEqual(compared.made, made);
    free(compared.last);
    free(compared.made);
    TrialExpect(trial, isRight, "The statements that it compares are others");
}

/* ---- GetSoHRequest ---- */

/* What the validator got in the check that comes next. */
static void expectRequest(World *world, const SoH *expected, BOOL isGenerated)
{
    ScriptedValidator *validator = &world->validators[0];
    unsigned before = ScriptedValidatorEnded(validator);
    ValidatorCall call;

    WorldNotify(world, 0);
    call = WorldValidation(world, 0, before);
    WorldExpectSoH(world, "The validator's request", validator->request, expected);
    TrialExpect(world->trial, call.isGenerated == isGenerated, "napSystemGenerated is %d",
                call.isGenerated);
}

static void sendsStatement(Trial *trial, int result)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentResult(&world->agents[0], AGENT_GET_REQUEST, (HRESULT)result);
    expectRequest(world, world->agents[0].statement, FALSE);
}

static void sendsCached(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const SoH *cached = world->agents[0].statement;

    WorldExchange(world, 0);
    ScriptedAgentSay(&world->agents[0], NULL, FALSE);
    expectRequest(world, cached, FALSE);
}

static void hasNoneCached(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentSay(&world->agents[0], NULL, FALSE);
    expectRequest(world, WorldMade(world, 0, failureCategoryClientComponent, NAP_E_NO_CACHED_SOH),
                  TRUE);
}

/* The cache is dropped in one of three ways. */
static void dropsCache(Trial *trial, int way)
{
    World *world = WorldBeginPair(trial);

    WorldExchange(world, 0);
    if (way == 0) {
        world->bindings[0]->lpVtbl->FlushCache(world->bindings[0]);
    } else if (way == 1) {
        ScriptedAgentSay(&world->agents[0], WorldRequest(world, 0, 0xBA), FALSE);
        WorldExchange(world, 0);
    } else {
        WorldUnbind(world, 0);
        WorldBind(world, 0);
    }
    ScriptedAgentSay(&world->agents[0], NULL, FALSE);
    expectRequest(world, WorldMade(world, 0, failureCategoryClientComponent, NAP_E_NO_CACHED_SOH),
                  TRUE);
}

static void makesForFailure(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    WorldExchange(world, 0); /* so that there is a cached one, which must not be used */
    ScriptedAgentResult(&world->agents[0], AGENT_GET_REQUEST, E_FAIL);
    expectRequest(world, WorldMade(world, 0, failureCategoryClientComponent, E_FAIL), TRUE);
}

static void sendsOwnFailure(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentSay(&world->agents[0],
                     WorldMade(world, 0, failureCategoryClientCommunication, NAP_E_NO_CACHED_SOH),
                     FALSE);
    expectRequest(world, world->agents[0].statement, FALSE);
}

static void makesForUnbound(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    WorldAgent(world, 1);
    WorldValidator(world, 1);
    WorldExchange(world, 0);
    TrialExpect(trial, WorldValidation(world, 1, 0).isGenerated, "napSystemGenerated is FALSE");
    WorldExpectSoH(world, "The request of an unbound agent", world->validators[1].request,
                   WorldMade(world, 1, failureCategoryClientComponent, NAP_E_NOT_INITIALIZED));
}

static void expectUnbound(World *world, unsigned n)
{
    const double begun = CallClock();

    while (world->agents[n].references != 1 && CallClock() - begun < WorldPatience()) {
        Sleep(1);
    }
    TrialExpectNumber(world->trial, "The references to the callback",
                      (unsigned long)world->agents[n].references, 1);
    TrialExpectHr(world->trial, "NotifySoHChange then",
                  world->bindings[n]->lpVtbl->NotifySoHChange(world->bindings[n]),
                  NAP_E_NOT_INITIALIZED);
    TrialExpectHr(world->trial, "Initialize then",
                  world->bindings[n]->lpVtbl->Initialize(world->bindings[n], WorldId(n),
                                                         &world->agents[n].callback),
                  S_OK);
}

static void unbindsUnavailable(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentResult(&world->agents[0], AGENT_GET_REQUEST, AGENT_UNAVAILABLE);
    expectRequest(world, WorldMade(world, 0, failureCategoryClientComponent, NAP_E_NOT_INITIALIZED),
                  TRUE);
    expectUnbound(world, 0);
}

static void unbindsInProcess(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentResult(&world->agents[0], AGENT_PROCESS, AGENT_UNAVAILABLE);
    WorldNotify(world, 0);
    TrialExpect(trial, ScriptedAgentAwait(&world->agents[0], AGENT_PROCESS, 1, WorldPatience()),
                "ProcessSoHResponse was not called");
    expectUnbound(world, 0);
    ScriptedAgentResult(&world->agents[0], AGENT_PROCESS, S_OK);
    ScriptedAgentSay(&world->agents[0], NULL, FALSE);
    expectRequest(world, WorldMade(world, 0, failureCategoryClientComponent, NAP_E_NO_CACHED_SOH),
                  TRUE);
}

/* ---- ProcessSoHResponse, GetFixupInfo ---- */

static void processFails(Trial *trial, int result)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentResult(&world->agents[0], AGENT_PROCESS, (HRESULT)result);
    WorldNotify(world, 0);
    TrialExpect(trial, ScriptedAgentAwait(&world->agents[0], AGENT_PROCESS, 1, WorldPatience()),
                "ProcessSoHResponse was not called");
    WorldBarrier(world, 0);
    WorldExpectCallsButState(world, 0, "RP");
    WorldExpectState(world, isolationStateNotRestricted, FALSE);
}

static void getsResponse(Trial *trial, int isHealthy)
{
    World *world = WorldBeginPair(trial);
    const SoH *response = WorldCodes(world, 0, isHealthy ? S_OK : UNHEALTHY);

    ScriptedValidatorSay(&world->validators[0], response);
    WorldExchange(world, 0);
    TrialExpectHr(trial, "GetSoHResponse", world->agents[0].responseResult, S_OK);
    WorldExpectSoH(world, "The response", world->agents[0].response, response);
    TrialExpectNumber(trial, "The flags", world->agents[0].flags, isHealthy ? 0 : shaFixup);
}

static void fixupFails(Trial *trial, int isNull)
{
    World *world = WorldBeginPair(trial);

    world->agents[0].givesNoFixup = isNull;
    ScriptedAgentResult(&world->agents[0], AGENT_GET_FIXUP, isNull ? S_OK : E_FAIL);
    WorldExchange(world, 0);
    WorldExchange(world, 0);
    WorldBarrier(world, 0);
    WorldExpectCallsButState(world, 0, "RPFRCPF");
}

static void fixupAtOnce(Trial *trial, int state)
{
    World *world = WorldBeginPair(trial);

    ScriptedAgentFixup(&world->agents[0], (FixupState)state, percentageNotSupported);
    WorldExchange(world, 0);
    Sleep(500); /* a check that it triggers would come within 200 ms */
    TrialExpectNumber(trial, "The number of checks",
                      ScriptedAgentBegun(&world->agents[0], AGENT_GET_REQUEST), 1);
    TrialExpectNumber(trial, "The number of calls of GetFixupInfo",
                      ScriptedAgentBegun(&world->agents[0], AGENT_GET_FIXUP), 1);
}

/* In progress, asked again after 5 s, then success: which triggers a check. */
static void fixupPolled(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    double first;
    double second;

    ScriptedAgentFixup(&world->agents[0], fixupStateInProgress, 50);
    WorldExchange(world, 0);
    WorldBarrier(world, 0); /* a response of its own doesn't reset what is checked here */
    TrialExpect(trial, ScriptedAgentAwait(&world->agents[0], AGENT_GET_FIXUP, 2, WorldPatience()),
                "The check after it was not completed");
    ScriptedAgentForget(&world->agents[0]);
    first = CallClock();
    ScriptedAgentFixup(&world->agents[0], fixupStateSuccess, 100);
    TrialExpect(trial, ScriptedAgentAwait(&world->agents[0], AGENT_GET_FIXUP, 1, WorldPatience()),
                "GetFixupInfo is not called again while the repair is in progress");
    second = WorldCall(world, 0, AGENT_GET_FIXUP, 0).begun;
    TrialExpect(trial, second - first > 4000, "It was asked again after %.0f ms, not 5000",
                second - first);
    TrialExpect(trial,
                ScriptedAgentAwaitBegun(&world->agents[0], AGENT_GET_REQUEST, 1, WorldPatience()),
                "A repair that succeeded triggers no check");
}

/* ---- Time limit ---- */

static void limitsTime(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    AgentAnswer hanging = {.gate = CreateEventW(NULL, TRUE, FALSE, NULL)};
    ScriptedAgent *agent = &world->agents[0];
    const SoH *late = WorldMade(world, 0, failureCategoryClientComponent, AGENT_TIMEOUT);
    unsigned asked;
    SoH *first;
    SoH *second;
    double waited;
    BOOL isAskedAgain;

    WorldBind(world, 1); /* triggers while the other hangs */
    ScriptedAgentSay(&world->agents[1], WorldRequest(world, 1, 0xAA), TRUE);
    ScriptedAgentAnswer(agent, AGENT_GET_REQUEST, &hanging);
    waited = CallClock();
    WorldNotify(world, 0);
    waited = WorldValidation(world, 0, 0).begun - waited;
    first = SohCopy(world->validators[0].request);
    ScriptedValidatorForget(&world->validators[0]);
    /* The same request is made again. A changed ConfigId makes an exchange of it all the same. */
    WorldSetDword(world, L"Validators", WorldId(0), L"ConfigId", 1);
    WorldNotify(world, 1);
    WorldValidation(world, 0, 0);
    second = SohCopy(world->validators[0].request);
    asked = ScriptedAgentBegun(agent, AGENT_GET_REQUEST);
    ScriptedAgentResult(agent, AGENT_GET_REQUEST, S_OK);
    SetEvent(hanging.gate);
    ScriptedAgentAwait(agent, AGENT_GET_REQUEST, 1, WorldPatience());
    WorldNotify(world, 0);
    isAskedAgain = ScriptedAgentAwait(agent, AGENT_GET_REQUEST, 2, WorldPatience());
    WorldEnd(world);
    CloseHandle(hanging.gate);
    isAskedAgain =
        isAskedAgain && first && second && SohEqual(first, late) && SohEqual(second, late);
    free(first);
    free(second);
    TrialExpect(trial, waited > 4500 && waited < 15000,
                "The check went on %.0f ms after the trigger, not 5000", waited);
    TrialExpectNumber(trial, "The calls while it had not returned", asked, 1);
    TrialExpect(trial, isAskedAgain,
                "The requests made meanwhile are others, or it isn't asked again when it returned");
}

/* ---- The request object ---- */

/* What a hook saw of a request; references that the rule releases. */
typedef struct Seen {
    INapSystemHealthAgentRequest *request; /* held, or NULL */
    INapSystemHealthAgentRequest *processed;
    const SoH *statement; /* for SetSoHRequest in the hook */
    HRESULT hr[6];
    CorrelationId correlation[2];
    SoH *soh; /* of malloc */
    UINT8 flags;
    BOOL flag;
    WCHAR text[80];
    UINT16 length;
} Seen;

/* Runs a check with a hook in one method, or in two. */
static void checkWith(World *world, AgentHook *hook, Seen *seen, AgentMethod method)
{
    const AgentAnswer answer = {.hook = hook, .context = seen};

    ScriptedAgentAnswer(&world->agents[0], method, &answer);
    WorldExchange(world, 0);
}

static void keepCopy(SoH **copy, SoH *soh)
{
    free(*copy);
    *copy = soh ? SohCopy(soh) : NULL;
    SohFree(soh);
}

static void readRequest(Seen *seen, INapSystemHealthAgentRequest *request)
{
    SoH *soh = NULL;

    seen->hr[0] = request->lpVtbl->GetSoHRequest(request, &soh);
    keepCopy(&seen->soh, soh);
}

static void setsTwice(const AgentEvent *event, void *context)
{
    Seen *seen = context;

    seen->hr[1] = event->request->lpVtbl->SetSoHRequest(event->request, seen->statement, FALSE);
    seen->hr[2] = event->request->lpVtbl->GetCacheSoHFlag(event->request, &seen->flag);
}

static void lastSetCounts(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.statement = WorldRequest(world, 0, 0x11), .flag = TRUE};

    checkWith(world, setsTwice, &seen, AGENT_GET_REQUEST);
    TrialExpectHr(trial, "The first SetSoHRequest", seen.hr[1], S_OK);
    TrialExpectHr(trial, "The second SetSoHRequest", world->agents[0].setResult, S_OK);
    WorldExpectSoH(world, "The validator's request", world->validators[0].request,
                   world->agents[0].statement);
}

static void overwrites(const AgentEvent *event, void *context)
{
    Seen *seen = context;
    SoH *copy = SohCopy(seen->statement);

    if (copy) {
        seen->hr[1] = event->request->lpVtbl->SetSoHRequest(event->request, copy, FALSE);
        memset(copy->attributes[1].value, 0xEE, copy->attributes[1].size);
        free(copy);
    }
}

static void setCopies(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.statement = WorldRequest(world, 0, 0x11)};

    ScriptedAgentSay(&world->agents[0], NULL, FALSE);
    checkWith(world, overwrites, &seen, AGENT_GET_REQUEST);
    TrialExpectHr(trial, "SetSoHRequest", seen.hr[1], S_OK);
    WorldExpectSoH(world, "The validator's request", world->validators[0].request, seen.statement);
}

static void setsInvalid(const AgentEvent *event, void *context)
{
    SoHAttribute noId[] = {ATTRIBUTE(sohAttributeTypeHealthClass, 1)};
    SoHAttribute otherId[] = {ID_ATTRIBUTE};
    const SoH invalid = SOH_OF(noId);
    const SoH others = SOH_OF(otherId);
    static const SoH none = {0, NULL};
    INapSystemHealthAgentRequest *request = event->request;
    Seen *seen = context;

    seen->hr[0] = request->lpVtbl->SetSoHRequest(request, &invalid, TRUE);
    seen->hr[1] = request->lpVtbl->SetSoHRequest(request, &others, TRUE);
    seen->hr[2] = request->lpVtbl->SetSoHRequest(request, &none, TRUE);
    seen->hr[3] = request->lpVtbl->SetSoHRequest(request, NULL, TRUE);
}

static void refusesInvalid(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.flag = FALSE};

    checkWith(world, setsInvalid, &seen, AGENT_GET_REQUEST);
    TrialExpectHr(trial, "SetSoHRequest without an id", seen.hr[0], NAP_E_INVALID_PACKET);
    TrialExpectHr(trial, "SetSoHRequest with another agent's id", seen.hr[1], NAP_E_INVALID_PACKET);
    TrialExpectHr(trial, "SetSoHRequest without attributes", seen.hr[2], NAP_E_INVALID_PACKET);
    TrialExpectHr(trial, "SetSoHRequest(NULL)", seen.hr[3], E_INVALIDARG);
}

static void readsInRequest(const AgentEvent *event, void *context)
{
    INapSystemHealthAgentRequest *request = event->request;
    SoHResponse *response = SEED;
    Seen *seen = context;

    readRequest(seen, request);
    seen->flags = 0xEE;
    seen->hr[1] = request->lpVtbl->GetSoHResponse(request, &response, &seen->flags);
    seen->hr[2] = response ? E_UNEXPECTED : S_OK;
    seen->hr[3] = request->lpVtbl->GetCacheSoHFlag(request, &seen->flag);
}

static void atFirstEmpty(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.flag = TRUE};

    checkWith(world, readsInRequest, &seen, AGENT_GET_REQUEST);
    TrialExpectHr(trial, "GetSoHRequest", seen.hr[0], NAP_E_NO_CACHED_SOH);
    TrialExpectHr(trial, "GetSoHResponse", seen.hr[1], NAP_E_MISSING_SOH);
    TrialExpectHr(trial, "The output of GetSoHResponse that is NULL", seen.hr[2], S_OK);
    TrialExpectNumber(trial, "The flags", seen.flags, 0);
    TrialExpectHr(trial, "GetCacheSoHFlag", seen.hr[3], S_OK);
    TrialExpect(trial, !seen.flag, "GetCacheSoHFlag gave TRUE");
}

static void thenPreset(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    const SoH *cached = world->agents[0].statement;
    Seen seen = {.flag = FALSE};
    BOOL isCached;

    WorldExchange(world, 0);
    checkWith(world, readsInRequest, &seen, AGENT_GET_REQUEST);
    isCached = seen.soh && SohEqual(seen.soh, cached);
    free(seen.soh);
    TrialExpectHr(trial, "GetSoHRequest", seen.hr[0], S_OK);
    TrialExpect(trial, isCached, "The request is not preset with the cached one");
    TrialExpect(trial, seen.flag, "GetCacheSoHFlag gave FALSE for the cached request");
}

static void readsInProcess(const AgentEvent *event, void *context)
{
    INapSystemHealthAgentRequest *request = event->request;
    Seen *seen = context;

    readRequest(seen, request);
    seen->hr[1] = request->lpVtbl->SetSoHRequest(request, seen->statement, TRUE);
    seen->hr[2] = request->lpVtbl->GetCacheSoHFlag(request, &seen->flag);
}

static void inProcess(Trial *trial, int caches)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.statement = WorldRequest(world, 0, 0x11), .flag = !caches};
    BOOL isSent;

    ScriptedAgentSay(&world->agents[0], world->agents[0].statement, caches);
    checkWith(world, readsInProcess, &seen, AGENT_PROCESS);
    isSent = seen.soh && SohEqual(seen.soh, world->agents[0].statement);
    free(seen.soh);
    TrialExpectHr(trial, "GetSoHRequest in ProcessSoHResponse", seen.hr[0], S_OK);
    TrialExpect(trial, isSent, "GetSoHRequest doesn't give what was sent");
    TrialExpectHr(trial, "SetSoHRequest in ProcessSoHResponse", seen.hr[1], E_UNEXPECTED);
    TrialExpectHr(trial, "GetCacheSoHFlag", seen.hr[2], S_OK);
    TrialExpect(trial, seen.flag == caches, "GetCacheSoHFlag gave %d", seen.flag);
}

/* The agent fails without having set anything, so that a request is made for it. */
static void cachedOneIsNotUsed(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.flag = TRUE};

    WorldExchange(world, 0);
    ScriptedAgentSay(&world->agents[0], NULL, FALSE);
    ScriptedAgentResult(&world->agents[0], AGENT_GET_REQUEST, E_FAIL);
    checkWith(world, readsInProcess, &seen, AGENT_PROCESS);
    free(seen.soh);
    TrialExpectHr(trial, "GetCacheSoHFlag", seen.hr[2], S_OK);
    TrialExpect(trial, !seen.flag, "GetCacheSoHFlag gave TRUE");
}

static void holdsRequest(const AgentEvent *event, void *context)
{
    Seen *seen = context;

    if (!seen->request) {
        event->request->lpVtbl->AddRef(event->request);
        seen->request = event->request;
    }
}

static void notesProcessed(const AgentEvent *event, void *context)
{
    ((Seen *)context)->processed = event->request;
}

static void keptRequestAnswers(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.request = NULL};
    const AgentAnswer processed = {.hook = notesProcessed, .context = &seen};
    SoHResponse *response = NULL;
    BOOL isSent;
    BOOL isResponse;

    ScriptedAgentAnswer(&world->agents[0], AGENT_PROCESS, &processed);
    checkWith(world, holdsRequest, &seen, AGENT_GET_REQUEST);
    WorldBarrier(world, 0);
    readRequest(&seen, seen.request);
    seen.hr[1] =
        seen.request->lpVtbl->SetSoHRequest(seen.request, world->agents[0].statement, TRUE);
    seen.hr[2] = seen.request->lpVtbl->GetSoHResponse(seen.request, &response, &seen.flags);
    seen.hr[3] = seen.request->lpVtbl->GetCorrelationId(seen.request, &seen.correlation[0]);
    isSent = seen.soh && SohEqual(seen.soh, world->agents[0].statement);
    isResponse = response && SohEqual(response, WorldCodes(world, 0, S_OK));
    SohFree(response);
    free(seen.soh);
    seen.request->lpVtbl->Release(seen.request);
    TrialExpectHr(trial, "GetSoHRequest after the check", seen.hr[0], S_OK);
    TrialExpect(trial, isSent, "GetSoHRequest doesn't give what was sent");
    TrialExpectHr(trial, "SetSoHRequest after the check", seen.hr[1], E_UNEXPECTED);
    TrialExpectHr(trial, "GetSoHResponse after the check", seen.hr[2], S_OK);
    TrialExpect(trial, isResponse, "GetSoHResponse doesn't give the response");
    TrialExpectHr(trial, "GetCorrelationId after the check", seen.hr[3], S_OK);
}

static void isSameObject(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.request = NULL};
    const AgentAnswer processed = {.hook = notesProcessed, .context = &seen};

    ScriptedAgentAnswer(&world->agents[0], AGENT_PROCESS, &processed);
    checkWith(world, holdsRequest, &seen, AGENT_GET_REQUEST);
    seen.request->lpVtbl->Release(seen.request);
    TrialExpect(trial, seen.processed == seen.request,
                "ProcessSoHResponse got another object than GetSoHRequest");
}

static void passesNull(const AgentEvent *event, void *context)
{
    INapSystemHealthAgentRequest *request = event->request;
    SoHResponse *response = SEED;
    Seen *seen = context;

    seen->hr[0] = request->lpVtbl->GetCorrelationId(request, NULL);
    seen->hr[1] = request->lpVtbl->GetStringCorrelationId(request, NULL);
    seen->hr[2] = request->lpVtbl->GetSoHRequest(request, NULL);
    seen->hr[3] = request->lpVtbl->GetSoHResponse(request, &response, NULL);
    seen->hr[4] = request->lpVtbl->GetCacheSoHFlag(request, NULL);
    seen->hr[5] = response ? E_UNEXPECTED : E_INVALIDARG;
}

static void refusesNull(Trial *trial, int parameter)
{
    static const char *const calls[] = {"GetCorrelationId(NULL)", "GetStringCorrelationId(NULL)",
                                        "GetSoHRequest(NULL)",    "GetSoHResponse(&response, NULL)",
                                        "GetCacheSoHFlag(NULL)",  "Clearing the other output"};
    World *world = WorldBeginPair(trial);
    Seen seen = {.request = NULL};

    checkWith(world, passesNull, &seen, AGENT_PROCESS);
    for (unsigned i = 0; i < ARRAYSIZE(calls); i++) {
        TrialExpectHr(trial, calls[i], seen.hr[i], E_INVALIDARG);
    }
}

static BOOL sameCorrelation(const CorrelationId *a, const CorrelationId *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

static BOOL isZero(const CorrelationId *id)
{
    static const CorrelationId zero;

    return sameCorrelation(id, &zero);
}

static void oneCorrelation(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    CorrelationId first;

    WorldPair(world, 1);
    WorldExchange(world, 1);
    first = WorldCall(world, 0, AGENT_GET_REQUEST, 0).correlation;
    TrialExpect(trial, !isZero(&first), "The correlation id is zero");
    for (unsigned n = 0; n < 2; n++) {
        CorrelationId asked = WorldCall(world, n, AGENT_GET_REQUEST, 0).correlation;
        CorrelationId processed = WorldCall(world, n, AGENT_PROCESS, 0).correlation;
        CorrelationId validated = WorldValidation(world, n, 0).correlation;

        TrialExpect(trial,
                    sameCorrelation(&asked, &first) && sameCorrelation(&processed, &first) &&
                        sameCorrelation(&validated, &first),
                    "The agents and validators of a check see several correlation ids");
    }
}

static ULONGLONG timeOf(const FILETIME *time)
{
    return (ULONGLONG)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

static void nextCorrelation(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    ULONGLONG last = 0;
    CorrelationId first;
    FILETIME now;

    for (unsigned i = 0; i < 3; i++) {
        WorldExchange(world, 0);
    }
    GetSystemTimeAsFileTime(&now);
    first = WorldCall(world, 0, AGENT_GET_REQUEST, 0).correlation;
    for (unsigned i = 0; i < 3; i++) {
        CorrelationId id = WorldCall(world, 0, AGENT_GET_REQUEST, i).correlation;
        ULONGLONG time = timeOf(&id.timeStamp);

        TrialExpect(trial, IsEqualGUID(&id.connId, &first.connId), "connId changes");
        TrialExpect(trial, time > last, "timeStamp doesn't grow");
        TrialExpect(trial, time <= timeOf(&now) && timeOf(&now) - time < 6000000000ull,
                    "timeStamp is not now");
        last = time;
    }
}

static void readsString(const AgentEvent *event, void *context)
{
    StringCorrelationId *text = NULL;
    Seen *seen = context;

    seen->hr[0] = event->request->lpVtbl->GetStringCorrelationId(event->request, &text);
    seen->hr[1] = event->request->lpVtbl->GetCorrelationId(event->request, &seen->correlation[0]);
    if (SUCCEEDED(seen->hr[0]) && text) {
        seen->length = text->length;
        wcsncpy(seen->text, text->string, ARRAYSIZE(seen->text) - 1);
        CoTaskMemFree(text->string);
        CoTaskMemFree(text);
    }
}

static void correlationString(Trial *trial, int parameter)
{
    World *world = WorldBeginPair(trial);
    Seen seen = {.length = 0};
    WCHAR expected[80];
    SYSTEMTIME time;

    checkWith(world, readsString, &seen, AGENT_GET_REQUEST);
    TrialExpectHr(trial, "GetStringCorrelationId", seen.hr[0], S_OK);
    TrialExpectNumber(trial, "Its length", seen.length, 65);
    StringFromGUID2(&seen.correlation[0].connId, expected, ARRAYSIZE(expected));
    FileTimeToSystemTime(&seen.correlation[0].timeStamp, &time);
    _snwprintf(expected + 38, ARRAYSIZE(expected) - 38, L" - %04u-%02u-%02u %02u:%02u:%02u.%03uZ",
               time.wYear, time.wMonth, time.wDay, time.wHour, time.wMinute, time.wSecond,
               time.wMilliseconds);
    TrialExpect(trial, wcscmp(seen.text, expected) == 0, "It is %ls, not %ls", seen.text, expected);
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.agent.first-check", RULE_EVIDENT,
     "At the first check an agent is asked for its request, processes the response, says how its "
     "repair is, and hears of the state",
     "RPFS", firstCheck, 0, HOST | RULE_ALONE},
    {"naphost.agent.unchanged", RULE_EVIDENT,
     "At the second check, with the same request, it compares, and nothing follows", "RC",
     unchanged, 0, HOST},
    {"naphost.agent.flushed", RULE_EVIDENT,
     "After FlushCache the same request is not compared, and goes to the validator", "RPF", flushed,
     0, HOST},
    {"naphost.agent.three-states", RULE_EVIDENT,
     "Healthy, unhealthy, healthy: the agent hears of each state, and finds it", "1, 3, 1",
     threeStates, 0, HOST | RULE_ALONE},
    {"naphost.agent.compare-equal", RULE_DOCUMENTED,
     "Where CompareSoHRequests says that they are equal, nothing follows, whatever the bytes", "RC",
     compareDecides, TRUE, HOST},
    {"naphost.agent.compare-different", RULE_DOCUMENTED,
     "Where CompareSoHRequests says that they differ, the check goes on, whatever the bytes",
     "RCPF", compareDecides, FALSE, HOST},
    {"naphost.agent.compare-fails", RULE_CHOSEN,
     "If CompareSoHRequests fails, whatever its output, the same bytes are equal", "RC",
     compareFails, FALSE, HOST},
    {"naphost.agent.compare-fails-different", RULE_CHOSEN,
     "If CompareSoHRequests fails, whatever its output, other bytes differ", "RCPF", compareFails,
     TRUE, HOST},
    {"naphost.agent.compare-arguments", RULE_DOCUMENTED,
     "CompareSoHRequests gets the last request and the new one", "both", comparesLastWithNew, TRUE,
     HOST},
    {"naphost.agent.compare-uncached", RULE_CHOSEN,
     "The last request is kept for the comparison, also where it wasn't to be cached", "both",
     comparesLastWithNew, FALSE, HOST},
    {"naphost.agent.request", RULE_DOCUMENTED,
     "What the agent sets in GetSoHRequest reaches its validator, as the agent's own", "the same",
     sendsStatement, S_OK, HOST},
    {"naphost.agent.request-success", RULE_DOCUMENTED,
     "Another success code of GetSoHRequest is as good as S_OK", "the same", sendsStatement,
     S_FALSE, HOST},
    {"naphost.agent.request-cached", RULE_DOCUMENTED,
     "If the agent sets nothing, the cached request is sent, as the agent's own", "the cached one",
     sendsCached, 0, HOST},
    {"naphost.agent.request-none", RULE_CHOSEN,
     "If the agent sets nothing, and nothing is cached, the host makes a request that says so",
     "ClientComponent, NAP_E_NO_CACHED_SOH", hasNoneCached, 0, HOST},
    {"naphost.agent.cache-flush", RULE_DOCUMENTED, "FlushCache drops the cached request",
     "NAP_E_NO_CACHED_SOH", dropsCache, 0, HOST},
    {"naphost.agent.cache-uncached", RULE_CHOSEN,
     "A request that is not to be cached drops the cached one", "NAP_E_NO_CACHED_SOH", dropsCache,
     1, HOST},
    {"naphost.agent.cache-end", RULE_CHOSEN, "Uninitialize drops the cached request",
     "NAP_E_NO_CACHED_SOH", dropsCache, 2, HOST},
    {"naphost.agent.request-fails", RULE_DOCUMENTED,
     "If GetSoHRequest fails, the host makes a request with its code, and uses no cached one",
     "ClientComponent, E_FAIL", makesForFailure, 0, HOST},
    {"naphost.agent.request-own-failure", RULE_DOCUMENTED,
     "An agent's own statement that it has none yet is sent as the agent's", "as it is",
     sendsOwnFailure, 0, HOST},
    {"naphost.agent.unbound", RULE_DOCUMENTED,
     "For an agent that is registered but not bound the host makes a request that says so",
     "ClientComponent, NAP_E_NOT_INITIALIZED", makesForUnbound, 0, HOST},
    {"naphost.agent.unavailable", RULE_DOCUMENTED,
     "If GetSoHRequest answers 0x800706BA, the agent is unbound, and may be bound again",
     "NAP_E_NOT_INITIALIZED", unbindsUnavailable, 0, HOST},
    {"naphost.agent.process-unavailable", RULE_CHOSEN,
     "If ProcessSoHResponse answers 0x800706BA, the agent is unbound, and its cache is dropped",
     "unbound", unbindsInProcess, 0, HOST},
    {"naphost.agent.process-invalid", RULE_DOCUMENTED,
     "If ProcessSoHResponse answers NAP_E_INVALID_PACKET, the verdict stays", "RP", processFails,
     (int)NAP_E_INVALID_PACKET, HOST},
    {"naphost.agent.process-fails", RULE_CHOSEN,
     "If ProcessSoHResponse fails, GetFixupInfo is not called", "RP", processFails, (int)E_FAIL,
     HOST},
    {"naphost.agent.response-healthy", RULE_EVIDENT,
     "The validator's response reaches the agent unchanged, without shaFixup if it is healthy",
     "flags 0", getsResponse, TRUE, HOST},
    {"naphost.agent.response-unhealthy", RULE_DOCUMENTED,
     "The validator's response reaches the agent unchanged, with shaFixup if it is unhealthy",
     "flags 1", getsResponse, FALSE, HOST},
    {"naphost.agent.fixup-fails", RULE_CHOSEN, "A GetFixupInfo that fails is asked no further",
     "RPF", fixupFails, FALSE, HOST},
    {"naphost.agent.fixup-null", RULE_CHOSEN,
     "A GetFixupInfo that gives nothing is asked no further", "RPF", fixupFails, TRUE, HOST},
    {"naphost.agent.fixup-success", RULE_CHOSEN,
     "A repair that has succeeded at once triggers no check", "1 check", fixupAtOnce,
     fixupStateSuccess, HOST},
    {"naphost.agent.fixup-failure", RULE_CHOSEN,
     "A repair that isn't possible triggers no check, and isn't asked for again", "1 check",
     fixupAtOnce, fixupStateCouldNotUpdate, HOST},
    {"naphost.agent.fixup-progress", RULE_CHOSEN,
     "A repair in progress is asked for again after 5 s; when it has succeeded, a check follows",
     "5 s", fixupPolled, 0, HOST},
    {"naphost.agent.time-limit", RULE_CHOSEN,
     "After 5 s a check goes on without an agent that hangs, which isn't called until it returned",
     "ClientComponent, 0x800705B4", limitsTime, 0, HOST},

    {"naphost.request.last-set", RULE_CHOSEN, "The last SetSoHRequest counts", "the second",
     lastSetCounts, 0, HOST},
    {"naphost.request.set-copies", RULE_EVIDENT, "SetSoHRequest copies the statement", "a copy",
     setCopies, 0, HOST},
    {"naphost.request.set-invalid", RULE_CHOSEN,
     "SetSoHRequest refuses what is no valid request, or has not the agent's id",
     "NAP_E_INVALID_PACKET", refusesInvalid, 0, HOST},
    {"naphost.request.at-first", RULE_DOCUMENTED,
     "In GetSoHRequest, before anything is set or cached, there is no request and no response",
     "NAP_E_NO_CACHED_SOH, NAP_E_MISSING_SOH", atFirstEmpty, 0, HOST},
    {"naphost.request.preset", RULE_DOCUMENTED,
     "In GetSoHRequest the request is preset with the cached one", "the cached one", thenPreset, 0,
     HOST},
    {"naphost.request.in-process", RULE_CHOSEN,
     "In ProcessSoHResponse the request is what was sent, and can't be set", "E_UNEXPECTED",
     inProcess, TRUE, HOST},
    {"naphost.request.cache-flag", RULE_DOCUMENTED,
     "GetCacheSoHFlag gives what SetSoHRequest was given", "FALSE", inProcess, FALSE, HOST},
    {"naphost.request.cache-flag-unused", RULE_DOCUMENTED,
     "GetCacheSoHFlag gives FALSE where the preset request isn't used", "FALSE", cachedOneIsNotUsed,
     0, HOST},
    {"naphost.request.kept", RULE_CHOSEN,
     "If an agent keeps the object, its getters go on answering, and nothing can be set", "S_OK",
     keptRequestAnswers, 0, HOST},
    {"naphost.request.same", RULE_CHOSEN,
     "GetSoHRequest and ProcessSoHResponse get the same object", "the same", isSameObject, 0, HOST},
    {"naphost.request.null", RULE_CHOSEN, "All getters refuse a NULL output", "E_INVALIDARG",
     refusesNull, 0, HOST},
    {"naphost.request.correlation", RULE_DOCUMENTED,
     "All agents and validators of a check see the same correlation id", "the same", oneCorrelation,
     0, HOST},
    {"naphost.request.correlation-next", RULE_CHOSEN,
     "The next check has the same connId, and a later timeStamp, which is the time", "later",
     nextCorrelation, 0, HOST},
    {"naphost.request.correlation-string", RULE_CHOSEN,
     "As a string the correlation id is {GUID} - yyyy-mm-dd hh:mm:ss.mmmZ, with 65 characters",
     "65 characters", correlationString, 0, HOST},
};

RULE_SECTION(RulesNaphostAgent, "naphost.dll: agents", rules);
