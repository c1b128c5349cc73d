/* SPDX-License-Identifier: MIT */
/* See scriptedpair.h. */
#include "scriptedpair.h"

#include <string.h>

#include "napprotocol.h"

/* {9F5B7C10-3A51-4D0E-8C5E-xxxxxxxxxxxx}, the last part made of the id. */
static CLSID clsidOf(SystemHealthEntityId id)
{
    CLSID clsid = {0x9f5b7c10, 0x3a51, 0x4d0e, {0x8c, 0x5e}};

    memcpy(&clsid.Data4[2], &id, sizeof(id));
    return clsid;
}

static const BYTE agentsBytes[] = {0xAA, 0xAA};
static const BYTE healthyCode[] = {0, 0, 0, 0};
static const BYTE unhealthyCode[] = {0x80, 0x27, 0x00, 0x50};

static SoHAttribute attribute(SoHAttributeType type, const void *bytes, UINT16 size)
{
    return (SoHAttribute){type, size, (BYTE *)(ULONG_PTR)bytes};
}

static void fillStatements(Pair *pair)
{
    SoHAttribute id;

    for (unsigned i = 0; i < sizeof(pair->idBytes); i++) {
        pair->idBytes[i] = (BYTE)(pair->id >> (24 - 8 * i));
    }
    id = attribute(sohAttributeTypeSystemHealthId, pair->idBytes, sizeof(pair->idBytes));
    pair->requestAttributes[0] = id;
    pair->healthyAttributes[0] = id;
    pair->unhealthyAttributes[0] = id;
    pair->requestAttributes[1] =
        attribute(sohAttributeTypeClientId, agentsBytes, sizeof(agentsBytes));
    pair->healthyAttributes[1] =
        attribute(sohAttributeTypeComplianceResultCodes, healthyCode, sizeof(healthyCode));
    pair->unhealthyAttributes[1] =
        attribute(sohAttributeTypeComplianceResultCodes, unhealthyCode, sizeof(unhealthyCode));
    pair->request = (SoHRequest){2, pair->requestAttributes};
    pair->healthy = (SoHResponse){2, pair->healthyAttributes};
    pair->unhealthy = (SoHResponse){2, pair->unhealthyAttributes};
}

HRESULT ScriptedPairInit(Pair *pair, SystemHealthEntityId id)
{
    HRESULT hr;

    memset(pair, 0, sizeof(*pair));
    pair->id = id;
    pair->clsid = clsidOf(id);
    fillStatements(pair);
    ScriptedAgentInit(&pair->agent);
    ScriptedAgentSay(&pair->agent, &pair->request, TRUE);
    ScriptedAgentCompares(&pair->agent, S_OK, FALSE);
    hr = ScriptedValidatorInit(&pair->validator, &pair->clsid);
    PairSayHealthy(pair, TRUE);
    return hr;
}

void PairSayHealthy(Pair *pair, BOOL isHealthy)
{
    ScriptedValidatorSay(&pair->validator, isHealthy ? &pair->healthy : &pair->unhealthy);
}
