/* SPDX-License-Identifier: MIT */
/* See system.h. */
#include "system.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#ifdef _WIN64
const uint16_t SystemOwnMachine = PE_MACHINE_X64;
#else
const uint16_t SystemOwnMachine = PE_MACHINE_X86;
#endif

/* The longest path of Windows, in characters with the NUL. */
#define PATH_CAPACITY 32768u

WCHAR *PathCopy(const WCHAR *path)
{
    return _wcsdup(path);
}

static WCHAR *join(const WCHAR *first, const WCHAR *middle, const WCHAR *last)
{
    const size_t size = wcslen(first) + wcslen(middle) + wcslen(last) + 1;
    WCHAR *path = malloc(size * sizeof(*path));

    if (path != NULL) {
        wcscpy(path, first);
        wcscat(path, middle);
        wcscat(path, last);
    }
    return path;
}

static bool isSeparator(WCHAR c)
{
    return c == L'\\' || c == L'/';
}

WCHAR *PathJoin(const WCHAR *folder, const WCHAR *name)
{
    const size_t length = wcslen(folder);

    return join(folder, length != 0 && isSeparator(folder[length - 1]) ? L"" : L"\\", name);
}

WCHAR *PathAppend(const WCHAR *path, const WCHAR *extension)
{
    return join(path, L"", extension);
}

const WCHAR *PathName(const WCHAR *path)
{
    const WCHAR *name = path;

    for (; *path != L'\0'; path++) {
        if (isSeparator(*path) || *path == L':') {
            name = path + 1;
        }
    }
    return name;
}

WCHAR *PathFolder(const WCHAR *path)
{
    WCHAR *folder = PathCopy(path);
    size_t length = (size_t)(PathName(path) - path);

    if (folder != NULL) {
        /* "C:\" keeps its separator. */
        if (length > 1 && isSeparator(folder[length - 1]) && folder[length - 2] != L':') {
            length--;
        }
        folder[length] = L'\0';
    }
    return folder;
}

WCHAR *PathFull(const WCHAR *path)
{
    WCHAR *full = malloc(PATH_CAPACITY * sizeof(*full));
    DWORD length = full != NULL ? GetFullPathNameW(path, PATH_CAPACITY, full, NULL) : 0;

    if (length == 0 || length >= PATH_CAPACITY) {
        free(full);
        return NULL;
    }
    return full;
}

bool PathSame(const WCHAR *a, const WCHAR *b)
{
    return CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, a, -1, b, -1) == CSTR_EQUAL;
}

/* The rest of path after folder and separator; NULL if path isn't in folder. */
static const WCHAR *inside(const WCHAR *path, const WCHAR *folder)
{
    const size_t length = folder != NULL ? wcslen(folder) : 0;

    if (length == 0 || wcslen(path) <= length || !isSeparator(path[length]) ||
        CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, path, (int)length, folder, (int)length) !=
            CSTR_EQUAL) {
        return NULL;
    }
    return path + length + 1;
}

WCHAR *SystemTruePath(const System *system, const WCHAR *path, bool is32)
{
    const WCHAR *rest;

    if (system->wow64 != NULL && is32) {
        rest = inside(path, system->system);
        if (rest != NULL) {
            return PathJoin(system->wow64, rest);
        }
    }
    rest = inside(path, system->sysnative);
    return rest != NULL ? PathJoin(system->system, rest) : PathCopy(path);
}

WCHAR *SystemAccessPath(const System *system, const WCHAR *path)
{
    const WCHAR *rest = system->isRedirected ? inside(path, system->system) : NULL;

    return rest != NULL ? PathJoin(system->sysnative, rest) : PathCopy(path);
}

bool SystemIsOfWindows(const System *system, const WCHAR *path)
{
    return inside(path, system->windows) != NULL;
}

bool SystemIsFile(const System *system, const WCHAR *path)
{
    WCHAR *access = SystemAccessPath(system, path);
    DWORD attributes = access != NULL ? GetFileAttributesW(access) : INVALID_FILE_ATTRIBUTES;

    free(access);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

static WCHAR *ownPath(void)
{
    WCHAR *path = malloc(PATH_CAPACITY * sizeof(*path));
    DWORD length = path != NULL ? GetModuleFileNameW(NULL, path, PATH_CAPACITY) : 0;

    if (length == 0 || length >= PATH_CAPACITY) {
        free(path);
        return NULL;
    }
    return path;
}

static WCHAR *folderFrom(UINT(WINAPI *get)(LPWSTR, UINT))
{
    WCHAR folder[MAX_PATH];
    UINT length = get(folder, MAX_PATH);

    return length != 0 && length < MAX_PATH ? PathCopy(folder) : NULL;
}

bool SystemOpen(System *system)
{
    BOOL isRedirected = FALSE;
    const HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");

    memset(system, 0, sizeof(*system));
    system->isWine = ntdll != NULL && GetProcAddress(ntdll, "wine_get_version") != NULL;
    IsWow64Process(GetCurrentProcess(), &isRedirected);
    system->isRedirected = isRedirected && SystemOwnMachine == PE_MACHINE_X86;
    system->windows = folderFrom(GetSystemWindowsDirectoryW);
    system->system = folderFrom(GetSystemDirectoryW);
    system->ownPath = ownPath();
    if (system->windows == NULL || system->system == NULL || system->ownPath == NULL) {
        return false;
    }
    system->ownFolder = PathFolder(system->ownPath);
    if (system->isRedirected || SystemOwnMachine == PE_MACHINE_X64) {
        system->wow64 = folderFrom(GetSystemWow64DirectoryW);
        system->sysnative = PathJoin(system->windows, L"Sysnative");
    }
    return system->ownFolder != NULL;
}

void SystemClose(System *system)
{
    free(system->windows);
    free(system->system);
    free(system->wow64);
    free(system->sysnative);
    free(system->ownPath);
    free(system->ownFolder);
}

bool SystemIsServed(uint16_t machine)
{
    return machine == PE_MACHINE_X86 || machine == PE_MACHINE_X64;
}

const char *SystemMachineName(uint16_t machine)
{
    switch (machine) {
    case PE_MACHINE_X86:
        return "32-bit (x86)";
    case PE_MACHINE_X64:
        return "64-bit (x64)";
    case PE_MACHINE_ARM:
        return "32-bit ARM";
    case PE_MACHINE_ARM64:
        return "64-bit ARM (ARM64)";
    case PE_MACHINE_IA64:
        return "64-bit Itanium";
    default:
        return "of a machine that this doctor doesn't know";
    }
}

const char *SystemFolderOfMachine(uint16_t machine)
{
    return machine == PE_MACHINE_X86 ? "x86" : "x64";
}
