/* SPDX-License-Identifier: MIT */
/*
 * What a System Health Agent written for Windows 7 does with the memory functions, step by step.
 * Some steps rely on how the structures are divided into blocks. As in such agents, COM's allocator
 * is also called directly.
 */
#include "naputil-table.h"

#include <objbase.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int failures;

/* Prints one result, and counts wrong ones. */
static void tell(BOOL isRight, const char *format, ...)
{
    va_list arguments;

    printf("  %s ", isRight ? "ok   " : "WRONG");
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    if (!isRight) {
        failures++;
    }
}

static void announce(const char *step)
{
    printf("%s\n", step);
}

/* An agent gives its name to the NAP Agent in strings that outlive their structure. */
static void keepStringFreeStruct(const NapUtil *naputil)
{
    CountedString *counted;
    CountedString kept;
    HRESULT hr = naputil->AllocCountedString(&counted, L"Contoso System Health Agent");

    announce("The agent's friendly name: copy the struct out, free it alone, keep the string");
    tell(hr == S_OK, "AllocCountedString answers 0x%08lX", (unsigned long)hr);
    if (hr != S_OK) {
        return;
    }
    kept = *counted;
    CoTaskMemFree(counted);
    tell(kept.length == 27, "it has %u characters", kept.length);
    tell(wcscmp(kept.string, L"Contoso System Health Agent") == 0, "and reads \"%ls\"",
         kept.string);
    CoTaskMemFree(kept.string);
}

static void reportFixup(const NapUtil *naputil)
{
    FixupInfo *info;
    HRESULT hr = naputil->AllocFixupInfo(&info, 1);

    announce("GetFixupInfo: one result, remediation under way");
    tell(hr == S_OK, "AllocFixupInfo answers 0x%08lX", (unsigned long)hr);
    if (hr != S_OK) {
        return;
    }
    tell(info->resultCodes.count == 1 && info->resultCodes.results, "there is room for %u result",
         info->resultCodes.count);
    info->state = fixupStateInProgress;
    info->percentage = 40;
    info->resultCodes.count = 1;
    if (info->resultCodes.results) {
        info->resultCodes.results[0] = S_OK;
    }
    naputil->FreeFixupInfo(info);
    tell(TRUE, "filled and given back");
}

static void listConnections(const NapUtil *naputil)
{
    Connections *connections;
    HRESULT hr = naputil->AllocConnections(&connections, 0);

    announce("GetConnections: none yet, then room for twenty");
    tell(hr == S_OK, "AllocConnections(0) answers 0x%08lX", (unsigned long)hr);
    if (hr == S_OK) {
        tell(connections->count == 0, "it counts %u connections", connections->count);
        connections->connections = NULL;
        naputil->FreeConnections(connections);
    }
    hr = naputil->AllocConnections(&connections, maxConnectionCountPerEnforcer);
    tell(hr == S_OK, "AllocConnections(%d) answers 0x%08lX", maxConnectionCountPerEnforcer,
         (unsigned long)hr);
    if (hr == S_OK) {
        BOOL allNull = TRUE;

        for (UINT16 i = 0; i < connections->count; i++) {
            allNull = allNull && !connections->connections[i];
        }
        tell(allNull, "and each of the %u pointers is NULL", connections->count);
        naputil->FreeConnections(connections);
    }
}

/* Here the client allocates the structure and its blocks; the DLL only frees them. */
static void freeWhatTheAgentMade(const NapUtil *naputil)
{
    static const WCHAR url[] = L"http://remediation.contoso.com/";
    IsolationInfo *isolation = CoTaskMemAlloc(sizeof(*isolation));
    SystemHealthAgentState *state = CoTaskMemAlloc(sizeof(*state));

    announce("Structures that the agent built itself, block by block, are freed whole");
    if (!isolation || !state) {
        tell(FALSE, "no memory");
        return;
    }
    memset(isolation, 0, sizeof(*isolation));
    memset(state, 0, sizeof(*state));
    isolation->isolationState = isolationStateRestrictedAccess;
    isolation->failureUrl.string = CoTaskMemAlloc(sizeof(url));
    if (isolation->failureUrl.string) {
        memcpy(isolation->failureUrl.string, url, sizeof(url));
    }
    /*
     * A documented sample sets the length in bytes instead of characters. The DLL must accept that.
     */
    isolation->failureUrl.length = sizeof(url);
    state->shaResultCodes.results = CoTaskMemAlloc(sizeof(HRESULT));
    state->fixupInfo.resultCodes.results = CoTaskMemAlloc(sizeof(HRESULT));
    naputil->FreeIsolationInfo(isolation);
    naputil->FreeSystemHealthAgentState(state);
    tell(TRUE, "IsolationInfo with a wrong length and SystemHealthAgentState given back");
}

static void survivesCleanUpPaths(const NapUtil *naputil)
{
    CountedString *counted = (CountedString *)(ULONG_PTR)1;
    HRESULT hr = naputil->AllocCountedString(&counted, NULL);

    announce("Clean-up paths: everything may be NULL, and a refused call leaves NULL");
    tell(hr == E_INVALIDARG && !counted, "AllocCountedString(NULL) answers 0x%08lX",
         (unsigned long)hr);
    naputil->FreeConnections(NULL);
    naputil->FreeCountedString(counted);
    naputil->FreeFixupInfo(NULL);
    naputil->FreeIsolationInfo(NULL);
    naputil->FreePrivateData(NULL);
    naputil->FreeSoH(NULL);
    naputil->FreeSystemHealthAgentState(NULL);
    tell(TRUE, "freeing NULL does nothing");
}

static void tellWhichDll(const NapUtil *naputil)
{
    WCHAR path[MAX_PATH] = L"?";
    HMODULE module = NULL;
    const WCHAR *address = (const WCHAR *)(ULONG_PTR)naputil->AllocCountedString;

    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                           GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       address, &module);
    GetModuleFileNameW(module, path, ARRAYSIZE(path));
    printf("%u-bit program, served by %ls\n", (unsigned)(8 * sizeof(void *)), path);
}

int RunLegacyAgent(const NapUtil *naputil)
{
    failures = 0;
    tellWhichDll(naputil);
    keepStringFreeStruct(naputil);
    reportFixup(naputil);
    listConnections(naputil);
    freeWhatTheAgentMade(naputil);
    survivesCleanUpPaths(naputil);
    printf(failures == 0 ? "All went as the agent expects.\n" : "%d things went wrong.\n",
           failures);
    return failures;
}
