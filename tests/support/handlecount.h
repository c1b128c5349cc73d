/* SPDX-License-Identifier: MIT */
/* The number of handles of the process, registry keys included. */
#ifndef TESTS_SUPPORT_HANDLECOUNT_H
#define TESTS_SUPPORT_HANDLECOUNT_H

unsigned HandleCount(void);

/* How many of them a child process may inherit. */
unsigned InheritableHandleCount(void);

#endif
