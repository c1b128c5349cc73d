/* SPDX-License-Identifier: MIT */
/* See regsvr32.h. */
#include "regsvr32.h"

#include "processcreate.h"

#include <wchar.h>

#define LIMIT_MS 60000

DWORD Regsvr32(const WCHAR *options, const WCHAR *dll)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    WCHAR command[2 * MAX_PATH];
    DWORD code = 1;

    swprintf(command, ARRAYSIZE(command), L"regsvr32.exe /s %ls \"%ls\"", options, dll);
    if (ProcessCreate(NULL, command, FALSE, 0, &startup, &process)) {
        WaitForSingleObject(process.hProcess, LIMIT_MS);
        GetExitCodeProcess(process.hProcess, &code);
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    return code;
}
