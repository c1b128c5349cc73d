/* SPDX-License-Identifier: MIT */
/* See passingspy.h. */
#include "passingspy.h"

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

/* PostRealloc, PreGetSize and PreDidAlloc. */
static void *STDMETHODCALLTYPE passBlock(IMallocSpy *This, void *block, BOOL spyed)
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

static int STDMETHODCALLTYPE postDidAlloc(IMallocSpy *This, void *block, BOOL spyed, int actual)
{
    (void)This;
    (void)block;
    (void)spyed;
    return actual;
}

/* PreHeapMinimize and PostHeapMinimize. */
static void STDMETHODCALLTYPE heapMinimize(IMallocSpy *This)
{
    (void)This;
}

const IMallocSpyVtbl PassingSpy = {
    .QueryInterface = queryInterface,
    .AddRef = addRef,
    .Release = release,
    .PostFree = postFree,
    .PreRealloc = preRealloc,
    .PostRealloc = passBlock,
    .PreGetSize = passBlock,
    .PostGetSize = postGetSize,
    .PreDidAlloc = passBlock,
    .PostDidAlloc = postDidAlloc,
    .PreHeapMinimize = heapMinimize,
    .PostHeapMinimize = heapMinimize,
};
