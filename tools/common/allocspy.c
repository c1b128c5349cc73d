/* SPDX-License-Identifier: MIT */
/* See allocspy.h. */
#include "allocspy.h"

#include "passingspy.h"

#include <objbase.h>
#include <stdlib.h>
#include <string.h>

#define GUARD_SIZE  ((SIZE_T)32)
#define GUARD_BYTE  0xFBu
#define NEW_BYTE    0xCDu
#define FREED_BYTE  0xDDu
#define MOST_BLOCKS 65536u

typedef struct Block {
    void *actual; /* the real allocator's block; it is only freed there, never used */
    BYTE *start;  /* our block: guard, the caller's bytes, guard */
    SIZE_T size;  /* that the caller asked for */
} Block;

static CRITICAL_SECTION lock;
static AllocSpyCounts counts;
static Block blocks[MOST_BLOCKS];
static size_t blockCount;
static SIZE_T requested;
static LONG untilFailure;
static BOOL hasFailed;
static BOOL registered;

static Block *findBlock(const void *user)
{
    for (size_t i = blockCount; i > 0; i--) {
        if (blocks[i - 1].start + GUARD_SIZE == (const BYTE *)user) {
            return &blocks[i - 1];
        }
    }
    return NULL;
}

static BOOL isGuard(const BYTE *bytes)
{
    for (size_t i = 0; i < GUARD_SIZE; i++) {
        if (bytes[i] != GUARD_BYTE) {
            return FALSE;
        }
    }
    return TRUE;
}

/* COM holds its own lock from each Pre call to its Post call. */
static SIZE_T STDMETHODCALLTYPE preAlloc(IMallocSpy *This, SIZE_T size)
{
    SIZE_T answer = size == 0 ? 1 : size;

    (void)This;
    EnterCriticalSection(&lock);
    requested = size;
    if (untilFailure > 0 && --untilFailure == 0) {
        hasFailed = TRUE;
        answer = 0;
    }
    LeaveCriticalSection(&lock);
    return answer;
}

static BYTE *makeGuarded(SIZE_T size)
{
    BYTE *start = HeapAlloc(GetProcessHeap(), 0, size + 2 * GUARD_SIZE);

    if (start) {
        memset(start, GUARD_BYTE, GUARD_SIZE);
        memset(start + GUARD_SIZE, NEW_BYTE, size);
        memset(start + GUARD_SIZE + size, GUARD_BYTE, GUARD_SIZE);
    }
    return start;
}

static void *STDMETHODCALLTYPE postAlloc(IMallocSpy *This, void *actual)
{
    BYTE *start;

    (void)This;
    if (!actual) {
        return NULL;
    }
    EnterCriticalSection(&lock);
    start = blockCount < MOST_BLOCKS ? makeGuarded(requested) : NULL;
    if (!start) {
        counts.untracked++;
    } else {
        blocks[blockCount].actual = actual;
        blocks[blockCount].start = start;
        blocks[blockCount].size = requested;
        blockCount++;
        counts.allocations++;
        counts.live++;
    }
    LeaveCriticalSection(&lock);
    return !start ? actual : start + GUARD_SIZE;
}

static void *discard(Block *block)
{
    void *actual = block->actual;

    if (!isGuard(block->start) || !isGuard(block->start + GUARD_SIZE + block->size)) {
        counts.overruns++;
    }
    memset(block->start, FREED_BYTE, block->size + 2 * GUARD_SIZE);
    HeapFree(GetProcessHeap(), 0, block->start);
    *block = blocks[--blockCount];
    counts.frees++;
    counts.live--;
    return actual;
}

static void *STDMETHODCALLTYPE preFree(IMallocSpy *This, void *user, BOOL spyed)
{
    Block *block;
    void *actual = NULL;

    (void)This;
    if (!user) {
        return NULL;
    }
    EnterCriticalSection(&lock);
    block = findBlock(user);
    if (block) {
        actual = discard(block);
    } else {
        /* A block from before AllocSpyStart is freed, but counts as a bad free. */
        counts.badFrees++;
        actual = spyed ? NULL : user;
    }
    LeaveCriticalSection(&lock);
    return actual;
}

/* Our code doesn't call Realloc or GetSize. Calls of other code are counted in untracked. */
static SIZE_T STDMETHODCALLTYPE preRealloc(IMallocSpy *This, void *user, SIZE_T size, void **actual,
                                           BOOL spyed)
{
    (void)This;
    *actual = user;
    if (!spyed) {
        return size;
    }
    EnterCriticalSection(&lock);
    counts.untracked++;
    LeaveCriticalSection(&lock);
    return 0;
}

static void *actualOf(void *user)
{
    Block *block;
    void *actual;

    EnterCriticalSection(&lock);
    block = findBlock(user);
    actual = !block ? user : block->actual;
    LeaveCriticalSection(&lock);
    return actual;
}

static void *STDMETHODCALLTYPE passActual(IMallocSpy *This, void *user, BOOL spyed)
{
    (void)This;
    (void)spyed;
    return actualOf(user);
}

static IMallocSpyVtbl vtbl;
static IMallocSpy spy = {&vtbl};

HRESULT AllocSpyStart(void)
{
    static BOOL ready;
    HRESULT hr;

    if (!ready) {
        InitializeCriticalSection(&lock);
        vtbl = PassingSpy;
        vtbl.PreAlloc = preAlloc;
        vtbl.PostAlloc = postAlloc;
        vtbl.PreFree = preFree;
        vtbl.PreRealloc = preRealloc;
        vtbl.PreGetSize = passActual;
        vtbl.PreDidAlloc = passActual;
        ready = TRUE;
    }
    memset(&counts, 0, sizeof(counts));
    blockCount = 0;
    untilFailure = 0;
    hasFailed = FALSE;
    hr = CoRegisterMallocSpy(&spy);
    registered = SUCCEEDED(hr);
    return hr;
}

void AllocSpyEnd(void)
{
    if (!registered) {
        return;
    }
    untilFailure = 0;
    while (blockCount > 0) {
        CoTaskMemFree(blocks[blockCount - 1].start + GUARD_SIZE);
    }
    CoRevokeMallocSpy();
    registered = FALSE;
}

AllocSpyCounts AllocSpyRead(void)
{
    AllocSpyCounts found;

    EnterCriticalSection(&lock);
    found = counts;
    LeaveCriticalSection(&lock);
    return found;
}

BOOL AllocSpyFind(const void *user, SIZE_T *size)
{
    const Block *block;

    EnterCriticalSection(&lock);
    block = findBlock(user);
    if (block) {
        *size = block->size;
    }
    LeaveCriticalSection(&lock);
    return block != NULL;
}

void AllocSpyFail(LONG n)
{
    EnterCriticalSection(&lock);
    untilFailure = n;
    hasFailed = FALSE;
    LeaveCriticalSection(&lock);
}

BOOL AllocSpyHasFailed(void)
{
    return hasFailed;
}
