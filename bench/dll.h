/* SPDX-License-Identifier: MIT */
/*
 * The functions of qutil.dll that are measured. They are found with GetProcAddress, not imported,
 * so that the program can measure loading the DLL.
 */
#ifndef BENCH_DLL_H
#define BENCH_DLL_H

#include "naputil.h"

typedef struct BenchDll {
    HRESULT(WINAPI *allocConnections)(Connections **, UINT16);
    HRESULT(WINAPI *allocCountedString)(CountedString **, const WCHAR *);
    HRESULT(WINAPI *allocFixupInfo)(FixupInfo **, UINT16);
    HRESULT(WINAPI *getClassObject)(REFCLSID, REFIID, void **);
    void(WINAPI *freeConnections)(Connections *);
    void(WINAPI *freeCountedString)(CountedString *);
    void(WINAPI *freeFixupInfo)(FixupInfo *);
    void(WINAPI *freeSoH)(SoH *);
    void(WINAPI *freeSoHAttributeValue)(SoHAttributeType, SoHAttributeValue *);
} BenchDll;

/* Filled by BenchUseDll. */
extern BenchDll Dll;

#endif
