/* SPDX-License-Identifier: MIT */
/* See host.h. */
#include "host.h"

#include "check.h"
#include "clock.h"
#include "fixup.h"
#include "limits.h"
#include "thread.h"

SRWLOCK HostLock = SRWLOCK_INIT;

/* Serialises starts of the thread. Before HostLock. */
static SRWLOCK startLock = SRWLOCK_INIT;

static struct {
    CONDITION_VARIABLE woken;
    BOOL isRunning; /* the thread */
    UINT16 agentCount;
    Agent *agents[STORE_CAPACITY]; /* in the order of their ids */
    UINT32 emptied;
    UINT32 held;     /* requests that validators have */
    UINT32 triggers; /* since the last check began */
    UINT32 causes;
    UINT64 triggeredUs; /* the first of them */
    UINT64 beganUs;     /* the last check; 0 if none */
} host;

/* ---- The thread ---- */

typedef struct Work {
    enum { WORK_END, WORK_CHECK, WORK_FIXUP } kind;
    UINT32 triggers;
    UINT32 causes;
    Agent *agent; /* with a reference */
} Work;

static UINT64 checkDueUs(void)
{
    UINT64 settledUs = host.triggeredUs + SETTLING_MS * 1000ull;
    UINT64 distantUs = host.beganUs != 0 ? host.beganUs + DISTANCE_MS * 1000ull : 0;

    return max(settledUs, distantUs);
}

/* The agent whose repair is to be asked about next, or NULL. */
static Agent *nextFixup(void)
{
    Agent *next = NULL;

    for (UINT16 i = 0; i < host.agentCount; i++) {
        Agent *agent = host.agents[i];

        if (agent->fixupPauseMs != 0 && (!next || agent->fixupDueUs < next->fixupDueUs)) {
            next = agent;
        }
    }
    return next;
}

/* Fills `work` if something is due; else sets *dueUs. */
static BOOL findWork(Work *work, UINT64 *dueUs)
{
    Agent *fixup = nextFixup();

    *dueUs = CLOCK_NEVER;
    if (host.agentCount == 0) {
        work->kind = WORK_END;
        return host.held == 0;
    }
    if (fixup) {
        *dueUs = fixup->fixupDueUs;
    }
    if (host.triggers != 0) {
        *dueUs = min(*dueUs, checkDueUs());
    }
    if (host.triggers != 0 && ClockMsUntil(checkDueUs()) == 0) {
        *work = (Work){.kind = WORK_CHECK, .triggers = host.triggers, .causes = host.causes};
        host.triggers = 0;
        host.causes = 0;
        host.beganUs = ClockUs();
        return TRUE;
    }
    if (fixup && ClockMsUntil(fixup->fixupDueUs) == 0) {
        *work = (Work){.kind = WORK_FIXUP, .agent = fixup};
        AgentAddRef(fixup);
        return TRUE;
    }
    return FALSE;
}

static Work awaitWork(void)
{
    Work work = {.kind = WORK_END};
    UINT64 dueUs;

    AcquireSRWLockExclusive(&HostLock);
    while (!findWork(&work, &dueUs)) {
        HostSleepUntil(dueUs);
    }
    if (work.kind == WORK_END) {
        host.isRunning = FALSE; /* the next agent that binds starts another thread */
    }
    ReleaseSRWLockExclusive(&HostLock);
    return work;
}

static void run(void *context)
{
    CheckMemory memory = {.history = {.isValid = FALSE}};
    Work work = awaitWork();

    (void)context;
    while (work.kind != WORK_END) {
        if (work.kind == WORK_CHECK) {
            CheckRun(&memory, work.triggers, work.causes);
        } else {
            FixupContinue(work.agent);
            AgentRelease(work.agent);
        }
        work = awaitWork();
    }
    CheckEnd(&memory);
}

void HostWake(void)
{
    WakeAllConditionVariable(&host.woken);
}

void HostSleepUntil(UINT64 dueUs)
{
    DWORD milliseconds = dueUs == CLOCK_NEVER ? INFINITE : ClockMsUntil(dueUs);

    SleepConditionVariableSRW(&host.woken, &HostLock, milliseconds, 0);
}

