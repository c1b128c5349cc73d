/* SPDX-License-Identifier: MIT */
/* The COM server: factories, identities, marshalers, locks. */
#define COBJMACROS
#include "operations.h"

#include "check.h"
#include "sohuse.h"

#define SENTINEL ((void *)(UINT_PTR)0xDEADBEEFu)

void UseFactory(User *user)
{
    BOOL which = (BOOL)ChanceBelow(&user->chance, 2);
    const CLSID *clsid = which ? &CLSID_NapSoHProcessor : &CLSID_NapSoHConstructor;
    const IID *wrong = which ? &IID_INapSoHConstructor : &IID_INapSoHProcessor;
    IClassFactory *factory = SENTINEL;
    void *made = SENTINEL;

    CHECK_HRESULT(qutil.DllGetClassObject(&IID_IUnknown, &IID_IClassFactory, (void **)&factory),
                  CLASS_E_CLASSNOTAVAILABLE);
    CHECK(!factory);
    CHECK_HRESULT(qutil.DllGetClassObject(clsid, &IID_IClassFactory, NULL), E_INVALIDARG);
    CHECK_HRESULT(qutil.DllGetClassObject(clsid, wrong, &made), E_NOINTERFACE);
    CHECK(!made);
    CHECK_HRESULT(qutil.DllGetClassObject(clsid, &IID_IClassFactory, (void **)&factory), S_OK);
    CHECK_HRESULT(IClassFactory_LockServer(factory, TRUE), S_OK);
    made = SENTINEL;
    CHECK_HRESULT(IClassFactory_CreateInstance(factory, (IUnknown *)factory, &IID_IUnknown, &made),
                  CLASS_E_NOAGGREGATION);
    CHECK(!made);
    CHECK_HRESULT(IClassFactory_CreateInstance(factory, NULL, wrong, &made), E_NOINTERFACE);
    CHECK(!made);
    CHECK_HRESULT(IClassFactory_LockServer(factory, FALSE), S_OK);
    CHECK_HRESULT(qutil.DllCanUnloadNow(), S_FALSE);
    IClassFactory_Release(factory);
}

/* Identity, and the marshaler, which is created at the first query. */
void UseMarshaler(User *user)
{
    IUnknown *object =
        ChanceOneIn(&user->chance, 2) ? (IUnknown *)NewConstructor() : (IUnknown *)NewProcessor();
    IUnknown *same = NULL;
    IUnknown *marshaler = NULL;
    IUnknown *again = NULL;

    CHECK_HRESULT(IUnknown_QueryInterface(object, &IID_IUnknown, (void **)&same), S_OK);
    CHECK(same == object);
    CHECK_HRESULT(IUnknown_QueryInterface(object, &IID_IMarshal, (void **)&marshaler), S_OK);
    CHECK_HRESULT(IUnknown_QueryInterface(object, &IID_IMarshal, (void **)&again), S_OK);
    CHECK(again == marshaler);
    IUnknown_Release(marshaler);
    IUnknown_Release(again);
    CHECK(IUnknown_Release(same) != 0);
    CHECK(IUnknown_Release(object) == 0);
}
