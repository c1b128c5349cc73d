/* SPDX-License-Identifier: MIT */
/* What a program imports that has to do with Network Access Protection. */
#ifndef DOCTOR_IMPORTS_H
#define DOCTOR_IMPORTS_H

#include "peimage.h"

/* A DLL of NAP that is gone from Windows, and that qutil.dll does not give back. */
typedef struct NapDll {
    const char *name;
    const char *what;
} NapDll;

enum { NAP_DLL_COUNT = 7 };

extern const NapDll NapDlls[NAP_DLL_COUNT];

typedef struct NapDllUse {
    bool isImported;
    bool isDelayed;
} NapDllUse;

typedef struct Imports {
    PeImport *functions; /* from qutil.dll */
    size_t count;
    size_t capacity;
    bool isImported; /* qutil.dll is, at the start */
    bool isDelayed;
    NapDllUse naps[NAP_DLL_COUNT];
    bool ranOutOfMemory;
} Imports;

PeStatus ImportsRead(Imports *imports, PeImage *image);
void ImportsFree(Imports *imports);

#endif
