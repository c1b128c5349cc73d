/* SPDX-License-Identifier: MIT */
/* The class NapSoHConstructor, which builds a Statement of Health. Contract: napprotocol.idl. */
#ifndef SRC_CLASSES_SOHCONSTRUCTOR_H
#define SRC_CLASSES_SOHCONSTRUCTOR_H

#include <windows.h>
#include <unknwn.h>

/* See ComClass.create. E_OUTOFMEMORY, E_NOINTERFACE. */
HRESULT SoHConstructorCreate(REFIID riid, void **result);

#endif
