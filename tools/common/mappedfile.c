/* SPDX-License-Identifier: MIT */
/* See mappedfile.h. */
#include "mappedfile.h"

#include <string.h>

#define MOST_BYTES 0xFFFFFFFF

static DWORD map(MappedFile *file)
{
    LARGE_INTEGER size;

    if (!GetFileSizeEx(file->handle, &size) || GetFileType(file->handle) != FILE_TYPE_DISK) {
        return ERROR_BAD_FILE_TYPE;
    }
    if (size.QuadPart > MOST_BYTES) {
        return ERROR_FILE_TOO_LARGE;
    }
    if (size.QuadPart == 0) {
        return ERROR_SUCCESS; /* Windows maps no empty file */
    }
    file->size = (size_t)size.QuadPart;
    file->mapping = CreateFileMappingW(file->handle, NULL, PAGE_READONLY, 0, 0, NULL);
    if (file->mapping) {
        file->bytes = MapViewOfFile(file->mapping, FILE_MAP_READ, 0, 0, 0);
    }
    return file->bytes ? ERROR_SUCCESS : GetLastError();
}

bool MappedFileOpen(MappedFile *file, const WCHAR *path)
{
    DWORD error;

    memset(file, 0, sizeof(*file));
    file->handle = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
                               OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file->handle == INVALID_HANDLE_VALUE) {
        return false;
    }
    error = map(file);
    if (error != ERROR_SUCCESS) {
        MappedFileClose(file);
        SetLastError(error);
    }
    return error == ERROR_SUCCESS;
}

void MappedFileClose(MappedFile *file)
{
    if (file->bytes) {
        UnmapViewOfFile(file->bytes);
    }
    if (file->mapping) {
        CloseHandle(file->mapping);
    }
    if (file->handle != INVALID_HANDLE_VALUE) {
        CloseHandle(file->handle);
    }
    memset(file, 0, sizeof(*file));
    file->handle = INVALID_HANDLE_VALUE;
}
