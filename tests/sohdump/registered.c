/* SPDX-License-Identifier: MIT */
/*
 * Runs sohdump with the classes registered, as after an administrator's regsvr32, and without. It
 * uses them either way.
 */
#include <initguid.h>

#include "qutiltest.h"

#include "runprogram.h"

#include <stdlib.h>
#include <string.h>

#define SOHDUMP L"..\\sohdump.exe"
#define DLL     L"..\\examples\\qutil.dll"

static BOOL isRegistered(void)
{
    IUnknown *object = NULL;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHProcessor, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
                                  (void **)&object);

    if (SUCCEEDED(hr)) {
        IUnknown_Release(object);
    } else {
        assert_hresult(hr, REGDB_E_CLASSNOTREG);
    }
    return SUCCEEDED(hr);
}

static int registerClasses(void **state)
{
    return RunExport(DLL, "DllRegisterServer") == S_OK && isRegistered() ? 0 : -1;
}

static int unregisterClasses(void **state)
{
    return RunExport(DLL, "DllUnregisterServer") == S_OK && !isRegistered() ? 0 : -1;
}

static void expectDump(const WCHAR *program, DWORD code, const char *output, const char *error)
{
    Run run;

    RunProgram(&run, program, L"00020004000137800008000102", NULL, 0);
    assert_int_equal(run.exitCode, code);
    assert_non_null(strstr(run.output, output));
    assert_non_null(strstr(run.error, error));
    RunFree(&run);
}

static void copyProgram(const WCHAR *from, const WCHAR *to)
{
    WCHAR *source = RunPath(from);
    WCHAR *target = RunPath(to);

    assert_true(CopyFileW(source, target, FALSE));
    free(source);
    free(target);
}

/* A sohdump.exe without a qutil.dll beside it. */
static const WCHAR alone[] = L"alone\\sohdump.exe";

static int makeLonely(void **state)
{
    WCHAR *folder = RunPath(L"alone");

    CreateDirectoryW(folder, NULL);
    free(folder);
    copyProgram(SOHDUMP, alone);
    return unregisterClasses(state);
}

static int removeLonely(void **state)
{
    WCHAR *folder = RunPath(L"alone");
    WCHAR *program = RunPath(alone);
    BOOL isGone = DeleteFileW(program) && RemoveDirectoryW(folder);

    free(folder);
    free(program);
    return unregisterClasses(state) == 0 && isGone ? 0 : -1;
}

static void sohdumpTakesRegisteredOrBeside(void **state)
{
    expectDump(SOHDUMP, 0, "2 (Antispyware)", "");
    expectDump(alone, 3, "", "qutil.dll is neither registered nor beside this program");
    assert_int_equal(registerClasses(state), 0);
    expectDump(alone, 0, "2 (Antispyware)", "");
    expectDump(SOHDUMP, 0, "2 (Antispyware)", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sohdumpTakesRegisteredOrBeside, makeLonely, removeLonely),
    };
    int failures;

    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED))) {
        return 1;
    }
    failures = cmocka_run_group_tests(tests, NULL, NULL);
    CoUninitialize();
    return failures;
}
