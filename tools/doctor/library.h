/* SPDX-License-Identifier: MIT */
/* Any qutil.dll, ours or another. It is read, never loaded. */
#ifndef TOOLS_DOCTOR_LIBRARY_H
#define TOOLS_DOCTOR_LIBRARY_H

#include "file.h"
#include "chain.h"
#include "classids.h"

enum { QUTIL_EXPORT_COUNT = 20 };

/* The names that our qutil.dll exports, in the order of their ordinals from 1. */
extern const char *const QutilExports[QUTIL_EXPORT_COUNT];

/* TRUE if our qutil.dll exports it. */
bool QutilHas(const PeImport *import);

typedef struct Library {
    ProgramFile program;
    PeExports exports;
    bool isOurs; /* according to its version resource */
} Library;

/* Opens it and reports its maker and architecture, and what is wrong with it as a problem. */
bool LibraryOpen(Library *library, const System *system, const WCHAR *path, Report *report);
void LibraryClose(Library *library);

/*
 * Reports each missing function as a problem. Returns their number. where: the program, to follow
 * forwarders; NULL: don't follow them.
 */
size_t LibraryJudgeImports(Library *library, const Chain *chain, const ChainQuestion *where,
                           Report *report);
/* The same for all functions that our qutil.dll exports. */
size_t LibraryJudgeExports(Library *library, Report *report);

/* TRUE if a program of that machine with the chain's imports could use it. Reports nothing. */
bool LibraryWouldDo(const System *system, const WCHAR *path, uint16_t machine, const Chain *chain);

/* TRUE if it is another library of that name, without any function of NAP's. Reports nothing. */
bool LibraryIsOther(Library *library);
/* Reports a problem unless it looks like a server of these classes. */
bool LibraryJudgeServer(Library *library, const ClassGroup *group, Report *report);

#endif
