/* SPDX-License-Identifier: MIT */
/* IUnknown for the test's objects. They are static: they count references but are never freed. */
#ifndef TESTS_PROXIES_FACES_H
#define TESTS_PROXIES_FACES_H

#include <windows.h>

struct Object;

/* One interface of an object. A pointer to it is the interface pointer. */
typedef struct Face {
    const void *lpVtbl;
    const IID *ids[3]; /* of the interface; unused ones NULL */
    struct Object *object;
} Face;

typedef struct Object {
    LONG volatile references;
    size_t count;
    Face *faces; /* IUnknown is the first one */
} Object;

HRESULT FaceQuery(Face *face, REFIID riid, void **object);
ULONG FaceAddRef(Face *face);
ULONG FaceRelease(Face *face);

/* The first three functions of an interface's table. */
#define FACE_FUNCTIONS(Interface)                                                                  \
    static HRESULT STDMETHODCALLTYPE Interface##Query(Interface *This, REFIID riid, void **object) \
    {                                                                                              \
        return FaceQuery((Face *)This, riid, object);                                              \
    }                                                                                              \
    static ULONG STDMETHODCALLTYPE Interface##AddRef(Interface *This)                              \
    {                                                                                              \
        return FaceAddRef((Face *)This);                                                           \
    }                                                                                              \
    static ULONG STDMETHODCALLTYPE Interface##Release(Interface *This)                             \
    {                                                                                              \
        return FaceRelease((Face *)This);                                                          \
    }

#define FACE_SLOTS(Interface)                                                                      \
    .QueryInterface = Interface##Query, .AddRef = Interface##AddRef, .Release = Interface##Release

#endif
