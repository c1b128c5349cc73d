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

/*
 * Removes those of the classes whose server is this module, and nothing else: another copy of the
 * DLL keeps its registration. A class that is not there, or another's, is no failure. May be
 * repeated.
 */
HRESULT RegistryRemoveClasses(void);

#endif
