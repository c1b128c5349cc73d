/* SPDX-License-Identifier: MIT */
/* See naphostdll.h. Nothing here is newer than Windows XP. */
#include "naphostdll.h"

#include <objbase.h>
#include <shlwapi.h>
#include <stdio.h>
#include <string.h>

#define POLL_MS 2

static BOOL find(const NaphostDll *host, const char *name, void *function)
{
    FARPROC address = GetProcAddress(host->module, name);

    memcpy(function, &address, sizeof(address)); /* another type of function */
    return address != NULL;
}

BOOL NaphostDllLoad(NaphostDll *host, const WCHAR *path)
{
    memset(host, 0, sizeof(*host));
    host->module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    return host->module && find(host, "DllGetClassObject", &host->getClassObject) &&
           find(host, "DllCanUnloadNow", &host->canUnloadNow) &&
           find(host, "DllRegisterServer", &host->registerServer) &&
           find(host, "DllUnregisterServer", &host->unregisterServer);
}

HRESULT NaphostDllCreate(const NaphostDll *host, REFCLSID clsid, REFIID riid, void **object)
{
    IClassFactory *factory = NULL;
    HRESULT hr = host->getClassObject(clsid, &IID_IClassFactory, (void **)&factory);

    *object = NULL;
    if (SUCCEEDED(hr)) {
        hr = factory->lpVtbl->CreateInstance(factory, NULL, riid, object);
        factory->lpVtbl->Release(factory);
    }
    return hr;
}

static void describe(NapComponentRegistrationInfo *info, SystemHealthEntityId id)
{
    static WCHAR name[] = L"Test";
    static WCHAR empty[] = L"";

    memset(info, 0, sizeof(*info));
    info->id = id;
    info->friendlyName = (CountedString){4, name};
    info->description = (CountedString){0, empty};
    info->version = (CountedString){0, empty};
    info->vendorName = (CountedString){0, empty};
}

HRESULT NaphostDllRegisterAgent(const NaphostDll *host, SystemHealthEntityId id)
{
    INapClientManagement *management;
    NapComponentRegistrationInfo info;
    HRESULT hr = NaphostDllCreate(host, &CLSID_NapClientManagement, &IID_INapClientManagement,
                                  (void **)&management);

    if (SUCCEEDED(hr)) {
        describe(&info, id);
        hr = management->lpVtbl->RegisterSystemHealthAgent(management, &info);
        management->lpVtbl->Release(management);
    }
    return hr;
}

HRESULT NaphostDllUnregisterAgent(const NaphostDll *host, SystemHealthEntityId id)
{
    INapClientManagement *management;
    HRESULT hr = NaphostDllCreate(host, &CLSID_NapClientManagement, &IID_INapClientManagement,
                                  (void **)&management);

    if (SUCCEEDED(hr)) {
        hr = management->lpVtbl->UnregisterSystemHealthAgent(management, id);
        management->lpVtbl->Release(management);
    }
    return hr;
}

HRESULT NaphostDllRegisterValidator(const NaphostDll *host, SystemHealthEntityId id, REFCLSID clsid)
{
    INapServerManagement *management;
    NapComponentRegistrationInfo info;
    HRESULT hr = NaphostDllCreate(host, &CLSID_NapServerManagement, &IID_INapServerManagement,
                                  (void **)&management);

    if (SUCCEEDED(hr)) {
        describe(&info, id);
        hr = management->lpVtbl->RegisterSystemHealthValidator(management, &info, clsid);
        management->lpVtbl->Release(management);
    }
    return hr;
}

HRESULT NaphostDllUnregisterValidator(const NaphostDll *host, SystemHealthEntityId id)
{
    INapServerManagement *management;
    HRESULT hr = NaphostDllCreate(host, &CLSID_NapServerManagement, &IID_INapServerManagement,
                                  (void **)&management);

    if (SUCCEEDED(hr)) {
        hr = management->lpVtbl->UnregisterSystemHealthValidator(management, id);
        management->lpVtbl->Release(management);
    }
    return hr;
}

HRESULT NaphostDllBind(const NaphostDll *host, SystemHealthEntityId id,
                       INapSystemHealthAgentCallback *callback,
                       INapSystemHealthAgentBinding **binding)
{
    HRESULT hr = NaphostDllCreate(host, &CLSID_NapSystemHealthAgentBinding,
                                  &IID_INapSystemHealthAgentBinding, (void **)binding);

    if (SUCCEEDED(hr)) {
        hr = (*binding)->lpVtbl->Initialize(*binding, id, callback);
    }
    if (FAILED(hr) && *binding) {
        (*binding)->lpVtbl->Release(*binding);
        *binding = NULL;
    }
    return hr;
}

BOOL NaphostDllAwaitUnused(const NaphostDll *host, DWORD timeout)
{
    const DWORD begun = GetTickCount();

    while (host->canUnloadNow() != S_OK && GetTickCount() - begun < timeout) {
        Sleep(POLL_MS);
    }
    return host->canUnloadNow() == S_OK;
}

SystemHealthEntityId NaphostTestId(unsigned number)
{
    return 0x40000000u | (GetCurrentProcessId() & 0x3FFFFFu) << 8 | (number & 0xFFu);
}

static void nameOf(WCHAR *name, size_t size, DWORD processId)
{
    _snwprintf(name, size, L"Software\\qutil-naphost-test-%lu", processId);
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

static void endRedirection(void)
{
    RegOverridePredefKey(HKEY_LOCAL_MACHINE, NULL);
    RegOverridePredefKey(HKEY_CURRENT_USER, NULL);
}

/* Makes the keys if they don't exist. */
static BOOL redirect(NaphostRegistry *registry, DWORD processId)
{
    WCHAR name[80];
    HKEY root;

    nameOf(name, ARRAYSIZE(name), processId);
    root = create(HKEY_CURRENT_USER, name);
    registry->machine = root ? create(root, L"machine") : NULL;
    registry->user = root ? create(root, L"user") : NULL;
    if (root) {
        RegCloseKey(root);
    }
    return registry->machine && registry->user &&
           RegOverridePredefKey(HKEY_LOCAL_MACHINE, registry->machine) == ERROR_SUCCESS &&
           RegOverridePredefKey(HKEY_CURRENT_USER, registry->user) == ERROR_SUCCESS;
}

BOOL NaphostRegistryRedirect(NaphostRegistry *registry)
{
    endRedirection();
    NaphostRegistryForget(GetCurrentProcessId());
    if (redirect(registry, GetCurrentProcessId())) {
        return TRUE;
    }
    NaphostRegistryRestore(registry);
    return FALSE;
}

BOOL NaphostRegistryJoin(NaphostRegistry *registry, DWORD processId)
{
    endRedirection();
    return redirect(registry, processId);
}

void NaphostRegistryRestore(NaphostRegistry *registry)
{
    endRedirection();
    if (registry->machine) {
        RegCloseKey(registry->machine);
    }
    if (registry->user) {
        RegCloseKey(registry->user);
    }
    registry->machine = NULL;
    registry->user = NULL;
    NaphostRegistryForget(GetCurrentProcessId());
}

void NaphostRegistryForget(DWORD processId)
{
    WCHAR name[80];

    nameOf(name, ARRAYSIZE(name), processId);
    SHDeleteKeyW(HKEY_CURRENT_USER, name);
}
