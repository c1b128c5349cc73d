/* SPDX-License-Identifier: MIT */
/*
 * The DLL under test and the system, for the head of the report. Reads the file and loads nothing.
 */
#ifndef TOOLS_CONFORMANCE_SUBJECT_H
#define TOOLS_CONFORMANCE_SUBJECT_H

#include <stdbool.h>
#include <windows.h>

#include "text.h"

typedef struct Subject {
    WCHAR *path;
    Text shownPath; /* UTF-8 */
    UINT64 size;
    Text sha256; /* empty if Windows can't compute it */
    Text fileVersion;
    Text product;
    Text company;
    const char *architecture;
    Text windows;
    Text wine;         /* empty on Windows */
    bool isRedirected; /* the path says System32, but a 32-bit program gets SysWOW64 */
} Subject;

/* Takes ownership of path. FALSE if it can't be examined here; error then says why. */
bool SubjectOpen(Subject *subject, WCHAR *path, Text *error);
void SubjectFree(Subject *subject);

#endif
