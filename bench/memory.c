/* SPDX-License-Identifier: MIT */
/*
 * The memory functions. A floor makes and frees the same structure with bare CoTaskMemAlloc and
 * CoTaskMemFree: the same number and sizes of blocks, the same bytes copied, and zeros where
 * naputil.h promises them.
 */
#include "dll.h"
#include "tasks.h"

#include <objbase.h>

#include <string.h>
#include <wchar.h>

static void connections(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        Connections *made;

        BenchRequire(Dll.allocConnections(&made, count) == S_OK, "AllocConnections");
        Dll.freeConnections(made);
    }
}

static void connectionsFloor(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        Connections *made = CoTaskMemAlloc(sizeof(*made));

        memset(made, 0, sizeof(*made));
        made->count = count;
        if (count != 0) {
            made->connections = CoTaskMemAlloc(count * sizeof(*made->connections));
            memset(made->connections, 0, count * sizeof(*made->connections));
        }
        CoTaskMemFree(made->connections);
        CoTaskMemFree(made);
    }
}

static void fixupInfo(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        FixupInfo *made;

        BenchRequire(Dll.allocFixupInfo(&made, count) == S_OK, "AllocFixupInfo");
        Dll.freeFixupInfo(made);
    }
}

static void fixupInfoFloor(void *context, unsigned times)
{
    UINT16 count = *(const UINT16 *)context;

    for (unsigned i = 0; i < times; i++) {
        FixupInfo *made = CoTaskMemAlloc(sizeof(*made));

        memset(made, 0, sizeof(*made));
        made->resultCodes.count = count;
        made->resultCodes.results = CoTaskMemAlloc(count * sizeof(*made->resultCodes.results));
        memset(made->resultCodes.results, 0, count * sizeof(*made->resultCodes.results));
        CoTaskMemFree(made->resultCodes.results);
        CoTaskMemFree(made);
    }
}

static void countedString(void *context, unsigned times)
{
    const WCHAR *text = context;

    for (unsigned i = 0; i < times; i++) {
        CountedString *made;

        BenchRequire(Dll.allocCountedString(&made, text) == S_OK, "AllocCountedString");
        Dll.freeCountedString(made);
    }
}

static void copyText(const WCHAR *text, size_t length, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        CountedString *made = CoTaskMemAlloc(sizeof(*made));

        made->length = (UINT16)length;
        made->string = CoTaskMemAlloc((length + 1) * sizeof(WCHAR));
        memcpy(made->string, text, (length + 1) * sizeof(WCHAR));
        CoTaskMemFree(made->string);
        CoTaskMemFree(made);
    }
}

/* The floor if the length of the text were known. */
static void countedStringFloor(void *context, unsigned times)
{
    copyText(context, wcslen(context), times);
}

/* The floor with finding the length, which the caller doesn't give: here by the C library. */
static void countedStringSoughtFloor(void *context, unsigned times)
{
    const WCHAR *volatile text =
        context; /* volatile: else the compiler finds the length only once */

    for (unsigned i = 0; i < times; i++) {
        const WCHAR *read = text;

        copyText(read, wcslen(read), 1);
    }
}

#define LETTERS16  L"qutil.dll, qutil"
#define LETTERS128 LETTERS16 LETTERS16 LETTERS16 LETTERS16 LETTERS16 LETTERS16 LETTERS16 LETTERS16
#define LETTERS1024                                                                                \
    LETTERS128 LETTERS128 LETTERS128 LETTERS128 LETTERS128 LETTERS128 LETTERS128 LETTERS128

static UINT16 none = 0, one = 1, eight = 8, twenty = 20;

/* The texts start after three other letters, because real texts are rarely aligned. */
static WCHAR letters16[] = L"***" LETTERS16;
static WCHAR letters1024[] = L"***" LETTERS1024;

#define NS(name, task, floor, context, target)                                                     \
    {                                                                                              \
        name, "ns", BenchTimes, {{task, context}, {floor, context}}, target                        \
    }

static const BenchLine lines[] = {
    NS("AllocConnections 0", connections, connectionsFloor, &none, 1.05),
    NS("AllocConnections 8", connections, connectionsFloor, &eight, 1.05),
    NS("AllocConnections 20", connections, connectionsFloor, &twenty, 1.05),
    NS("AllocFixupInfo 1", fixupInfo, fixupInfoFloor, &one, 1.05),
    NS("AllocCountedString 16", countedString, countedStringFloor, letters16 + 3, 1.05),
    NS("AllocCountedString 1024", countedString, countedStringFloor, letters1024 + 3, 1.05),
    NS("AllocCountedString 16 / wcslen", countedString, countedStringSoughtFloor, letters16 + 3,
       1.05),
    NS("AllocCountedString 1024 / wcslen", countedString, countedStringSoughtFloor, letters1024 + 3,
       1.05),
};

const BenchGroup BenchMemory = {lines, ARRAYSIZE(lines)};
