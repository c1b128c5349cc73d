/* SPDX-License-Identifier: MIT */
/* A qutil.dll, by whomever: read, never loaded. */
#ifndef DOCTOR_LIBRARY_H
#define DOCTOR_LIBRARY_H

#include "file.h"
#include "chain.h"

enum { QUTIL_EXPORT_COUNT = 20 };

/* What our qutil.dll exports. Their ordinals are 1 and so on. */
extern const char *const QutilExports[QUTIL_EXPORT_COUNT];

/* Has our qutil.dll what is imported? */
bool QutilHas(const PeImport *import);

typedef struct Library {
    ProgramFile program;
    PeExports exports;
    bool isOurs; /* by its version resource */
} Library;

/* Says whose it is and for which architecture; what is wrong with it, as a problem. */
bool LibraryOpen(Library *library, const System *system, const WCHAR *path, Report *report);
void LibraryClose(Library *library);

/*
 * Lists what it lacks, as problems. Returns the number of these. where: for which program, to know
 * where forwarders lead; NULL: that doesn't matter.
 */
size_t LibraryJudgeImports(Library *library, const Chain *chain, const ChainQuestion *where,
                           Report *report);
/* The same for all that our qutil.dll exports. */
size_t LibraryJudgeExports(Library *library, Report *report);

/* Without a word: would it do for a program of that machine with what the chain imports? */
bool LibraryWouldDo(const System *system, const WCHAR *path, uint16_t machine, const Chain *chain);

/* Without a word: is it some other library of that name, without any function of NAP's? */
bool LibraryIsOther(Library *library);
/* Without a word: has it that export? */
bool LibraryHas(Library *library, const char *name);

#endif
