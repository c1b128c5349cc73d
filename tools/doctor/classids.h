/* SPDX-License-Identifier: MIT */
/* The NAP classes: those that qutil.dll and naphost.dll serve, and those that didn't come back. */
#ifndef TOOLS_DOCTOR_CLASSIDS_H
#define TOOLS_DOCTOR_CLASSIDS_H

#include <windows.h>
#include <objbase.h>
#include <stdbool.h>

/* The classes from CLASS_GONE on are those that didn't come back. */
enum { CLASS_GONE = 6, CLASS_COUNT_ALL = 8 };

typedef struct ClassId {
    const CLSID *clsid;
    const WCHAR *name;
    const WCHAR *text;   /* "{…}", as in the registry */
    const char *mention; /* without braces, as programs may contain it */
    const IID *iid;      /* the interface that clients request; NULL if the class is gone */
    const char *what;    /* what it is for, unless it is one of qutil.dll's */
} ClassId;

extern const ClassId ClassIds[CLASS_COUNT_ALL];

enum { CLASS_GROUP_MAX = 4 };

/* The classes of one DLL of ours: ClassIds[begin] to ClassIds[end - 1]. */
typedef struct ClassGroup {
    size_t begin;
    size_t end;
    const WCHAR *dll;
    const WCHAR *assembly; /* by which a manifest has them */
    const char *option;    /* selects them beside --register-user, with the blank before it */
    const char *all;       /* "Both classes", … */
    const char *heading;
    const char *whenCreated; /* the verdict when programs can create them */
    bool isOptional;         /* those that aren't needed aren't worth a word */
    bool yieldsToOthers;     /* not registered where the real ones are */
} ClassGroup;

extern const ClassGroup QutilClasses;
extern const ClassGroup HostClasses;

#endif
