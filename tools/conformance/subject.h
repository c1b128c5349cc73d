/* SPDX-License-Identifier: MIT */
/* What is examined, and on what: so that a report describes itself. Reads the file, loads nothing.
 */
#ifndef CONFORMANCE_SUBJECT_H
#define CONFORMANCE_SUBJECT_H

#include <stdbool.h>
#include <windows.h>

#include "text.h"

typedef struct Subject {
    WCHAR *path;
    Text shownPath; /* UTF-8 */
    UINT64 size;
    Text sha256; /* empty where Windows can't compute it */
    Text fileVersion;
    Text product;
    Text company;
    const char *architecture;
    Text windows;
    Text wine;         /* empty on Windows */
    bool isRedirected; /* a 32-bit program sees SysWOW64 under the name of System32 */
} Subject;

/* path is taken over, for free(). FALSE with a sentence in error if it can't be examined here. */
bool SubjectOpen(Subject *subject, WCHAR *path, Text *error);
void SubjectFree(Subject *subject);

#endif
