/* SPDX-License-Identifier: MIT */
/* The life of the DLL in a process: loaded, used in every way, unloaded. */
#ifndef TESTS_ENDURANCE_CYCLES_H
#define TESTS_ENDURANCE_CYCLES_H

#include "user.h"

/* The kinds of cycles follow one another; after so many, each has come. */
#define CYCLES_OF_ALL_KINDS 20

/* In a turn of the service's. systemLeaks is what ServiceNoticesLeak says. */
void CycleRun(User *user, LONG number, BOOL systemLeaks);

#endif
