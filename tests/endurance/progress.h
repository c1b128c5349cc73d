/* SPDX-License-Identifier: MIT */
/*
 * Prints the progress of the run every few seconds. Ends the run when nothing was finished for a
 * long time, so that a hang is noticed.
 */
#ifndef TESTS_ENDURANCE_PROGRESS_H
#define TESTS_ENDURANCE_PROGRESS_H

#include <windows.h>

/* Starts the thread that watches. */
void ProgressBegin(void);

/* Names what is done now. The text must stay valid. */
void ProgressPhase(const char *name);

/* Counts finished steps of the phase. May be called on any thread. */
void ProgressStep(LONG count);

/*
 * Between Pause and Resume a long wait is no hang: the run waits for something else than the DLL.
 */
void ProgressPause(const char *why);
void ProgressResume(void);

/* Seconds since ProgressBegin. */
double ProgressSeconds(void);

#endif
