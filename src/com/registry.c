/* SPDX-License-Identifier: MIT */
/* See registry.h. */
#include "registry.h"

#include "allocator.h"
#include "module.h"
#include "modulepath.h"

#include <objbase.h>

/* "{8-4-4-4-12}" with the NUL. */
#define GUID_CAPACITY 39

static const WCHAR classesKey[] = L"Software\\Classes\\CLSID";
static const WCHAR serverKey[] = L"InprocServer32";

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
    if (key) {
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

/* Deletes the keys that openClass created, and keeps those that existed before. */
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

/* Reads the path of the class's server to module->other. */
static LSTATUS readServer(HKEY classes, const CLSID *clsid, ModulePath *module)
{
    WCHAR guid[GUID_CAPACITY];
    DWORD size = sizeof(module->other);
    HKEY class;
    LSTATUS status;

    StringFromGUID2(clsid, guid, GUID_CAPACITY);
    status = RegOpenKeyExW(classes, guid, 0, KEY_READ, &class);
    if (status != ERROR_SUCCESS) {
        return status;
    }
    /* RegGetValueW expands variables, and adds the NUL if the registry's value lacks it. */
    status = RegGetValueW(class, serverKey, NULL, RRF_RT_REG_SZ, NULL, module->other, &size);
    RegCloseKey(class);
    return status;
}

/* Whether the class's server is this module. FALSE if the server is missing or not a string. */
static LSTATUS belongsTo(HKEY classes, const CLSID *clsid, ModulePath *module, BOOL *belongs)
{
    LSTATUS status = readServer(classes, clsid, module);

    *belongs = status == ERROR_SUCCESS && ModulePathIsOther(module);
    return status == ERROR_UNSUPPORTED_TYPE || status == ERROR_MORE_DATA ? ERROR_SUCCESS : status;
}

/* A missing class is no failure. */
static LSTATUS removeClass(HKEY classes, const ComClass *class, ModulePath *module)
{
    BOOL belongs = TRUE;
    LSTATUS status = ERROR_SUCCESS;

    if (module) {
        status = belongsTo(classes, class->clsid, module, &belongs);
    }
    if (status == ERROR_SUCCESS && belongs) {
        WCHAR guid[GUID_CAPACITY];

        StringFromGUID2(class->clsid, guid, GUID_CAPACITY);
        status = RegDeleteTreeW(classes, guid);
    }
    return status == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : status;
}

/* Removes the classes whose server is `module`, or all if it is NULL. */
static LSTATUS removeAll(ModulePath *module)
{
    HKEY classes;
    LSTATUS first =
        RegOpenKeyExW(HKEY_LOCAL_MACHINE, classesKey, 0, KEY_READ | KEY_WRITE, &classes);

    if (first != ERROR_SUCCESS) {
        return first == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : first;
    }
    /* Goes on after a failure, so that the other class is removed anyway. */
    for (size_t i = 0; i < ComThisModule.classCount; i++) {
        LSTATUS status = removeClass(classes, &ComThisModule.classes[i], module);

        if (first == ERROR_SUCCESS) {
            first = status;
        }
    }
    RegCloseKey(classes);
    return first;
}

/*
 * Opens every key for writing before it writes the first value. If one key is refused, nothing
 * changes, and an earlier registration still works.
 */
static LSTATUS writeAll(const WCHAR *path)
{
    ClassKeys keys[COM_CLASS_MAX] = {{NULL, NULL, FALSE, FALSE}};
    HKEY classes;
    BOOL isNew;
    BOOL isWriting = FALSE;
    LSTATUS status = createKey(HKEY_LOCAL_MACHINE, classesKey, &classes, &isNew);

    for (size_t i = 0; i < ComThisModule.classCount && status == ERROR_SUCCESS; i++) {
        status = openClass(classes, &ComThisModule.classes[i], &keys[i]);
    }
    for (size_t i = 0; i < ComThisModule.classCount && status == ERROR_SUCCESS; i++) {
        isWriting = TRUE;
        status = writeClass(&keys[i], &ComThisModule.classes[i], path);
    }
    for (size_t i = 0; i < ComThisModule.classCount; i++) {
        if (status != ERROR_SUCCESS) {
            undoOpen(classes, &ComThisModule.classes[i], &keys[i]);
        }
        closeKey(keys[i].server);
        closeKey(keys[i].class);
    }
    closeKey(classes);
    if (status != ERROR_SUCCESS && isWriting) {
        removeAll(NULL); /* no space for all values: no class is better than half a class */
    }
    return status;
}

/*
 * Whether a class is registered to an existing file of another name than ours. If the keys can't be
 * read, none is known; whether they can be written, writeAll finds.
 */
static BOOL hasOtherServer(ModulePath *module)
{
    BOOL found = FALSE;
    HKEY classes;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, classesKey, 0, KEY_READ, &classes) != ERROR_SUCCESS) {
        return FALSE;
    }
    for (size_t i = 0; i < ComThisModule.classCount && !found; i++) {
        found = readServer(classes, ComThisModule.classes[i].clsid, module) == ERROR_SUCCESS &&
                ModulePathOtherExists(module) && !ModulePathHasOthersName(module);
    }
    RegCloseKey(classes);
    return found;
}

HRESULT RegistryWriteClasses(void)
{
    ModulePath *module;
    LSTATUS status;
    HRESULT hr = ModulePathGet(&module);

    if (FAILED(hr)) {
        return hr;
    }
    if (ComThisModule.refusesToReplace && hasOtherServer(module)) {
        status = ERROR_ALREADY_EXISTS;
    } else {
        status = writeAll(module->text);
    }
    AllocatorFree(module);
    return HRESULT_FROM_WIN32((DWORD)status);
}

HRESULT RegistryRemoveClasses(void)
{
    ModulePath *module;
    LSTATUS status;
    HRESULT hr = ModulePathGet(&module);

    if (FAILED(hr)) {
        return hr;
    }
    status = removeAll(module); /* not inside the macro, which may evaluate it twice */
    AllocatorFree(module);
    return HRESULT_FROM_WIN32((DWORD)status);
}
