/* SPDX-License-Identifier: MIT */
/*
 * Says every few seconds how far the run is, and ends it when nothing was finished for long: a
 * thread that waits for ever must not look like one that works.
 */
#ifndef TESTS_ENDURANCE_PROGRESS_H
#define TESTS_ENDURANCE_PROGRESS_H

#include <windows.h>

/* Starts the thread that watches. */
void ProgressBegin(void);

/* What is done now; the text stays. */
void ProgressPhase(const char *name);

/* Another thing of the phase was finished; from any thread. */
void ProgressStep(LONG count);

/* In between, waiting is no hang: something else than the DLL has its time. */
void ProgressPause(const char *why);
void ProgressResume(void);

/* Seconds since ProgressBegin. */
double ProgressSeconds(void);

#endif
