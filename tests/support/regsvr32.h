/* SPDX-License-Identifier: MIT */
/* Registers a DLL as an administrator does. */
#ifndef TESTS_SUPPORT_REGSVR32_H
#define TESTS_SUPPORT_REGSVR32_H

#include <windows.h>

/* The exit code of "regsvr32 /s OPTIONS DLL": 0 if it went well. */
DWORD Regsvr32(const WCHAR *options, const WCHAR *dll);

#endif
