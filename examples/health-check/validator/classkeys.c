/* SPDX-License-Identifier: MIT */
/*
 * See classkeys.h. The AppID lets Network Policy Server run the validator in a process of its own,
 * as NetworkService. naphost.dll loads the DLL where it is itself.
 */
#include "classkeys.h"

#include <objbase.h>
#include <stdio.h>

#include "server.h"

#define CLASSES     L"Software\\Classes\\"
#define GUID_LENGTH 39

static HRESULT setValue(const WCHAR *key, const WCHAR *name, const WCHAR *text)
{
    DWORD size = ((DWORD)lstrlenW(text) + 1) * (DWORD)sizeof(*text);

    return HRESULT_FROM_WIN32(
        (DWORD)RegSetKeyValueW(HKEY_LOCAL_MACHINE, key, name, REG_SZ, text, size));
}

static HRESULT deleteKey(const WCHAR *key)
{
    LSTATUS status = RegDeleteTreeW(HKEY_LOCAL_MACHINE, key);

    return status == ERROR_FILE_NOT_FOUND ? S_OK : HRESULT_FROM_WIN32((DWORD)status);
}

typedef struct Keys {
    WCHAR guid[GUID_LENGTH]; /* the class's, which serves as the AppID too */
    WCHAR class[96];
    WCHAR server[96];
    WCHAR app[96];
} Keys;

static void name(Keys *keys)
{
    StringFromGUID2(&ValidatorClass, keys->guid, GUID_LENGTH);
    swprintf(keys->class, ARRAYSIZE(keys->class), CLASSES L"CLSID\\%ls", keys->guid);
    swprintf(keys->server, ARRAYSIZE(keys->server), CLASSES L"CLSID\\%ls\\InprocServer32",
             keys->guid);
    swprintf(keys->app, ARRAYSIZE(keys->app), CLASSES L"AppID\\%ls", keys->guid);
}

static HRESULT ownPath(WCHAR *path, DWORD size)
{
    HMODULE self;
    DWORD length;

    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (const WCHAR *)&ValidatorClass, &self)) {
        return HRESULT_FROM_WIN32(GetLastError());
    }
    length = GetModuleFileNameW(self, path, size);
    return length != 0 && length < size ? S_OK : HRESULT_FROM_WIN32(ERROR_INSUFFICIENT_BUFFER);
}

HRESULT ClassKeysWrite(void)
{
    WCHAR path[MAX_PATH];
    Keys keys;
    HRESULT hr = ownPath(path, ARRAYSIZE(path));

    name(&keys);
    if (SUCCEEDED(hr)) {
        hr = setValue(keys.class, NULL, L"Contoso Firewall Validator");
    }
    if (SUCCEEDED(hr)) {
        hr = setValue(keys.class, L"AppID", keys.guid);
    }
    if (SUCCEEDED(hr)) {
        hr = setValue(keys.server, NULL, path);
    }
    if (SUCCEEDED(hr)) {
        hr = setValue(keys.server, L"ThreadingModel", L"Both");
    }
    if (SUCCEEDED(hr)) {
        hr = setValue(keys.app, L"DllSurrogate", L"");
    }
    if (SUCCEEDED(hr)) {
        hr = setValue(keys.app, L"RunAs", L"NT AUTHORITY\\NetworkService");
    }
    return hr;
}

HRESULT ClassKeysDelete(void)
{
    Keys keys;
    HRESULT class;
    HRESULT app;

    name(&keys);
    class = deleteKey(keys.class);
    app = deleteKey(keys.app);
    return FAILED(class) ? class : app;
}
