/* SPDX-License-Identifier: MIT */
/* The System Health Agent: says how the computer is, and reads what the validator thinks of it. */
#ifndef AGENT_H
#define AGENT_H

#include "contoso.h"

typedef struct ClientState {
    BOOL firewallOn;
    BOOL antivirusReports; /* FALSE: it doesn't answer the agent's questions */
    BOOL antivirusOn;
    UINT32 signatureAge; /* in days */
} ClientState;

typedef struct ClassVerdict {
    HRESULT code;
    UINT8 failureCategory;
} ClassVerdict;

typedef struct Verdict {
    ClassVerdict classes[CONTOSO_CLASSES];
    UINT16 ipv4Servers; /* where repair is to be had */
    UINT16 ipv6Servers;
} Verdict;

/* soh: for FreeSoH */
HRESULT AgentBuildRequest(const ClientState *state, SoH **soh);

/* NAP_E_INVALID_PACKET: no valid response, or not one to our agent, or without all verdicts. */
HRESULT AgentReadResponse(const SoH *soh, Verdict *verdict);

#endif
