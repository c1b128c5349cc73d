/* SPDX-License-Identifier: MIT */
/* See check.h. CheckRun, at the end, reads like the contract's sequence. */
#include "check.h"

#include "agentcall.h"
#include "bound.h"
#include "clock.h"
#include "correlation.h"
#include "fixup.h"
#include "host.h"
#include "limits.h"
#include "log.h"
#include "verdict.h"

/* A check that took longer may have missed another process's unregistering. */
#define REREAD_US 10000

#define AGENT_IS_DEAD HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE)

typedef struct ValidatorSlot {
    const StoreEntry *entry;
    ValidationRequest *request;
    Statement *response;
    BOOL isMade; /* the response, by the host */
    BOOL isGone; /* unregistered meanwhile: its response doesn't count */
} ValidatorSlot;

typedef struct AgentSlot {
    SystemHealthEntityId id;
    Agent *agent;          /* that is bound here, or NULL */
    BOOL isElsewhere;      /* bound in another process, which judges it */
    AgentRequest *request; /* of a bound agent */
    Statement *sent;
    BOOL isMade;           /* the request, by the host */
    BOOL isFlushed;        /* since the last check */
    ValidatorSlot *answer; /* or NULL */
} AgentSlot;

typedef struct Check {
    CheckMemory *memory;
    CorrelationId correlation;
    UINT64 beganUs;
    UINT64 foreignUs; /* spent in agents and validators */
    UINT32 emptied;   /* see HostEmptied */
    UINT32 unregistrations;
    UINT16 agentCount;
    UINT16 validatorCount;
    AgentSlot agents[STORE_CAPACITY];
    ValidatorSlot validators[STORE_CAPACITY];
    Verdict verdict;
} Check;

/* ---- Requests ---- */

static void logRequest(const AgentSlot *slot, const char *origin)
{
    LogStep("request", "id=%08lX origin=%s attributes=%u bytes=%lu", (unsigned long)slot->id,
            origin, slot->sent->body.count, (unsigned long)slot->sent->body.used);
}

static HRESULT makeRequest(AgentSlot *slot, HRESULT code)
{
    HRESULT hr = StatementMake(&slot->sent, slot->id, failureCategoryClientComponent, code, TRUE);

    if (SUCCEEDED(hr)) {
        slot->isMade = TRUE;
        if (slot->request) {
            AgentRequestReplace(slot->request, slot->sent);
        }
        logRequest(slot, "made");
    }
    return hr;
}

static void forgetAgent(AgentSlot *slot)
{
    AgentUnbind(slot->agent);
    AgentRelease(slot->agent);
    slot->agent = NULL;
}

static HRESULT requestFromAgent(Check *check, AgentSlot *slot)
{
    BOOL isCached;
    HRESULT answer;
    HRESULT hr = AgentRequestCreate(slot->agent, &check->correlation, &slot->request);

    if (FAILED(hr)) {
        return hr;
    }
    answer = AgentCallGetSoHRequest(slot->agent, slot->request, &check->foreignUs);
    slot->sent = AgentRequestTake(slot->request, &isCached);
    if (SUCCEEDED(answer) && slot->sent) {
        logRequest(slot, isCached ? "cached" : "own");
        return S_OK;
    }
    StatementRelease(slot->sent);
    slot->sent = NULL;
    if (answer == AGENT_IS_DEAD) {
        forgetAgent(slot);
        answer = NAP_E_NOT_INITIALIZED;
    }
    return makeRequest(slot, FAILED(answer) ? answer : NAP_E_NO_CACHED_SOH);
}

static BOOL takeFlush(Agent *agent)
{
    BOOL isFlushed;

    AcquireSRWLockExclusive(&HostLock);
    isFlushed = agent->isFlushed;
    agent->isFlushed = FALSE;
    ReleaseSRWLockExclusive(&HostLock);
    return isFlushed;
}

