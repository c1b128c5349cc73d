/* SPDX-License-Identifier: MIT */
/* See blockcount.h. */
#define COBJMACROS
#include "blockcount.h"

#include "check.h"

#include <objbase.h>
#include <objidl.h>
#include <stdint.h>

static volatile LONG live;
static volatile LONG foreign;
static BOOL counts;
static DWORD untilFailure = TLS_OUT_OF_INDEXES; /* for each thread; 0: none fails */

static HRESULT STDMETHODCALLTYPE queryInterface(IMallocSpy *This, REFIID riid, void **object)
{
    if (IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &IID_IMallocSpy)) {
        *object = This;
        return S_OK;
    }
    *object = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE addRef(IMallocSpy *This)
{
    (void)This;
    return 2;
}

static ULONG STDMETHODCALLTYPE release(IMallocSpy *This)
{
    (void)This;
    return 1;
}

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

    (void)This;
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
    (void)This;
    if (actual != NULL) {
        InterlockedIncrement(&live);
    }
    return actual;
}

static void *STDMETHODCALLTYPE preFree(IMallocSpy *This, void *block, BOOL spyed)
{
    (void)This;
    if (block != NULL && spyed) {
        InterlockedDecrement(&live);
    } else if (block != NULL) {
        InterlockedIncrement(&foreign);
    }
    return block;
}

static void STDMETHODCALLTYPE postFree(IMallocSpy *This, BOOL spyed)
{
    (void)This;
    (void)spyed;
}

static SIZE_T STDMETHODCALLTYPE preRealloc(IMallocSpy *This, void *block, SIZE_T size,
                                           void **actual, BOOL spyed)
{
    (void)This;
    (void)spyed;
    *actual = block;
    return size;
}

static void *STDMETHODCALLTYPE postRealloc(IMallocSpy *This, void *actual, BOOL spyed)
{
    (void)This;
    (void)spyed;
    return actual;
}

static void *STDMETHODCALLTYPE preGetSize(IMallocSpy *This, void *block, BOOL spyed)
{
    (void)This;
    (void)spyed;
    return block;
}

static SIZE_T STDMETHODCALLTYPE postGetSize(IMallocSpy *This, SIZE_T size, BOOL spyed)
{
    (void)This;
    (void)spyed;
    return size;
}

static void *STDMETHODCALLTYPE preDidAlloc(IMallocSpy *This, void *block, BOOL spyed)
{
    (void)This;
    (void)spyed;
    return block;
}

static int STDMETHODCALLTYPE postDidAlloc(IMallocSpy *This, void *block, BOOL spyed, int actual)
{
    (void)This;
    (void)block;
    (void)spyed;
    return actual;
}

static void STDMETHODCALLTYPE preHeapMinimize(IMallocSpy *This)
{
    (void)This;
}

static void STDMETHODCALLTYPE postHeapMinimize(IMallocSpy *This)
{
    (void)This;
}

static IMallocSpyVtbl vtbl = {
    queryInterface, addRef,      release,      preAlloc,        postAlloc,
    preFree,        postFree,    preRealloc,   postRealloc,     preGetSize,
    postGetSize,    preDidAlloc, postDidAlloc, preHeapMinimize, postHeapMinimize,
};

static IMallocSpy spy = {&vtbl};

void BlockCountBegin(void)
{
    if (untilFailure == TLS_OUT_OF_INDEXES) {
        untilFailure = TlsAlloc();
        CHECK(untilFailure != TLS_OUT_OF_INDEXES);
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
