/* SPDX-License-Identifier: MIT */
/*
 * The log: one line for each step, in the file that QUTIL_NAPHOST_LOG names. Off by default.
 * Writing never fails, changes no result, and holds no lock of ours while foreign code runs.
 */
#ifndef NAPHOST_LOG_H
#define NAPHOST_LOG_H

#include <windows.h>

/*
 * Finds out again where to log; cheap if nothing changed. Called at each registration, binding, and
 * beginning of a check.
 */
void LogRefresh(void);

/* Whether lines are written: saves the work that only the log needs. */
BOOL LogIsOn(void);

/*
 * Writes one line: the time, ids of process and thread, a sequence number, the step, and the text
 * that `format` makes, with key=value pairs by convention (id=%08lX hr=0x%08lX ms=%lu). Takes what
 * msvcrt's _vsnprintf takes; a line is cut at 1000 bytes.
 */
void LogStep(const char *step, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
