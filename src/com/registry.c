/* SPDX-License-Identifier: MIT */
/* See registry.h. */
#include "registry.h"

#include "../allocator.h"
#include "classes.h"

#include <objbase.h>

/* The longest path that Windows knows, in characters with the NUL. */
#define PATH_CAPACITY 32768u

/* "{8-4-4-4-12}" with the NUL. */
#define GUID_CAPACITY 39

static const WCHAR classesKey[] = L"Software\\Classes\\CLSID";
static const WCHAR serverKey[] = L"InprocServer32";

/* The linker's name for the start of this module: a module's handle is its address. */
extern IMAGE_DOS_HEADER __ImageBase;

static LSTATUS setString(HKEY key, const WCHAR *name, const WCHAR *string)
{
    DWORD size = ((DWORD)lstrlenW(string) + 1) * (DWORD)sizeof(WCHAR);

    return RegSetValueExW(key, name, 0, REG_SZ, (const BYTE *)string, size);
}

/* The two keys of a class, and which of them were not there before. */
typedef struct ClassKeys {
    HKEY class;
    HKEY server;
    BOOL classIsNew;
    BOOL serverIsNew;
} ClassKeys;

static LSTATUS createKey(HKEY parent, const WCHAR *name, HKEY *key, BOOL *isNew)
{
    DWORD disposition;
    LSTATUS status = RegCreateKeyExW(parent, name, 0, NULL, REG_OPTION_NON_VOLATILE, KEY_WRITE,
                                     NULL, key, &disposition);

    if (status != ERROR_SUCCESS) {
        *key = NULL;
    }
    *isNew = status == ERROR_SUCCESS && disposition == REG_CREATED_NEW_KEY;
    return status;
}

static void closeKey(HKEY key)
{
    if (key != NULL) {
        RegCloseKey(key);
    }
}

static LSTATUS openClass(HKEY classes, const ComClass *class, ClassKeys *keys)
{
    WCHAR guid[GUID_CAPACITY];
    LSTATUS status;

    StringFromGUID2(class->clsid, guid, GUID_CAPACITY);
    status = createKey(classes, guid, &keys->class, &keys->classIsNew);
    if (status == ERROR_SUCCESS) {
        status = createKey(keys->class, serverKey, &keys->server, &keys->serverIsNew);
    }
    return status;
}

static LSTATUS writeClass(const ClassKeys *keys, const ComClass *class, const WCHAR *path)
{
    LSTATUS status = setString(keys->class, NULL, class->name);

    if (status == ERROR_SUCCESS) {
        status = setString(keys->server, NULL, path);
    }
    if (status == ERROR_SUCCESS) {
        status = setString(keys->server, L"ThreadingModel", L"Both");
    }
    return status;
}

/* Takes away what openClass has made, and leaves what was there before it. */
static void undoOpen(HKEY classes, const ComClass *class, const ClassKeys *keys)
{
    if (keys->serverIsNew) {
        RegDeleteKeyW(keys->class, serverKey);
    }
    if (keys->classIsNew) {
        WCHAR guid[GUID_CAPACITY];

        StringFromGUID2(class->clsid, guid, GUID_CAPACITY);
        RegDeleteKeyW(classes, guid);
    }
}

static LSTATUS removeAll(void)
{
    HKEY classes;
    LSTATUS first =
        RegOpenKeyExW(HKEY_LOCAL_MACHINE, classesKey, 0, KEY_READ | KEY_WRITE, &classes);

    if (first != ERROR_SUCCESS) {
        return first == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : first;
    }
    /* One class that can't be removed shall not keep the other. */
    for (size_t i = 0; i < COM_CLASS_COUNT; i++) {
        WCHAR guid[GUID_CAPACITY];
        LSTATUS status;

        StringFromGUID2(ComClasses[i].clsid, guid, GUID_CAPACITY);
        status = RegDeleteTreeW(classes, guid);
        if (first == ERROR_SUCCESS && status != ERROR_FILE_NOT_FOUND) {
            first = status;
        }
    }
    RegCloseKey(classes);
    return first;
}

/*
 * Every key is opened for writing before the first value is written: whoever may not write one of
 * them leaves no trace, and an earlier registration works on.
 */
static LSTATUS writeAll(const WCHAR *path)
{
    ClassKeys keys[COM_CLASS_COUNT] = {{NULL, NULL, FALSE, FALSE}};
    HKEY classes;
    BOOL isNew;
    BOOL isWriting = FALSE;
    LSTATUS status = createKey(HKEY_LOCAL_MACHINE, classesKey, &classes, &isNew);

    for (size_t i = 0; i < COM_CLASS_COUNT && status == ERROR_SUCCESS; i++) {
        status = openClass(classes, &ComClasses[i], &keys[i]);
    }
    for (size_t i = 0; i < COM_CLASS_COUNT && status == ERROR_SUCCESS; i++) {
        isWriting = TRUE;
        status = writeClass(&keys[i], &ComClasses[i], path);
    }
    for (size_t i = 0; i < COM_CLASS_COUNT; i++) {
        if (status != ERROR_SUCCESS) {
            undoOpen(classes, &ComClasses[i], &keys[i]);
        }
        closeKey(keys[i].server);
        closeKey(keys[i].class);
    }
    closeKey(classes);
    if (status != ERROR_SUCCESS && isWriting) {
        removeAll(); /* out of room in the middle of a value: rather none than half a class */
    }
    return status;
}

/* The path of this module, for AllocatorFree. */
static HRESULT ownPath(WCHAR **path)
{
    DWORD length;

    *path = AllocatorArray(PATH_CAPACITY, sizeof(**path));
    if (*path == NULL) {
        return E_OUTOFMEMORY;
    }
    length = GetModuleFileNameW((HMODULE)&__ImageBase, *path, PATH_CAPACITY);
    if (length == 0 || length >= PATH_CAPACITY) {
        AllocatorFree(*path);
        *path = NULL;
        return length == 0 ? HRESULT_FROM_WIN32(GetLastError())
                           : HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
    }
    return S_OK;
}

HRESULT RegistryWriteClasses(void)
{
    WCHAR *path;
    LSTATUS status;
    HRESULT hr = ownPath(&path);

    if (FAILED(hr)) {
        return hr;
    }
    status = writeAll(path);
    AllocatorFree(path);
    return HRESULT_FROM_WIN32((DWORD)status);
}

HRESULT RegistryRemoveClasses(void)
{
    LSTATUS status = removeAll(); /* not in the macro, which may evaluate it more than once */

    return HRESULT_FROM_WIN32((DWORD)status);
}
