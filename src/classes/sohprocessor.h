/* SPDX-License-Identifier: MIT */
/* The class NapSoHProcessor, which reads a Statement of Health. Contract: napprotocol.idl. */
#ifndef SRC_CLASSES_SOHPROCESSOR_H
#define SRC_CLASSES_SOHPROCESSOR_H

#include <windows.h>
#include <unknwn.h>

/* See ComClass.create. E_OUTOFMEMORY, E_NOINTERFACE. */
HRESULT SoHProcessorCreate(REFIID riid, void **result);

#endif
