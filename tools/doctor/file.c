/* SPDX-License-Identifier: MIT */
/* See file.h. */
#include "file.h"

#include <stdlib.h>

/* access is what was opened. */
static const char *explain(DWORD error, const WCHAR *access)
{
    DWORD attributes;

    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
        return "does not exist";
    case ERROR_SHARING_VIOLATION:
        return "is in use by a program that lets nobody else read it";
    case ERROR_ACCESS_DENIED:
        attributes = GetFileAttributesW(access);
        return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY)
                   ? "is a folder, not a file"
                   : "can't be read: access is denied";
    case ERROR_BAD_FILE_TYPE:
        return "is not a file on a disk";
    case ERROR_FILE_TOO_LARGE:
        return "has 4 GB or more; no program is that large";
    case ERROR_NOT_ENOUGH_MEMORY:
        return "is too large to look into, or memory ran out";
    default:
        return "can't be read";
    }
}

bool FileOpen(MappedFile *file, const System *system, const WCHAR *path, const char **why)
{
    WCHAR *access = SystemAccessPath(system, path);
    bool ok;

    *why = "can't be read: memory ran out";
    if (!access) {
        return false;
    }
    ok = MappedFileOpen(file, access);
    if (!ok) {
        *why = explain(GetLastError(), access);
    }
    free(access);
    return ok;
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
        MappedFileClose(&program->file);
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
    MappedFileClose(&program->file);
}

void ProgramFileFault(const ProgramFile *program, Report *report)
{
    ReportProblem(report, "The file is damaged: expected %s near address %x.", program->image.fault,
                  (unsigned)program->image.faultOffset);
}
