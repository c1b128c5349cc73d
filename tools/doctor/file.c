/* SPDX-License-Identifier: MIT */
/* See file.h. */
#include "file.h"

#include <stdlib.h>
#include <string.h>

static const char *explain(DWORD error, const System *system, const WCHAR *path)
{
    DWORD attributes;
    WCHAR *access;

    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
        return "does not exist";
    case ERROR_SHARING_VIOLATION:
        return "is in use by a program that lets nobody else read it";
    case ERROR_ACCESS_DENIED:
        access = SystemAccessPath(system, path);
        attributes = access != NULL ? GetFileAttributesW(access) : INVALID_FILE_ATTRIBUTES;
        free(access);
        return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY)
                   ? "is a folder, not a file"
                   : "can't be read: access is denied";
    default:
        return "can't be read";
    }
}

static bool openMapping(File *file, const char **why)
{
    LARGE_INTEGER size;

    if (!GetFileSizeEx(file->handle, &size) || GetFileType(file->handle) != FILE_TYPE_DISK) {
        *why = "is not a file on a disk";
        return false;
    }
    if (size.QuadPart >= 0x100000000) {
        *why = "has 4 GB or more; no program is that large";
        return false;
    }
    if (size.QuadPart == 0) {
        return true; /* can't be mapped, but is a valid result */
    }
    file->size = (size_t)size.QuadPart;
    file->mapping = CreateFileMappingW(file->handle, NULL, PAGE_READONLY, 0, 0, NULL);
    file->bytes =
        file->mapping != NULL ? MapViewOfFile(file->mapping, FILE_MAP_READ, 0, 0, 0) : NULL;
    if (file->bytes == NULL) {
        *why = "is too large to look into, or memory ran out";
    }
    return file->bytes != NULL;
}

bool FileOpen(File *file, const System *system, const WCHAR *path, const char **why)
{
    WCHAR *access = SystemAccessPath(system, path);

    memset(file, 0, sizeof(*file));
    file->handle = INVALID_HANDLE_VALUE;
    *why = "can't be read: memory ran out";
    if (access == NULL) {
        return false;
    }
    file->handle = CreateFileW(access, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
                               OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    free(access);
    if (file->handle == INVALID_HANDLE_VALUE) {
        *why = explain(GetLastError(), system, path);
        return false;
    }
    if (!openMapping(file, why)) {
        FileClose(file);
        return false;
    }
    return true;
}

void FileClose(File *file)
{
    if (file->bytes != NULL) {
        UnmapViewOfFile(file->bytes);
    }
    if (file->mapping != NULL) {
        CloseHandle(file->mapping);
    }
    if (file->handle != INVALID_HANDLE_VALUE) {
        CloseHandle(file->handle);
    }
    memset(file, 0, sizeof(*file));
    file->handle = INVALID_HANDLE_VALUE;
}

static void explainStatus(PeStatus status, const PeImage *image, const WCHAR *path, Report *report)
{
    switch (status) {
    case PE_EMPTY:
        ReportProblem(report, "%w is empty: 0 bytes.", path);
        break;
    case PE_NOT_A_PROGRAM:
        ReportProblem(report,
                      "%w is not a Windows program or DLL, whatever its name says: it doesn't "
                      "begin with MZ, as all of them do.",
                      path);
        break;
    case PE_NOT_WINDOWS:
        ReportProblem(report,
                      "%w is a DOS or 16-bit program, or damaged: it has no PE header, as programs "
                      "for Windows have.",
                      path);
        break;
    case PE_TRUNCATED:
        ReportProblem(report,
                      "%w is cut off: it has %u bytes and ends before or in %s, near byte %u.",
                      path, (unsigned)image->size, image->fault, (unsigned)image->faultOffset);
        break;
    default:
        ReportProblem(report, "%w is damaged: expected %s near byte %u.", path, image->fault,
                      (unsigned)image->faultOffset);
        break;
    }
}

bool ProgramFileOpen(ProgramFile *program, const System *system, const WCHAR *path, Report *report)
{
    const char *why;
    PeStatus status;

    if (!FileOpen(&program->file, system, path, &why)) {
        ReportProblem(report, "%w %s.", path, why);
        return false;
    }
    status = PeOpen(&program->image, program->file.bytes, program->file.size);
    if (status != PE_OK) {
        explainStatus(status, &program->image, path, report);
        FileClose(&program->file);
        return false;
    }
    if (program->image.missing != 0) {
        ReportProblem(report,
                      "%w is cut off: it has %u bytes, and %u more belong to it, for which Windows "
                      "takes zeros.",
                      path, (unsigned)program->image.size, (unsigned)program->image.missing);
        ReportAdvice(report, "Get a fresh copy of %w", path);
    }
    return true;
}

void ProgramFileClose(ProgramFile *program)
{
    FileClose(&program->file);
}

void ProgramFileFault(const ProgramFile *program, Report *report)
{
    ReportProblem(report, "The file is damaged: expected %s near address %x.", program->image.fault,
                  (unsigned)program->image.faultOffset);
}
