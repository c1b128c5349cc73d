/* SPDX-License-Identifier: MIT */
/* See search.h. */
#include "search.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define ENVIRONMENT_CAPACITY 32768u

/* Takes ownership of path. */
static bool addPath(Search *search, const System *system, const char *what, WCHAR *path)
{
    SearchPlace *places =
        path ? realloc(search->places, (search->count + 1) * sizeof(*places)) : NULL;

    if (!places) {
        free(path);
        return false;
    }
    search->places = places;
    places += search->count++;
    places->what = what;
    places->path = path;
    places->isThere = SystemIsFile(system, path);
    return true;
}

/* TRUE for a known DLL, which Windows always takes from its system folder. */
static bool isKnownDll(const WCHAR *dll)
{
    static const WCHAR key[] = L"System\\CurrentControlSet\\Control\\Session Manager\\KnownDLLs";
    WCHAR name[64];
    WCHAR value[MAX_PATH];
    bool isKnown = false;
    HKEY known;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, key, 0, KEY_READ, &known) != ERROR_SUCCESS) {
        return false;
    }
    for (DWORD i = 0; !isKnown; i++) {
        DWORD nameSize = ARRAYSIZE(name);
        DWORD size = sizeof(value) - sizeof(*value);
        const LSTATUS status =
            RegEnumValueW(known, i, name, &nameSize, NULL, NULL, (BYTE *)value, &size);

        if (status == ERROR_NO_MORE_ITEMS) {
            break;
        }
        value[status == ERROR_SUCCESS ? size / sizeof(*value) : 0] = L'\0';
        isKnown = PathSame(value, dll);
    }
    RegCloseKey(known);
    return isKnown;
}

static bool addFolder(Search *search, const System *system, const char *what, const WCHAR *folder,
                      const WCHAR *dll, bool is32)
{
    WCHAR *path = PathJoin(folder, dll);
    WCHAR *truePath = path ? SystemTruePath(system, path, is32) : NULL;

    free(path);
    return addPath(search, system, what, truePath);
}

/* TRUE if the folder doesn't depend on the current folder of the program. */
static bool isAbsolute(const WCHAR *folder)
{
    return (folder[0] != L'\0' && folder[1] == L':') || (folder[0] == L'\\' && folder[1] == L'\\');
}

/* Takes the next folder from the variable, without quotation marks; NULL at its end. */
static WCHAR *nextFolder(WCHAR **rest)
{
    WCHAR *folder = *rest;
    size_t length;

    if (*folder == L'\0') {
        return NULL;
    }
    length = wcscspn(folder, L";");
    *rest += folder[length] == L'\0' ? length : length + 1;
    folder[length] = L'\0';
    if (folder[0] == L'"') {
        folder++;
        folder[wcscspn(folder, L"\"")] = L'\0';
    }
    return folder;
}

static bool addPathVariable(Search *search, const System *system, const WCHAR *dll, bool is32)
{
    WCHAR *variable = malloc(ENVIRONMENT_CAPACITY * sizeof(*variable));
    DWORD length = variable ? GetEnvironmentVariableW(L"PATH", variable, ENVIRONMENT_CAPACITY) : 0;
    bool ok = variable != NULL;
    WCHAR *rest = variable;
    WCHAR *folder;

    while (ok && length != 0 && length < ENVIRONMENT_CAPACITY && (folder = nextFolder(&rest))) {
        if (isAbsolute(folder)) {
            ok = addFolder(search, system, "in a folder of PATH", folder, dll, is32);
        }
    }
    free(variable);
    return ok;
}

static bool addWindows(Search *search, const System *system, const WCHAR *dll, bool is32)
{
    WCHAR *oldSystem = PathJoin(system->windows, L"System");
    const bool ok = oldSystem &&
                    addFolder(search, system, "in the system folder", system->system, dll, is32) &&
                    addFolder(search, system, "in the old system folder", oldSystem, dll, is32) &&
                    addFolder(search, system, "in the Windows folder", system->windows, dll, is32);

    free(oldSystem);
    return ok;
}

static bool addUsual(Search *search, const System *system, const WCHAR *dll, bool is32,
                     const WCHAR *programFolder)
{
    return (!isKnownDll(dll) || addWindows(search, system, dll, is32)) &&
           (!programFolder ||
            addFolder(search, system, "beside the program", programFolder, dll, is32)) &&
           addWindows(search, system, dll, is32) && addPathVariable(search, system, dll, is32);
}

bool SearchDll(Search *search, const System *system, const WCHAR *dll, bool is32,
               const WCHAR *programFolder, const WCHAR *redirected)
{
    bool ok = true;

    memset(search, 0, sizeof(*search));
    if (redirected) {
        search->isRedirected = !SystemIsOfWindows(system, redirected);
        ok = addPath(search, system, "where the program's manifest sends it", PathCopy(redirected));
    }
    if (ok && !search->isRedirected) {
        ok = addUsual(search, system, dll, is32, programFolder);
    }
    for (size_t i = 0; ok && !search->first && i < search->count; i++) {
        if (search->places[i].isThere) {
            search->first = &search->places[i];
        }
    }
    return ok;
}

void SearchFree(Search *search)
{
    for (size_t i = 0; i < search->count; i++) {
        free(search->places[i].path);
    }
    free(search->places);
    memset(search, 0, sizeof(*search));
}

void SearchReport(const Search *search, Report *report)
{
    const size_t end = search->first ? (size_t)(search->first - search->places) : search->count;
    size_t inPath = 0;

    for (size_t i = 0; i < end; i++) {
        if (strcmp(search->places[i].what, "in a folder of PATH") == 0) {
            inPath++;
        } else {
            ReportFact(report, "Not %s: %w", search->places[i].what, search->places[i].path);
        }
    }
    if (inPath != 0) {
        ReportFact(report, "Not in %u folder%s of PATH%s.", (unsigned)inPath,
                   inPath == 1 ? "" : "s", search->first ? " that come first" : "");
    }
    if (search->first) {
        ReportFact(report, "Found %s: %w", search->first->what, search->first->path);
    }
    for (size_t i = end + 1; i < search->count; i++) {
        if (search->places[i].isThere && !PathSame(search->places[i].path, search->first->path)) {
            ReportFact(report, "Also %s, but not used: %w", search->places[i].what,
                       search->places[i].path);
        }
    }
}
