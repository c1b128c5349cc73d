/* SPDX-License-Identifier: MIT */
/*
 * The load configuration of a DLL with Control Flow Guard, for clang and lld: the start-up code of
 * the C run-time library would bring one, and the DLL has no such code. Only in builds with
 * QUTIL_CONTROL_FLOW_GUARD.
 *
 * Windows finds _load_config_used through the PE header and, if it guards the process, puts its own
 * functions into the two pointers. Before that, and where nothing is guarded, ours allow
 * everything.
 */
#include <windows.h>

/* Written by the linker: where the table of allowed targets is, its length, and flags. The value of
   each is its address. */
extern const char __guard_fids_table[];
extern const char __guard_fids_count[];
extern const char __guard_flags[];

/* As winnt.h of the SDK has it; mingw-w64's lacks the last members before version 11. */
typedef struct LoadConfig {
    DWORD size;
    DWORD timeDateStamp;
    WORD majorVersion;
    WORD minorVersion;
    DWORD globalFlagsClear;
    DWORD globalFlagsSet;
    DWORD criticalSectionDefaultTimeout;
    ULONG_PTR deCommitFreeBlockThreshold;
    ULONG_PTR deCommitTotalFreeThreshold;
    ULONG_PTR lockPrefixTable;
    ULONG_PTR maximumAllocationSize;
    ULONG_PTR virtualMemoryThreshold;
    ULONG_PTR processAffinityMask; /* on x86 behind the flags, but of their size */
    DWORD processHeapFlags;
    WORD csdVersion;
    WORD dependentLoadFlags;
    ULONG_PTR editList;
    ULONG_PTR securityCookie;
    ULONG_PTR seHandlerTable;
    ULONG_PTR seHandlerCount;
    const void *guardCFCheckFunctionPointer;
    const void *guardCFDispatchFunctionPointer;
    const void *guardCFFunctionTable;
    const void *guardCFFunctionCount;
    const void *guardFlags; /* 4 bytes; on x64 the next member, too, which is 0 */
} LoadConfig;

static void allowTarget(void)
{
}

extern const void *const __guard_check_icall_fptr;
const void *const __guard_check_icall_fptr __attribute__((section(".00cfg"))) =
    (const void *)allowTarget;

#ifdef _WIN64
/* Called with the target in rax, and with the target's arguments: it may change nothing. */
static __attribute__((naked)) void dispatchTarget(void)
{
    __asm__("jmp *%rax");
}

extern const void *const __guard_dispatch_icall_fptr;
const void *const __guard_dispatch_icall_fptr __attribute__((section(".00cfg"))) =
    (const void *)dispatchTarget;
#endif

extern const LoadConfig _load_config_used;
const LoadConfig _load_config_used = {
    .size = sizeof(LoadConfig),
    .guardCFCheckFunctionPointer = &__guard_check_icall_fptr,
#ifdef _WIN64
    .guardCFDispatchFunctionPointer = &__guard_dispatch_icall_fptr,
#endif
    .guardCFFunctionTable = __guard_fids_table,
    .guardCFFunctionCount = __guard_fids_count,
    .guardFlags = __guard_flags,
};
