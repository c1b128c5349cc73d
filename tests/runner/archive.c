/* SPDX-License-Identifier: MIT */
/*
 * testrunner on a list like the test archive's. At its end it removes leftovers of tests, so no
 * other test may run at the same time.
 */
#include "qutiltest.h"

#include "runprogram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define RUNNER    L"testrunner.exe"
#define FAKE_TEST L"faketest.exe"

static WCHAR folder[MAX_PATH];

static void writeFile(const WCHAR *name, const char *text)
{
    WCHAR path[2 * MAX_PATH];
    FILE *file;

    swprintf(path, ARRAYSIZE(path), L"%ls\\%ls", folder, name);
    file = _wfopen(path, L"wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void makeFolder(const WCHAR *name)
{
    WCHAR path[2 * MAX_PATH];

    swprintf(path, ARRAYSIZE(path), L"%ls\\%ls", folder, name);
    assert_true(CreateDirectoryW(path, NULL));
}

static void copyProgram(const WCHAR *name, const WCHAR *to)
{
    WCHAR *from = RunPath(name);
    WCHAR path[2 * MAX_PATH];

    swprintf(path, ARRAYSIZE(path), L"%ls\\%ls", folder, to);
    assert_true(CopyFileW(from, path, FALSE));
    free(from);
}

#ifdef _WIN64
#define OWN L"x64"
#else
#define OWN L"x86"
#endif

static int makeArchive(void **state)
{
    WCHAR temporary[MAX_PATH];

    assert_true(GetTempPathW(ARRAYSIZE(temporary), temporary) != 0);
    swprintf(folder, ARRAYSIZE(folder), L"%lsqutil runner %lu", temporary, GetCurrentProcessId());
    assert_true(CreateDirectoryW(folder, NULL));
    makeFolder(L"report");
    makeFolder(OWN);
    makeFolder(OWN L"\\tests");
    copyProgram(RUNNER, OWN L"\\tests\\testrunner.exe");
    copyProgram(FAKE_TEST, OWN L"\\tests\\faketest.exe");
    return 0;
}

static void removeFile(const WCHAR *name)
{
    WCHAR path[2 * MAX_PATH];

    swprintf(path, ARRAYSIZE(path), L"%ls\\%ls", folder, name);
    if (!DeleteFileW(path)) {
        RemoveDirectoryW(path);
    }
}

static int removeArchive(void **state)
{
    static const WCHAR *const names[] = {OWN L"\\tests\\testrunner.exe",
                                         OWN L"\\tests\\faketest.exe",
                                         OWN L"\\tests",
                                         OWN L"\\tests.txt",
                                         OWN,
                                         L"report\\" OWN L"\\canary.txt",
                                         L"report\\" OWN L"\\good.txt",
                                         L"report\\" OWN L"\\bad.txt",
                                         L"report\\" OWN,
                                         L"report\\report.txt",
                                         L"report"};

    assert_true(SetCurrentDirectoryW(L"\\"));
    for (size_t i = 0; i < ARRAYSIZE(names); i++) {
        removeFile(names[i]);
    }
    return RemoveDirectoryW(folder) ? 0 : -1;
}

static void runList(const char *list, DWORD code, const char *lastLine)
{
    const char *end;
    Run run;

    writeFile(OWN L"\\tests.txt", list);
    assert_true(SetCurrentDirectoryW(folder));
    RunProgram(&run, RUNNER, L"--lists report " OWN, NULL, 0);
    end = strstr(run.output, lastLine);
    if (run.exitCode != code || !end || strchr(end, '\n')[1] != '\0') {
        fail_msg("exit code %lu, printed\n%s%s", run.exitCode, run.output, run.error);
    }
    RunFree(&run);
}

#ifdef _WIN64
#define FAKE_LINE(name, kind) name "\tx64\\tests\\faketest.exe\t" kind "\r\n"
#else
#define FAKE_LINE(name, kind) name "\tx86\\tests\\faketest.exe\t" kind "\r\n"
#endif

/* One more passes than the list has: the check that no test has left anything behind. */
static void countsAList(void **state)
{
    runList(FAKE_LINE("good", "passing"), 0, "2 passed, 0 failed, 0 skipped");
    runList(FAKE_LINE("good", "passing") FAKE_LINE("bad", "silent"), 1,
            "2 passed, 1 failed, 0 skipped");
    runList("good\t--needs\r\n", 1, "1 passed, 1 failed, 0 skipped");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(countsAList, makeArchive, removeArchive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
