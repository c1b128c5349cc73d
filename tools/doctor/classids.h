/* SPDX-License-Identifier: MIT */
/* The classes of NAP: the two that qutil.dll serves, and those that are gone with NAP's service. */
#ifndef DOCTOR_CLASSIDS_H
#define DOCTOR_CLASSIDS_H

#include <windows.h>
#include <objbase.h>

enum { CLASS_COUNT = 2, CLASS_COUNT_ALL = 8 };

typedef struct ClassId {
    const CLSID *clsid;
    const WCHAR *name;
    const WCHAR *text;   /* "{…}", as the registry has it */
    const char *mention; /* without braces, as a program may have it */
    const IID *iid;      /* what a client asks for; NULL if the class is gone */
    const char *what;    /* it was, if the class is gone */
} ClassId;

/* The first CLASS_COUNT are those of qutil.dll. */
extern const ClassId ClassIds[CLASS_COUNT_ALL];

#endif
