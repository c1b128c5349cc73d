/* SPDX-License-Identifier: MIT */
/* The time limits of a health check. docs/naphost.md gives the reason for each. */
#ifndef NAPHOST_LIMITS_H
#define NAPHOST_LIMITS_H

enum {
    AGENT_LIMIT_MS = 5000,     /* for each call of an agent's callback */
    VALIDATOR_LIMIT_MS = 2000, /* for all validators of a check together */
    SETTLING_MS = 50,          /* from the first trigger to the check */
    DISTANCE_MS = 200,         /* between the beginnings of two checks */
    FIXUP_PAUSE_MS = 5000,     /* before GetFixupInfo is asked again; it doubles up to ... */
    FIXUP_PAUSE_MAX_MS = 60000,
    LATE_REQUESTS_MAX = 4 /* that a validator may owe before it is asked no more */
};

#endif
