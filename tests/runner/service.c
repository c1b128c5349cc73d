/* SPDX-License-Identifier: MIT */
/* testrunner skips tests that install the service if the system has one that isn't a test's. */
#include "qutiltest.h"

#include "dummyservice.h"
#include "napagent.h"
#include "runprogram.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void installAs(const WCHAR *command)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CREATE_SERVICE);
    SC_HANDLE service;

    assert_non_null(manager);
    service = CreateServiceW(manager, NAP_AGENT, NULL, SERVICE_ALL_ACCESS,
                             SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_IGNORE,
                             command, NULL, NULL, NULL, NULL, NULL);
    assert_non_null(service);
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
}

static void expectRun(DWORD code, const char *words)
{
    WCHAR *faketest = RunPath(L"faketest.exe");
    WCHAR arguments[1100];
    Run run;

    swprintf(arguments, ARRAYSIZE(arguments), L"--needs service \"%ls\" passing", faketest);
    free(faketest);
    RunProgram(&run, L"testrunner.exe", arguments, NULL, 0);
    if (run.exitCode != code || !strstr(run.output, words)) {
        fail_msg("exit code %lu, printed\n%s", run.exitCode, run.output);
    }
    RunFree(&run);
}

static void microsoftsServiceIsLeftAlone(void **state)
{
    installAs(L"%SystemRoot%\\System32\\svchost.exe -k NetworkService");
    expectRun(77, "testrunner: skipped: this system has a service napagent of its own");
    assert_int_equal(NapAgentState(), SERVICE_STOPPED);
}

static void serviceOfATestIsRemoved(void **state)
{
    DummyServiceInstall();
    expectRun(0, "testrunner: passed: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(microsoftsServiceIsLeftAlone, DummyServiceRemove),
        cmocka_unit_test_teardown(serviceOfATestIsRemoved, DummyServiceRemove),
    };

    return cmocka_run_group_tests(tests, DummyServiceSetUp, DummyServiceRemove);
}
