/* SPDX-License-Identifier: MIT */
/* See elevated.h. */
#include "elevated.h"

#include <stdatomic.h>

typedef union IntegrityLabel {
    TOKEN_MANDATORY_LABEL label;
    BYTE space[sizeof(TOKEN_MANDATORY_LABEL) + SECURITY_MAX_SID_SIZE];
} IntegrityLabel;

static BOOL findOut(void)
{
    IntegrityLabel integrity;
    DWORD size;
    DWORD level = SECURITY_MANDATORY_HIGH_RID;
    HANDLE token;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) {
        return TRUE;
    }
    if (GetTokenInformation(token, TokenIntegrityLevel, &integrity, sizeof(integrity), &size)) {
        PSID sid = integrity.label.Label.Sid;

        level = *GetSidSubAuthority(sid, (DWORD)*GetSidSubAuthorityCount(sid) - 1);
    }
    CloseHandle(token);
    return level >= SECURITY_MANDATORY_HIGH_RID;
}

BOOL ProcessIsElevated(void)
{
    /* A process's level never gets higher while it runs, and asking takes three system calls. */
    static atomic_int known; /* 0: not yet asked; 1: no; 2: yes */
    int answer = atomic_load(&known);

    if (answer == 0) {
        answer = findOut() ? 2 : 1;
        atomic_store(&known, answer);
    }
    return answer == 2;
}
