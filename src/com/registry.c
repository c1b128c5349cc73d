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

/* The linker's name for the start of this module: a module's handle is its address. */
extern IMAGE_DOS_HEADER __ImageBase;

static LSTATUS setString(HKEY key, const WCHAR *name, const WCHAR *string)
{
    DWORD size = ((DWORD)lstrlenW(string) + 1) * (DWORD)sizeof(WCHAR);

    return RegSetValueExW(key, name, 0, REG_SZ, (const BYTE *)string, size);
}

static LSTATUS createKey(HKEY parent, const WCHAR *name, HKEY *key)
{
    return RegCreateKeyExW(parent, name, 0, NULL, REG_OPTION_NON_VOLATILE, KEY_WRITE, NULL, key,
                           NULL);
}

static LSTATUS writeServer(HKEY classKey, const WCHAR *path)
{
    HKEY server;
    LSTATUS status = createKey(classKey, L"InprocServer32", &server);

    if (status != ERROR_SUCCESS) {
        return status;
    }
    status = setString(server, NULL, path);
    if (status == ERROR_SUCCESS) {
        status = setString(server, L"ThreadingModel", L"Both");
    }
    RegCloseKey(server);
    return status;
}

static LSTATUS writeClass(HKEY classes, const ComClass *class, const WCHAR *path)
{
    WCHAR guid[GUID_CAPACITY];
    HKEY key;
    LSTATUS status;

    StringFromGUID2(class->clsid, guid, GUID_CAPACITY);
    status = createKey(classes, guid, &key);
    if (status != ERROR_SUCCESS) {
        return status;
    }
    status = setString(key, NULL, class->name);
    if (status == ERROR_SUCCESS) {
        status = writeServer(key, path);
    }
    RegCloseKey(key);
    return status;
}

static LSTATUS writeAll(const WCHAR *path)
{
    HKEY classes;
    LSTATUS status = createKey(HKEY_LOCAL_MACHINE, classesKey, &classes);

    if (status != ERROR_SUCCESS) {
        return status;
    }
    for (size_t i = 0; i < COM_CLASS_COUNT && status == ERROR_SUCCESS; i++) {
        status = writeClass(classes, &ComClasses[i], path);
    }
    RegCloseKey(classes);
    return status;
}

static LSTATUS removeAll(void)
{
    HKEY classes;
    LSTATUS first = RegOpenKeyExW(HKEY_LOCAL_MACHINE, classesKey, 0, KEY_READ | KEY_WRITE, &classes);

    if (first != ERROR_SUCCESS) {
        return first == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : first;
    }
    /* One class that can't be removed shall not keep the other. */
    for (size_t i = 0; i < COM_CLASS_COUNT; i++) {
        WCHAR guid[GUID_CAPACITY];
        LSTATUS status;

        StringFromGUID2(ComClasses[i].clsid, guid, GUID_CAPACITY);
        status = RegDeleteTreeW(classes, guid);
        if (status != ERROR_SUCCESS && status != ERROR_FILE_NOT_FOUND && first == ERROR_SUCCESS) {
            first = status;
        }
    }
    RegCloseKey(classes);
    return first;
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
    if (status != ERROR_SUCCESS) {
        removeAll();
    }
    return HRESULT_FROM_WIN32((DWORD)status);
}

HRESULT RegistryRemoveClasses(void)
{
    return HRESULT_FROM_WIN32((DWORD)removeAll());
}
