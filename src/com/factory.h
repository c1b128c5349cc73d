/* SPDX-License-Identifier: MIT */
/* The class factory of all classes. */
#ifndef SRC_COM_FACTORY_H
#define SRC_COM_FACTORY_H

#include "module.h"

/* Makes a factory for `class`. *result is NULL before, and on failure: E_OUTOFMEMORY,
 * E_NOINTERFACE. */
HRESULT FactoryCreate(const ComClass *class, REFIID riid, void **result);

#endif
