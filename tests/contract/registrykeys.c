/* SPDX-License-Identifier: MIT */
/* See registrykeys.h. */
#include "registrykeys.h"

#include <shlwapi.h>
#include <stdio.h>
#include <wchar.h>

#define CLASSES L"Software\\Classes\\"

const WCHAR *const RegistryClassKeys[2] = {
    L"CLSID\\{E8140D53-6535-46A5-B8A1-DA6C571DA9B9}",
    L"CLSID\\{AA160628-8775-46E3-837C-F7A2AE66E2F5}",
};

static void nameOf(WCHAR *name, size_t size, const WCHAR *what, DWORD processId)
{
    _snwprintf(name, size, L"Software\\qutil-conformance-%ls-%lu", what, processId);
    name[size - 1] = L'\0';
}

static HKEY create(HKEY parent, const WCHAR *name)
{
    HKEY key = NULL;

    return RegCreateKeyExW(parent, name, 0, NULL, REG_OPTION_NON_VOLATILE, KEY_ALL_ACCESS, NULL,
                           &key, NULL) == ERROR_SUCCESS
               ? key
               : NULL;
}

BOOL RegistryRedirect(HKEY *root)
{
    WCHAR name[80];
    HKEY classes;
    BOOL ok;

    RegistryRestoreRoots();
    RegistryForget(GetCurrentProcessId());
    nameOf(name, ARRAYSIZE(name), L"root", GetCurrentProcessId());
    *root = create(HKEY_CURRENT_USER, name);
    classes = *root ? create(*root, L"Software\\Classes") : NULL;
    ok = classes && RegOverridePredefKey(HKEY_LOCAL_MACHINE, *root) == ERROR_SUCCESS &&
         RegOverridePredefKey(HKEY_CLASSES_ROOT, classes) == ERROR_SUCCESS;
    if (classes) {
        RegCloseKey(classes);
    }
    return ok;
}

void RegistryRestoreRoots(void)
{
    RegOverridePredefKey(HKEY_LOCAL_MACHINE, NULL);
    RegOverridePredefKey(HKEY_CLASSES_ROOT, NULL);
}

void RegistryForget(DWORD processId)
{
    WCHAR name[80];

    nameOf(name, ARRAYSIZE(name), L"root", processId);
    SHDeleteKeyW(HKEY_CURRENT_USER, name);
}

static HKEY openSaved(void)
{
    WCHAR name[80];

    nameOf(name, ARRAYSIZE(name), L"saved", GetCurrentProcessId());
    return create(HKEY_CURRENT_USER, name);
}

static void realName(WCHAR *name, size_t size, int class)
{
    _snwprintf(name, size, CLASSES L"%ls", RegistryClassKeys[class]);
    name[size - 1] = L'\0';
}

/* A key that doesn't exist leaves no copy. */
static BOOL copyKey(HKEY fromRoot, const WCHAR *from, HKEY toRoot, const WCHAR *to)
{
    HKEY source;
    HKEY target;
    BOOL ok;

    if (RegOpenKeyExW(fromRoot, from, 0, KEY_READ, &source) != ERROR_SUCCESS) {
        return TRUE;
    }
    target = create(toRoot, to);
    ok = target && SHCopyKeyW(source, NULL, target, 0) == ERROR_SUCCESS;
    if (target) {
        RegCloseKey(target);
    }
    RegCloseKey(source);
    return ok;
}

static void forgetSaved(void)
{
    WCHAR name[80];

    nameOf(name, ARRAYSIZE(name), L"saved", GetCurrentProcessId());
    SHDeleteKeyW(HKEY_CURRENT_USER, name);
}

/* TRUE if a run that was killed left its copy under this process id: ids are reused. */
static BOOL isSaved(void)
{
    WCHAR name[80];
    HKEY saved;
    BOOL exists;

    nameOf(name, ARRAYSIZE(name), L"saved", GetCurrentProcessId());
    exists = RegOpenKeyExW(HKEY_CURRENT_USER, name, 0, KEY_READ, &saved) == ERROR_SUCCESS;
    if (exists) {
        RegCloseKey(saved);
    }
    return exists;
}

BOOL RegistrySave(void)
{
    HKEY saved;
    BOOL ok;

    if (isSaved()) {
        return FALSE;
    }
    saved = openSaved();
    ok = saved != NULL;

    for (int i = 0; ok && i < 2; i++) {
        WCHAR name[120];

        realName(name, ARRAYSIZE(name), i);
        ok = copyKey(HKEY_LOCAL_MACHINE, name, saved, RegistryClassKeys[i]);
    }
    if (saved) {
        RegCloseKey(saved);
    }
    if (!ok) {
        forgetSaved();
    }
    return ok;
}

BOOL RegistryPutBack(void)
{
    HKEY saved = openSaved();
    BOOL ok = saved != NULL;

    for (int i = 0; ok && i < 2; i++) {
        WCHAR name[120];
        DWORD status;

        realName(name, ARRAYSIZE(name), i);
        status = SHDeleteKeyW(HKEY_LOCAL_MACHINE, name);
        /* Keys that even an administrator can't write are unchanged. */
        ok = status == ERROR_ACCESS_DENIED ||
             copyKey(saved, RegistryClassKeys[i], HKEY_LOCAL_MACHINE, name);
    }
    if (saved) {
        RegCloseKey(saved);
    }
    if (ok) {
        forgetSaved();
    }
    return ok;
}
