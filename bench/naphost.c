/* SPDX-License-Identifier: MIT */
/*
 * naphost-bench [CHECKS]: what a health check of naphost.dll costs by itself, without the agents
 * and validators that it calls and without the settling time, for 1 to 10 pairs of an agent and its
 * validator. Each line gives the median of so many checks (default 100).
 *
 * Measured from outside, with the log off: from the check's time stamp to the end of the last call,
 * without the times in which an agent or a validator was in a call.
 */
#include <objbase.h>
#include <stdio.h>
#include <stdlib.h>

#include "naphostdll.h"
#include "path.h"
#include "scriptedpair.h"

/* Registrations that have just changed are read again at each check. */
#define SETTLED_MS 1500

#define MOST_PAIRS  10
#define MOST_CHECKS 1000
#define PATIENCE_MS 20000

#define TARGET_US     1000 /* with one pair */
#define TARGET_GROWTH 1.0  /* of the cost of a pair, from one pair to ten */

static NaphostDll host;
static NaphostRegistry registry;
static Pair pairs[MOST_PAIRS];
static FILETIME
    firstCall; /* the beginning of a check's first call, on the clock of its time stamp */
static double costs[MOST_CHECKS];

static void require(BOOL holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "naphost-bench: %s failed\n", what);
        NaphostRegistryRestore(&registry);
        exit(2);
    }
}

static void noteTime(const AgentEvent *event, void *context)
{
    (void)event;
    (void)context;
    GetSystemTimeAsFileTime(&firstCall);
}

static void begin(unsigned count)
{
    const AgentAnswer answer = {.result = S_OK, .hook = noteTime};

    for (unsigned i = 0; i < count; i++) {
        Pair *pair = &pairs[i];

        require(ScriptedPairInit(pair, NaphostTestId(i)) == S_OK &&
                    NaphostDllRegisterAgent(&host, pair->id) == S_OK &&
                    NaphostDllRegisterValidator(&host, pair->id, &pair->clsid) == S_OK &&
                    NaphostDllBind(&host, pair->id, &pair->agent.callback, &pair->binding) == S_OK,
                "binding an agent");
    }
    ScriptedAgentAnswer(&pairs[0].agent, AGENT_GET_REQUEST, &answer);
}

static void end(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        INapSystemHealthAgentBinding_Uninitialize(pairs[i].binding);
        INapSystemHealthAgentBinding_Release(pairs[i].binding);
        NaphostDllUnregisterAgent(&host, pairs[i].id);
        NaphostDllUnregisterValidator(&host, pairs[i].id);
    }
    require(NaphostDllAwaitUnused(&host, PATIENCE_MS), "ending");
    for (unsigned i = 0; i < count; i++) {
        ScriptedValidatorFree(&pairs[i].validator);
        ScriptedAgentFree(&pairs[i].agent);
    }
}

typedef struct Call {
    double begun;
    double ended;
} Call;

static int compareCalls(const void *one, const void *other)
{
    double difference = ((const Call *)one)->begun - ((const Call *)other)->begun;

    return (difference > 0) - (difference < 0);
}

static int compareCosts(const void *one, const void *other)
{
    double difference = *(const double *)one - *(const double *)other;

    return (difference > 0) - (difference < 0);
}

/* All calls of one check, in the order of their beginnings. */
static unsigned collect(Call *calls, unsigned count)
{
    unsigned found = 0;

    for (unsigned i = 0; i < count; i++) {
        AgentCall agentCall;
        ValidatorCall validatorCall;

        for (unsigned n = 0; ScriptedAgentCall(&pairs[i].agent, AGENT_METHODS, n, &agentCall);
             n++) {
            calls[found++] = (Call){agentCall.begun, agentCall.ended};
        }
        require(ScriptedValidatorCall(&pairs[i].validator, 0, &validatorCall), "a validation");
        calls[found++] = (Call){validatorCall.begun, validatorCall.ended};
    }
    qsort(calls, found, sizeof(*calls), compareCalls);
    return found;
}

