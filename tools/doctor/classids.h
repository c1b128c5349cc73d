/* SPDX-License-Identifier: MIT */
/* The two classes that qutil.dll serves. */
#ifndef DOCTOR_CLASSIDS_H
#define DOCTOR_CLASSIDS_H

#include <windows.h>
#include <objbase.h>

enum { CLASS_COUNT = 2 };

typedef struct ClassId {
    const CLSID *clsid;
    const IID *iid; /* what a client asks for */
    const WCHAR *name;
    const WCHAR *text;   /* "{…}", as the registry has it */
    const char *mention; /* without braces, as a program may have it */
} ClassId;

extern const ClassId ClassIds[CLASS_COUNT];

#endif
