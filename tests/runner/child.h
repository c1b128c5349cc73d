/* SPDX-License-Identifier: MIT */
/*
 * A program that is run with no input and with its output in a file. No pipe: what a test lets the
 * system start would inherit its end, and keep the reader waiting for long.
 */
#ifndef TESTS_RUNNER_CHILD_H
#define TESTS_RUNNER_CHILD_H

#include <stdbool.h>

typedef struct Child {
    void *process;
} Child;

/* Writable, and nobody else's. The name is for remove and free; NULL if there is none. */
char *ChildOutputName(void);

/* False if it can't be started; error says why, as the system numbers it. */
bool ChildStart(Child *child, char *const *arguments, const char *output, unsigned long *error);

/* Waits so long at most. True if it has ended, and then it is forgotten. */
bool ChildEnded(Child *child, unsigned milliseconds, unsigned long *exitCode);

/* Ends it, and forgets it. */
void ChildKill(Child *child);

#endif