/* ---- Agents ---- */

/* FALSE if there is no room. */
static BOOL insert(Agent *agent)
{
    UINT16 place = host.agentCount;

    if (host.agentCount == ARRAYSIZE(host.agents)) {
        return FALSE;
    }
    for (; place > 0 && host.agents[place - 1]->id > agent->id; place--) {
        host.agents[place] = host.agents[place - 1];
    }
    host.agents[place] = agent;
    host.agentCount++;
    return TRUE;
}

HRESULT HostAdd(Agent *agent)
{
    HRESULT hr = S_OK;
    BOOL isAdded, isFirst;

    AcquireSRWLockExclusive(&startLock);
    AcquireSRWLockExclusive(&HostLock);
    isAdded = insert(agent);
    isFirst = isAdded && !host.isRunning;
    host.isRunning |= isFirst;
    ReleaseSRWLockExclusive(&HostLock);
    if (!isAdded) {
        hr = E_OUTOFMEMORY;
    } else if (isFirst) {
        hr = ThreadStart(run, NULL);
    }
    if (FAILED(hr) && isFirst) {
        AcquireSRWLockExclusive(&HostLock);
        host.isRunning = FALSE;
        ReleaseSRWLockExclusive(&HostLock);
    }
    ReleaseSRWLockExclusive(&startLock);
    return hr;
}

void HostRemove(Agent *agent)
{
    UINT16 kept = 0;

    AcquireSRWLockExclusive(&HostLock);
    for (UINT16 i = 0; i < host.agentCount; i++) {
        if (host.agents[i] != agent) {
            host.agents[kept] = host.agents[i];
            kept++;
        }
    }
    if (kept == 0 && host.agentCount != 0) {
        host.emptied++;
        host.triggers = 0; /* the next binding waits for its own */
        host.causes = 0;
    }
    host.agentCount = kept;
    HostWake();
    ReleaseSRWLockExclusive(&HostLock);
}

Agent *HostFind(SystemHealthEntityId id)
{
    Agent *found = NULL;

    AcquireSRWLockShared(&HostLock);
    for (UINT16 i = 0; i < host.agentCount && !found; i++) {
        if (host.agents[i]->id == id) {
            found = host.agents[i];
            AgentAddRef(found);
        }
    }
    ReleaseSRWLockShared(&HostLock);
    return found;
}

UINT16 HostFindAll(Agent *agents[STORE_CAPACITY])
{
    UINT16 count;

    AcquireSRWLockShared(&HostLock);
    count = host.agentCount;
    for (UINT16 i = 0; i < count; i++) {
        agents[i] = host.agents[i];
        AgentAddRef(agents[i]);
    }
    ReleaseSRWLockShared(&HostLock);
    return count;
}

UINT32 HostEmptied(void)
{
    return host.emptied;
}

/* ---- Statements ---- */

Statement *HostGetStatement(Statement *const *slot)
{
    Statement *statement;

    AcquireSRWLockShared(&HostLock);
    statement = StatementAddRef(*slot);
    ReleaseSRWLockShared(&HostLock);
    return statement;
}

HRESULT HostWriteStatement(Statement *const *slot, HRESULT missing, SoH **soh)
{
    Statement *statement = HostGetStatement(slot);
    HRESULT hr = missing;

    *soh = NULL;
    if (statement) {
        hr = StatementWrite(statement, soh);
    }
    StatementRelease(statement);
    return hr;
}

/* ---- What wakes the thread ---- */

void HostTrigger(HostCause cause)
{
    AcquireSRWLockExclusive(&HostLock);
    if (host.agentCount != 0) {
        if (host.triggers == 0) {
            host.triggeredUs = ClockUs();
        }
        host.triggers++;
        host.causes |= (UINT32)cause;
        HostWake();
    }
    ReleaseSRWLockExclusive(&HostLock);
}

void HostHold(void)
{
    AcquireSRWLockExclusive(&HostLock);
    host.held++;
    ReleaseSRWLockExclusive(&HostLock);
}

void HostUnhold(void)
{
    AcquireSRWLockExclusive(&HostLock);
    host.held--;
    HostWake();
    ReleaseSRWLockExclusive(&HostLock);
}
