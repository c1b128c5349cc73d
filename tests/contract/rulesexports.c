/* SPDX-License-Identifier: MIT */
/* The export table: names, ordinals, and what each function pops on x86. */
#include <objbase.h>
#include <stdio.h>
#include <string.h>

#include "trial.h"

/*
 * Harmless arguments for calls that measure how many bytes a function pops. The two registering
 * functions are never called.
 */
static const CLSID noClass;
static void *output;

typedef struct PlainCall {
    FARPROC function;
    UINT_PTR arguments[3];
} PlainCall;

static PlainCall plainCall(const QutilDll *library, QutilExport export)
{
    static const WCHAR empty[] = L"";
    PlainCall call = {library->addresses[export], {0, 0, 0}};

    switch (export) {
    case EXPORT_AllocCountedString:
        call.arguments[1] = (UINT_PTR)empty;
        call.arguments[0] = (UINT_PTR)&output;
        break;
    case EXPORT_AllocConnections:
    case EXPORT_AllocFixupInfo:
        call.arguments[0] = (UINT_PTR)&output;
        break;
    case EXPORT_DllGetClassObject:
        call.arguments[0] = (UINT_PTR)&noClass;
        call.arguments[1] = (UINT_PTR)&IID_IUnknown;
        call.arguments[2] = (UINT_PTR)&output;
        break;
    default:
        break;
    }
    return call;
}

/* The number of bytes that the function pops, without the return address. */
#ifdef __i386__
static unsigned poppedBytes(const PlainCall *call)
{
    unsigned popped;

    __asm__ volatile("movl %%esp, %%esi\n\t"
                     "pushl 12(%%ebx)\n\t"
                     "pushl 8(%%ebx)\n\t"
                     "pushl 4(%%ebx)\n\t"
                     "movl %%esp, %%edi\n\t"
                     "call *(%%ebx)\n\t"
                     "movl %%esp, %%eax\n\t"
                     "subl %%edi, %%eax\n\t"
                     "movl %%esi, %%esp"
                     : "=a"(popped)
                     : "b"(call)
                     : "ecx", "edx", "esi", "edi", "memory", "cc");
    return popped;
}

static void expectPopped(Trial *trial, QutilExport export)
{
    const PlainCall call = plainCall(trial->library, export);

    if (export == EXPORT_DllRegisterServer || export == EXPORT_DllUnregisterServer) {
        return; /* it pops nothing, and must not be called unless asked for */
    }
    TrialExpectNumber(trial, "The number of bytes that it pops", poppedBytes(&call),
                      QutilExportBytes[export]);
    if (export == EXPORT_AllocConnections) {
        trial->library->FreeConnections(output);
    } else if (export == EXPORT_AllocCountedString) {
        trial->library->FreeCountedString(output);
    } else if (export == EXPORT_AllocFixupInfo) {
        trial->library->FreeFixupInfo(output);
    }
}
#else
/* On x64 the caller cleans up, so there is nothing to measure. */
static void expectPopped(Trial *trial, QutilExport export)
{
    (void)plainCall;
}
#endif

static void isExported(Trial *trial, int export)
{
    TrialExpect(trial, trial->library->addresses[export] != NULL,
                "GetProcAddress doesn't find %s (error %lu)", QutilExportNames[export],
                GetLastError());
    expectPopped(trial, (QutilExport) export);
}

static const IMAGE_EXPORT_DIRECTORY *exportDirectory(Trial *trial)
{
    const BYTE *base = (const BYTE *)trial->library->module;
    const IMAGE_NT_HEADERS *headers =
        (const IMAGE_NT_HEADERS *)(base + ((const IMAGE_DOS_HEADER *)base)->e_lfanew);
    const IMAGE_DATA_DIRECTORY *entry =
        &headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_EXPORT];

    TrialExpect(trial, entry->VirtualAddress != 0, "It has no export table");
    return (const IMAGE_EXPORT_DIRECTORY *)(base + entry->VirtualAddress);
}

