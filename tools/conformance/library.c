/* SPDX-License-Identifier: MIT */
/* See library.h. */
#include "library.h"

#include <stdlib.h>
#include <string.h>

#include "trial.h"

#define NAME(name, bytes, result, parameters)  #name,
#define BYTES(name, bytes, result, parameters) bytes,

const char *const LibraryExportNames[EXPORT_COUNT] = {LIBRARY_EXPORTS(NAME)};
const unsigned char LibraryExportBytes[EXPORT_COUNT] = {LIBRARY_EXPORTS(BYTES)};

static Trial *current;
static DWORD currentThread;

void LibraryOnMissing(Trial *trial)
{
    current = trial;
    currentThread = GetCurrentThreadId();
}

static void __attribute__((noreturn)) missing(const char *name)
{
    if (current == NULL || GetCurrentThreadId() != currentThread) {
        abort(); /* a rule's thread, which has no way out: the parent takes it for a crash */
    }
    TrialFail(current, "The DLL does not export %s", name);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define MISSING(name, bytes, result, parameters)                                                   \
    static result WINAPI missing##name parameters                                                  \
    {                                                                                              \
        missing(#name);                                                                            \
    }
LIBRARY_EXPORTS(MISSING)
#pragma GCC diagnostic pop

/* By way of void *: a FARPROC can't be converted to another function without a warning. */
#define FIND(name, bytes, result, parameters)                                                      \
    library->name = missing##name;                                                                 \
    library->addresses[EXPORT_##name] = GetProcAddress(library->module, #name);                    \
    if (library->addresses[EXPORT_##name] != NULL) {                                               \
        *(void **)&library->name = (void *)library->addresses[EXPORT_##name];                      \
    }

BOOL LibraryLoad(Library *library, WCHAR *path)
{
    memset(library, 0, sizeof(*library));
    library->path = path;
    /* Its own DLLs are looked for beside it first. */
    library->module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (library->module == NULL) {
        return FALSE;
    }
    LIBRARY_EXPORTS(FIND)
    return TRUE;
}
