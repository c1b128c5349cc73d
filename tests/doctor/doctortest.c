/* SPDX-License-Identifier: MIT */
/* See doctortest.h. */
#include "qutiltest.h"

#include "doctortest.h"
#include "runprogram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define PATH_CHARACTERS 1024
#define PATHS_KEPT      8

static WCHAR scratch[PATH_CHARACTERS];
static char said[0x20000];

static void emptyFolder(void)
{
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW(ScratchPath(L"*"), &found);

    if (search == INVALID_HANDLE_VALUE) {
        return;
    }
    do {
        if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
            assert_true(DeleteFileW(ScratchPath(found.cFileName)));
        }
    } while (FindNextFileW(search, &found));
    FindClose(search);
}

void ScratchOpen(const WCHAR *name)
{
    WCHAR *parent = RunPath(L"doctor-scratch");

    CreateDirectoryW(parent, NULL);
    assert_true(swprintf(scratch, PATH_CHARACTERS, L"%ls\\%ls", parent, name) > 0);
    CreateDirectoryW(scratch, NULL);
    free(parent);
    emptyFolder();
}

const WCHAR *ScratchPath(const WCHAR *name)
{
    static WCHAR paths[PATHS_KEPT][PATH_CHARACTERS];
    static unsigned next;
    WCHAR *path = paths[next++ % PATHS_KEPT];

    assert_true(swprintf(path, PATH_CHARACTERS, L"%ls\\%ls", scratch, name) > 0);
    return path;
}

void ScratchWrite(const WCHAR *name, const void *bytes, size_t size)
{
    DWORD written = 0;
    HANDLE file = CreateFileW(ScratchPath(name), GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);

    assert_true(file != INVALID_HANDLE_VALUE);
    assert_true(size == 0 || WriteFile(file, bytes, (DWORD)size, &written, NULL));
    assert_int_equal(written, size);
    CloseHandle(file);
}

void ScratchBuild(const WCHAR *name, const PeSpec *spec)
{
    static uint8_t file[PE_BUILD_MAX];

    ScratchWrite(name, file, PeBuild(spec, file));
}

void ScratchCopy(const WCHAR *source, const WCHAR *name)
{
    WCHAR *path = RunPath(source);

    assert_true(CopyFileW(path, ScratchPath(name), FALSE));
    free(path);
}

static void keep(const char *text)
{
    size_t length = strlen(said);
    bool isBlank = length == 0;

    for (; *text != '\0' && length + 2 < sizeof(said); text++) {
        const bool isNext = *text == ' ' || *text == '\n' || *text == '\r';

        if (!isNext || !isBlank) {
            said[length++] = isNext ? ' ' : *text;
        }
        isBlank = isNext;
    }
    said[length] = '\0';
}

void ConsultProgram(const WCHAR *program, const WCHAR *arguments, DWORD exitCode)
{
    Run run;

    said[0] = '\0';
    RunProgram(&run, program, arguments, NULL, 0);
    keep(run.output);
    keep(run.error);
    if (run.exitCode != exitCode) {
        print_message("%s\n", said);
    }
    assert_int_equal(run.exitCode, exitCode);
    RunFree(&run);
}

void Consult(const WCHAR *arguments, DWORD exitCode)
{
    ConsultProgram(DOCTOR, arguments, exitCode);
}

void Judge(const WCHAR *file, DWORD exitCode)
{
    WCHAR argument[PATH_CHARACTERS + 2];

    assert_true(swprintf(argument, ARRAYSIZE(argument), L"\"%ls\"", ScratchPath(file)) > 0);
    Consult(argument, exitCode);
}

void Said(const char *text)
{
    if (!strstr(said, text)) {
        print_message("not said: %s\nsaid: %s\n", text, said);
        fail();
    }
}

void NeverSaid(const char *text)
{
    if (strstr(said, text)) {
        print_message("said against expectation: %s\nsaid: %s\n", text, said);
        fail();
    }
}
