/* SPDX-License-Identifier: MIT */
/*
 * The notifier's rules, and qutil-conformance --service: on our own DLL, with the faults, and that
 * the service is restored.
 */
#include "conformancetest.h"

#include <string.h>

#include "dummyservice.h"
#include "napagent.h"

static void ourDllKeepsAllRules(void **state)
{
    Run run;

    Conformance(&run, "..", "", "--service --rule service.* --rule notifier.*");
    ExpectAllHold(&run, 22);
    RunFree(&run);
    assert_int_equal(NapAgentState(), 0); /* removed again */
}

static void otherChoiceDiffers(void **state)
{
    Run run;

    Conformance(&run, "conformance-broken", "notifier.bare-error", "--rule notifier.second*");
    assert_int_equal(run.exitCode, 1);
    assert_int_equal(CountLines(run.output, "holds    D notifier.second:"), 1);
    assert_int_equal(CountLines(run.output, "differs  C notifier.second.form:"), 1);
    assert_non_null(strstr(run.output, "0x000004DF"));
    RunFree(&run);
}

static void brokenDllWithoutFaultKeepsAllRules(void **state)
{
    Run run;

    Conformance(&run, "conformance-broken", "", "--rule notifier.*");
    ExpectAllHold(&run, 16);
    RunFree(&run);
}

static void faultsAreDetected(void **state)
{
    ExpectFaultsDetected(FAULTS_OF_SERVICE);
    assert_int_equal(NapAgentState(), 0);
}

/* If the machine has the service, that one is used, and its state is restored. */
static void foreignServiceIsRestored(void **state)
{
    Run run;

    DummyServiceInstall();
    DummyServiceStart();
    Conformance(&run, "..", "", "--service --rule service.stops --rule service.created-later");
    assert_int_equal(CountLines(run.output, "holds    D service.stops:"), 1);
    assert_int_equal(CountLines(run.output, "not run  C service.created-later:"), 1);
    assert_int_equal(run.exitCode, 0);
    RunFree(&run);
    assert_int_equal(NapAgentState(), SERVICE_RUNNING);
    DummyServiceStop();
    Conformance(&run, "..", "", "--service --rule service.starts");
    ExpectAllHold(&run, 1);
    RunFree(&run);
    assert_int_equal(NapAgentState(), SERVICE_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(ourDllKeepsAllRules, DummyServiceRemove),
        cmocka_unit_test_teardown(brokenDllWithoutFaultKeepsAllRules, DummyServiceRemove),
        cmocka_unit_test_teardown(faultsAreDetected, DummyServiceRemove),
        cmocka_unit_test_teardown(otherChoiceDiffers, DummyServiceRemove),
        cmocka_unit_test_teardown(foreignServiceIsRestored, DummyServiceRemove),
    };

    return cmocka_run_group_tests(tests, DummyServiceSetUp, NULL);
}
