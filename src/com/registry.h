/* SPDX-License-Identifier: MIT */
/* Registers the COM classes for all users of the machine. */
#ifndef SRC_COM_REGISTRY_H
#define SRC_COM_REGISTRY_H

#include <windows.h>

/*
 * Registers all classes or none. If a key is refused, nothing changes and an earlier registration
 * stays. May be called again. HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS), and nothing changes, if
 * ComThisModule.refusesToReplace and another DLL has a class.
 */
HRESULT RegistryWriteClasses(void);

/*
 * Removes the classes whose server is this module, and nothing else: another copy of the DLL keeps
 * its registration. It is no failure if a class is missing or has another server. May be called
 * again.
 */
HRESULT RegistryRemoveClasses(void);

#endif
