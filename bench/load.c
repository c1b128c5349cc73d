/* SPDX-License-Identifier: MIT */
/*
 * Loading and unloading, and at last loading for the other groups. The floor is a DLL that does
 * nothing, with the same linker options. Both are loaded by their full path: with a bare name only
 * qutil.dll would also be looked up in the manifest.
 */
#include "dll.h"
#include "tasks.h"

#include <string.h>

BenchDll Dll;

/* The path of a file beside the program. Valid until the next call. */
static const WCHAR *beside(const WCHAR *name)
{
    static WCHAR path[1024];
    DWORD length = GetModuleFileNameW(NULL, path, ARRAYSIZE(path));

    while (length > 0 && path[length - 1] != L'\\') {
        length--;
    }
    BenchRequire(length > 0 && length + (DWORD)lstrlenW(name) < ARRAYSIZE(path),
                 "finding the program");
    lstrcpyW(path + length, name);
    return path;
}

static void loadAndFree(void *name, unsigned times)
{
    const WCHAR *path = beside(name);

    for (unsigned i = 0; i < times; i++) {
        HMODULE module = LoadLibraryW(path);

        BenchRequire(module != NULL, "LoadLibrary");
        FreeLibrary(module);
    }
}

static WCHAR ours[] = L"qutil.dll";
static WCHAR empty[] = L"bench-empty.dll";

static const BenchLine lines[] = {
    {"LoadLibrary + FreeLibrary",
     "ns",
     BenchTimes,
     {{loadAndFree, ours}, {loadAndFree, empty}},
     1.1},
};

const BenchGroup BenchLoading = {lines, ARRAYSIZE(lines)};

/* Copies the bytes of the pointer, to convert between function types. */
static void find(HMODULE module, const char *name, void *function)
{
    FARPROC found = GetProcAddress(module, name);

    BenchRequire(found != NULL, name);
    memcpy(function, &found, sizeof(found));
}

void BenchUseDll(void)
{
    HMODULE module = LoadLibraryW(beside(ours));

    BenchRequire(module != NULL, "LoadLibrary");
    find(module, "AllocConnections", &Dll.allocConnections);
    find(module, "AllocCountedString", &Dll.allocCountedString);
    find(module, "AllocFixupInfo", &Dll.allocFixupInfo);
    find(module, "DllGetClassObject", &Dll.getClassObject);
    find(module, "FreeConnections", &Dll.freeConnections);
    find(module, "FreeCountedString", &Dll.freeCountedString);
    find(module, "FreeFixupInfo", &Dll.freeFixupInfo);
    find(module, "FreeSoH", &Dll.freeSoH);
    find(module, "FreeSoHAttributeValue", &Dll.freeSoHAttributeValue);
}
