/* SPDX-License-Identifier: MIT */
/* A file, mapped for reading only, whichever architecture's view of the disk it is in. */
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

/* path is a true one. On failure *why is text for a sentence that begins with the path. */
bool FileOpen(File *file, const System *system, const WCHAR *path, const char **why);
void FileClose(File *file);

/* A file that shall be a program or a DLL: opened, and its headers read. */
typedef struct ProgramFile {
    File file;
    PeImage image;
} ProgramFile;

/* Says what is wrong with it, as a problem, if it can't be opened. */
bool ProgramFileOpen(ProgramFile *program, const System *system, const WCHAR *path, Report *report);
void ProgramFileClose(ProgramFile *program);

/* Reports that a table of the file does not make sense. */
void ProgramFileFault(const ProgramFile *program, Report *report);

#endif
