/* SPDX-License-Identifier: MIT */
/* The class NapSoHProcessor: reads a Statement of Health, as INapSoHProcessor says. */
#ifndef QUTIL_COM_SOHPROCESSOR_H
#define QUTIL_COM_SOHPROCESSOR_H

#include <windows.h>
#include <unknwn.h>

/* E_OUTOFMEMORY, E_NOINTERFACE; *result is NULL then. */
HRESULT SoHProcessorCreate(REFIID riid, void **result);

#endif
