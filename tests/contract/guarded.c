/* SPDX-License-Identifier: MIT */
/* See guarded.h. */
#include "guarded.h"

#include <string.h>

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

static BOOL copyAttribute(SoHAttribute *to, const SoHAttribute *from)
{
    *to = *from;
    to->value = GuardedAlloc(from->size);
    if (to->value && from->size != 0) {
        memcpy(to->value, from->value, from->size);
    }
    return to->value != NULL;
}

SoH *GuardedSoH(const SoHAttribute *attributes, UINT16 count)
{
    SoH *soh = GuardedAlloc(sizeof(*soh));
    SoHAttribute *copies = GuardedAlloc(count * sizeof(*copies));
    BOOL isWhole = soh && copies;

    for (UINT16 i = 0; isWhole && i < count; i++) {
        isWhole = copyAttribute(&copies[i], &attributes[i]);
    }
    if (!isWhole) {
        return NULL;
    }
    soh->count = count;
    soh->attributes = copies;
    return soh;
}

void GuardedFreeSoH(SoH *soh)
{
    for (UINT16 i = 0; i < soh->count; i++) {
        GuardedFree(soh->attributes[i].value, soh->attributes[i].size);
    }
    GuardedFree(soh->attributes, soh->count * sizeof(*soh->attributes));
    GuardedFree(soh, sizeof(*soh));
}
