/* SPDX-License-Identifier: MIT */
/* See plain.h. */
#include "plain.h"

#include "allocator.h"

void PlainDestroy(ComObject *object)
{
    AllocatorFree(CONTAINING_RECORD(object, PlainObject, object));
}

HRESULT PlainCreate(const ComType *type, const void *vtbl, REFIID riid, void **result)
{
    PlainObject *made = AllocatorBytes(sizeof(*made));

    *result = NULL;
    if (!made) {
        return E_OUTOFMEMORY;
    }
    made->outward.lpVtbl = vtbl;
    ComObjectInit(&made->object, type, &made->outward);
    return ComObjectHandOver(&made->object, riid, result);
}
