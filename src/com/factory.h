/* SPDX-License-Identifier: MIT */
/* The class factory of all classes. */
#ifndef QUTIL_COM_FACTORY_H
#define QUTIL_COM_FACTORY_H

#include "classes.h"

/* Makes a factory for `class`. On failure (E_OUTOFMEMORY, E_NOINTERFACE) *result is NULL. */
HRESULT FactoryCreate(const ComClass *class, REFIID riid, void **result);

#endif
