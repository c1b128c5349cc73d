/* SPDX-License-Identifier: MIT */
/* The System Health Agent: reports the state of the computer, and reads the validator's verdict. */
#ifndef EXAMPLES_HEALTH_CHECK_AGENT_H
#define EXAMPLES_HEALTH_CHECK_AGENT_H

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
    UINT16 ipv4Servers; /* number of fix-up servers */
    UINT16 ipv6Servers;
} Verdict;

/* Free *soh with FreeSoH. */
HRESULT AgentBuildRequest(const ClientState *state, SoH **soh);

/* NAP_E_INVALID_PACKET: not a valid response, not for our agent, or a verdict is missing. */
HRESULT AgentReadResponse(const SoH *soh, Verdict *verdict);

#endif
