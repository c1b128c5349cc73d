/* SPDX-License-Identifier: MIT */
/* See faces.h. */
#include "faces.h"

#include <unknwn.h>

static BOOL answersTo(const Face *face, REFIID riid)
{
    for (size_t i = 0; i < ARRAYSIZE(face->ids); i++) {
        if (face->ids[i] && IsEqualIID(face->ids[i], riid)) {
            return TRUE;
        }
    }
    return FALSE;
}

HRESULT FaceQuery(Face *face, REFIID riid, void **object)
{
    Object *owner = face->object;

    for (size_t i = 0; i < owner->count; i++) {
        if (answersTo(&owner->faces[i], riid) || IsEqualIID(riid, &IID_IUnknown)) {
            *object = &owner->faces[i];
            FaceAddRef(face);
            return S_OK;
        }
    }
    *object = NULL;
    return E_NOINTERFACE;
}

ULONG FaceAddRef(Face *face)
{
    return (ULONG)InterlockedIncrement(&face->object->references);
}

ULONG FaceRelease(Face *face)
{
    return (ULONG)InterlockedDecrement(&face->object->references);
}
