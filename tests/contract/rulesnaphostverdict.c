/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: which isolation state follows from which responses. */
#include "naphostworld.h"

#include <stdio.h>

#define CODES(...)      ATTRIBUTE(sohAttributeTypeComplianceResultCodes, __VA_ARGS__)
#define NO_CODES        EMPTY_ATTRIBUTE(sohAttributeTypeComplianceResultCodes)
#define CATEGORY(value) ATTRIBUTE(sohAttributeTypeFailureCategory, value)
#define EXTENDED(value) ATTRIBUTE(sohAttributeTypeExtendedIsolationState, value)
#define GOOD            CODES(0, 0, 0, 0)
#define BAD             CODES(0x80, 0x27, 0x00, 0x50)

#define MOST 3

/* One response, and what follows from it. */
typedef struct Case {
    SoHAttribute attributes[MOST];
    UINT16 count;
    BYTE mapped; /* MappedCompliant */
    IsolationState state;
    ExtendedIsolationState extended;
} Case;

#define HEALTHY         isolationStateNotRestricted
#define UNHEALTHY_STATE isolationStateRestrictedAccess

static Case cases[] = {
    {{GOOD}, 1, 0, HEALTHY, 0},                                                        /* 0 */
    {{BAD}, 1, 0, UNHEALTHY_STATE, 0},                                                 /* 1 */
    {{CODES(0, 0, 0, 0x40, 0, 0, 4, 0)}, 1, 0, HEALTHY, 0},                            /* 2 */
    {{CODES(0, 0xFF, 0, 8)}, 1, 0, HEALTHY, 0},                                        /* 3 */
    {{CODES(0, 0, 0, 0, 0x80, 0x27, 0, 0x50)}, 1, 0, UNHEALTHY_STATE, 0},              /* 4 */
    {{GOOD, BAD}, 2, 0, UNHEALTHY_STATE, 0},                                           /* 5 */
    {{CATEGORY(1)}, 1, 0, UNHEALTHY_STATE, 0},                                         /* 6 */
    {{CATEGORY(5)}, 1, 0x0F, UNHEALTHY_STATE, 0},                                      /* 7 */
    {{CATEGORY(1)}, 1, 0x01, HEALTHY, 0},                                              /* 8 */
    {{CATEGORY(2)}, 1, 0x02, HEALTHY, 0},                                              /* 9 */
    {{CATEGORY(3)}, 1, 0x04, HEALTHY, 0},                                              /* 10 */
    {{CATEGORY(4)}, 1, 0x08, HEALTHY, 0},                                              /* 11 */
    {{CATEGORY(5)}, 1, 0x10, HEALTHY, 0},                                              /* 12 */
    {{CATEGORY(6)}, 1, 0x1E, UNHEALTHY_STATE, 0},                                      /* 13 */
    {{CATEGORY(255)}, 1, 0x01, HEALTHY, 0},                                            /* 14 */
    {{GOOD, CATEGORY(0)}, 2, 0, HEALTHY, 0},                                           /* 15 */
    {{GOOD, CATEGORY(2)}, 2, 0, UNHEALTHY_STATE, 0},                                   /* 16 */
    {{BAD, CATEGORY(2)}, 2, 0x02, UNHEALTHY_STATE, 0},                                 /* 17 */
    {{GOOD, CATEGORY(2)}, 2, 0x02, HEALTHY, 0},                                        /* 18 */
    {{NO_CODES}, 1, 0x1E, UNHEALTHY_STATE, 0},                                         /* 19 */
    {{NO_CODES}, 1, 0x01, HEALTHY, 0},                                                 /* 20 */
    {{CATEGORY(0)}, 1, 0x1E, UNHEALTHY_STATE, 0},                                      /* 21 */
    {{GOOD, EXTENDED(1)}, 2, 0, HEALTHY, extendedIsolationStateTransition},            /* 22 */
    {{GOOD, EXTENDED(2)}, 2, 0, HEALTHY, extendedIsolationStateInfected},              /* 23 */
    {{GOOD, EXTENDED(3)}, 2, 0, HEALTHY, extendedIsolationStateUnknown},               /* 24 */
    {{GOOD, EXTENDED(4)}, 2, 0, HEALTHY, extendedIsolationStateUnknown},               /* 25 */
    {{GOOD, EXTENDED(1), EXTENDED(3)}, 3, 0, HEALTHY, extendedIsolationStateUnknown},  /* 26 */
    {{GOOD, EXTENDED(3), EXTENDED(2)}, 3, 0, HEALTHY, extendedIsolationStateInfected}, /* 27 */
    {{BAD, EXTENDED(0)}, 2, 0, UNHEALTHY_STATE, 0},                                    /* 28 */
};

