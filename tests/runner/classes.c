/* SPDX-License-Identifier: MIT */
/*
 * testrunner skips tests that need unregistered classes if the classes are registered. A
 * registration that a test has left it removes.
 */
#include "qutiltest.h"

#include "runprogram.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define CLASS L"Software\\Classes\\CLSID\\{AA160628-8775-46E3-837C-F7A2AE66E2F5}"

static void registerForUser(const WCHAR *dll)
{
    assert_int_equal(RegSetKeyValueW(HKEY_CURRENT_USER, CLASS L"\\InprocServer32", NULL, REG_SZ,
                                     dll, (DWORD)((wcslen(dll) + 1) * sizeof(*dll))),
                     ERROR_SUCCESS);
}

static BOOL isRegistered(void)
{
    HKEY key;
    LSTATUS status = RegOpenKeyExW(HKEY_CURRENT_USER, CLASS, 0, KEY_READ, &key);

    if (status == ERROR_SUCCESS) {
        RegCloseKey(key);
    }
    return status == ERROR_SUCCESS;
}

static int unregister(void **state)
{
    RegDeleteTreeW(HKEY_CURRENT_USER, CLASS);
    return isRegistered() ? -1 : 0;
}

static void expectRun(const WCHAR *need, DWORD code, const char *words)
{
    WCHAR *faketest = RunPath(L"faketest.exe");
    WCHAR arguments[1100];
    Run run;

    swprintf(arguments, ARRAYSIZE(arguments), L"--needs %ls \"%ls\" passing", need, faketest);
    free(faketest);
    RunProgram(&run, L"testrunner.exe", arguments, NULL, 0);
    if (run.exitCode != code || !strstr(run.output, words)) {
        fail_msg("exit code %lu, printed\n%s", run.exitCode, run.output);
    }
    RunFree(&run);
}

static void foreignClassesAreKept(void **state)
{
    WCHAR theirs[MAX_PATH];

    assert_true(GetModuleFileNameW(GetModuleHandleW(L"kernel32.dll"), theirs, MAX_PATH) != 0);
    registerForUser(theirs);
    expectRun(L"unregistered", 77, "testrunner: skipped: the classes are registered with another");
    expectRun(L"registry", 77, "testrunner: skipped: the classes are registered with another");
    assert_true(isRegistered());
}

static void leftoversOfTestsAreRemoved(void **state)
{
    WCHAR *ours = RunPath(L"qutil.dll");

    registerForUser(ours);
    free(ours);
    expectRun(L"unregistered", 0, "testrunner: passed: ");
    assert_false(isRegistered());
    registerForUser(L"C:\\nowhere\\qutil.dll");
    expectRun(L"registry", 0, "testrunner: passed: ");
    assert_false(isRegistered());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(foreignClassesAreKept, unregister),
        cmocka_unit_test_teardown(leftoversOfTestsAreRemoved, unregister),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
