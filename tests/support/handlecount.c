/* SPDX-License-Identifier: MIT */
/* See handlecount.h. */
#include "handlecount.h"

#include <windows.h>

/* Handles are multiples of four. Windows and Wine reuse low values before they use higher ones. */
#define HANDLE_STEP         4
#define HIGHEST_HANDLE      0x100000
#define HIGHEST_HANDLE_WINE 0x8000

/* The system's count; 0 under Wine 8, which has none. */
static unsigned countOfSystem(void)
{
    DWORD count = 0;

    return GetProcessHandleCount(GetCurrentProcess(), &count) ? count : 0;
}

/* Counts the handles with all of these flags, by testing one value after the other. */
static unsigned countWith(DWORD wanted)
{
    unsigned all = countOfSystem();
    UINT_PTR highest = all != 0 ? HIGHEST_HANDLE : HIGHEST_HANDLE_WINE;
    unsigned seen = 0;
    unsigned count = 0;
    DWORD flags;

    for (UINT_PTR value = HANDLE_STEP; value < highest && (all == 0 || seen < all);
         value += HANDLE_STEP) {
        if (GetHandleInformation((HANDLE)value, &flags)) {
            seen++;
            count += (flags & wanted) == wanted;
        }
    }
    return count;
}

unsigned HandleCount(void)
{
    unsigned count = countOfSystem();

    return count != 0 ? count : countWith(0);
}

unsigned InheritableHandleCount(void)
{
    return countWith(HANDLE_FLAG_INHERIT);
}
