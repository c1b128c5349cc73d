/* SPDX-License-Identifier: MIT */
/* COM objects without a state of their own: an interface, and a count of references. */
#ifndef NAPHOST_PLAIN_H
#define NAPHOST_PLAIN_H

#include "com/object.h"

/* For COM_UNKNOWN_METHODS, whatever the interface. */
typedef struct PlainObject {
    IUnknown outward;
    ComObject object;
} PlainObject;

/* For ComType. */
void PlainDestroy(ComObject *object);

/* E_OUTOFMEMORY, E_NOINTERFACE: *result is NULL. */
HRESULT PlainCreate(const ComType *type, const void *vtbl, REFIID riid, void **result);

#endif
