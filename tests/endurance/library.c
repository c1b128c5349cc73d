/* SPDX-License-Identifier: MIT */
/* See library.h. The ids of NAP are defined here, as our headers state them. */
#define COBJMACROS
#include <initguid.h>

#include "library.h"

#include "check.h"

#include <string.h>

static const WCHAR name[] = L"qutil.dll";

Library qutil;

static void find(void *pointer, const char *function)
{
    FARPROC found = GetProcAddress(qutil.module, function);

    CHECK(found != NULL);
    memcpy(pointer, &found, sizeof found);
}

void LibraryLoad(void)
{
    CHECK(!LibraryIsLoaded());
    qutil.module = LoadLibraryW(name);
    CHECK(qutil.module != NULL);
#define FIND(function) find(&qutil.function, #function);
    LIBRARY_FUNCTIONS(FIND)
#undef FIND
}

void LibraryUnload(DWORD patience)
{
    ULONGLONG end = GetTickCount64() + patience;

    CHECK_HRESULT(qutil.DllCanUnloadNow(), S_OK);
    CHECK(FreeLibrary(qutil.module));
    memset(&qutil, 0, sizeof qutil);
    while (LibraryIsLoaded() && GetTickCount64() < end) {
        Sleep(1);
    }
    CHECK(!LibraryIsLoaded());
}

BOOL LibraryIsLoaded(void)
{
    return GetModuleHandleW(name) != NULL;
}

HRESULT LibraryCreate(REFCLSID clsid, REFIID riid, void **result)
{
    IClassFactory *factory = NULL;
    HRESULT hr = qutil.DllGetClassObject(clsid, &IID_IClassFactory, (void **)&factory);

    *result = NULL;
    if (SUCCEEDED(hr)) {
        hr = IClassFactory_CreateInstance(factory, NULL, riid, result);
        IClassFactory_Release(factory);
    }
    return hr;
}
