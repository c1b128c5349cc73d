/* SPDX-License-Identifier: MIT */
/* See qutildll.h. */
#include "qutildll.h"

#include <stdlib.h>
#include <string.h>

#define NAME(name, bytes, result, parameters)  #name,
#define BYTES(name, bytes, result, parameters) bytes,

const char *const QutilExportNames[EXPORT_COUNT] = {QUTIL_EXPORTS(NAME)};
const unsigned char QutilExportBytes[EXPORT_COUNT] = {QUTIL_EXPORTS(BYTES)};

static struct {
    QutilDllMissing *report;
    void *context;
    DWORD thread;
} onMissing;

void QutilDllOnMissing(QutilDllMissing *report, void *context)
{
    onMissing.report = report;
    onMissing.context = context;
    onMissing.thread = GetCurrentThreadId();
}

static void __attribute__((noreturn)) missing(const char *name)
{
    if (onMissing.report && GetCurrentThreadId() == onMissing.thread) {
        onMissing.report(onMissing.context, name);
    }
    abort(); /* on a rule's own thread there is no way back: it counts as a crash */
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define MISSING(name, bytes, result, parameters)                                                   \
    static result WINAPI missing##name parameters                                                  \
    {                                                                                              \
        missing(#name);                                                                            \
    }
QUTIL_EXPORTS(MISSING)
#pragma GCC diagnostic pop

/* By way of void *: a FARPROC can't be converted to another function without a warning. */
#define FIND(name, bytes, result, parameters)                                                      \
    library->name = missing##name;                                                                 \
    library->addresses[EXPORT_##name] = GetProcAddress(library->module, #name);                    \
    if (library->addresses[EXPORT_##name]) {                                                       \
        *(void **)&library->name = (void *)library->addresses[EXPORT_##name];                      \
    }

BOOL QutilDllLoad(QutilDll *library, WCHAR *path)
{
    memset(library, 0, sizeof(*library));
    library->path = path;
    /* Searches for the DLL's own imports beside it first. */
    library->module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (!library->module) {
        return FALSE;
    }
    QUTIL_EXPORTS(FIND)
    return TRUE;
}
