/* SPDX-License-Identifier: MIT */
/* The class NapSoHProcessor: reads a Statement of Health. Its contract is INapSoHProcessor's. */
#ifndef QUTIL_COM_SOHPROCESSOR_H
#define QUTIL_COM_SOHPROCESSOR_H

#include <windows.h>
#include <unknwn.h>

HRESULT SoHProcessorCreate(IUnknown **object);

#endif
