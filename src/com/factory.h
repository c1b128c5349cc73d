/* SPDX-License-Identifier: MIT */
/* The class factory, one for all classes. */
#ifndef QUTIL_COM_FACTORY_H
#define QUTIL_COM_FACTORY_H

#include "classes.h"

/* A factory for that class. E_OUTOFMEMORY, E_NOINTERFACE; *result is NULL then. */
HRESULT FactoryCreate(const ComClass *class, REFIID riid, void **result);

#endif
