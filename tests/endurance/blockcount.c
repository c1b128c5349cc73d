/* SPDX-License-Identifier: MIT */
/* See blockcount.h. */
#include "blockcount.h"

#include "check.h"
#include "passingspy.h"

#include <objbase.h>
#include <stdint.h>

static volatile LONG live;
static volatile LONG foreign;
static BOOL counts;
static DWORD untilFailure = TLS_OUT_OF_INDEXES; /* for each thread; 0: none fails */

static LONG threadsTurn(void)
{
    return (LONG)(intptr_t)TlsGetValue(untilFailure);
}

static void setThreadsTurn(LONG n)
{
    TlsSetValue(untilFailure, (void *)(intptr_t)n);
}

static SIZE_T STDMETHODCALLTYPE preAlloc(IMallocSpy *This, SIZE_T size)
{
    LONG left = threadsTurn();

    if (left > 0) {
        setThreadsTurn(left == 1 ? -1 : left - 1);
    }
    if (left == 1) {
        return 0;
    }
    return size == 0 ? 1 : size;
}

static void *STDMETHODCALLTYPE postAlloc(IMallocSpy *This, void *actual)
{
    if (actual) {
        InterlockedIncrement(&live);
    }
    return actual;
}

static void *STDMETHODCALLTYPE preFree(IMallocSpy *This, void *block, BOOL spyed)
{
    if (block && spyed) {
        InterlockedDecrement(&live);
    } else if (block) {
        InterlockedIncrement(&foreign);
    }
    return block;
}

static IMallocSpyVtbl vtbl;
static IMallocSpy spy = {&vtbl};

void BlockCountBegin(void)
{
    if (untilFailure == TLS_OUT_OF_INDEXES) {
        untilFailure = TlsAlloc();
        CHECK(untilFailure != TLS_OUT_OF_INDEXES);
        vtbl = PassingSpy;
        vtbl.PreAlloc = preAlloc;
        vtbl.PostAlloc = postAlloc;
        vtbl.PreFree = preFree;
    }
    live = 0;
    foreign = 0;
    CHECK_HRESULT(CoRegisterMallocSpy(&spy), S_OK);
    counts = TRUE;
}

BOOL BlockCountIsOn(void)
{
    return counts;
}

BlockCount BlockCountRead(void)
{
    BlockCount found = {live, foreign};

    return found;
}

void BlockCountEnd(void)
{
    counts = FALSE;
    CHECK_HRESULT(CoRevokeMallocSpy(), S_OK);
}

BOOL BlockCountFail(LONG n)
{
    if (counts) {
        setThreadsTurn(n);
    }
    return counts;
}

BOOL BlockCountFailed(void)
{
    BOOL failed = counts && threadsTurn() == -1;

    if (counts) {
        setThreadsTurn(0);
    }
    return failed;
}