static void expectVerdict(World *world, const Case *one)
{
    WorldState found = WorldIsolation(world);

    TrialExpectNumber(world->trial, "The isolation state", found.state, one->state);
    TrialExpectNumber(world->trial, "The extended state", found.extended, one->extended);
    TrialExpect(world->trial, !found.isUnknown, "unknownConnections is TRUE after a verdict");
    TrialExpectNumber(world->trial, "The agent's flags", world->agents[0].flags,
                      one->state == HEALTHY ? 0 : shaFixup);
}

static void judges(Trial *trial, int which)
{
    const Case *one = &cases[which];
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    WorldSetDword(world, L"Validators", WorldId(0), L"MappedCompliant", one->mapped);
    ScriptedValidatorSay(&world->validators[0], WorldSoH(world, 0, one->attributes, one->count));
    WorldExchange(world, 0);
    expectVerdict(world, one);
}

/* Several of them in one world: each exchange takes a fifth of a second. */
static void judgesMapped(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    for (unsigned i = 8; i <= 12; i++) {
        WorldSetDword(world, L"Validators", WorldId(0), L"MappedCompliant", cases[i].mapped);
        ScriptedValidatorSay(&world->validators[0],
                             WorldSoH(world, 0, cases[i].attributes, cases[i].count));
        WorldExchange(world, 0);
        expectVerdict(world, &cases[i]);
    }
}

static void mapsFailure(Trial *trial, int isMapped)
{
    static const ValidatorAnswer failing = {.result = E_FAIL};
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    WorldSetDword(world, L"Validators", WorldId(0), L"MappedCompliant", isMapped ? 0x08 : 0x17);
    ScriptedValidatorAnswer(&world->validators[0], &failing);
    WorldExchange(world, 0);
    WorldExpectState(world, isMapped ? HEALTHY : UNHEALTHY_STATE, FALSE);
}

/* One of two is unhealthy; both agents are asked to repair. */
static void expectAllRestricted(World *world, int unhealthy)
{
    WorldPair(world, 0);
    WorldPair(world, 1);
    ScriptedValidatorSay(&world->validators[unhealthy],
                         WorldCodes(world, (unsigned)unhealthy, UNHEALTHY));
    WorldExchange(world, 1);
    WorldExpectState(world, UNHEALTHY_STATE, FALSE);
    for (unsigned n = 0; n < 2; n++) {
        TrialExpectNumber(world->trial, "The flags of an agent", world->agents[n].flags, shaFixup);
    }
}

static void allMustPass(Trial *trial, int unhealthy)
{
    expectAllRestricted(WorldBegin(trial), unhealthy);
}

static void worstExtended(Trial *trial, int infected)
{
    SoHAttribute transition[] = {GOOD, EXTENDED(1)};
    SoHAttribute worse[] = {GOOD, EXTENDED(2)};
    World *world = WorldBegin(trial);
    WorldState found;

    for (int n = 0; n < 2; n++) {
        WorldPair(world, (unsigned)n);
        ScriptedValidatorSay(&world->validators[n],
                             WorldSoH(world, (unsigned)n, n == infected ? worse : transition, 2));
    }
    WorldExchange(world, 1);
    found = WorldIsolation(world);
    TrialExpectNumber(trial, "The extended state", found.extended, extendedIsolationStateInfected);
    TrialExpectNumber(trial, "The isolation state", found.state, HEALTHY);
}

