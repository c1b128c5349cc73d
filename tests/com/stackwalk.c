/* SPDX-License-Identifier: MIT */
/*
 * Debuggers and profilers can walk a stack from inside qutil.dll to its caller: on x64 by the
 * unwind tables of the PE file, on x86 by the chain of frame pointers.
 */
#include "comtest.h"

#include "importtable.h"

/* The least frames of the DLL: the method, and the function that it calls. */
#define LEAST_FRAMES 2
#define MOST_FRAMES  32

static struct {
    void *caller;       /* the frame of the DLL's caller */
    unsigned dllFrames; /* functions of the DLL between it and the allocation */
    BOOL reachedCaller;
} walk;

static HMODULE moduleOf(const void *address)
{
    HMODULE module = NULL;

    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                           GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       address, &module);
    return module;
}

#ifdef _WIN64

static void walkFrom(void **frame)
{
    void *addresses[MOST_FRAMES];
    USHORT count = RtlCaptureStackBackTrace(0, MOST_FRAMES, addresses, NULL);
    USHORT i = 0;

    while (i < count && moduleOf(addresses[i]) != server.module) {
        i++; /* this function and its caller */
    }
    while (i < count && moduleOf(addresses[i]) == server.module) {
        walk.dllFrames++;
        i++;
    }
    walk.reachedCaller = i < count && moduleOf(addresses[i]) == GetModuleHandleW(NULL);
}

#else

/* Each frame begins with the address of the caller's frame, then the return address. */
static void walkFrom(void **frame)
{
    void **next = *frame;

    while (next > frame && (void *)next < walk.caller && moduleOf(frame[1]) == server.module) {
        walk.dllFrames++;
        frame = next;
        next = *frame;
    }
    walk.reachedCaller =
        (void *)next == walk.caller && moduleOf(frame[1]) == GetModuleHandleW(NULL);
}

#endif

static void *WINAPI allocate(SIZE_T size)
{
    if (walk.dllFrames == 0) {
        walkFrom(__builtin_frame_address(0));
    }
    return CoTaskMemAlloc(size);
}

static __attribute__((noinline)) HRESULT getSoH(INapSoHConstructor *constructor, SoH **soh)
{
    HRESULT hr;

    walk.caller = __builtin_frame_address(0);
    hr = INapSoHConstructor_GetSoH(constructor, soh);
    walk.caller = NULL; /* prevents a tail call */
    return hr;
}

static void stackOfAMethodCanBeWalked(void **state)
{
    INapSoHConstructor *constructor = TestConstructorBegin(1, TRUE);
    SoH *soh = NULL;
    FARPROC real = ImportReplace(server.module, "CoTaskMemAlloc", (FARPROC)(void *)allocate);
    HRESULT hr = getSoH(constructor, &soh);

    ImportReplace(server.module, "CoTaskMemAlloc", real);
    FreeSoH(soh);
    INapSoHConstructor_Release(constructor);
    assert_hresult(hr, S_OK);
    print_message("%u functions of the DLL\n", walk.dllFrames);
    assert_in_range(walk.dllFrames, LEAST_FRAMES, MOST_FRAMES);
    assert_true(walk.reachedCaller);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stackOfAMethodCanBeWalked),
    };

    return cmocka_run_group_tests(tests, ServerSetUp, NULL);
}
