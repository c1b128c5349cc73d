/* SPDX-License-Identifier: MIT */
/*
 * What all COM objects of the DLL have in common: IUnknown for an object with one outward,
 * which is never aggregated and may be used from any thread. The free-threaded marshaler is made
 * when somebody first asks for IMarshal: most objects never leave their apartment, and then cost
 * no block for it.
 */
#ifndef QUTIL_COM_OBJECT_H
#define QUTIL_COM_OBJECT_H

#include <stdatomic.h>

#include <windows.h>
#include <unknwn.h>

typedef struct ComObject ComObject;

typedef struct ComType {
    const IID *iid;                     /* beside IUnknown, IMarshal and IAgileObject */
    void (*destroy)(ComObject *object); /* frees the memory that the object lies in */
} ComType;

struct ComObject {
    const ComType *type;
    IUnknown *outward; /* what the world sees of the object */
    _Atomic(IUnknown *) marshaler;
    atomic_ulong references;
};

/* Begins with one reference. The object counts as alive until its destroy function has returned. */
void ComObjectInit(ComObject *object, const ComType *type, IUnknown *outward);

/*
 * Gives the first reference of a new object away, as that interface. Failure is that of
 * ComObjectQueryInterface, and destroys the object.
 */
HRESULT ComObjectHandOver(ComObject *object, REFIID riid, void **result);

/* IUnknown's three methods. */
HRESULT ComObjectQueryInterface(ComObject *object, REFIID riid, void **result);
ULONG ComObjectAddRef(ComObject *object);
ULONG ComObjectRelease(ComObject *object);

#endif
