/* SPDX-License-Identifier: MIT */
/*
 * Where Windows keeps its DLLs, and what stands between a program and a file: on 64-bit Windows
 * a 32-bit program that opens System32 gets SysWOW64. A path here is what a 64-bit program calls
 * the file ("true"), unless it says otherwise.
 */
#ifndef DOCTOR_SYSTEM_H
#define DOCTOR_SYSTEM_H

#include <windows.h>
#include <stdbool.h>

#include "path.h"
#include "peimage.h"

typedef struct System {
    WCHAR *windows;
    WCHAR *system;    /* System32 */
    WCHAR *wow64;     /* SysWOW64; NULL on 32-bit Windows */
    WCHAR *sysnative; /* by which a 32-bit program gets at System32; NULL on 32-bit Windows */
    WCHAR *ownPath;   /* of this program */
    WCHAR *ownFolder;
    bool isRedirected; /* this program is a 32-bit one on 64-bit Windows */
    bool isWine;
} System;

/* PE_MACHINE_X86 or PE_MACHINE_X64: that of this program. */
extern const uint16_t SystemOwnMachine;

bool SystemOpen(System *system);
void SystemClose(System *system);

/* Is it one that this project has a qutil.dll for? */
bool SystemIsServed(uint16_t machine);
/* "32-bit (x86)", "64-bit (x64)", … */
const char *SystemMachineName(uint16_t machine);
/* "x86", "x64": the names of our folders. */
const char *SystemFolderOfMachine(uint16_t machine);

/* Both return memory for free(), or NULL when there is none. */
/* The true path of what a program of that bitness gets when it opens path. */
WCHAR *SystemTruePath(const System *system, const WCHAR *path, bool is32);
/* What this program opens to get at a true path. */
WCHAR *SystemAccessPath(const System *system, const WCHAR *path);

/* Is it in the Windows folder, or below? path is a true one. */
bool SystemIsOfWindows(const System *system, const WCHAR *path);
/* Is there a file, not a folder? path is a true one. */
bool SystemIsFile(const System *system, const WCHAR *path);

#endif
