/* SPDX-License-Identifier: MIT */
/*
 * Faults that are put in on purpose, to show that the run finds them: one block, one handle, one
 * thread among all that it does, in its last round; pages in each round.
 */
#ifndef TESTS_ENDURANCE_PLANT_H
#define TESTS_ENDURANCE_PLANT_H

#include <windows.h>

/* FALSE if there is no fault of that name. */
BOOL PlantChoose(const char *name);

/* Names, for the help text. */
extern const char PlantNames[];

/* Each is called once in a round; `isTime` in the one in which single faults are due. */
void PlantInOperations(BOOL isTime);
void PlantInCycle(BOOL isTime);

#endif
