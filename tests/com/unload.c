/* SPDX-License-Identifier: MIT */
/*
 * The DLL is really unloaded: by FreeLibrary after DllCanUnloadNow returned S_OK, and by
 * CoFreeUnusedLibraries. This program doesn't import qutil.dll, because an imported DLL is never
 * unloaded. COM finds it by the program's manifest.
 */
#include <initguid.h>

#include "qutiltest.h"

typedef HRESULT(WINAPI *GetClassObject)(REFCLSID clsid, REFIID riid, void **result);
typedef HRESULT(WINAPI *CanUnloadNow)(void);

static const WCHAR dll[] = L"qutil.dll";

static int expectAbsent(void **state)
{
    return !GetModuleHandleW(dll) ? 0 : -1;
}

static FARPROC find(const char *name)
{
    FARPROC found = GetProcAddress(GetModuleHandleW(dll), name);

    assert_non_null(found);
    return found;
}

static HRESULT canUnloadNow(void)
{
    return ((CanUnloadNow)(void *)find("DllCanUnloadNow"))();
}

static void use(INapSoHConstructor *constructor)
{
    static const SoHAttributeValue value = {.uint8Val = 1};

    assert_hresult(INapSoHConstructor_Initialize(constructor, 1, TRUE), S_OK);
    assert_hresult(INapSoHConstructor_AppendAttribute(constructor, 8, &value), S_OK);
}

static void freeLibraryUnloads(void **state)
{
    for (int i = 0; i < 20; i++) {
        HMODULE module = LoadLibraryW(dll);
        GetClassObject getClassObject;
        IClassFactory *factory;
        INapSoHConstructor *constructor;

        assert_non_null(module);
        assert_hresult(canUnloadNow(), S_OK);
        getClassObject = (GetClassObject)(void *)find("DllGetClassObject");
        assert_hresult(
            getClassObject(&CLSID_NapSoHConstructor, &IID_IClassFactory, (void **)&factory), S_OK);
        assert_hresult(IClassFactory_CreateInstance(factory, NULL, &IID_INapSoHConstructor,
                                                    (void **)&constructor),
                       S_OK);
        IClassFactory_Release(factory);
        use(constructor);
        assert_hresult(canUnloadNow(), S_FALSE);
        INapSoHConstructor_Release(constructor);
        assert_hresult(canUnloadNow(), S_OK);
        assert_true(FreeLibrary(module));
        assert_null(GetModuleHandleW(dll));
    }
}

/* Without the delay that COM has for DLLs of the multithreaded apartment. */
static void freeUnused(void)
{
    CoFreeUnusedLibrariesEx(0, 0);
    CoFreeUnusedLibrariesEx(0, 0);
}

static void comUnloadsIn(DWORD apartment)
{
    INapSoHConstructor *constructor = NULL;

    assert_hresult(CoInitializeEx(NULL, apartment), S_OK);
    for (int i = 0; i < 5; i++) {
        assert_hresult(CoCreateInstance(&CLSID_NapSoHConstructor, NULL, CLSCTX_INPROC_SERVER,
                                        &IID_INapSoHConstructor, (void **)&constructor),
                       S_OK);
        freeUnused();
        assert_non_null(GetModuleHandleW(dll));
        use(constructor);
        assert_int_equal(INapSoHConstructor_Release(constructor), 0);
        assert_non_null(GetModuleHandleW(dll));
        freeUnused();
        assert_null(GetModuleHandleW(dll));
    }
    CoUninitialize();
    assert_null(GetModuleHandleW(dll));
}

static void comUnloads(void **state)
{
    comUnloadsIn(COINIT_APARTMENTTHREADED);
    comUnloadsIn(COINIT_MULTITHREADED);
}

/* COM asks, and no object exists; but a lock keeps the DLL loaded. */
static void lockKeepsTheDll(void **state)
{
    IClassFactory *factory = NULL;

    assert_hresult(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    assert_hresult(CoGetClassObject(&CLSID_NapSoHProcessor, CLSCTX_INPROC_SERVER, NULL,
                                    &IID_IClassFactory, (void **)&factory),
                   S_OK);
    assert_hresult(IClassFactory_LockServer(factory, TRUE), S_OK);
    IClassFactory_Release(factory);
    freeUnused();
    assert_non_null(GetModuleHandleW(dll));
    assert_hresult(CoGetClassObject(&CLSID_NapSoHProcessor, CLSCTX_INPROC_SERVER, NULL,
                                    &IID_IClassFactory, (void **)&factory),
                   S_OK);
    assert_hresult(IClassFactory_LockServer(factory, FALSE), S_OK);
    IClassFactory_Release(factory);
    freeUnused();
    assert_null(GetModuleHandleW(dll));
    CoUninitialize();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(freeLibraryUnloads, expectAbsent),
        cmocka_unit_test_setup(comUnloads, expectAbsent),
        cmocka_unit_test_setup(lockKeepsTheDll, expectAbsent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