/* After a verdict, so that it is seen to change. */
static void nobodyJudged(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    ScriptedValidatorSay(&world->validators[0], WorldCodes(world, 0, UNHEALTHY));
    WorldExchange(world, 0);
    WorldExpectState(world, UNHEALTHY_STATE, FALSE);
    TrialExpectHr(trial, "UnregisterSystemHealthValidator",
                  NaphostDllUnregisterValidator(world->host, WorldId(0)), S_OK);
    WorldNotify(world, 0);
    TrialExpect(trial, ScriptedAgentAwait(&world->agents[0], AGENT_ORPHANED, 1, WorldPatience()),
                "NotifyOrphanedSoHRequest was not called");
    WorldExpectState(world, HEALTHY, TRUE);
}

/* An agent triggers; another, registered agent's validator gets no request, and says so. */
static void missingRequest(Trial *trial, int parameter)
{
    static const ValidatorAnswer missing = {.manner = VALIDATOR_AFTER, .result = NAP_E_MISSING_SOH};
    World *world = WorldBegin(trial);

    WorldPair(world, 0);
    WorldValidator(world, 1);
    ScriptedValidatorAnswer(&world->validators[1], &missing);
    WorldExchange(world, 0);
    WorldExpectState(world, UNHEALTHY_STATE, FALSE);
    WorldExpectSoH(world, "The agent's response", world->agents[0].response,
                   WorldCodes(world, 0, S_OK));
}

