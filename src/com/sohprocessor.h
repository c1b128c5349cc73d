/* SPDX-License-Identifier: MIT */
/* The class NapSoHProcessor: reads a Statement of Health, as INapSoHProcessor says. */
#ifndef QUTIL_COM_SOHPROCESSOR_H
#define QUTIL_COM_SOHPROCESSOR_H

#include <windows.h>
#include <unknwn.h>

HRESULT SoHProcessorCreate(IUnknown **object);

#endif
