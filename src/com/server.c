/* SPDX-License-Identifier: MIT */
/* The four exports by which COM and regsvr32 use the DLL. */
#include "factory.h"
#include "lifetime.h"
#include "module.h"
#include "registry.h"

#include <windows.h>
#include <olectl.h>

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID riid, void **result)
{
    if (!result) {
        return E_INVALIDARG;
    }
    *result = NULL;
    if (!clsid || !riid) {
        return E_INVALIDARG;
    }
    for (size_t i = 0; i < ComThisModule.classCount; i++) {
        if (IsEqualCLSID(clsid, ComThisModule.classes[i].clsid)) {
            return FactoryCreate(&ComThisModule.classes[i], riid, result);
        }
    }
    return CLASS_E_CLASSNOTAVAILABLE;
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    BOOL isActive = ComThisModule.isActive && ComThisModule.isActive();

    return LifetimeInUse() || isActive ? S_FALSE : S_OK;
}

HRESULT WINAPI DllRegisterServer(void)
{
    return RegistryWriteClasses();
}

HRESULT WINAPI DllUnregisterServer(void)
{
    return RegistryRemoveClasses();
}