static BOOL isKnown(const char *name)
{
    for (int i = 0; i < EXPORT_COUNT; i++) {
        if (strcmp(name, QutilExportNames[i]) == 0) {
            return TRUE;
        }
    }
    return FALSE;
}

static void nothingElseIsExported(Trial *trial, int parameter)
{
    const BYTE *base = (const BYTE *)trial->library->module;
    const IMAGE_EXPORT_DIRECTORY *directory = exportDirectory(trial);
    const DWORD *nameAt = (const DWORD *)(base + directory->AddressOfNames);
    const DWORD *functionAt = (const DWORD *)(base + directory->AddressOfFunctions);
    DWORD functions = 0;

    for (DWORD i = 0; i < directory->NumberOfNames; i++) {
        const char *name = (const char *)(base + nameAt[i]);

        TrialExpect(trial, isKnown(name), "It exports %s, too", name);
    }
    for (DWORD i = 0; i < directory->NumberOfFunctions; i++) {
        functions += functionAt[i] != 0;
    }
    TrialExpectNumber(trial, "The number of functions, named or not", functions, EXPORT_COUNT);
}

static void ordinalsAreInOrder(Trial *trial, int parameter)
{
    for (WORD i = 0; i < EXPORT_COUNT; i++) {
        FARPROC byOrdinal =
            GetProcAddress(trial->library->module, (const char *)(ULONG_PTR)(i + 1u));

        TrialExpect(trial, byOrdinal && byOrdinal == trial->library->addresses[i],
                    "Ordinal %u is not %s", i + 1u, QutilExportNames[i]);
    }
}

#define EXPORTED(id, name, bytes)                                                                  \
    {                                                                                              \
        "exports." id, RULE_EVIDENT, #name " is exported, undecorated, and pops " bytes " on x86", \
            "found, " bytes, isExported, EXPORT_##name, 0                                          \
    }

static const Rule rules[] = {
    EXPORTED("alloc-connections", AllocConnections, "8 bytes"),
    EXPORTED("alloc-counted-string", AllocCountedString, "8 bytes"),
    EXPORTED("alloc-fixup-info", AllocFixupInfo, "8 bytes"),
    EXPORTED("dll-can-unload-now", DllCanUnloadNow, "nothing"),
    EXPORTED("dll-get-class-object", DllGetClassObject, "12 bytes"),
    EXPORTED("dll-register-server", DllRegisterServer, "nothing"),
    EXPORTED("dll-unregister-server", DllUnregisterServer, "nothing"),
    EXPORTED("free-connections", FreeConnections, "4 bytes"),
    EXPORTED("free-counted-string", FreeCountedString, "4 bytes"),
    EXPORTED("free-fixup-info", FreeFixupInfo, "4 bytes"),
    EXPORTED("free-isolation-info", FreeIsolationInfo, "4 bytes"),
    EXPORTED("free-isolation-info-ex", FreeIsolationInfoEx, "4 bytes"),
    EXPORTED("free-nap-component-registration-info-array", FreeNapComponentRegistrationInfoArray,
             "8 bytes"),
    EXPORTED("free-network-soh", FreeNetworkSoH, "4 bytes"),
    EXPORTED("free-private-data", FreePrivateData, "4 bytes"),
    EXPORTED("free-soh", FreeSoH, "4 bytes"),
    EXPORTED("free-soh-attribute-value", FreeSoHAttributeValue, "8 bytes"),
    EXPORTED("free-system-health-agent-state", FreeSystemHealthAgentState, "4 bytes"),
    EXPORTED("initialize-nap-agent-notifier", InitializeNapAgentNotifier, "8 bytes"),
    EXPORTED("uninitialize-nap-agent-notifier", UninitializeNapAgentNotifier, "4 bytes"),
    {"exports.nothing-else", RULE_EVIDENT, "Nothing but these twenty is exported", "20 functions",
     nothingElseIsExported, 0, 0},
    {"exports.ordinals", RULE_CHOSEN, "The ordinals are 1 to 20, in the alphabetical order",
     "1 to 20", ordinalsAreInOrder, 0, 0},
};

RULE_SECTION(RulesExports, "Exports", rules);
