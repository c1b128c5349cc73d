/* SPDX-License-Identifier: MIT */
/* A qutil.dll, by whomever: read, never loaded. */
#ifndef DOCTOR_LIBRARY_H
#define DOCTOR_LIBRARY_H

#include "file.h"
#include "imports.h"

typedef struct Library {
    ProgramFile program;
    PeExports exports;
    bool isOurs; /* by its version resource */
} Library;

/* Says whose it is and for which architecture; what is wrong with it, as a problem. */
bool LibraryOpen(Library *library, const System *system, const WCHAR *path, Report *report);
void LibraryClose(Library *library);

/* Lists what it lacks, as problems. Returns the number of these. */
size_t LibraryJudgeImports(Library *library, const Imports *imports, Report *report);
/* The same for all that our qutil.dll exports. */
size_t LibraryJudgeExports(Library *library, Report *report);

/* Without a word: would it do for a program of that machine with these imports? */
bool LibraryWouldDo(const System *system, const WCHAR *path, uint16_t machine,
                    const Imports *imports);

/* Without a word: has it that export? */
bool LibraryHas(Library *library, const char *name);

#endif
