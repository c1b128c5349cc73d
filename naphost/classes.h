/* SPDX-License-Identifier: MIT */
/*
 * The classes of naphost.dll. The IDL in include/ documents their methods; docs/naphost.md says
 * what this host makes of them. On failure (E_OUTOFMEMORY, E_NOINTERFACE) *result is NULL.
 */
#ifndef NAPHOST_CLASSES_H
#define NAPHOST_CLASSES_H

#include <windows.h>
#include <unknwn.h>

HRESULT ClientManagementCreate(REFIID riid, void **result);
HRESULT ServerManagementCreate(REFIID riid, void **result);
HRESULT ServerInfoCreate(REFIID riid, void **result);
HRESULT BindingCreate(REFIID riid, void **result);

#endif
