/* SPDX-License-Identifier: MIT */
/*
 * Injects faults, to show that the run finds them: one leaked block, handle or thread and the like
 * in its last round, or leaked pages in each round.
 */
#ifndef TESTS_ENDURANCE_INJECT_H
#define TESTS_ENDURANCE_INJECT_H

#include <windows.h>

/* FALSE if there is no fault of that name. */
BOOL InjectChoose(const char *name);

/* The names, for the help text. */
extern const char InjectNames[];

/* Each is called once in each round. isTime: this is the round for faults that come only once. */
void InjectInOperations(BOOL isTime);
void InjectInCycle(BOOL isTime);

#endif
