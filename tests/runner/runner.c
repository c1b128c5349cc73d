/* SPDX-License-Identifier: MIT */
/* testrunner on test programs whose output or exit code is misleading. */
#include "qutiltest.h"

#include "runprogram.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define RUNNER    L"testrunner.exe"
#define FAKE_TEST L"faketest.exe"

static WCHAR arguments[2000];

/* testrunner must end with this exit code, and its last line must begin so. */
static void expect(DWORD code, const char *lastLine)
{
    const char *last;
    Run run;

    RunProgram(&run, RUNNER, arguments, NULL, 0);
    last = strstr(run.output, "testrunner: ");
    if (run.exitCode != code || !last || strncmp(last, lastLine, strlen(lastLine)) != 0 ||
        strchr(last, '\n')[1] != '\0') {
        fail_msg("%ls\nexit code %lu, printed\n%s", arguments, run.exitCode, run.output);
    }
    RunFree(&run);
}

static void judge(const WCHAR *options, const WCHAR *kind, DWORD code, const char *lastLine)
{
    WCHAR *faketest = RunPath(FAKE_TEST);

    swprintf(arguments, ARRAYSIZE(arguments), L"%ls \"%ls\" %ls", options, faketest, kind);
    free(faketest);
    expect(code, lastLine);
}

static void acceptsPassingPrograms(void **state)
{
    judge(L"", L"passing", 0, "testrunner: passed: ");
    judge(L"", L"passing-later-cmocka", 0, "testrunner: passed: ");
}

static void rejectsMissingOutput(void **state)
{
    judge(L"", L"silent", 1, "testrunner: FAILED: exit code 0, but cmocka never began");
    judge(L"", L"talkative", 1, "testrunner: FAILED: exit code 0, but cmocka never began");
    judge(L"", L"only-passed", 1, "testrunner: FAILED: exit code 0, but cmocka never began");
}

static void rejectsBadExitCodes(void **state)
{
    judge(L"", L"fails-at-its-end", 1, "testrunner: FAILED: exit code 1 ");
    judge(L"", L"fails-by-256", 1, "testrunner: FAILED: exit code 256 ");
    judge(L"", L"crashes", 1, "testrunner: FAILED: exit code 3221225477 (0xC0000005)");
}

static void rejectsRunsWithoutTests(void **state)
{
    judge(L"", L"no-test", 1, "testrunner: FAILED: exit code 0, but no test ran");
    judge(L"", L"half-a-group", 1, "testrunner: FAILED: exit code 0, but of 2 group(s)");
    judge(L"", L"failed", 1, "testrunner: FAILED: cmocka reports failures");
    judge(L"", L"set-up-failed", 1, "testrunner: FAILED: cmocka reports failures");
}

static void checksTheLastLine(void **state)
{
    judge(L"--ends \"All went\"", L"talkative", 0, "testrunner: passed: All went well.");
    judge(L"--ends well", L"talkative", 1, "testrunner: FAILED: exit code 0 (0x0), and its last");
    judge(L"--ends \"All went\"", L"silent", 1, "testrunner: FAILED: exit code 0 (0x0), and its");
    judge(L"--ends \"[  PASSED\"", L"fails-at-its-end", 1, "testrunner: FAILED: exit code 1 ");
}

static void killsHangingPrograms(void **state)
{
    judge(L"--seconds 1", L"hangs", 1, "testrunner: FAILED: it did not end within 1 seconds");
}

static void reportsWhatCannotStart(void **state)
{
    wcscpy(arguments, L"there-is-no-such-program.exe");
    expect(1, "testrunner: FAILED: it can't be started: error 2");
    wcscpy(arguments, L"--needs sleep program.exe");
    expect(2, "testrunner: FAILED: an option or its value is unknown");
    wcscpy(arguments, L"--seconds 5");
    expect(2, "testrunner: FAILED: no program is named");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acceptsPassingPrograms), cmocka_unit_test(rejectsMissingOutput),
        cmocka_unit_test(rejectsBadExitCodes),    cmocka_unit_test(rejectsRunsWithoutTests),
        cmocka_unit_test(checksTheLastLine),      cmocka_unit_test(killsHangingPrograms),
        cmocka_unit_test(reportsWhatCannotStart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
