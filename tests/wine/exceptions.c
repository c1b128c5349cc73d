/* SPDX-License-Identifier: MIT */
/*
 * Wine must report the right exception. Where x86 programs are emulated,
 * scripts/emulation/preload.c takes care of that. Tests of crashes and guard pages depend on it.
 *
 * Each fault happens on its own thread, which ends when the exception is recorded.
 */
#include "qutiltest.h"

#include <windows.h>

#define PAGE 4096

typedef struct Seen {
    DWORD code;
    ULONG_PTR access;  /* of an access violation: 0 read, 1 write, 8 execute */
    ULONG_PTR address; /* of the access */
} Seen;

static DWORD watchedThread;
static Seen seen;

static void endThread(void)
{
    ExitThread(0);
}

/* The thread continues in endThread, with its stack aligned as after a call. */
static void leaveThread(CONTEXT *context)
{
#ifdef _WIN64
    context->Rsp = (context->Rsp & ~(DWORD64)15) - 8;
    context->Rip = (DWORD64)(ULONG_PTR)endThread;
#else
    context->Esp = (context->Esp & ~(DWORD)15) - 4;
    context->Eip = (DWORD)(ULONG_PTR)endThread;
#endif
    context->EFlags &= ~0x100u; /* no more single steps */
}

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;

    if (GetCurrentThreadId() != watchedThread) {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    seen.code = record->ExceptionCode;
    if (record->NumberParameters >= 2) {
        seen.access = record->ExceptionInformation[0];
        seen.address = record->ExceptionInformation[1];
    }
    leaveThread(exception->ContextRecord);
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* Runs the fault function with parameter, and returns the exception that was seen. */
static Seen faultOf(LPTHREAD_START_ROUTINE fault, void *parameter)
{
    void *handler = AddVectoredExceptionHandler(1, note);
    HANDLE thread = CreateThread(NULL, 0, fault, parameter, CREATE_SUSPENDED, &watchedThread);

    assert_non_null(handler);
    assert_non_null(thread);
    seen = (Seen){0};
    ResumeThread(thread);
    assert_int_equal(WaitForSingleObject(thread, 20000), WAIT_OBJECT_0);
    CloseHandle(thread);
    RemoveVectoredExceptionHandler(handler);
    return seen;
}

static DWORD WINAPI readByte(void *address)
{
    return *(const volatile BYTE *)address;
}

static DWORD WINAPI writeByte(void *address)
{
    *(volatile BYTE *)address = 1;
    return 0;
}

static DWORD WINAPI callCode(void *address)
{
    DWORD(WINAPI * code)(void *) = (DWORD(WINAPI *)(void *))(ULONG_PTR)address;

    return code(NULL);
}

static DWORD WINAPI divide(void *divisor)
{
    volatile int zero = *(const int *)divisor;

    return (DWORD)(1000 / zero);
}

static DWORD WINAPI breakpoint(void *parameter)
{
    __asm__ volatile("int3");
    return 0;
}

static DWORD WINAPI singleStep(void *parameter)
{
#ifdef _WIN64
    __asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq; nop" ::: "memory", "cc");
#else
    __asm__ volatile("pushfl; orl $0x100, (%%esp); popfl; nop" ::: "memory", "cc");
#endif
    return 0;
}

static DWORD WINAPI undefinedInstruction(void *parameter)
{
    __asm__ volatile("ud2");
    return 0;
}

static DWORD WINAPI privilegedInstruction(void *parameter)
{
    __asm__ volatile("hlt");
    return 0;
}

static BYTE *pageOf(DWORD protection)
{
    BYTE *page = VirtualAlloc(NULL, PAGE, MEM_RESERVE | MEM_COMMIT, protection);

    assert_non_null(page);
    return page;
}

static void freePage(BYTE *page)
{
    assert_true(VirtualFree(page, 0, MEM_RELEASE));
}

static void guardPageFaultsOnce(void **state)
{
    BYTE *page = pageOf(PAGE_READWRITE | PAGE_GUARD);

    assert_int_equal(faultOf(readByte, page).code, (DWORD)STATUS_GUARD_PAGE_VIOLATION);
    assert_int_equal(faultOf(readByte, page).code, 0);
    freePage(page);
}

static void assertViolation(Seen found, ULONG_PTR access, const BYTE *address)
{
    assert_int_equal(found.code, (DWORD)STATUS_ACCESS_VIOLATION);
    assert_int_equal(found.access, access);
    assert_int_equal(found.address, (ULONG_PTR)address);
}

static void accessKindsAreDistinguished(void **state)
{
    BYTE *nothing = pageOf(PAGE_NOACCESS);
    BYTE *readOnly = pageOf(PAGE_READONLY);
    BYTE *data = pageOf(PAGE_READWRITE);

    assertViolation(faultOf(readByte, nothing + 5), 0, nothing + 5);
    assertViolation(faultOf(writeByte, readOnly + 6), 1, readOnly + 6);
    assert_int_equal(faultOf(readByte, readOnly).code, 0);
    data[0] = 0xC3; /* ret */
    assertViolation(faultOf(callCode, data), 8, data);
    freePage(nothing);
    freePage(readOnly);
    freePage(data);
}

static void divisionByZero(void **state)
{
    int zero = 0;

    assert_int_equal(faultOf(divide, &zero).code, (DWORD)STATUS_INTEGER_DIVIDE_BY_ZERO);
}

/*
 * When 64-bit Wine 8 runs a 32-bit program natively, these two end the thread without calling a
 * handler. But they are never reported as another exception.
 */
static void assertTrap(DWORD code, DWORD expected)
{
    if (sizeof(void *) == 8 || code != 0) {
        assert_int_equal(code, expected);
    }
}

static void breakpointsAndSteps(void **state)
{
    assertTrap(faultOf(breakpoint, NULL).code, (DWORD)STATUS_BREAKPOINT);
    assertTrap(faultOf(singleStep, NULL).code, (DWORD)STATUS_SINGLE_STEP);
}

static void illegalInstructions(void **state)
{
    assert_int_equal(faultOf(undefinedInstruction, NULL).code, (DWORD)STATUS_ILLEGAL_INSTRUCTION);
    assert_int_equal(faultOf(privilegedInstruction, NULL).code,
                     (DWORD)STATUS_PRIVILEGED_INSTRUCTION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guardPageFaultsOnce), cmocka_unit_test(accessKindsAreDistinguished),
        cmocka_unit_test(divisionByZero),      cmocka_unit_test(breakpointsAndSteps),
        cmocka_unit_test(illegalInstructions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
