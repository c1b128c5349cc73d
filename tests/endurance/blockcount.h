/* SPDX-License-Identifier: MIT */
/*
 * Counts the live blocks of CoTaskMemAlloc, through IMallocSpy: exactly, and fast enough for
 * millions of calls on eight threads. (tests/support/mallocspy.h finds more, but searches all live
 * blocks at each free.) While there is a spy, COM serializes all allocator calls with a lock. So
 * half of the rounds have no spy.
 */
#ifndef TESTS_ENDURANCE_BLOCKCOUNT_H
#define TESTS_ENDURANCE_BLOCKCOUNT_H

#include <windows.h>

typedef struct BlockCount {
    LONG live;
    LONG
        foreign; /* frees of blocks that were not allocated since the beginning, and double frees */
} BlockCount;

void BlockCountBegin(void);

BOOL BlockCountIsOn(void);

/* The counts so far; counting goes on. */
BlockCount BlockCountRead(void);

/* Ends the spy. COM releases it only when no counted block is left; otherwise the run fails. */
void BlockCountEnd(void);

/*
 * Lets the n-th allocation of the calling thread fail (1 is the next), but no other thread's. FALSE
 * if there is no spy, so that no allocation can be made to fail.
 */
BOOL BlockCountFail(LONG n);

/* Ends that. TRUE if that allocation was attempted, and failed. */
BOOL BlockCountFailed(void);

#endif
