/* SPDX-License-Identifier: MIT */
/*
 * What keeps the DLL loaded on COM's side: one count of the objects, factories and locks that
 * live. Any thread may call any of these.
 */
#ifndef QUTIL_COM_LIFETIME_H
#define QUTIL_COM_LIFETIME_H

#include <windows.h>

void LifetimeAddRef(void);
void LifetimeRelease(void);
BOOL LifetimeInUse(void);

#endif
