/* SPDX-License-Identifier: MIT */
/* See wine.h. */
#include "wine.h"

BOOL RunsUnderWine(void)
{
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");

    return ntdll && GetProcAddress(ntdll, "wine_get_version");
}
