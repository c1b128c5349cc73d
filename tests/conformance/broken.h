/* SPDX-License-Identifier: MIT */
/*
 * The deliberately broken qutil.dll: the real one's objects behind exports and methods that do what
 * the environment variable QUTIL_FAULT says, and without it nothing special. faulttable.c says
 * which rule has to notice which fault.
 */
#ifndef TESTS_CONFORMANCE_BROKEN_H
#define TESTS_CONFORMANCE_BROKEN_H

#include <windows.h>

#include "naputil.h"

/* Is this the fault that was asked for? */
BOOL Fault(const char *name);

/* What an access violation is made of: reads where it was told to. */
void Touch(const void *address);

/* TRUE if another thread is between Enter and Leave. */
BOOL Enter(void);
void Leave(void);

/* Puts the bad methods in place of the real ones. */
void BreakFactory(IClassFactory *factory);

/* The locks as a server counts them that lets them become negative. */
LONG WrongLocks(void);

#endif