/* What a later version may read from the registry's key. */
static void hasNoSettings(Trial *trial, int parameter)
{
    static const WCHAR url[] = L"http://example.com/";
    static const WCHAR *const names[] = {L"Check", L"Noncompliant", L"AutoRemediate"};
    static const DWORD values[] = {1, 1, 0};
    World *world = WorldBegin(trial);
    HKEY root = WorldRoot(world);
    IsolationInfo *info = NULL;
    UINT16 length;
    BOOL isUnknown;

    for (unsigned i = 0; i < ARRAYSIZE(names); i++) {
        RegSetValueExW(root, names[i], 0, REG_DWORD, (const BYTE *)&values[i], sizeof(DWORD));
    }
    RegSetValueExW(root, L"FailureUrl", 0, REG_SZ, (const BYTE *)url, sizeof(url));
    RegCloseKey(root);
    expectAllRestricted(world, 0);
    TrialExpectHr(
        trial, "GetSystemIsolationInfo",
        world->bindings[0]->lpVtbl->GetSystemIsolationInfo(world->bindings[0], &info, &isUnknown),
        S_OK);
    length = info->failureUrl.length;
    trial->library->FreeIsolationInfo(info);
    TrialExpectNumber(trial, "The length of failureUrl", length, 0);
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.verdict.healthy", RULE_EVIDENT, "The code S_OK is healthy", "1", judges, 0, HOST},
    {"naphost.verdict.unhealthy", RULE_EVIDENT, "A failure code is unhealthy", "3, shaFixup",
     judges, 1, HOST},
    {"naphost.verdict.ratings", RULE_DOCUMENTED,
     "Other success codes, such as severity ratings, are healthy", "1", judges, 2, HOST},
    {"naphost.verdict.no-special-code", RULE_CHOSEN,
     "0x00FF0008 is a success code, too: no code is special", "1", judges, 3, HOST},
    {"naphost.verdict.any-code", RULE_CHOSEN, "One failure code among others is unhealthy", "3",
     judges, 4, HOST},
    {"naphost.verdict.any-attribute", RULE_CHOSEN,
     "A failure code in a second attribute is unhealthy", "3", judges, 5, HOST},
    {"naphost.verdict.category", RULE_DOCUMENTED,
     "A failure category is unhealthy unless it is mapped", "3", judges, 6, HOST},
    {"naphost.verdict.category-own", RULE_DOCUMENTED,
     "A failure category is unhealthy if only the others are mapped", "3", judges, 7, HOST},
    {"naphost.verdict.category-mapped", RULE_DOCUMENTED,
     "Each of the five failure categories is healthy if it is mapped so", "1", judgesMapped, 0,
     HOST},
    {"naphost.verdict.category-6", RULE_CHOSEN, "A category above 5 is not one of 2 to 5", "3",
     judges, 13, HOST},
    {"naphost.verdict.category-255", RULE_CHOSEN, "A category above 5 counts as Other", "1", judges,
     14, HOST},
    {"naphost.verdict.category-0", RULE_DOCUMENTED, "The failure category None says nothing", "1",
     judges, 15, HOST},
    {"naphost.verdict.both-category", RULE_CHOSEN,
     "A success code and a category that isn't mapped are unhealthy", "3", judges, 16, HOST},
    {"naphost.verdict.both-code", RULE_CHOSEN,
     "A failure code and a category that is mapped are unhealthy", "3", judges, 17, HOST},
    {"naphost.verdict.both-healthy", RULE_CHOSEN,
     "A success code and a category that is mapped are healthy", "1", judges, 18, HOST},
    {"naphost.verdict.silent", RULE_CHOSEN,
     "A response without a code and category counts as Other: unhealthy", "3", judges, 19, HOST},
    {"naphost.verdict.silent-mapped", RULE_CHOSEN,
     "A response without a code and category counts as Other: healthy if that is mapped", "1",
     judges, 20, HOST},
    {"naphost.verdict.silent-category", RULE_CHOSEN,
     "A response with the category None alone counts as Other", "3", judges, 21, HOST},
    {"naphost.verdict.failed", RULE_DOCUMENTED,
     "A validator that fails is unhealthy unless ServerComponent is mapped", "3", mapsFailure,
     FALSE, HOST},
    {"naphost.verdict.failed-mapped", RULE_DOCUMENTED,
     "A validator that fails is healthy if ServerComponent is mapped", "1", mapsFailure, TRUE,
     HOST},
    {"naphost.verdict.all-first", RULE_CHOSEN,
     "If the first of two is unhealthy, all is, and every agent is asked to repair", "3, shaFixup",
     allMustPass, 0, HOST},
    {"naphost.verdict.all-last", RULE_CHOSEN,
     "If the last of two is unhealthy, all is, and every agent is asked to repair", "3, shaFixup",
     allMustPass, 1, HOST},
    {"naphost.verdict.extended-1", RULE_DOCUMENTED, "The extended state Transition is reported",
     "1", judges, 22, HOST},
    {"naphost.verdict.extended-2", RULE_DOCUMENTED, "The extended state Infected is reported", "2",
     judges, 23, HOST},
    {"naphost.verdict.extended-3", RULE_DOCUMENTED, "The extended state Unknown is reported", "3",
     judges, 24, HOST},
    {"naphost.verdict.extended-4", RULE_CHOSEN, "Extended states above 3 count as Unknown", "3",
     judges, 25, HOST},
    {"naphost.verdict.extended-unknown", RULE_CHOSEN, "Unknown is worse than Transition", "3",
     judges, 26, HOST},
    {"naphost.verdict.extended-infected", RULE_CHOSEN, "Infected is worse than Unknown", "2",
     judges, 27, HOST},
    {"naphost.verdict.extended-0", RULE_CHOSEN, "An unhealthy response may have no extended state",
     "0", judges, 28, HOST},
    {"naphost.verdict.extended-first", RULE_CHOSEN,
     "The worst extended state counts, if the first response has it", "2", worstExtended, 0, HOST},
    {"naphost.verdict.extended-last", RULE_CHOSEN,
     "The worst extended state counts, if the last response has it", "2", worstExtended, 1, HOST},
    {"naphost.verdict.nobody", RULE_CHOSEN,
     "If no validator was asked, the state is not restricted, and unknown", "1, TRUE", nobodyJudged,
     0, HOST},
    {"naphost.verdict.no-settings", RULE_CHOSEN,
     "The policy is fixed: all validators must pass, else access is restricted, with no URL, and "
     "agents are asked to repair",
     "3, shaFixup", hasNoSettings, 0, HOST},
    {"naphost.verdict.missing-request", RULE_EVIDENT,
     "A validator that misses its request makes all unhealthy; other agents get their own "
     "responses",
     "3", missingRequest, 0, HOST},
};

RULE_SECTION(RulesNaphostVerdict, "naphost.dll: the verdict", rules);