/* The time between the first call and the end of the last in which nobody was in a call. */
static double betweenCalls(const Call *calls, unsigned count)
{
    double own = 0;
    double busyUntil = calls[0].ended;

    for (unsigned i = 1; i < count; i++) {
        if (calls[i].begun > busyUntil) {
            own += calls[i].begun - busyUntil;
        }
        if (calls[i].ended > busyUntil) {
            busyUntil = calls[i].ended;
        }
    }
    return own;
}

static ULONGLONG ticks(FILETIME time)
{
    return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static double beforeTheFirstCall(void)
{
    AgentCall first;
    ULONGLONG stamp;

    require(ScriptedAgentCall(&pairs[0].agent, AGENT_GET_REQUEST, 0, &first), "a request");
    stamp = ticks(first.correlation.timeStamp);
    return ticks(firstCall) > stamp ? (double)(ticks(firstCall) - stamp) / 10000 : 0;
}

/* In microseconds. The six methods of each agent, and Validate. */
static double costOfACheck(unsigned count)
{
    Call calls[MOST_PAIRS * (AGENT_METHODS + 1)];
    unsigned found;

    for (unsigned i = 0; i < count; i++) {
        ScriptedAgentForget(&pairs[i].agent);
        ScriptedValidatorForget(&pairs[i].validator);
    }
    INapSystemHealthAgentBinding_NotifySoHChange(pairs[0].binding);
    for (unsigned i = 0; i < count; i++) {
        require(ScriptedAgentAwait(&pairs[i].agent, AGENT_GET_FIXUP, 1, PATIENCE_MS), "a check");
    }
    found = collect(calls, count);
    return 1000 * (beforeTheFirstCall() + betweenCalls(calls, found));
}

/* The median; also prints the line. */
static double measure(unsigned count, unsigned checks)
{
    double settled;

    begin(count);
    settled = CallClock() + SETTLED_MS;
    do {
        costOfACheck(count); /* the first one makes threads and validators, and changes the state */
    } while (CallClock() < settled);
    for (unsigned i = 0; i < checks; i++) {
        costs[i] = costOfACheck(count);
    }
    end(count);
    qsort(costs, checks, sizeof(*costs), compareCosts);
    printf("%-33u %8.0f us %8.0f us %8.0f us", count, costs[checks / 2], costs[checks / 4],
           costs[checks * 9 / 10]);
    return costs[checks / 2];
}

static BOOL judge(double value, double target, const char *unit)
{
    BOOL isMet = value <= target;

    printf("   %.*f%s %s\n", *unit ? 0 : 2, target, unit, isMet ? "met" : "NOT met");
    return isMet;
}

static void load(void)
{
    WCHAR *path = PathBeside(L"naphost.dll");

    require(CoInitializeEx(NULL, COINIT_MULTITHREADED) == S_OK, "CoInitializeEx");
    require(NaphostRegistryRedirect(&registry), "redirecting the registry");
    require(path && NaphostDllLoad(&host, path), "loading naphost.dll");
    free(path);
}

int main(int argc, char **argv)
{
    static const unsigned counts[] = {1, 2, 5, 10};
    double cost[ARRAYSIZE(counts)] = {0};
    unsigned checks = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 100;
    BOOL isMet;

    if (checks < 1 || checks > MOST_CHECKS) {
        checks = 100;
    }
    load();
    printf("%-33s %11s %11s %11s   target   (%u-bit)\n", "agents, and as many validators", "median",
           "quarter", "90 %", (unsigned)(8 * sizeof(void *)));
    isMet = TRUE;
    for (unsigned i = 0; i < ARRAYSIZE(counts); i++) {
        cost[i] = measure(counts[i], checks);
        if (i == 0) {
            isMet = judge(cost[i], TARGET_US, " us");
        } else {
            printf("\n");
        }
    }
    cost[3] /= 10 * cost[0];
    printf("%-33s %11.2f %23s", "a pair among ten, against one", cost[3], "");
    isMet &= judge(cost[3], TARGET_GROWTH, "");
    NaphostRegistryRestore(&registry);
    return !isMet;
}
