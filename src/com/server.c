/* SPDX-License-Identifier: MIT */
/* The four exports by which COM and regsvr32 use the DLL. */
#include "notifier/notifier.h"
#include "classes.h"
#include "factory.h"
#include "lifetime.h"
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
    for (size_t i = 0; i < COM_CLASS_COUNT; i++) {
        if (IsEqualCLSID(clsid, ComClasses[i].clsid)) {
            return FactoryCreate(&ComClasses[i], riid, result);
        }
    }
    return CLASS_E_CLASSNOTAVAILABLE;
}

HRESULT WINAPI DllCanUnloadNow(void)
{
    return LifetimeInUse() || NotifierActive() ? S_FALSE : S_OK;
}

HRESULT WINAPI DllRegisterServer(void)
{
    return RegistryWriteClasses();
}

HRESULT WINAPI DllUnregisterServer(void)
{
    return RegistryRemoveClasses();
}
