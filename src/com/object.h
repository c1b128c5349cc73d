/* SPDX-License-Identifier: MIT */
/*
 * IUnknown for all COM objects of a DLL. Each has one interface, or one that extends another, is
 * never aggregated and may be used from any thread. The free-threaded marshaler is created when
 * IMarshal is first requested: most objects never leave their apartment, and save that block.
 */
#ifndef SRC_COM_OBJECT_H
#define SRC_COM_OBJECT_H

#include <stdatomic.h>

#include <windows.h>
#include <unknwn.h>

typedef struct ComObject ComObject;

typedef struct ComType {
    const IID *iid;                     /* beside IUnknown, IMarshal and IAgileObject */
    const IID *extension;               /* of the interface that extends iid's, or NULL */
    void (*destroy)(ComObject *object); /* frees the memory that the object lies in */
} ComType;

struct ComObject {
    const ComType *type;
    IUnknown *outward; /* the interface that clients get */
    _Atomic(IUnknown *) marshaler;
    atomic_ulong references;
};

/* Sets one reference. The DLL counts as in use until the object's destroy function has returned. */
void ComObjectInit(ComObject *object, const ComType *type, IUnknown *outward);

/*
 * Gives a new object's first reference to the caller, as the interface `riid`. Fails like
 * ComObjectQueryInterface, and then destroys the object.
 */
HRESULT ComObjectHandOver(ComObject *object, REFIID riid, void **result);

/* IUnknown's three methods. */
HRESULT ComObjectQueryInterface(ComObject *object, REFIID riid, void **result);
ULONG ComObjectAddRef(ComObject *object);
ULONG ComObjectRelease(ComObject *object);

/*
 * Defines queryInterface, addRef and release for the vtable of `interface`, which is the member
 * `outward` of the structure `type`; the ComObject is its member `object`.
 */
#define COM_UNKNOWN_METHODS(interface, type)                                                       \
    static HRESULT STDMETHODCALLTYPE queryInterface(interface *This, REFIID riid, void **result)   \
    {                                                                                              \
        return ComObjectQueryInterface(&CONTAINING_RECORD(This, type, outward)->object, riid,      \
                                       result);                                                    \
    }                                                                                              \
    static ULONG STDMETHODCALLTYPE addRef(interface *This)                                         \
    {                                                                                              \
        return ComObjectAddRef(&CONTAINING_RECORD(This, type, outward)->object);                   \
    }                                                                                              \
    static ULONG STDMETHODCALLTYPE release(interface *This)                                        \
    {                                                                                              \
        return ComObjectRelease(&CONTAINING_RECORD(This, type, outward)->object);                  \
    }

#endif
