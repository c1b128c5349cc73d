/* SPDX-License-Identifier: MIT */
/*
 * The DLL's entry point. There is no CRT start-up before it. It runs under the loader lock, so it
 * starts nothing and frees nothing.
 */
#include <windows.h>

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        DisableThreadLibraryCalls(instance);
    }
    return TRUE;
}
