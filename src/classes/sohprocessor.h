/* SPDX-License-Identifier: MIT */
/* The class NapSoHProcessor, which reads a Statement of Health. Contract: napprotocol.idl. */
#ifndef SRC_CLASSES_SOHPROCESSOR_H
#define SRC_CLASSES_SOHPROCESSOR_H

#include <windows.h>
#include <unknwn.h>

/* On failure (E_OUTOFMEMORY, E_NOINTERFACE) *result is NULL. */
HRESULT SoHProcessorCreate(REFIID riid, void **result);

#endif
