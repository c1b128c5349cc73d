/* SPDX-License-Identifier: MIT */
/*
 * Keeps the registry safe from the registration rules. Most rules are redirected:
 * HKEY_LOCAL_MACHINE and HKEY_CLASSES_ROOT are a key below HKEY_CURRENT_USER. One rule really
 * registers; before it the keys of both classes are saved. And what rules see and write there.
 */
#ifndef TESTS_CONTRACT_REGISTRYKEYS_H
#define TESTS_CONTRACT_REGISTRYKEYS_H

#include <windows.h>

#include "naputil.h"

/* Those of qutil.dll. */
extern const CLSID *const RegistryClasses[2];

/* Redirects both roots to that key, which is empty at first. Another call empties it again. */
BOOL RegistryRedirect(HKEY *root);
/* Ends the redirection in this process. */
void RegistryRestoreRoots(void);
/* Deletes the key that the redirection of that process has left. The process may have crashed. */
void RegistryForget(DWORD processId);

/*
 * Saves and restores the real keys of both classes. FALSE on failure. If another run has left a
 * copy under this process's id, saving fails and the copy is kept.
 */
BOOL RegistrySave(void);
BOOL RegistryPutBack(void);

#define REGISTRY_CLASSES L"Software\\Classes"
#define REGISTRY_CLSID   REGISTRY_CLASSES L"\\CLSID"
#define REGISTRY_SERVER  L"\\InprocServer32"
#define REGISTRY_NAME    120 /* the most characters of a class's key, or of one below it */

/* below: L"" or REGISTRY_SERVER. */
void RegistryClassKey(WCHAR *name, REFCLSID clsid, const WCHAR *below);

BOOL RegistryHas(HKEY root, const WCHAR *name);
/* 0 also if there is no such key. */
DWORD RegistrySubkeys(HKEY root, const WCHAR *name);
/* There is such a key, with exactly so many keys and values. */
BOOL RegistryHolds(HKEY root, const WCHAR *name, DWORD keys, DWORD values);
/*
 * The value is that text, with one NUL at its end. Upper and lower case are the same, and
 * REG_EXPAND_SZ is as good as REG_SZ: so it is for COM.
 */
BOOL RegistryTextIs(HKEY root, const WCHAR *name, const WCHAR *value, const WCHAR *expected);
/* The same for a class's InprocServer32. */
BOOL RegistryServerIs(HKEY root, REFCLSID clsid, const WCHAR *value, const WCHAR *expected);
/* The value's type is REG_SZ. */
BOOL RegistryIsPlain(HKEY root, const WCHAR *name, const WCHAR *value);
/* The class's server is that DLL. */
BOOL RegistryPointsTo(HKEY root, REFCLSID clsid, HMODULE module);

void RegistryMake(HKEY root, const WCHAR *name, DWORD options);
void RegistryWrite(HKEY root, const WCHAR *name, const WCHAR *value, const WCHAR *text);
void RegistryWriteServer(HKEY root, REFCLSID clsid, const WCHAR *path);
/* A file that exists and is neither DLL under test. */
const WCHAR *RegistryAnotherServer(void);

#endif
