/* SPDX-License-Identifier: MIT */
/*
 * Keeps the registry safe from the registration rules. Most rules are redirected:
 * HKEY_LOCAL_MACHINE and HKEY_CLASSES_ROOT are a key below HKEY_CURRENT_USER. One rule really
 * registers; before it the keys of both classes are saved.
 */
#ifndef TESTS_CONTRACT_REGISTRYKEYS_H
#define TESTS_CONTRACT_REGISTRYKEYS_H

#include <windows.h>

/* Below Software\Classes. */
extern const WCHAR *const RegistryClassKeys[2];

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

#endif
