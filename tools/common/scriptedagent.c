/* SPDX-License-Identifier: MIT */
/* See scriptedagent.h. Nothing here is newer than Windows XP. */
#include "scriptedagent.h"

#include <objbase.h>
#include <objidl.h>
#include <stdlib.h>
#include <string.h>

#include "sohliteral.h"

#define GATE_MS 60000
#define POLL_MS 2

/* {94EA2B94-E9CC-49E0-C0FF-EE64CA8F5B90}: some libuuid lack it. */
static const IID iidAgileObject = {
    0x94ea2b94, 0xe9cc, 0x49e0, {0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}};

static ScriptedAgent *agentOf(INapSystemHealthAgentCallback *callback)
{
    return CONTAINING_RECORD(callback, ScriptedAgent, callback);
}

static HRESULT STDMETHODCALLTYPE queryInterface(INapSystemHealthAgentCallback *This, REFIID riid,
                                                void **object)
{
    BOOL isKnown = IsEqualIID(riid, &IID_IUnknown) ||
                   IsEqualIID(riid, &IID_INapSystemHealthAgentCallback) ||
                   (agentOf(This)->isAgile && IsEqualIID(riid, &iidAgileObject));

    *object = NULL;
    if (!isKnown) {
        return E_NOINTERFACE;
    }
    This->lpVtbl->AddRef(This);
    *object = This;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE addRef(INapSystemHealthAgentCallback *This)
{
    return (ULONG)InterlockedIncrement(&agentOf(This)->references);
}

static ULONG STDMETHODCALLTYPE release(INapSystemHealthAgentCallback *This)
{
    return (ULONG)InterlockedDecrement(&agentOf(This)->references);
}

/* Returns the call's place in the record, which may be beyond its end. */
static unsigned noteBegin(const AgentEvent *event, const CorrelationId *correlation,
                          AgentAnswer *answer)
{
    ScriptedAgent *agent = event->agent;
    const double now = CallClock();
    unsigned place;

    EnterCriticalSection(&agent->lock);
    place = agent->callCount++;
    agent->counts[event->method]++;
    agent->running++;
    if (agent->mostAtOnce < agent->running) {
        agent->mostAtOnce = agent->running;
    }
    if (place < AGENT_CALLS) {
        agent->calls[place] =
            (AgentCall){event->method, GetCurrentThreadId(), now, CALL_RUNS, *correlation};
    }
    *answer = agent->answers[event->method];
    LeaveCriticalSection(&agent->lock);
    return place;
}

static void noteEnd(ScriptedAgent *agent, AgentMethod method, unsigned place)
{
    const double now = CallClock();

    EnterCriticalSection(&agent->lock);
    agent->endedCounts[method]++;
    agent->running--;
    if (place < AGENT_CALLS) {
        agent->calls[place].ended = now;
    }
    LeaveCriticalSection(&agent->lock);
}

static void act(const AgentEvent *event, const AgentAnswer *answer)
{
    if (answer->hook) {
        answer->hook(event, answer->context);
    }
    if (answer->gate) {
        WaitForSingleObject(answer->gate, GATE_MS);
    }
    if (answer->delay != 0) {
        Sleep(answer->delay);
    }
}

static CorrelationId correlationOf(INapSystemHealthAgentRequest *request)
{
    CorrelationId correlation;

    memset(&correlation, 0, sizeof(correlation));
    request->lpVtbl->GetCorrelationId(request, &correlation);
    return correlation;
}

static void setStatement(ScriptedAgent *agent, INapSystemHealthAgentRequest *request)
{
    const SoHRequest *statement;
    BOOL caches;

    EnterCriticalSection(&agent->lock);
    statement = agent->statement;
    caches = agent->caches;
    LeaveCriticalSection(&agent->lock);
    if (statement) {
        HRESULT hr = request->lpVtbl->SetSoHRequest(request, statement, caches);

        EnterCriticalSection(&agent->lock);
        agent->setResult = hr;
        LeaveCriticalSection(&agent->lock);
    }
}

static HRESULT STDMETHODCALLTYPE getSoHRequest(INapSystemHealthAgentCallback *This,
                                               INapSystemHealthAgentRequest *request)
{
    const AgentEvent event = {agentOf(This), AGENT_GET_REQUEST, request, NULL, NULL, NULL};
    const CorrelationId correlation = correlationOf(request);
    AgentAnswer answer;
    unsigned place = noteBegin(&event, &correlation, &answer);

    act(&event, &answer);
    if (SUCCEEDED(answer.result)) {
        setStatement(event.agent, request);
    }
    noteEnd(event.agent, event.method, place);
    return answer.result;
}

static void keepResponse(ScriptedAgent *agent, INapSystemHealthAgentRequest *request)
{
    SoHResponse *response = NULL;
    SoHResponse *copy;
    UINT8 flags = 0;
    HRESULT hr = request->lpVtbl->GetSoHResponse(request, &response, &flags);

    copy = SUCCEEDED(hr) && response ? SohCopy(response) : NULL;
    if (SUCCEEDED(hr)) {
        SohFree(response);
    }
    EnterCriticalSection(&agent->lock);
    free(agent->response);
    agent->response = copy;
    agent->responseResult = hr;
    agent->flags = flags;
    LeaveCriticalSection(&agent->lock);
}

static HRESULT STDMETHODCALLTYPE processSoHResponse(INapSystemHealthAgentCallback *This,
                                                    INapSystemHealthAgentRequest *request)
{
    const AgentEvent event = {agentOf(This), AGENT_PROCESS, request, NULL, NULL, NULL};
    const CorrelationId correlation = correlationOf(request);
    AgentAnswer answer;
    unsigned place = noteBegin(&event, &correlation, &answer);

    keepResponse(event.agent, request);
    act(&event, &answer);
    noteEnd(event.agent, event.method, place);
    return answer.result;
}

static HRESULT STDMETHODCALLTYPE notifyStateChange(INapSystemHealthAgentCallback *This)
{
    const AgentEvent event = {agentOf(This), AGENT_STATE_CHANGED, NULL, NULL, NULL, NULL};
    const CorrelationId none = {{0, 0, 0, {0}}, {0, 0}};
    AgentAnswer answer;
    unsigned place = noteBegin(&event, &none, &answer);

    act(&event, &answer);
    noteEnd(event.agent, event.method, place);
    return answer.result;
}

static FixupInfo *makeFixup(ScriptedAgent *agent)
{
    FixupInfo *info = CoTaskMemAlloc(sizeof(*info));
    HRESULT *results = CoTaskMemAlloc(sizeof(*results));

    if (!info || !results) {
        CoTaskMemFree(info);
        CoTaskMemFree(results);
        return NULL;
    }
    memset(info, 0, sizeof(*info));
    *results = S_OK;
    info->resultCodes.count = 1;
    info->resultCodes.results = results;
    EnterCriticalSection(&agent->lock);
    info->state = agent->fixupState;
    info->percentage = agent->percentage;
    LeaveCriticalSection(&agent->lock);
    return info;
}

static HRESULT STDMETHODCALLTYPE getFixupInfo(INapSystemHealthAgentCallback *This, FixupInfo **info)
{
    const AgentEvent event = {agentOf(This), AGENT_GET_FIXUP, NULL, NULL, NULL, NULL};
    const CorrelationId none = {{0, 0, 0, {0}}, {0, 0}};
    AgentAnswer answer;
    unsigned place = noteBegin(&event, &none, &answer);

    *info = NULL;
    act(&event, &answer);
    if (SUCCEEDED(answer.result) && !event.agent->givesNoFixup) {
        *info = makeFixup(event.agent);
        answer.result = *info ? answer.result : E_OUTOFMEMORY;
    }
    noteEnd(event.agent, event.method, place);
    return answer.result;
}

static HRESULT STDMETHODCALLTYPE compareSoHRequests(INapSystemHealthAgentCallback *This,
                                                    const SoHRequest *last, const SoHRequest *made,
                                                    BOOL *isEqual)
{
    const AgentEvent event = {agentOf(This), AGENT_COMPARE, NULL, last, made, NULL};
    const CorrelationId none = {{0, 0, 0, {0}}, {0, 0}};
    AgentAnswer answer;
    unsigned place = noteBegin(&event, &none, &answer);

    act(&event, &answer);
    EnterCriticalSection(&event.agent->lock);
    *isEqual = event.agent->isEqual;
    LeaveCriticalSection(&event.agent->lock);
    noteEnd(event.agent, event.method, place);
    return answer.result;
}

static HRESULT STDMETHODCALLTYPE notifyOrphaned(INapSystemHealthAgentCallback *This,
                                                const CorrelationId *correlation)
{
    const AgentEvent event = {agentOf(This), AGENT_ORPHANED, NULL, NULL, NULL, correlation};
    AgentAnswer answer;
    unsigned place = noteBegin(&event, correlation, &answer);

    act(&event, &answer);
    noteEnd(event.agent, event.method, place);
    return answer.result;
}

/* Not const everywhere: some headers declare lpVtbl as a pointer to what may be changed. */
static INapSystemHealthAgentCallbackVtbl vtbl = {
    queryInterface,
    addRef,
    release,
    getSoHRequest,
    processSoHResponse,
    notifyStateChange,
    getFixupInfo,
    compareSoHRequests,
    notifyOrphaned,
};

void ScriptedAgentInit(ScriptedAgent *agent)
{
    memset(agent, 0, sizeof(*agent));
    agent->callback.lpVtbl = &vtbl;
    agent->references = 1;
    InitializeCriticalSection(&agent->lock);
    agent->answers[AGENT_COMPARE].result = E_NOTIMPL;
    agent->fixupState = fixupStateSuccess;
    agent->percentage = 100;
}

void ScriptedAgentFree(ScriptedAgent *agent)
{
    free(agent->response);
    agent->response = NULL;
    DeleteCriticalSection(&agent->lock);
}

void ScriptedAgentAnswer(ScriptedAgent *agent, AgentMethod method, const AgentAnswer *answer)
{
    EnterCriticalSection(&agent->lock);
    agent->answers[method] = *answer;
    LeaveCriticalSection(&agent->lock);
}

void ScriptedAgentResult(ScriptedAgent *agent, AgentMethod method, HRESULT result)
{
    const AgentAnswer answer = {result, NULL, NULL, NULL, 0};

    ScriptedAgentAnswer(agent, method, &answer);
}

void ScriptedAgentSay(ScriptedAgent *agent, const SoHRequest *statement, BOOL caches)
{
    EnterCriticalSection(&agent->lock);
    agent->statement = statement;
    agent->caches = caches;
    LeaveCriticalSection(&agent->lock);
}

void ScriptedAgentCompares(ScriptedAgent *agent, HRESULT result, BOOL isEqual)
{
    EnterCriticalSection(&agent->lock);
    agent->answers[AGENT_COMPARE].result = result;
    agent->isEqual = isEqual;
    LeaveCriticalSection(&agent->lock);
}

void ScriptedAgentFixup(ScriptedAgent *agent, FixupState state, Percentage percentage)
{
    EnterCriticalSection(&agent->lock);
    agent->fixupState = state;
    agent->percentage = percentage;
    LeaveCriticalSection(&agent->lock);
}

static unsigned readCount(ScriptedAgent *agent, const unsigned *count)
{
    unsigned value;

    EnterCriticalSection(&agent->lock);
    value = *count;
    LeaveCriticalSection(&agent->lock);
    return value;
}

static BOOL await(ScriptedAgent *agent, const unsigned *count, unsigned least, DWORD timeout)
{
    const double end = CallClock() + timeout;

    while (readCount(agent, count) < least && CallClock() < end) {
        Sleep(POLL_MS);
    }
    return readCount(agent, count) >= least;
}

unsigned ScriptedAgentBegun(ScriptedAgent *agent, AgentMethod method)
{
    return readCount(agent, &agent->counts[method]);
}

unsigned ScriptedAgentEnded(ScriptedAgent *agent, AgentMethod method)
{
    return readCount(agent, &agent->endedCounts[method]);
}

BOOL ScriptedAgentAwait(ScriptedAgent *agent, AgentMethod method, unsigned count, DWORD timeout)
{
    return await(agent, &agent->endedCounts[method], count, timeout);
}

BOOL ScriptedAgentAwaitBegun(ScriptedAgent *agent, AgentMethod method, unsigned count,
                             DWORD timeout)
{
    return await(agent, &agent->counts[method], count, timeout);
}

void ScriptedAgentForget(ScriptedAgent *agent)
{
    EnterCriticalSection(&agent->lock);
    agent->callCount = 0;
    agent->mostAtOnce = 0;
    memset(agent->counts, 0, sizeof(agent->counts));
    memset(agent->endedCounts, 0, sizeof(agent->endedCounts));
    free(agent->response);
    agent->response = NULL;
    agent->responseResult = S_OK;
    agent->flags = 0;
    LeaveCriticalSection(&agent->lock);
}

BOOL ScriptedAgentCall(ScriptedAgent *agent, AgentMethod method, unsigned n, AgentCall *call)
{
    BOOL found = FALSE;

    EnterCriticalSection(&agent->lock);
    for (unsigned i = 0; !found && i < agent->callCount && i < AGENT_CALLS; i++) {
        if (method == AGENT_METHODS || agent->calls[i].method == method) {
            found = n-- == 0;
            *call = agent->calls[i];
        }
    }
    LeaveCriticalSection(&agent->lock);
    return found;
}

void ScriptedAgentSequence(ScriptedAgent *agent, char *letters, size_t size)
{
    static const char names[AGENT_METHODS] = {'R', 'C', 'P', 'F', 'S', 'O'};
    size_t used = 0;

    EnterCriticalSection(&agent->lock);
    for (unsigned i = 0; i < agent->callCount && i < AGENT_CALLS && used + 1 < size; i++) {
        letters[used++] = names[agent->calls[i].method];
    }
    LeaveCriticalSection(&agent->lock);
    letters[used] = '\0';
}
