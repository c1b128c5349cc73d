/* SPDX-License-Identifier: MIT */
/*
 * What registration rules do to the registry, and how it is undone. Most rules see only a key of
 * their own below HKEY_CURRENT_USER, which stands in for HKEY_LOCAL_MACHINE and HKEY_CLASSES_ROOT.
 * One registers for real; before it the keys of both classes are saved.
 */
#ifndef TESTS_CONTRACT_REGISTRYKEYS_H
#define TESTS_CONTRACT_REGISTRYKEYS_H

#include <windows.h>

/* Below Software\Classes. */
extern const WCHAR *const RegistryClassKeys[2];

/* From here on both roots are below that key. Called again, it begins with an empty one. */
BOOL RegistryRedirect(HKEY *root);
/* No more of that in this process. */
void RegistryRestoreRoots(void);
/* Deletes what the redirection of a process, perhaps a dead one, has left. */
void RegistryForget(DWORD processId);

/*
 * Saves the real keys of both classes, and puts them back. FALSE if that can't be done. A copy that
 * another run has left under this process's id is kept: saving fails.
 */
BOOL RegistrySave(void);
BOOL RegistryPutBack(void);

#endif