static HRESULT gatherRequest(Check *check, AgentSlot *slot)
{
    slot->agent = HostFind(slot->id);
    if (slot->agent) {
        slot->isFlushed = takeFlush(slot->agent);
        return requestFromAgent(check, slot);
    }
    if (BoundIsElsewhere(slot->id)) {
        slot->isElsewhere = TRUE;
        return S_OK;
    }
    return makeRequest(slot, NAP_E_NOT_INITIALIZED);
}

static HRESULT gatherRequests(Check *check)
{
    const StoreList *registered = &check->memory->registeredAgents;
    HRESULT hr = S_OK;

    for (UINT16 i = 0; i < registered->count && SUCCEEDED(hr); i++) {
        AgentSlot *slot = &check->agents[check->agentCount];

        slot->id = registered->entries[i].id;
        check->agentCount++;
        hr = gatherRequest(check, slot);
    }
    return hr;
}

/* ---- Changed? ---- */

static const PastAgent *findPast(const CheckHistory *history, SystemHealthEntityId id)
{
    for (UINT16 i = 0; i < history->agentCount; i++) {
        if (history->agents[i].id == id) {
            return &history->agents[i];
        }
    }
    return NULL;
}

static BOOL isAgentChanged(Check *check, const AgentSlot *slot)
{
    const PastAgent *past = findPast(&check->memory->history, slot->id);
    UINT32 serial = slot->agent ? slot->agent->serial : 0;

    if (slot->isElsewhere || !past || past->serial != serial || slot->isFlushed) {
        return !slot->isElsewhere || past != NULL;
    }
    if (slot->isMade || past->isMade) {
        return !StatementIsSame(past->request, slot->sent) || (slot->agent && !past->isAnswered);
    }
    return !AgentCallIsSameRequest(slot->agent, past->request, slot->sent, &check->foreignUs) ||
           !past->isAnswered;
}

static BOOL isSameEntry(const StoreEntry *one, const StoreEntry *other)
{
    return StoreIsSame(one, other) && one->compliant == other->compliant &&
           one->configId == other->configId && one->isEnabled == other->isEnabled;
}

static BOOL areValidatorsChanged(const StoreList *past, const StoreList *now)
{
    BOOL isChanged = past->count != now->count;

    for (UINT16 i = 0; i < now->count && !isChanged; i++) {
        isChanged = !isSameEntry(&past->entries[i], &now->entries[i]);
    }
    return isChanged;
}

/* Every agent is asked to compare, even if the answer is known already. */
static BOOL isChanged(Check *check)
{
    const CheckHistory *history = &check->memory->history;
    BOOL isChanged =
        !history->isValid ||
        areValidatorsChanged(&history->validators, &check->memory->registeredValidators);
    UINT16 judged = 0;

    for (UINT16 i = 0; i < check->agentCount; i++) {
        isChanged |= isAgentChanged(check, &check->agents[i]);
        judged = (UINT16)(judged + !check->agents[i].isElsewhere);
    }
    return isChanged || judged != history->agentCount;
}

/* ---- Validators ---- */

static AgentSlot *findAgent(Check *check, SystemHealthEntityId id)
{
    for (UINT16 i = 0; i < check->agentCount; i++) {
        if (check->agents[i].id == id) {
            return &check->agents[i];
        }
    }
    return NULL;
}

static HRESULT prepareValidator(Check *check, const StoreEntry *entry)
{
    ValidatorSlot *slot = &check->validators[check->validatorCount];
    Validator *validator;
    AgentSlot *agent = findAgent(check, entry->id);
    ValidationInput input = {
        .correlation = check->correlation,
        .sent = agent ? agent->sent : NULL,
        .isMade = agent && agent->isMade,
        .configId = entry->configId,
        .emptied = check->emptied,
    };
    HRESULT hr;

    if (!entry->isEnabled || (agent && agent->isElsewhere)) {
        return S_OK;
    }
    slot->entry = entry;
    validator = ValidatorFind(&check->memory->validators, entry);
    hr = validator ? ValidatorCreateRequest(validator, &input, &slot->request) : E_OUTOFMEMORY;
    if (SUCCEEDED(hr)) {
        check->validatorCount++;
        if (agent) {
            agent->answer = slot;
        }
    }
    return hr;
}

