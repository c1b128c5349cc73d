/* SPDX-License-Identifier: MIT */
/*
 * Runs a program without input and with its output in a file. A pipe would be inherited by
 * processes that outlive the test, and its reader would wait for them.
 */
#ifndef TESTS_RUNNER_CHILD_H
#define TESTS_RUNNER_CHILD_H

#include <stdbool.h>

typedef struct Child {
    void *process;
} Child;

/*
 * Creates a temporary file and returns its name. The caller removes the file and frees the name.
 * NULL on failure.
 */
char *ChildOutputName(void);

/* False if it can't be started; error is then the system's error number. */
bool ChildStart(Child *child, char *const *arguments, const char *output, unsigned long *error);

/* Waits at most so long. True if it has ended; then the child is closed. */
bool ChildEnded(Child *child, unsigned milliseconds, unsigned long *exitCode);

/* Kills the child and closes it. */
void ChildKill(Child *child);

#endif
