/* SPDX-License-Identifier: MIT */
/* A file, mapped for reading only. */
#ifndef TOOLS_COMMON_MAPPEDFILE_H
#define TOOLS_COMMON_MAPPEDFILE_H

#include <stdbool.h>
#include <windows.h>

typedef struct MappedFile {
    HANDLE handle;
    HANDLE mapping;
    const void *bytes; /* NULL for an empty file */
    size_t size;
} MappedFile;

/*
 * Others may read, rename and delete the file meanwhile. FALSE: the reason is in GetLastError;
 * ERROR_FILE_TOO_LARGE for 4 GB and more, ERROR_BAD_FILE_TYPE for what is no file on a disk.
 */
bool MappedFileOpen(MappedFile *file, const WCHAR *path);
void MappedFileClose(MappedFile *file);

#endif
