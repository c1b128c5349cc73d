/* SPDX-License-Identifier: MIT */
/*
 * Which agents are bound, in any process of this architecture: each binding holds a named event,
 * which the system removes when the process ends.
 */
#ifndef NAPHOST_BOUND_H
#define NAPHOST_BOUND_H

#include "naptypes.h"

/*
 * Marks the agent as bound, until BoundUnmark. E_OUTOFMEMORY: this process has too many;
 * HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED): it is bound already, here or elsewhere.
 */
HRESULT BoundMark(SystemHealthEntityId id, HANDLE *mark);
void BoundUnmark(SystemHealthEntityId id, HANDLE mark);

/* TRUE also if the mark exists and may not be opened. */
BOOL BoundIsMarked(SystemHealthEntityId id);

/* Whether another process has marked it. One whose binding is about to end here is marked here. */
BOOL BoundIsElsewhere(SystemHealthEntityId id);

#endif
