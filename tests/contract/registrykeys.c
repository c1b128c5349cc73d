/* SPDX-License-Identifier: MIT */
/* See registrykeys.h. */
#include "registrykeys.h"

#include <shlwapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define PATH_CHARACTERS 32768u

const CLSID *const RegistryClasses[2] = {&CLSID_NapSoHConstructor, &CLSID_NapSoHProcessor};

static void nameOf(WCHAR *name, size_t size, const WCHAR *what, DWORD processId)
{
    _snwprintf(name, size, L"Software\\qutil-conformance-%ls-%lu", what, processId);
    name[size - 1] = L'\0';
}

static HKEY createAs(DWORD options, HKEY parent, const WCHAR *name)
{
    HKEY key = NULL;

    return RegCreateKeyExW(parent, name, 0, NULL, options, KEY_ALL_ACCESS, NULL, &key, NULL) ==
                   ERROR_SUCCESS
               ? key
               : NULL;
}

static HKEY create(HKEY parent, const WCHAR *name)
{
    return createAs(REG_OPTION_NON_VOLATILE, parent, name);
}

static HKEY openToRead(HKEY parent, const WCHAR *name)
{
    HKEY key = NULL;

    return RegOpenKeyExW(parent, name, 0, KEY_READ, &key) == ERROR_SUCCESS ? key : NULL;
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
    classes = *root ? create(*root, REGISTRY_CLASSES) : NULL;
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

/* A key that doesn't exist leaves no copy. */
static BOOL copyKey(HKEY fromRoot, HKEY toRoot, const WCHAR *name)
{
    HKEY source = openToRead(fromRoot, name);
    HKEY target;
    BOOL ok;

    if (!source) {
        return TRUE;
    }
    target = create(toRoot, name);
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

    nameOf(name, ARRAYSIZE(name), L"saved", GetCurrentProcessId());
    return RegistryHas(HKEY_CURRENT_USER, name);
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
        WCHAR name[REGISTRY_NAME];

        RegistryClassKey(name, RegistryClasses[i], L"");
        ok = copyKey(HKEY_LOCAL_MACHINE, saved, name);
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
        WCHAR name[REGISTRY_NAME];
        DWORD status;

        RegistryClassKey(name, RegistryClasses[i], L"");
        status = SHDeleteKeyW(HKEY_LOCAL_MACHINE, name);
        /* Keys that even an administrator can't write are unchanged. */
        ok = status == ERROR_ACCESS_DENIED || copyKey(saved, HKEY_LOCAL_MACHINE, name);
    }
    if (saved) {
        RegCloseKey(saved);
    }
    if (ok) {
        forgetSaved();
    }
    return ok;
}

void RegistryClassKey(WCHAR *name, REFCLSID clsid, const WCHAR *below)
{
    WCHAR id[40];

    StringFromGUID2(clsid, id, ARRAYSIZE(id));
    _snwprintf(name, REGISTRY_NAME, REGISTRY_CLSID L"\\%ls%ls", id, below);
    name[REGISTRY_NAME - 1] = L'\0';
}

BOOL RegistryHas(HKEY root, const WCHAR *name)
{
    HKEY key = openToRead(root, name);

    if (key) {
        RegCloseKey(key);
    }
    return key != NULL;
}

static BOOL count(HKEY root, const WCHAR *name, DWORD *keys, DWORD *values)
{
    HKEY key = openToRead(root, name);

    *keys = 0;
    *values = 0;
    if (key) {
        RegQueryInfoKeyW(key, NULL, NULL, NULL, keys, NULL, NULL, values, NULL, NULL, NULL, NULL);
        RegCloseKey(key);
    }
    return key != NULL;
}

DWORD RegistrySubkeys(HKEY root, const WCHAR *name)
{
    DWORD keys;
    DWORD values;

    count(root, name, &keys, &values);
    return keys;
}

