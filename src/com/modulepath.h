/* SPDX-License-Identifier: MIT */
/* This module's path, and whether another path leads to the same file. */
#ifndef SRC_COM_MODULEPATH_H
#define SRC_COM_MODULEPATH_H

#include <windows.h>

/* The longest path of Windows, in characters with the NUL. */
#define PATH_CAPACITY 32768u

typedef struct ModulePath {
    WCHAR text[PATH_CAPACITY];     /* as the loader reports it */
    WCHAR other[PATH_CAPACITY];    /* set by the caller: the path to compare */
    WCHAR resolved[PATH_CAPACITY]; /* scratch space of the comparison */
} ModulePath;

/* Allocates *path (for AllocatorFree) and fills `text` only. *path is NULL on failure. */
HRESULT ModulePathGet(ModulePath **path);

/*
 * Whether `other` leads to this module. Either the texts are equal, ignoring case and quotes, or
 * `other` is a full path and both paths are equal once short names, links and substituted drives
 * are resolved. Two hard links to one file are two paths, as they are to the loader. Overwrites
 * `other`.
 */
BOOL ModulePathIsOther(ModulePath *path);

/*
 * About `other` as the path of a COM server, with or without quotes, which may lack a folder.
 * Exists: whether the loader would find such a file. HasOthersName: whether this module's file has
 * the same name, in whichever folder.
 */
BOOL ModulePathOtherExists(ModulePath *path);
BOOL ModulePathHasOthersName(ModulePath *path);

#endif
