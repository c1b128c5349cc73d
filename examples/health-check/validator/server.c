/* SPDX-License-Identifier: MIT */
/* The DLL as a COM server: its class factory, and its registration. */
#define COBJMACROS
#include <windows.h>

#include <objbase.h>
#include <olectl.h>

#include "server.h"

#include "../contoso.h"
#include "../registration.h"
#include "classkeys.h"
#include "napservermanagement.h"

const CLSID ValidatorClass = {
    0x6B0E55C2, 0x1F0D, 0x4B6E, {0x9C, 0x37, 0x52, 0x8D, 0xA4, 0x13, 0xE0, 0x01}};

const CLSID ConfigurationClass = {
    0x6B0E55C2, 0x1F0D, 0x4B6E, {0x9C, 0x37, 0x52, 0x8D, 0xA4, 0x13, 0xE0, 0x02}};

/* The factory is static, so nobody owns it. */
static HRESULT WINAPI queryInterface(IClassFactory *self, REFIID riid, void **result)
{
    BOOL known = IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &IID_IClassFactory);

    *result = known ? self : NULL;
    return known ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI addRef(IClassFactory *self)
{
    (void)self;
    return 2;
}

static ULONG WINAPI release(IClassFactory *self)
{
    (void)self;
    return 1;
}

static HRESULT WINAPI createInstance(IClassFactory *self, IUnknown *outer, REFIID riid,
                                     void **result)
{
    INapSystemHealthValidator *validator;
    HRESULT hr;

    (void)self;
    *result = NULL;
    if (outer) {
        return CLASS_E_NOAGGREGATION;
    }
    validator = ValidatorCreate();
    if (!validator) {
        return E_OUTOFMEMORY;
    }
    hr = INapSystemHealthValidator_QueryInterface(validator, riid, result);
    INapSystemHealthValidator_Release(validator);
    return hr;
}

/* NAP never locks a server. */
static HRESULT WINAPI lockServer(IClassFactory *self, BOOL lock)
{
    (void)self;
    (void)lock;
    return E_NOTIMPL;
}

static IClassFactoryVtbl methods = {
    .QueryInterface = queryInterface,
    .AddRef = addRef,
    .Release = release,
    .CreateInstance = createInstance,
    .LockServer = lockServer,
};

static IClassFactory factory = {&methods};

STDAPI DllGetClassObject(REFCLSID clsid, REFIID riid, void **result)
{
    if (!IsEqualCLSID(clsid, &ValidatorClass)) {
        *result = NULL;
        return CLASS_E_CLASSNOTAVAILABLE;
    }
    return IClassFactory_QueryInterface(&factory, riid, result);
}

STDAPI DllCanUnloadNow(void)
{
    return ValidatorIsInUse() ? S_FALSE : S_OK;
}

static HRESULT createManagement(INapServerManagement **management)
{
    return CoCreateInstance(&CLSID_NapServerManagement, NULL, CLSCTX_INPROC_SERVER,
                            &IID_INapServerManagement, (void **)management);
}

static HRESULT registerWithNap(void)
{
    INapServerManagement *management;
    NapComponentRegistrationInfo info;
    HRESULT hr = createManagement(&management);

    if (FAILED(hr)) {
        return hr;
    }
    hr = RegistrationFill(&info, L"Contoso Firewall Validator",
                          L"Finds a computer healthy if its firewall is on.");
    if (SUCCEEDED(hr)) {
        info.configClsid = ConfigurationClass;
        hr = INapServerManagement_RegisterSystemHealthValidator(management, &info, &ValidatorClass);
    }
    RegistrationClear(&info);
    INapServerManagement_Release(management);
    return hr;
}

static HRESULT unregisterFromNap(void)
{
    INapServerManagement *management;
    HRESULT hr = createManagement(&management);

    if (SUCCEEDED(hr)) {
        hr = INapServerManagement_UnregisterSystemHealthValidator(management, CONTOSO_ID);
        INapServerManagement_Release(management);
    }
    return hr;
}

/* First the class, so that NAP never knows a validator that it can't create. */
STDAPI DllRegisterServer(void)
{
    HRESULT hr = ClassKeysWrite();

    return SUCCEEDED(hr) ? registerWithNap() : hr;
}

STDAPI DllUnregisterServer(void)
{
    HRESULT fromNap = unregisterFromNap();
    HRESULT fromCom = ClassKeysDelete();

    return FAILED(fromNap) ? fromNap : fromCom;
}
