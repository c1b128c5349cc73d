/* SPDX-License-Identifier: MIT */
/* The class NapSoHConstructor: builds a Statement of Health, as INapSoHConstructor says. */
#ifndef QUTIL_COM_SOHCONSTRUCTOR_H
#define QUTIL_COM_SOHCONSTRUCTOR_H

#include <windows.h>
#include <unknwn.h>

/* E_OUTOFMEMORY, E_NOINTERFACE; *result is NULL then. */
HRESULT SoHConstructorCreate(REFIID riid, void **result);

#endif
