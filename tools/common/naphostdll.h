/* SPDX-License-Identifier: MIT */
/*
 * naphost.dll, loaded from its path and used without registering it; and a registry of its own for
 * this process, so that what it registers never reaches the machine's.
 */
#ifndef TOOLS_COMMON_NAPHOSTDLL_H
#define TOOLS_COMMON_NAPHOSTDLL_H

#include "napmanagement.h"
#include "napservermanagement.h"
#include "napsystemhealthagent.h"

typedef struct NaphostDll {
    HMODULE module;
    HRESULT(WINAPI *getClassObject)(REFCLSID clsid, REFIID riid, void **result);
    HRESULT(WINAPI *canUnloadNow)(void);
    HRESULT(WINAPI *registerServer)(void);
    HRESULT(WINAPI *unregisterServer)(void);
} NaphostDll;

/* FALSE with GetLastError: it can't be loaded, or lacks one of the four functions. */
BOOL NaphostDllLoad(NaphostDll *host, const WCHAR *path);

HRESULT NaphostDllCreate(const NaphostDll *host, REFCLSID clsid, REFIID riid, void **object);

/* By the management classes, with a short name. */
HRESULT NaphostDllRegisterAgent(const NaphostDll *host, SystemHealthEntityId id);
HRESULT NaphostDllUnregisterAgent(const NaphostDll *host, SystemHealthEntityId id);
HRESULT NaphostDllRegisterValidator(const NaphostDll *host, SystemHealthEntityId id,
                                    REFCLSID clsid);
HRESULT NaphostDllUnregisterValidator(const NaphostDll *host, SystemHealthEntityId id);

/* A new binding, bound with this callback. On failure *binding is NULL. */
HRESULT NaphostDllBind(const NaphostDll *host, SystemHealthEntityId id,
                       INapSystemHealthAgentCallback *callback,
                       INapSystemHealthAgentBinding **binding);

/* Waits until DllCanUnloadNow answers S_OK: no object and no thread is left. */
BOOL NaphostDllAwaitUnused(const NaphostDll *host, DWORD timeout);

/*
 * An id that no other test program uses now, because the names of bound agents are the machine's:
 * made of the process id and a number up to 255.
 */
SystemHealthEntityId NaphostTestId(unsigned number);

/* HKEY_LOCAL_MACHINE and HKEY_CURRENT_USER of this process from now on; empty at first. */
typedef struct NaphostRegistry {
    HKEY machine;
    HKEY user;
} NaphostRegistry;

/* Another call empties them again. FALSE: it can't be done. */
BOOL NaphostRegistryRedirect(NaphostRegistry *registry);
/* Uses those of another process, which keeps them and deletes them. */
BOOL NaphostRegistryJoin(NaphostRegistry *registry, DWORD processId);
/* Ends it and deletes both. */
void NaphostRegistryRestore(NaphostRegistry *registry);
/* Deletes what that process has left, if it crashed. */
void NaphostRegistryForget(DWORD processId);

#endif
