/* SPDX-License-Identifier: MIT */
/*
 * Counts the blocks of CoTaskMemAlloc that live, through IMallocSpy: exactly, and cheaply enough
 * for millions of calls on eight threads. (tests/support/mallocspy.h finds more, but looks through
 * all live blocks at each free.) COM holds one lock for each call while there is a spy, so that
 * what runs under it runs one call at a time: half of the rounds have none.
 */
#ifndef TESTS_ENDURANCE_BLOCKCOUNT_H
#define TESTS_ENDURANCE_BLOCKCOUNT_H

#include <windows.h>

typedef struct BlockCount {
    LONG live;
    LONG foreign; /* frees of something that was not allocated since the begin, or is freed */
} BlockCount;

void BlockCountBegin(void);

BOOL BlockCountIsOn(void);

/* What is there now; the counting goes on. */
BlockCount BlockCountRead(void);

/* Demands that COM lets go of the spy, which it does only when it knows of no live block. */
void BlockCountEnd(void);

/*
 * Lets the n-th allocation of the calling thread fail, and no other thread's: 1 is the next. FALSE
 * if nothing counts, and so nothing can be made fail.
 */
BOOL BlockCountFail(LONG n);

/* Ends that; TRUE if the allocation was asked for, and failed. */
BOOL BlockCountFailed(void);

#endif
