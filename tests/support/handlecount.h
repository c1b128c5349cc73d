/* SPDX-License-Identifier: MIT */
/* How many handles the process has, kernel objects and registry keys alike. */
#ifndef TESTS_SUPPORT_HANDLECOUNT_H
#define TESTS_SUPPORT_HANDLECOUNT_H

unsigned HandleCount(void);

/* Of these, how many a child process may inherit. */
unsigned InheritableHandleCount(void);

#endif
