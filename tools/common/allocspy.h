/* SPDX-License-Identifier: MIT */
/*
 * Watches the real COM allocator through IMallocSpy, from AllocSpyStart to AllocSpyEnd:
 *
 * - counts allocations and frees; - fills new blocks with 0xCD, so that only what was written on
 * purpose is zero, and freed ones
 *   with 0xDD, so that a use after free shows;
 * - hands out a block of its own with guard bytes around it, beside the one that the real
 *   allocator gave, and checks them at the free (Wine allocates what the caller asked for,
 *   whatever PreAlloc answers, so the real one can't be made larger);
 * - holds back the free of a pointer that is no live block (a double or a foreign free), and
 *   counts it;
 * - can let allocation n fail.
 *
 * COM allows one spy per process. Blocks of other parts of the process (BSTRs, COM's own) are
 * counted, too: between Start and End call only the DLL.
 */
#ifndef TOOLS_COMMON_ALLOCSPY_H
#define TOOLS_COMMON_ALLOCSPY_H

#include <windows.h>

typedef struct AllocSpyCounts {
    LONG allocations; /* that succeeded */
    LONG frees;
    LONG live;
    LONG badFrees;  /* of pointers that are no live block */
    LONG overruns;  /* blocks whose guard bytes were overwritten */
    LONG untracked; /* what the spy can't track: Realloc, and blocks beyond its capacity */
} AllocSpyCounts;

/* Begins to watch, with all counts zero. COM may refuse. */
HRESULT AllocSpyStart(void);

/* Ends in any case, and frees what is left. */
void AllocSpyEnd(void);

AllocSpyCounts AllocSpyRead(void);

/* TRUE if it is a live block; *size is then the size that was requested. */
BOOL AllocSpyFind(const void *user, SIZE_T *size);

/* Lets only the n-th allocation from now fail (1 = the next); 0: none. */
void AllocSpyFail(LONG n);

/* TRUE if that allocation was attempted, and failed. */
BOOL AllocSpyHasFailed(void);

#endif
