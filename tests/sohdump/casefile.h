/* SPDX-License-Identifier: MIT */
/*
 * The cases: NAME.hex is the input; NAME.txt and NAME.json, or NAME.err, are the expected output.
 * NAME.in instead of NAME.hex is text of another form, or input that the tests shall not cut and
 * change; it needs no NAME.json.
 */
#ifndef TESTS_SOHDUMP_CASEFILE_H
#define TESTS_SOHDUMP_CASEFILE_H

#include <windows.h>

#define CASE_NAME_MAX 64

typedef struct Case {
    char name[CASE_NAME_MAX];
    const char *extension; /* of the input file */
    BOOL isPlain;          /* NAME.hex */
    BOOL isMalformed;
} Case;

/* All cases. CasesFind fails the test unless there are as many as the build has copied. */
extern Case Cases[128];
extern size_t CaseCount;
int CasesFind(void **state);

/* The path of a file of a case. The caller frees it. */
WCHAR *CasePath(const Case *which, const char *extension);
/* Its content with a NUL. The caller frees it. NULL if there is no such file. */
char *CaseRead(const Case *which, const char *extension);
/* The bytes of NAME.hex. The caller frees them. */
BYTE *CaseBytes(const Case *which, size_t *size);

#endif
