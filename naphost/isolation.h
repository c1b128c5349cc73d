/* SPDX-License-Identifier: MIT */
/*
 * The isolation state of this process, as the last health check left it. It is advice: no access is
 * granted or refused by it. Any thread may call these functions.
 */
#ifndef NAPHOST_ISOLATION_H
#define NAPHOST_ISOLATION_H

#include "naptypes.h"

typedef struct Isolation {
    IsolationState state;
    ExtendedIsolationState extended;
    BOOL isUnknown; /* no validator was asked yet */
} Isolation;

/* Before the first check: not restricted, no data, unknown. */
Isolation IsolationGet(void);

/* Returns whether anything changed. */
BOOL IsolationSet(const Isolation *isolation);

/*
 * The two forms in which methods return it: a block for FreeIsolationInfo or FreeIsolationInfoEx,
 * with an end time of 0 and an empty URL. E_INVALIDARG: NULL; E_OUTOFMEMORY. On failure the out
 * parameters that aren't NULL are NULL and FALSE.
 */
HRESULT IsolationCheckOut(void **info, BOOL *unknownConnections); /* clears them, E_INVALIDARG */
HRESULT IsolationGetInfo(IsolationInfo **info, BOOL *unknownConnections);
HRESULT IsolationGetInfoEx(IsolationInfoEx **info, BOOL *unknownConnections);

#endif
