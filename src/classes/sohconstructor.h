/* SPDX-License-Identifier: MIT */
/* The class NapSoHConstructor, which builds a Statement of Health. Contract: napprotocol.idl. */
#ifndef SRC_CLASSES_SOHCONSTRUCTOR_H
#define SRC_CLASSES_SOHCONSTRUCTOR_H

#include <windows.h>
#include <unknwn.h>

/* On failure (E_OUTOFMEMORY, E_NOINTERFACE) *result is NULL. */
HRESULT SoHConstructorCreate(REFIID riid, void **result);

#endif
