/* SPDX-License-Identifier: MIT */
/*
 * The cases: NAME.hex with what is to be printed, NAME.txt and NAME.json, or NAME.err. NAME.in is
 * text of another form instead, or not to be cut and changed, and needs no NAME.json.
 */
#ifndef TESTS_SOHDUMP_CASEFILE_H
#define TESTS_SOHDUMP_CASEFILE_H

#include <windows.h>

#define CASE_NAME_MAX 64

typedef struct Case {
    char name[CASE_NAME_MAX];
    const char *extension; /* of what is to be read */
    BOOL isPlain;          /* NAME.hex */
    BOOL isMalformed;
} Case;

/* All cases; fails the test unless there are as many as the build has copied. */
extern Case Cases[128];
extern size_t CaseCount;
int CasesFind(void **state);

/* The path of a file of a case, for free. */
WCHAR *CasePath(const Case *which, const char *extension);
/* Its content with a NUL, for free; NULL if there is none. */
char *CaseRead(const Case *which, const char *extension);
/* The bytes that the digits of NAME.hex stand for, for free. */
BYTE *CaseBytes(const Case *which, size_t *size);

#endif
