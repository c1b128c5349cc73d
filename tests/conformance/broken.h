/* SPDX-License-Identifier: MIT */
/*
 * A qutil.dll that is broken on purpose: the real DLL's object files behind other exports and
 * methods. The environment variable QUTIL_FAULT chooses the fault; without it there is none.
 * faulttable.c says which rules must detect which fault.
 */
#ifndef TESTS_CONFORMANCE_BROKEN_H
#define TESTS_CONFORMANCE_BROKEN_H

#include <windows.h>

#include "naputil.h"

/* Is this the fault that was asked for? */
BOOL Fault(const char *name);

/* Reads from the address, to cause an access violation. */
void Touch(const void *address);

/* TRUE if another thread is between Enter and Leave. */
BOOL Enter(void);
void Leave(void);

/* Puts the bad methods in place of the real ones. */
void BreakFactory(IClassFactory *factory);

/* The number of locks as a server counts them that doesn't stop at zero. */
LONG WrongLocks(void);

#endif
