/* SPDX-License-Identifier: MIT */
/* See inject.h. */
#define COBJMACROS
#include "inject.h"

#include "check.h"
#include "sohuse.h"

#include <string.h>

#define PAGES_SIZE 0x80000

static DWORD WINAPI waitForEver(void *parameter)
{
    Sleep(INFINITE);
    return 0;
}

static void leakBlock(void)
{
    CHECK(CoTaskMemAlloc(24) != NULL);
}

static void leakHeapBlock(void)
{
    CHECK(HeapAlloc(GetProcessHeap(), 0, 24) != NULL);
}

static void leakHandle(void)
{
    CHECK(CreateEventW(NULL, FALSE, FALSE, NULL) != NULL);
}

static void leakThread(void)
{
    HANDLE thread = CreateThread(NULL, 0x10000, waitForEver, NULL, 0, NULL);

    CHECK(thread != NULL);
    CloseHandle(thread);
}

/* Pages belong to no heap and to no handle: only the private bytes show them. */
static void leakPages(void)
{
    void *pages = VirtualAlloc(NULL, PAGES_SIZE, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);

    CHECK(pages != NULL);
    memset(pages, 1, PAGES_SIZE);
}

static void leakObject(void)
{
    NewConstructor();
}

static void leakModule(void)
{
    CHECK(LoadLibraryW(L"qutil.dll") != NULL);
}

static void answerWrongly(void)
{
    CHECK_HRESULT(qutil.AllocFixupInfo(NULL, 1), S_OK);
}

static const struct {
    const char *name;
    void (*act)(void);
    BOOL inOperations; /* or in a cycle */
    BOOL always;       /* in each round */
} faults[] = {
    {"block", leakBlock, TRUE, FALSE},    {"heap-block", leakHeapBlock, TRUE, FALSE},
    {"handle", leakHandle, TRUE, FALSE},  {"thread", leakThread, TRUE, FALSE},
    {"pages", leakPages, TRUE, TRUE},     {"object", leakObject, FALSE, FALSE},
    {"module", leakModule, FALSE, FALSE}, {"answer", answerWrongly, TRUE, FALSE},
};

const char InjectNames[] = "block, heap-block, handle, thread, pages, object, module, answer";

static BOOL isChosen[ARRAYSIZE(faults)];

BOOL InjectChoose(const char *name)
{
    for (size_t i = 0; i < ARRAYSIZE(faults); i++) {
        if (strcmp(faults[i].name, name) == 0) {
            isChosen[i] = TRUE;
            return TRUE;
        }
    }
    return FALSE;
}

static void inject(BOOL inOperations, BOOL isTime)
{
    for (size_t i = 0; i < ARRAYSIZE(faults); i++) {
        if (isChosen[i] && faults[i].inOperations == inOperations && (isTime || faults[i].always)) {
            faults[i].act();
        }
    }
}

void InjectInOperations(BOOL isTime)
{
    inject(TRUE, isTime);
}

void InjectInCycle(BOOL isTime)
{
    inject(FALSE, isTime);
}
