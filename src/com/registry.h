/* SPDX-License-Identifier: MIT */
/* Writes the table of classes into the registry, for all users of the machine. */
#ifndef QUTIL_COM_REGISTRY_H
#define QUTIL_COM_REGISTRY_H

#include <windows.h>

/*
 * All classes or none: a refused key changes nothing, and leaves an earlier registration as it was.
 * May be repeated.
 */
HRESULT RegistryWriteClasses(void);

/* Removes the classes and nothing else. One that is not there is no failure. May be repeated. */
HRESULT RegistryRemoveClasses(void);

#endif
