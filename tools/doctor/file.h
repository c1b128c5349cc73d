/* SPDX-License-Identifier: MIT */
/* Files for reading, whichever architecture's view of the disk they are in. */
#ifndef TOOLS_DOCTOR_FILE_H
#define TOOLS_DOCTOR_FILE_H

#include "mappedfile.h"
#include "report.h"
#include "system.h"

/* path is a true one. On failure *why is text for a sentence that begins with the path. */
bool FileOpen(MappedFile *file, const System *system, const WCHAR *path, const char **why);

/* A file that should be a program or a DLL, opened and its headers read. */
typedef struct ProgramFile {
    MappedFile file;
    PeImage image;
} ProgramFile;

/* Reports a problem if it can't be opened. */
bool ProgramFileOpen(ProgramFile *program, const System *system, const WCHAR *path, Report *report);
void ProgramFileClose(ProgramFile *program);

/* Reports that a table of the file is damaged. */
void ProgramFileFault(const ProgramFile *program, Report *report);

#endif
