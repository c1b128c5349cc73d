/* SPDX-License-Identifier: MIT */
/* See classes.h. */
#include "classes.h"

#include <stdlib.h>

#include "path.h"

/* Uses the full path, so that no other folder is searched. */
static HMODULE loadBeside(void)
{
    WCHAR *path = PathBeside(L"qutil.dll");
    HMODULE dll = path ? LoadLibraryW(path) : NULL;

    free(path);
    return dll;
}

static HRESULT createBeside(Classes *classes, REFCLSID clsid, REFIID iid, void **object)
{
    LPFNGETCLASSOBJECT getClassObject;
    IClassFactory *factory;
    HRESULT hr;

    if (!classes->dll) {
        classes->dll = loadBeside();
    }
    if (!classes->dll) {
        return REGDB_E_CLASSNOTREG;
    }
    getClassObject = (LPFNGETCLASSOBJECT)(void *)GetProcAddress(classes->dll, "DllGetClassObject");
    if (!getClassObject) {
        return REGDB_E_CLASSNOTREG;
    }
    hr = getClassObject(clsid, &IID_IClassFactory, (void **)&factory);
    if (SUCCEEDED(hr)) {
        hr = IClassFactory_CreateInstance(factory, NULL, iid, object);
        IClassFactory_Release(factory);
    }
    return hr;
}

static HRESULT create(Classes *classes, REFCLSID clsid, REFIID iid, void **object)
{
    HRESULT hr = E_FAIL;

    if (!classes->dll) {
        hr = CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, iid, object);
    }
    return SUCCEEDED(hr) || hr == E_OUTOFMEMORY ? hr : createBeside(classes, clsid, iid, object);
}

HRESULT ClassesNewConstructor(Classes *classes, INapSoHConstructor **constructor)
{
    return create(classes, &CLSID_NapSoHConstructor, &IID_INapSoHConstructor, (void **)constructor);
}

HRESULT ClassesNewProcessor(Classes *classes, INapSoHProcessor **processor)
{
    return create(classes, &CLSID_NapSoHProcessor, &IID_INapSoHProcessor, (void **)processor);
}

void ClassesClose(Classes *classes)
{
    if (classes->dll) {
        FreeLibrary(classes->dll);
        classes->dll = NULL;
    }
}
