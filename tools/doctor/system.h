/* SPDX-License-Identifier: MIT */
/*
 * The folders of Windows, and file system redirection: on 64-bit Windows a 32-bit program that
 * opens System32 gets SysWOW64. Unless stated otherwise, a path here is a "true" path: the one by
 * which a 64-bit program opens the file.
 */
#ifndef TOOLS_DOCTOR_SYSTEM_H
#define TOOLS_DOCTOR_SYSTEM_H

#include <windows.h>
#include <stdbool.h>

#include "path.h"
#include "peimage.h"

typedef struct System {
    WCHAR *windows;
    WCHAR *system;    /* System32 */
    WCHAR *wow64;     /* SysWOW64; NULL on 32-bit Windows */
    WCHAR *sysnative; /* System32 for a 32-bit program; NULL on 32-bit Windows */
    WCHAR *ownPath;   /* of this program */
    WCHAR *ownFolder;
    bool isRedirected; /* this program is a 32-bit one on 64-bit Windows */
    bool isWine;
} System;

/* The machine of this program: PE_MACHINE_X86 or PE_MACHINE_X64. */
extern const uint16_t SystemOwnMachine;

bool SystemOpen(System *system);
void SystemClose(System *system);

/* TRUE if this project has a qutil.dll for the machine. */
bool SystemIsServed(uint16_t machine);
/* "32-bit (x86)", "64-bit (x64)", … */
const char *SystemMachineName(uint16_t machine);
/* "x86", "x64": the folders of our archive. */
const char *SystemFolderOfMachine(uint16_t machine);

/* Both return memory for free(), or NULL when there is none. */
/* The true path of what a program of that bitness gets when it opens path. */
WCHAR *SystemTruePath(const System *system, const WCHAR *path, bool is32);
/* The path by which this program opens the file with that true path. */
WCHAR *SystemAccessPath(const System *system, const WCHAR *path);

/* Is it in the Windows folder, or below? path is a true one. */
bool SystemIsOfWindows(const System *system, const WCHAR *path);
/* TRUE if path, a true path, is an existing file, not a folder. */
bool SystemIsFile(const System *system, const WCHAR *path);

#endif
