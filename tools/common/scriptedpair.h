/* SPDX-License-Identifier: MIT */
/* A scripted agent and the scripted validator that judges it. */
#ifndef TOOLS_COMMON_SCRIPTEDPAIR_H
#define TOOLS_COMMON_SCRIPTEDPAIR_H

#include "scriptedagent.h"
#include "scriptedvalidator.h"

/*
 * An agent and a validator with the same id. The agent says that its request has changed, so each
 * trigger leads to a check. The validator finds it healthy at first.
 */
typedef struct Pair {
    SystemHealthEntityId id;
    CLSID clsid;
    BYTE idBytes[4];
    SoHAttribute requestAttributes[2];
    SoHAttribute healthyAttributes[2];
    SoHAttribute unhealthyAttributes[2];
    SoHRequest request;
    SoHResponse healthy;
    SoHResponse unhealthy;
    ScriptedAgent agent;
    ScriptedValidator validator;
    INapSystemHealthAgentBinding *binding; /* the caller's; NULL: not bound */
} Pair;

/*
 * Registers the validator's class object, but neither agent nor validator with the host. Must be
 * called in the multithreaded apartment.
 */
HRESULT ScriptedPairInit(Pair *pair, SystemHealthEntityId id);

/* What the validator finds from now on. */
void PairSayHealthy(Pair *pair, BOOL isHealthy);

#endif
