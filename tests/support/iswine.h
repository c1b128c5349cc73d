/* SPDX-License-Identifier: MIT */
/* Tells Wine from Windows, for what a test expects under Wine only. */
#ifndef TESTS_SUPPORT_ISWINE_H
#define TESTS_SUPPORT_ISWINE_H

#include <windows.h>

static inline BOOL IsWine(void)
{
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
}

#endif
