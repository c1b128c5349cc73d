/* SPDX-License-Identifier: MIT */
/* Cycles: the DLL is loaded, used in every way, and unloaded. */
#ifndef TESTS_ENDURANCE_CYCLES_H
#define TESTS_ENDURANCE_CYCLES_H

#include "user.h"

/* The kinds of cycles take turns; within so many, each comes. */
#define CYCLES_OF_ALL_KINDS 20

/*
 * Call it between ServiceTurnBegin and ServiceTurnEnd. systemLeaks: the result of
 * ServiceNoticesLeak.
 */
void CycleRun(User *user, LONG number, BOOL systemLeaks);

#endif
