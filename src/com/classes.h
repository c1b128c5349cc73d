/* SPDX-License-Identifier: MIT */
/*
 * The table of the classes that this DLL serves. The factory creates from it, and registration
 * writes it.
 */
#ifndef QUTIL_COM_CLASSES_H
#define QUTIL_COM_CLASSES_H

#include <windows.h>
#include <unknwn.h>

typedef struct ComClass {
    const CLSID *clsid;
    const WCHAR *name;                             /* for who looks at the registry */
    HRESULT (*create)(REFIID riid, void **result); /* *result is NULL on failure */
} ComClass;

#define COM_CLASS_COUNT 2

extern const ComClass ComClasses[COM_CLASS_COUNT];

#endif
