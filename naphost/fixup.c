/* SPDX-License-Identifier: MIT */
/* See fixup.h. */
#include "fixup.h"

#include "agentcall.h"
#include "allocator.h"
#include "clock.h"
#include "host.h"
#include "limits.h"
#include "log.h"

static void logInfo(const Agent *agent, const FixupInfo *info)
{
    LogStep("fixup", "id=%08lX state=%d percentage=%u codes=%u message=%lu",
            (unsigned long)agent->id, (int)info->state, info->percentage, info->resultCodes.count,
            (unsigned long)info->fixupMsgId);
}

/* Whether the agent answers that its repair is still in progress. */
static BOOL isInProgress(Agent *agent, BOOL isRepeated, UINT64 *foreignUs)
{
    FixupInfo *info;
    BOOL isInProgress = FALSE;

    if (FAILED(AgentCallGetFixupInfo(agent, &info, foreignUs)) || !info) {
        return FALSE;
    }
    logInfo(agent, info);
    isInProgress = info->state == fixupStateInProgress;
    if (isRepeated && info->state == fixupStateSuccess) {
        HostTrigger(HOST_CAUSE_FIXUP); /* the health changed */
    }
    AllocatorFreeFixupInfo(info);
    return isInProgress;
}

static void ask(Agent *agent, DWORD pauseMs, BOOL isRepeated, UINT64 *foreignUs)
{
    agent->fixupPauseMs = 0;
    if (isInProgress(agent, isRepeated, foreignUs)) {
        agent->fixupPauseMs = pauseMs;
        agent->fixupDueUs = ClockUs() + pauseMs * 1000ull;
    }
}

void FixupBegin(Agent *agent, UINT64 *foreignUs)
{
    ask(agent, FIXUP_PAUSE_MS, FALSE, foreignUs);
}

void FixupEnd(Agent *agent)
{
    agent->fixupPauseMs = 0;
}

void FixupContinue(Agent *agent)
{
    UINT64 foreignUs = 0;
    DWORD pauseMs = min(agent->fixupPauseMs * 2, (DWORD)FIXUP_PAUSE_MAX_MS);

    ask(agent, pauseMs, TRUE, &foreignUs);
}
