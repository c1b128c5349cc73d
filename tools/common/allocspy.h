/* SPDX-License-Identifier: MIT */
/*
 * Watches the real COM allocator through IMallocSpy, from AllocSpyStart to AllocSpyEnd:
 *
 * - counts allocations and frees;
 * - fills new blocks with 0xCD, so that only what was written on purpose is zero, and freed ones
 *   with 0xDD, so that a use after free shows;
 * - hands out a block of its own with guard bytes around it, beside the one that the real
 *   allocator gave, and checks them at the free (Wine allocates what the caller asked for,
 *   whatever PreAlloc answers, so the real one can't be made larger);
 * - holds back the free of a pointer that is no live block (a double or a foreign free), and
 *   counts it;
 * - can let allocation n fail.
 *
 * One spy per process, as COM has it. Blocks that other parts of the process make in between
 * (BSTRs, COM's own) are counted like ours: keep the watched phase to calls of the DLL.
 */
#ifndef TOOLS_ALLOCSPY_H
#define TOOLS_ALLOCSPY_H

#include <windows.h>

typedef struct AllocSpyCounts {
    LONG allocations; /* that succeeded */
    LONG frees;
    LONG live;
    LONG badFrees; /* of something that is no live block */
    LONG overruns; /* blocks whose guard bytes were not whole at their free */
    LONG
        untracked; /* what the spy could not follow: Realloc, or more blocks than it has room for */
} AllocSpyCounts;

/* Begins to watch, with all counts at zero. COM may refuse. */
HRESULT AllocSpyStart(void);

/* Ends whatever was found, freeing what is left. */
void AllocSpyEnd(void);

AllocSpyCounts AllocSpyRead(void);

/* Is this a live block? Then *size is what was asked for. */
BOOL AllocSpyFind(const void *user, SIZE_T *size);

/* Lets the n-th allocation from now (1 = the next) and no other fail; 0 lets none fail. */
void AllocSpyFail(LONG n);

/* TRUE if the allocation that was to fail has been asked for. */
BOOL AllocSpyHasFailed(void);

#endif
