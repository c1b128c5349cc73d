/* SPDX-License-Identifier: MIT */
/* A file, mapped read-only, also from the other architecture's view of the disk. */
#ifndef DOCTOR_FILE_H
#define DOCTOR_FILE_H

#include "report.h"
#include "system.h"

typedef struct File {
    HANDLE handle;
    HANDLE mapping;
    const void *bytes;
    size_t size;
} File;

/* path is a true path. On failure *why completes a sentence that begins with the path. */
bool FileOpen(File *file, const System *system, const WCHAR *path, const char **why);
void FileClose(File *file);

/* A file that should be a program or a DLL, opened and its headers read. */
typedef struct ProgramFile {
    File file;
    PeImage image;
} ProgramFile;

/* Reports a problem if it can't be opened. */
bool ProgramFileOpen(ProgramFile *program, const System *system, const WCHAR *path, Report *report);
void ProgramFileClose(ProgramFile *program);

/* Reports that a table of the file is damaged. */
void ProgramFileFault(const ProgramFile *program, Report *report);

#endif
