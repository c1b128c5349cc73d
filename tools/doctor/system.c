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

/* What follows folder and its separator in path, or NULL. */
static const WCHAR *inside(const WCHAR *path, const WCHAR *folder)
{
    const size_t length = folder ? wcslen(folder) : 0;

    if (length == 0 || wcslen(path) <= length || !PathIsSeparator(path[length]) ||
        CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, path, (int)length, folder, (int)length) !=
            CSTR_EQUAL) {
        return NULL;
    }
    return path + length + 1;
}

WCHAR *SystemTruePath(const System *system, const WCHAR *path, bool is32)
{
    const WCHAR *rest;

    if (system->wow64 && is32) {
        rest = inside(path, system->system);
        if (rest) {
            return PathJoin(system->wow64, rest);
        }
    }
    rest = inside(path, system->sysnative);
    return rest ? PathJoin(system->system, rest) : PathCopy(path);
}

WCHAR *SystemAccessPath(const System *system, const WCHAR *path)
{
    const WCHAR *rest = system->isRedirected ? inside(path, system->system) : NULL;

    return rest ? PathJoin(system->sysnative, rest) : PathCopy(path);
}

bool SystemIsOfWindows(const System *system, const WCHAR *path)
{
    return inside(path, system->windows) != NULL;
}

bool SystemIsFile(const System *system, const WCHAR *path)
{
    WCHAR *access = SystemAccessPath(system, path);
    DWORD attributes = access ? GetFileAttributesW(access) : INVALID_FILE_ATTRIBUTES;

    free(access);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
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
    system->isWine = ntdll && GetProcAddress(ntdll, "wine_get_version") != NULL;
    IsWow64Process(GetCurrentProcess(), &isRedirected);
    system->isRedirected = isRedirected && SystemOwnMachine == PE_MACHINE_X86;
    system->windows = folderFrom(GetSystemWindowsDirectoryW);
    system->system = folderFrom(GetSystemDirectoryW);
    system->ownPath = PathOwn();
    if (!system->windows || !system->system || !system->ownPath) {
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
