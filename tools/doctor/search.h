/* SPDX-License-Identifier: MIT */
/* The places where Windows looks for a DLL, in search order. */
#ifndef TOOLS_DOCTOR_SEARCH_H
#define TOOLS_DOCTOR_SEARCH_H

#include "report.h"
#include "system.h"

typedef struct SearchPlace {
    const char *what; /* "beside the program", … */
    WCHAR *path;      /* that the DLL would have there: a true path */
    bool isThere;
} SearchPlace;

typedef struct Search {
    SearchPlace *places;
    size_t count;
    const SearchPlace *first; /* where the DLL is; NULL if nowhere */
    bool isRedirected;        /* by the manifest; Windows looks nowhere else */
} Search;

/*
 * Searches for a 32-bit or 64-bit program in that folder; NULL: for any program. redirected: the
 * path that the program's manifest gives, or NULL. FALSE when memory runs out.
 */
bool SearchDll(Search *search, const System *system, const WCHAR *dll, bool is32,
               const WCHAR *programFolder, const WCHAR *redirected);
void SearchFree(Search *search);

/* Reports the places as facts. */
void SearchReport(const Search *search, Report *report);

#endif
