/* SPDX-License-Identifier: MIT */
/* See casefile.h. */
#include "qutiltest.h"

#include "casefile.h"
#include "mappedfile.h"
#include "runprogram.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

Case Cases[128];
size_t CaseCount;

WCHAR *CasePath(const Case *which, const char *extension)
{
    WCHAR relative[128];

    swprintf(relative, ARRAYSIZE(relative), L"sohdump-cases\\%hs.%hs", which->name, extension);
    return RunPath(relative);
}

char *CaseRead(const Case *which, const char *extension)
{
    WCHAR *path = CasePath(which, extension);
    MappedFile file;
    const BOOL isThere = MappedFileOpen(&file, path);
    char *content;

    free(path);
    if (!isThere) {
        return NULL;
    }
    content = calloc(file.size + 1, 1);
    assert_non_null(content);
    if (file.size != 0) {
        memcpy(content, file.bytes, file.size);
    }
    MappedFileClose(&file);
    return content;
}

/* Parsed by the C library, not by the code under test. */
BYTE *CaseBytes(const Case *which, size_t *size)
{
    char *digits = CaseRead(which, "hex");
    BYTE *bytes = (BYTE *)digits;
    const char *next = digits;

    assert_non_null(digits);
    *size = 0;
    while (*next != '\0') {
        if (isspace((unsigned char)*next)) {
            next++;
        } else {
            char pair[3] = {next[0], next[1], '\0'};

            assert_true(isxdigit((unsigned char)next[0]) && isxdigit((unsigned char)next[1]));
            bytes[(*size)++] = (BYTE)strtoul(pair, NULL, 16);
            next += 2;
        }
    }
    return bytes;
}

static void add(const WCHAR *fileName, BOOL isPlain)
{
    Case *which = &Cases[CaseCount];
    char *error;

    assert_true(CaseCount < ARRAYSIZE(Cases));
    assert_true(wcslen(fileName) < CASE_NAME_MAX);
    snprintf(which->name, sizeof(which->name), "%.*ls", (int)(wcsrchr(fileName, L'.') - fileName),
             fileName);
    which->isPlain = isPlain;
    which->extension = isPlain ? "hex" : "in";
    error = CaseRead(which, "err");
    which->isMalformed = error != NULL;
    free(error);
    CaseCount++;
}

static void find(const WCHAR *names, BOOL isPlain)
{
    WCHAR *pattern = RunPath(names);
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW(pattern, &found);

    free(pattern);
    if (search != INVALID_HANDLE_VALUE) {
        do {
            add(found.cFileName, isPlain);
        } while (FindNextFileW(search, &found));
        FindClose(search);
    }
}

int CasesFind(void **state)
{
    CaseCount = 0;
    find(L"sohdump-cases\\*.hex", TRUE);
    find(L"sohdump-cases\\*.in", FALSE);
    return CaseCount == CASE_COUNT ? 0 : -1;
}