BOOL RegistryHolds(HKEY root, const WCHAR *name, DWORD keys, DWORD values)
{
    DWORD foundKeys;
    DWORD foundValues;

    return count(root, name, &foundKeys, &foundValues) && foundKeys == keys &&
           foundValues == values;
}

/* The caller frees it. NULL: it is no text, or one that doesn't end with its only NUL. */
static WCHAR *readText(HKEY root, const WCHAR *name, const WCHAR *value, DWORD *type)
{
    WCHAR *text = calloc(PATH_CHARACTERS, sizeof(*text));
    DWORD size = (PATH_CHARACTERS - 1) * sizeof(*text);
    HKEY key = openToRead(root, name);
    BOOL isText = text && key &&
                  RegQueryValueExW(key, value, NULL, type, (BYTE *)text, &size) == ERROR_SUCCESS &&
                  (*type == REG_SZ || *type == REG_EXPAND_SZ) &&
                  size == (wcslen(text) + 1) * sizeof(*text);

    if (key) {
        RegCloseKey(key);
    }
    if (!isText) {
        free(text);
        text = NULL;
    }
    return text;
}

static BOOL same(const WCHAR *a, const WCHAR *b)
{
    return CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, a, -1, b, -1) == CSTR_EQUAL;
}

static BOOL sameExpanded(const WCHAR *text, const WCHAR *expected)
{
    WCHAR *expanded = calloc(PATH_CHARACTERS, sizeof(*expanded));
    BOOL isSame = expanded && ExpandEnvironmentStringsW(text, expanded, PATH_CHARACTERS) != 0 &&
                  same(expanded, expected);

    free(expanded);
    return isSame;
}

BOOL RegistryTextIs(HKEY root, const WCHAR *name, const WCHAR *value, const WCHAR *expected)
{
    DWORD type = REG_NONE;
    WCHAR *text = readText(root, name, value, &type);
    BOOL isSame =
        text && (type == REG_EXPAND_SZ ? sameExpanded(text, expected) : same(text, expected));

    free(text);
    return isSame;
}

BOOL RegistryIsPlain(HKEY root, const WCHAR *name, const WCHAR *value)
{
    DWORD type = REG_NONE;

    free(readText(root, name, value, &type));
    return type == REG_SZ;
}

BOOL RegistryServerIs(HKEY root, REFCLSID clsid, const WCHAR *value, const WCHAR *expected)
{
    WCHAR name[REGISTRY_NAME];

    RegistryClassKey(name, clsid, REGISTRY_SERVER);
    return RegistryTextIs(root, name, value, expected);
}

BOOL RegistryPointsTo(HKEY root, REFCLSID clsid, HMODULE module)
{
    WCHAR *path = calloc(PATH_CHARACTERS, sizeof(*path));
    BOOL isSame = path && GetModuleFileNameW(module, path, PATH_CHARACTERS) != 0 &&
                  RegistryServerIs(root, clsid, NULL, path);

    free(path);
    return isSame;
}

void RegistryMake(HKEY root, const WCHAR *name, DWORD options)
{
    HKEY key = createAs(options, root, name);

    if (key) {
        RegCloseKey(key);
    }
}

void RegistryWrite(HKEY root, const WCHAR *name, const WCHAR *value, const WCHAR *text)
{
    HKEY key = create(root, name);
    DWORD size = (DWORD)((wcslen(text) + 1) * sizeof(*text));

    if (key) {
        RegSetValueExW(key, value, 0, REG_SZ, (const BYTE *)text, size);
        RegCloseKey(key);
    }
}

void RegistryWriteServer(HKEY root, REFCLSID clsid, const WCHAR *path)
{
    WCHAR name[REGISTRY_NAME];

    RegistryClassKey(name, clsid, REGISTRY_SERVER);
    RegistryWrite(root, name, NULL, path);
}

const WCHAR *RegistryAnotherServer(void)
{
    static WCHAR path[MAX_PATH + 20];
    UINT length = GetSystemDirectoryW(path, MAX_PATH);

    wcscpy(path + length, L"\\ole32.dll");
    return path;
}
