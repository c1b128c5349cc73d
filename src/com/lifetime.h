/* SPDX-License-Identifier: MIT */
/*
 * Counts what keeps the DLL loaded for COM: objects, class factories and server locks. Any thread
 * may call these functions.
 */
#ifndef SRC_COM_LIFETIME_H
#define SRC_COM_LIFETIME_H

#include <windows.h>

/* Objects and factories. */
void LifetimeAddRef(void);
void LifetimeRelease(void);

/*
 * The locks of IClassFactory::LockServer. An unlock without a lock does nothing: a client's bug
 * must not unload the DLL while it is in use.
 */
void LifetimeLock(void);
void LifetimeUnlock(void);

BOOL LifetimeInUse(void);

#endif
