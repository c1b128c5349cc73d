/* SPDX-License-Identifier: MIT */
/*
 * What a DLL tells the COM server in this folder about itself. qutil.dll and naphost.dll each link
 * the same server with a ComModule of their own.
 */
#ifndef SRC_COM_MODULE_H
#define SRC_COM_MODULE_H

#include <windows.h>
#include <unknwn.h>

typedef struct ComClass {
    const CLSID *clsid;
    const WCHAR *name;                             /* shown in registry editors */
    HRESULT (*create)(REFIID riid, void **result); /* *result is NULL before, and on failure */
} ComClass;

#define COM_CLASS_MAX 4

typedef struct ComModule {
    const ComClass *classes;
    size_t classCount;      /* at most COM_CLASS_MAX */
    BOOL (*isActive)(void); /* whether more than objects and locks keeps the DLL loaded, or NULL */
    BOOL refusesToReplace;  /* DllRegisterServer leaves classes alone that another DLL has */
} ComModule;

extern const ComModule ComThisModule;

#endif
