/* SPDX-License-Identifier: MIT */
/*
 * naphost_partner.exe, another process that uses naphost.dll, and the memory that it shares with
 * the test that starts it.
 *
 *     naphost_partner.exe PROCESS SLOT ROLE ID
 *
 * PROCESS is the test's id; SLOT tells partners of one test apart; ID is a component's id.
 */
#ifndef TESTS_NAPHOST_PARTNER_H
#define TESTS_NAPHOST_PARTNER_H

#include <windows.h>

#define PARTNER_SLOTS   2
#define PARTNER_RESULTS 64
#define PARTNER_EXIT    42 /* the exit code of one that did its part */

typedef struct PartnerMemory {
    volatile LONG go;                   /* set by the test: begin */
    volatile LONG ready[PARTNER_SLOTS]; /* set by the partner: it has come as far as it goes */
    volatile LONG stop;
    volatile LONG results[PARTNER_SLOTS][PARTNER_RESULTS];
    volatile LONG count[PARTNER_SLOTS];
    volatile LONG rounds[PARTNER_SLOTS];
} PartnerMemory;

/* Opens it, or makes it. NULL on failure; CloseHandle(*mapping) and UnmapViewOfFile end it. */
static inline PartnerMemory *PartnerMemoryOpen(DWORD testId, HANDLE *mapping)
{
    WCHAR name[64];

    wsprintfW(name, L"qutil-naphost-partner-%lu", testId);
    *mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                  sizeof(PartnerMemory), name);
    return *mapping ? MapViewOfFile(*mapping, FILE_MAP_ALL_ACCESS, 0, 0, 0) : NULL;
}

#endif
