/* SPDX-License-Identifier: MIT */
/*
 * Runs the health check with the classes registered, as after an administrator's regsvr32, and
 * without, by its manifest. And sohdump, which uses the classes either way.
 */
#include <initguid.h>

#include "qutiltest.h"

#include "runprogram.h"

#include <stdlib.h>
#include <string.h>

#define PLAIN   L"..\\examples\\health-check.exe"
#define REGFREE L"..\\examples\\health-check-regfree.exe"
#define SOHDUMP L"..\\sohdump.exe"

/* Does what regsvr32 does, with the DLL beside the programs. */
static HRESULT callExport(const char *name)
{
    WCHAR *path = RunPath(L"..\\examples\\qutil.dll");
    HMODULE dll = LoadLibraryW(path);
    HRESULT(WINAPI * function)(void);
    HRESULT hr;

    assert_non_null(dll);
    function = (HRESULT(WINAPI *)(void))(void *)GetProcAddress(dll, name);
    assert_non_null(function);
    hr = function();
    FreeLibrary(dll);
    free(path);
    return hr;
}

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
    (void)state;
    return callExport("DllRegisterServer") == S_OK && isRegistered() ? 0 : -1;
}

static int unregisterClasses(void **state)
{
    (void)state;
    return callExport("DllUnregisterServer") == S_OK && !isRegistered() ? 0 : -1;
}

static unsigned countOf(const char *text, const char *part)
{
    unsigned count = 0;

    for (text = strstr(text, part); text; text = strstr(text + 1, part)) {
        count++;
    }
    return count;
}

/*
 * Exit code 0 isn't enough: a program that never started may return it. So the output is checked,
 * too.
 */
static void expectCheck(const WCHAR *program)
{
    Run run;

    RunProgram(&run, program, L"", NULL, 0);
    if (run.exitCode != 0 || run.error[0] != '\0') {
        fail_msg("code %u, printed\n%s%s", (unsigned)run.exitCode, run.output, run.error);
    }
    assert_int_equal(countOf(run.output, "=== Client: "), 3);
    assert_int_equal(countOf(run.output, "reads this request:"), 3);
    assert_int_equal(countOf(run.output, "reads this response:"), 3);
    assert_int_equal(countOf(run.output, "The agent knows now: healthy."), 1);
    assert_int_equal(countOf(run.output, "The agent knows now: unhealthy."), 1);
    assert_int_equal(countOf(run.output, "The agent knows now: not known"), 1);
    assert_int_equal(countOf(run.output, "\"Contoso Antivirus\""), 3);
    assert_int_equal(countOf(run.output, "ComplianceResultCodes (4): 0x00000000"), 3);
    assert_int_equal(countOf(run.output, "ComplianceResultCodes (4): 0x80040201"), 1);
    assert_int_equal(countOf(run.output, "ComplianceResultCodes (4): 0x80040203"), 1);
    assert_int_equal(countOf(run.output, "FailureCategory (14): 2"), 1);
    assert_int_equal(countOf(run.output, "192.0.2.10 198.51.100.10\r\n"), 2);
    assert_int_equal(countOf(run.output, "2001:db8:0:0:0:0:0:10"), 2);
    assert_non_null(strstr(run.output, "\nAll clients got the verdict that they deserve.\r\n"));
    RunFree(&run);
}

static void worksRegistered(void **state)
{
    (void)state;
    assert_true(isRegistered());
    expectCheck(PLAIN);
}

static void worksByItsManifest(void **state)
{
    (void)state;
    assert_false(isRegistered());
    expectCheck(REGFREE);
}

static void saysWhatIsMissing(void **state)
{
    Run run;

    (void)state;
    assert_false(isRegistered());
    RunProgram(&run, PLAIN, L"", NULL, 0);
    assert_int_equal(run.exitCode, 1);
    assert_non_null(strstr(run.error, "the classes of qutil.dll are not registered"));
    assert_null(strstr(run.output, "All clients"));
    RunFree(&run);
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

    (void)state;
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
    (void)state;
    expectDump(SOHDUMP, 0, "2 (Antispyware)", "");
    expectDump(alone, 3, "", "qutil.dll is neither registered nor beside this program");
    assert_int_equal(registerClasses(state), 0);
    expectDump(alone, 0, "2 (Antispyware)", "");
    expectDump(SOHDUMP, 0, "2 (Antispyware)", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(worksRegistered, registerClasses, unregisterClasses),
        cmocka_unit_test_setup(worksByItsManifest, unregisterClasses),
        cmocka_unit_test_setup(saysWhatIsMissing, unregisterClasses),
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