/* Nobody is called before there is memory for all. */
static HRESULT prepareValidators(Check *check)
{
    const StoreList *registered = &check->memory->registeredValidators;
    HRESULT hr = S_OK;

    ValidatorsKeepOnly(&check->memory->validators, registered);
    for (UINT16 i = 0; i < registered->count && SUCCEEDED(hr); i++) {
        hr = prepareValidator(check, &registered->entries[i]);
    }
    return hr;
}

static BOOL anyPendingLocked(const Check *check)
{
    for (UINT16 i = 0; i < check->validatorCount; i++) {
        if (ValidationRequestIsPendingLocked(check->validators[i].request)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* FALSE if the check is abandoned: the last agent has gone. */
static BOOL awaitValidators(Check *check)
{
    UINT64 deadlineUs = ClockUs() + VALIDATOR_LIMIT_MS * 1000ull;
    BOOL isAbandoned;

    AcquireSRWLockExclusive(&HostLock);
    while (anyPendingLocked(check) && HostEmptied() == check->emptied &&
           ClockMsUntil(deadlineUs) > 0) {
        HostSleepUntil(deadlineUs);
    }
    isAbandoned = HostEmptied() != check->emptied;
    ReleaseSRWLockExclusive(&HostLock);
    return !isAbandoned;
}

static BOOL askValidators(Check *check)
{
    UINT64 longestUs = 0;
    BOOL isAwaited;

    for (UINT16 i = 0; i < check->validatorCount; i++) {
        ValidatorCall(check->validators[i].request);
    }
    isAwaited = awaitValidators(check);
    for (UINT16 i = 0; i < check->validatorCount; i++) {
        ValidatorSlot *slot = &check->validators[i];

        ValidatorGiveUp(slot->request, isAwaited ? NAP_E_SHV_TIMEOUT : E_ABORT);
        longestUs = max(longestUs, ValidationRequestForeignUs(slot->request));
    }
    check->foreignUs += longestUs;
    return isAwaited;
}

static HRESULT takeResponse(ValidatorSlot *slot)
{
    HRESULT code = ValidationRequestResult(slot->request, &slot->response);
    HRESULT hr = S_OK;

    if (FAILED(code)) {
        slot->isMade = TRUE;
        hr = StatementMake(&slot->response, slot->entry->id, failureCategoryServerComponent, code,
                           FALSE);
    } else if (SohStatementSystemHealthId(&slot->response->body) != slot->entry->id) {
        LogStep("validator", "id=%08lX event=other-id response=%08lX",
                (unsigned long)slot->entry->id,
                (unsigned long)SohStatementSystemHealthId(&slot->response->body));
    }
    LogStep("validator", "id=%08lX event=%s hr=0x%08lX", (unsigned long)slot->entry->id,
            slot->isMade ? "failed" : "done", (unsigned long)code);
    return hr;
}

static BOOL isStillRegistered(const StoreList *registered, NapComponentId id)
{
    for (UINT16 i = 0; i < registered->count; i++) {
        if (registered->entries[i].id == id) {
            return TRUE;
        }
    }
    return FALSE;
}

static HRESULT takeResponses(Check *check)
{
    StoreList registered = check->memory->registeredValidators;
    HRESULT hr = S_OK;

    /* Reading is slow. What another process changes in a short check may count in the next. */
    if (StoreUnregistrations() != check->unregistrations ||
        ClockUs() - check->beganUs > REREAD_US) {
        StoreRefresh(STORE_VALIDATORS, &registered);
    }
    for (UINT16 i = 0; i < check->validatorCount && SUCCEEDED(hr); i++) {
        ValidatorSlot *slot = &check->validators[i];

        slot->isGone = !isStillRegistered(&registered, slot->entry->id);
        hr = takeResponse(slot);
    }
    return hr;
}

/* ---- Verdict ---- */

static void logResponse(const ValidatorSlot *slot, const VerdictPart *part)
{
    LogStep("response", "id=%08lX compliant=%d category=%d extended=%d made=%d",
            (unsigned long)slot->entry->id, !part->isNoncompliant, (int)part->category,
            (int)part->extended, slot->isMade);
}

/* Whether the state changed. */
static BOOL publishVerdict(Check *check)
{
    Isolation before = IsolationGet();
    Isolation after;

    for (UINT16 i = 0; i < check->validatorCount; i++) {
        const ValidatorSlot *slot = &check->validators[i];

        if (!slot->isGone) {
            VerdictPart part = VerdictJudge(&slot->response->body, slot->entry->compliant);

            VerdictAdd(&check->verdict, &part);
            logResponse(slot, &part);
        }
    }
    after = VerdictIsolation(&check->verdict);
    if (!IsolationSet(&after)) {
        return FALSE;
    }
    LogStep("state", "old=%d new=%d extended=%d end=0 unknown=%d", (int)before.state,
            (int)after.state, (int)after.extended, after.isUnknown);
    return TRUE;
}

/* ---- Back to the agents ---- */

static const ValidatorSlot *answerFor(const AgentSlot *slot)
{
    return slot->answer && !slot->answer->isGone ? slot->answer : NULL;
}

static void deliverResponse(Check *check, AgentSlot *slot)
{
    HRESULT hr;

    AgentRequestAnswer(slot->request, slot->answer->response,
                       check->verdict.isNoncompliant ? shaFixup : 0);
    hr = AgentCallProcessSoHResponse(slot->agent, slot->request, &check->foreignUs);
    if (hr == AGENT_IS_DEAD) {
        forgetAgent(slot);
    } else if (FAILED(hr)) {
        FixupEnd(slot->agent);
    } else {
        FixupBegin(slot->agent, &check->foreignUs);
    }
}

static void tellOrphan(Check *check, const AgentSlot *slot)
{
    if (slot->agent && slot->sent && !slot->isMade) {
        LogStep("orphaned", "id=%08lX", (unsigned long)slot->id);
        AgentCallNotifyOrphaned(slot->agent, &check->correlation, &check->foreignUs);
    }
}

static void deliverResponses(Check *check)
{
    for (UINT16 i = 0; i < check->agentCount; i++) {
        AgentSlot *slot = &check->agents[i];

        if (slot->agent && answerFor(slot)) {
            deliverResponse(check, slot);
        }
    }
}

static void tellOrphans(Check *check)
{
    for (UINT16 i = 0; i < check->agentCount; i++) {
        if (!answerFor(&check->agents[i])) {
            tellOrphan(check, &check->agents[i]);
        }
    }
}

/* Agents that were bound meanwhile hear of it too: they may have read the old state. */
static void tellState(Check *check)
{
    Agent *agents[STORE_CAPACITY];
    UINT16 count = HostFindAll(agents);

    for (UINT16 i = 0; i < count; i++) {
        AgentCallNotifyState(agents[i], &check->foreignUs);
        AgentRelease(agents[i]);
    }
}

/* ---- Beginning and end ---- */

static void clearHistory(CheckHistory *history)
{
    for (UINT16 i = 0; i < history->agentCount; i++) {
        StatementRelease(history->agents[i].request);
    }
    history->agentCount = 0;
    history->isValid = FALSE;
}

static void remember(const Check *check)
{
    CheckHistory *history = &check->memory->history;

    clearHistory(history);
    for (UINT16 i = 0; i < check->agentCount; i++) {
        const AgentSlot *slot = &check->agents[i];
        PastAgent *past = &history->agents[history->agentCount];

        if (!slot->isElsewhere) {
            past->id = slot->id;
            past->serial = slot->agent ? slot->agent->serial : 0;
            past->request = StatementAddRef(slot->sent);
            past->isMade = slot->isMade;
            past->isAnswered = answerFor(slot) && !answerFor(slot)->isMade;
            history->agentCount++;
        }
    }
    history->validators = check->memory->registeredValidators;
    history->isValid = TRUE;
}

/* Without a verdict: the requests get no response, and the next check begins anew. */
static void abandon(Check *check, HRESULT hr)
{
    LogStep("check", "abandoned hr=0x%08lX", (unsigned long)hr);
    clearHistory(&check->memory->history);
    for (UINT16 i = 0; i < check->agentCount; i++) {
        tellOrphan(check, &check->agents[i]);
    }
    if (hr == E_OUTOFMEMORY) {
        HostTrigger(HOST_CAUSE_MEMORY); /* else the change would be forgotten */
    }
}

static void begin(Check *check, CheckMemory *memory, UINT32 triggers, UINT32 causes)
{
    memset(check, 0, sizeof(*check));
    check->memory = memory;
    check->beganUs = ClockUs();
    AcquireSRWLockShared(&HostLock);
    check->emptied = HostEmptied();
    ReleaseSRWLockShared(&HostLock);
    check->correlation = CorrelationNext();
    LogRefresh();
    if (LogIsOn()) {
        WCHAR correlation[CORRELATION_CAPACITY];

        CorrelationFormat(&check->correlation, correlation);
        LogStep("trigger", "cause=%s coalesced=%lu correlation=\"%ls\"",
                causes & HOST_CAUSE_CHANGE  ? "change"
                : causes & HOST_CAUSE_FIXUP ? "fixup"
                                            : "memory",
                (unsigned long)triggers, correlation);
    }
    check->unregistrations = StoreUnregistrations();
    StoreRefresh(STORE_AGENTS, &memory->registeredAgents);
    StoreRefresh(STORE_VALIDATORS, &memory->registeredValidators);
}

static void end(Check *check, const char *step)
{
    UINT64 us = ClockUs() - check->beganUs;
    UINT64 ownUs = us > check->foreignUs ? us - check->foreignUs : 0;

    if (step) {
        LogStep(step, "agents=%u validators=%u ms=%lu own-us=%lu", check->agentCount,
                check->validatorCount, (unsigned long)(us / 1000), (unsigned long)ownUs);
    }
    for (UINT16 i = 0; i < check->agentCount; i++) {
        AgentSlot *slot = &check->agents[i];

        if (slot->request) {
            AgentRequestRelease(slot->request);
        }
        if (slot->agent) {
            AgentRelease(slot->agent);
        }
        StatementRelease(slot->sent);
    }
    for (UINT16 i = 0; i < check->validatorCount; i++) {
        ValidationRequestRelease(check->validators[i].request);
        StatementRelease(check->validators[i].response);
    }
}

static void judge(Check *check)
{
    BOOL isStateChanged = publishVerdict(check);

    deliverResponses(check);
    tellOrphans(check);
    if (isStateChanged) {
        tellState(check);
    }
    remember(check);
}

void CheckRun(CheckMemory *memory, UINT32 triggers, UINT32 causes)
{
    Check check;
    const char *step = NULL;
    HRESULT hr;

    begin(&check, memory, triggers, causes);
    hr = gatherRequests(&check);
    if (SUCCEEDED(hr) && !isChanged(&check)) {
        step = "unchanged";
        hr = S_FALSE;
    }
    if (hr == S_OK) {
        hr = prepareValidators(&check);
    }
    if (hr == S_OK) {
        hr = askValidators(&check) ? takeResponses(&check) : E_ABORT;
    }
    if (hr == S_OK) {
        step = "check";
        judge(&check);
    }
    if (FAILED(hr)) {
        abandon(&check, hr);
    }
    end(&check, step);
}

void CheckEnd(CheckMemory *memory)
{
    clearHistory(&memory->history);
    ValidatorsEnd(&memory->validators);
}
