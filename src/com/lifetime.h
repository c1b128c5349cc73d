/* SPDX-License-Identifier: MIT */
/*
 * What keeps the DLL loaded on COM's side: the objects, factories and locks that live. Any thread
 * may call any of these.
 */
#ifndef QUTIL_COM_LIFETIME_H
#define QUTIL_COM_LIFETIME_H

#include <windows.h>

/* Objects and factories. */
void LifetimeAddRef(void);
void LifetimeRelease(void);

/*
 * IClassFactory::LockServer's locks. An unlock too many is a client's fault that must not pull the
 * DLL from under its objects: it does nothing.
 */
void LifetimeLock(void);
void LifetimeUnlock(void);

BOOL LifetimeInUse(void);

#endif
