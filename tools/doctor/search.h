/* SPDX-License-Identifier: MIT */
/* The places where Windows looks for a DLL, in its order. */
#ifndef DOCTOR_SEARCH_H
#define DOCTOR_SEARCH_H

#include "report.h"
#include "system.h"

typedef struct SearchPlace {
    const char *what; /* "beside the program", … */
    WCHAR *path;      /* of the DLL if it is there: a true path */
    bool isThere;
} SearchPlace;

typedef struct Search {
    SearchPlace *places;
    size_t count;
    const SearchPlace *first; /* that the DLL is in; NULL if none is */
    bool isRedirected;        /* by the manifest, and Windows looks nowhere else */
} Search;

/*
 * For a program of that bitness in that folder, NULL for none in particular. redirected is where
 * the program's manifest sends it, or NULL. FALSE when memory runs out.
 */
bool SearchDll(Search *search, const System *system, const WCHAR *dll, bool is32,
               const WCHAR *programFolder, const WCHAR *redirected);
void SearchFree(Search *search);

/* Lists the places, as facts. */
void SearchReport(const Search *search, Report *report);

#endif
