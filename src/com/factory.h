/* SPDX-License-Identifier: MIT */
/* The class factory of all classes. */
#ifndef SRC_COM_FACTORY_H
#define SRC_COM_FACTORY_H

#include "module.h"

/* Makes a factory for `class`. On failure (E_OUTOFMEMORY, E_NOINTERFACE) *result is NULL. */
HRESULT FactoryCreate(const ComClass *class, REFIID riid, void **result);

#endif
