/* SPDX-License-Identifier: MIT */
/*
 * Loading and unloading, and at last loading for the other groups. The floor is a DLL that does
 * nothing, with the same linker options. Both are loaded by their full path: with a bare name only
 * qutil.dll would also be looked up in the manifest.
 */
#include "dll.h"
#include "path.h"
#include "tasks.h"

#include <stdlib.h>
#include <string.h>

BenchDll Dll;

/* The caller frees it. */
static WCHAR *beside(const WCHAR *name)
{
    WCHAR *path = PathBeside(name);

    BenchRequire(path != NULL, "finding the program");
    return path;
}

static void loadAndFree(void *name, unsigned times)
{
    WCHAR *path = beside(name);

    for (unsigned i = 0; i < times; i++) {
        HMODULE module = LoadLibraryW(path);

        BenchRequire(module != NULL, "LoadLibrary");
        FreeLibrary(module);
    }
    free(path);
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
    WCHAR *path = beside(ours);
    HMODULE module = LoadLibraryW(path);

    free(path);
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
