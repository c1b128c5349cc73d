/* SPDX-License-Identifier: MIT */
/* The NAP classes: the two that qutil.dll serves, and those that didn't come back. */
#ifndef TOOLS_DOCTOR_CLASSIDS_H
#define TOOLS_DOCTOR_CLASSIDS_H

#include <windows.h>
#include <objbase.h>

enum { CLASS_COUNT = 2, CLASS_COUNT_ALL = 8 };

typedef struct ClassId {
    const CLSID *clsid;
    const WCHAR *name;
    const WCHAR *text;   /* "{…}", as in the registry */
    const char *mention; /* without braces, as programs may contain it */
    const IID *iid;      /* the interface that clients request; NULL if the class is gone */
    const char *what;    /* what it was for, if the class is gone */
} ClassId;

/* The first CLASS_COUNT are those of qutil.dll. */
extern const ClassId ClassIds[CLASS_COUNT_ALL];

#endif
