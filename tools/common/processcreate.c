/* SPDX-License-Identifier: MIT */
/* See processcreate.h. */
#include "processcreate.h"

#define ATTEMPTS    5
#define INTERVAL_MS 200

BOOL ProcessCreate(const WCHAR *program, WCHAR *line, BOOL inheritsHandles, DWORD flags,
                   STARTUPINFOW *startup, PROCESS_INFORMATION *process)
{
    for (int attempt = 1;; attempt++) {
        if (CreateProcessW(program, line, NULL, NULL, inheritsHandles, flags, NULL, NULL, startup,
                           process)) {
            return TRUE;
        }
        if (GetLastError() != ERROR_INTERNAL_ERROR || attempt == ATTEMPTS) {
            return FALSE;
        }
        Sleep(INTERVAL_MS);
    }
}
