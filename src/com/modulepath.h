/* SPDX-License-Identifier: MIT */
/* The path that this module was loaded from, and whether another path leads to the same file. */
#ifndef QUTIL_COM_MODULEPATH_H
#define QUTIL_COM_MODULEPATH_H

#include <windows.h>

/* The longest path that Windows knows, in characters with the NUL. */
#define PATH_CAPACITY 32768u

typedef struct ModulePath {
    WCHAR text[PATH_CAPACITY];     /* as the loader tells it */
    WCHAR other[PATH_CAPACITY];    /* for the caller: what is compared with it */
    WCHAR resolved[PATH_CAPACITY]; /* room for the comparison */
} ModulePath;

/* Only `text` is filled. A block for AllocatorFree; NULL on failure. */
HRESULT ModulePathGet(ModulePath **path);

/*
 * Whether `other` leads to this module: it is the same text but for case and quotes around it, or
 * it is a full path and both are one once short names, links and substituted drives are resolved.
 * Two hard links of one file are two paths, as they are to the loader. `other` is used up.
 */
BOOL ModulePathIsOther(ModulePath *path);

#endif
