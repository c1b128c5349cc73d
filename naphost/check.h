/* SPDX-License-Identifier: MIT */
/*
 * One health check: requests from the agents, responses from the validators, the verdict, and the
 * responses back to the agents. Only for the host's thread.
 */
#ifndef NAPHOST_CHECK_H
#define NAPHOST_CHECK_H

#include "validator.h"

/* What the next check compares with. */
typedef struct PastAgent {
    SystemHealthEntityId id;
    UINT32 serial;      /* of the binding; 0 if none */
    Statement *request; /* that it sent, or that was made for it */
    BOOL isMade;
    BOOL isAnswered; /* by the validator itself */
} PastAgent;

typedef struct CheckHistory {
    BOOL isValid; /* the last check was completed */
    UINT16 agentCount;
    PastAgent agents[STORE_CAPACITY];
    StoreList validators;
} CheckHistory;

/* Zeroed at first. */
typedef struct CheckMemory {
    StoreList registeredAgents;
    StoreList registeredValidators;
    ValidatorList validators;
    CheckHistory history;
} CheckMemory;

/* `triggers` were coalesced into this check, `causes` are HOST_CAUSE_ flags; both for the log. */
void CheckRun(CheckMemory *memory, UINT32 triggers, UINT32 causes);

/* Releases everything. */
void CheckEnd(CheckMemory *memory);

#endif
