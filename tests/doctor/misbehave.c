/* SPDX-License-Identifier: MIT */
/* A DLL whose classes hang or crash when they are created. Which one depends on the DLL's name. */
#include <windows.h>
#include <wchar.h>

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
    volatile int *volatile nowhere = NULL;

    if (GetModuleHandleW(L"hangs.dll") != NULL) {
        Sleep(INFINITE);
    }
    /* cppcheck-suppress nullPointer; crashes on purpose */
    *nowhere = 1;
    return E_FAIL;
}
