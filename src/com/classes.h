/* SPDX-License-Identifier: MIT */
/* The table of this DLL's COM classes, for the class factory and for registration. */
#ifndef SRC_COM_CLASSES_H
#define SRC_COM_CLASSES_H

#include <windows.h>
#include <unknwn.h>

typedef struct ComClass {
    const CLSID *clsid;
    const WCHAR *name;                             /* shown in registry editors */
    HRESULT (*create)(REFIID riid, void **result); /* *result is NULL on failure */
} ComClass;

#define COM_CLASS_COUNT 2

extern const ComClass ComClasses[COM_CLASS_COUNT];

#endif
