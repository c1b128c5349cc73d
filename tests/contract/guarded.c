/* SPDX-License-Identifier: MIT */
/* See guarded.h. */
#include "guarded.h"

SIZE_T GuardedPageSize(void)
{
    SYSTEM_INFO system;

    GetSystemInfo(&system);
    return system.dwPageSize;
}

static SIZE_T pagesFor(SIZE_T size)
{
    const SIZE_T page = GuardedPageSize();

    return (size + page - 1) / page * page;
}

void *GuardedAlloc(SIZE_T size)
{
    const SIZE_T page = GuardedPageSize();
    const SIZE_T room = pagesFor(size);
    BYTE *start = VirtualAlloc(NULL, room + 2 * page, MEM_RESERVE, PAGE_NOACCESS);

    if (!start) {
        return NULL;
    }
    if (room != 0 && !VirtualAlloc(start + page, room, MEM_COMMIT, PAGE_READWRITE)) {
        VirtualFree(start, 0, MEM_RELEASE);
        return NULL;
    }
    return start + page + room - size;
}

void GuardedFree(void *block, SIZE_T size)
{
    VirtualFree((BYTE *)block + size - pagesFor(size) - GuardedPageSize(), 0, MEM_RELEASE);
}
