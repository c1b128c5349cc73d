/* SPDX-License-Identifier: MIT */
/* See plant.h. */
#define COBJMACROS
#include "plant.h"

#include "check.h"
#include "sohuse.h"

#include <stdint.h>
#include <string.h>

#define PAGES_SIZE 0x80000

static DWORD WINAPI waitForEver(void *parameter)
{
    (void)parameter;
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

/* In no heap and behind no handle: only private bytes can tell. */
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
} plants[] = {
    {"block", leakBlock, TRUE, FALSE},    {"heap-block", leakHeapBlock, TRUE, FALSE},
    {"handle", leakHandle, TRUE, FALSE},  {"thread", leakThread, TRUE, FALSE},
    {"pages", leakPages, TRUE, TRUE},     {"object", leakObject, FALSE, FALSE},
    {"module", leakModule, FALSE, FALSE}, {"answer", answerWrongly, TRUE, FALSE},
};

const char PlantNames[] = "block, heap-block, handle, thread, pages, object, module, answer";

static size_t chosen = SIZE_MAX;

BOOL PlantChoose(const char *name)
{
    for (size_t i = 0; i < ARRAYSIZE(plants); i++) {
        if (strcmp(plants[i].name, name) == 0) {
            chosen = i;
        }
    }
    return chosen != SIZE_MAX;
}

static void plant(BOOL inOperations, BOOL isTime)
{
    if (chosen != SIZE_MAX && plants[chosen].inOperations == inOperations &&
        (isTime || plants[chosen].always)) {
        plants[chosen].act();
    }
}

void PlantInOperations(BOOL isTime)
{
    plant(TRUE, isTime);
}

void PlantInCycle(BOOL isTime)
{
    plant(FALSE, isTime);
}
