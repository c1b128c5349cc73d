/* SPDX-License-Identifier: MIT */
/* See handlecount.h. */
#include "handlecount.h"

#include <windows.h>

/* Handles are multiples of four, given out from the lowest: no test of ours gets near the end. */
#define HANDLE_STEP    4
#define HIGHEST_HANDLE 0x8000

/* Those with all of these flags. One by one, because Wine 8 answers 0 to GetProcessHandleCount. */
static unsigned countWith(DWORD wanted)
{
    unsigned count = 0;
    DWORD flags;

    for (UINT_PTR value = HANDLE_STEP; value < HIGHEST_HANDLE; value += HANDLE_STEP) {
        count += GetHandleInformation((HANDLE)value, &flags) && (flags & wanted) == wanted;
    }
    return count;
}

unsigned HandleCount(void)
{
    return countWith(0);
}

unsigned InheritableHandleCount(void)
{
    return countWith(HANDLE_FLAG_INHERIT);
}
