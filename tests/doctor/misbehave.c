/* SPDX-License-Identifier: MIT */
/* A DLL whose classes hang or crash whoever creates them, by the DLL's name. */
#include <windows.h>
#include <wchar.h>

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
    volatile int *volatile nowhere = NULL;

    (void)clsid;
    (void)iid;
    (void)object;
    if (GetModuleHandleW(L"hangs.dll") != NULL) {
        Sleep(INFINITE);
    }
    /* cppcheck-suppress nullPointer; the crash is what it is for */
    *nowhere = 1;
    return E_FAIL;
}
