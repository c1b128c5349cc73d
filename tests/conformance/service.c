/* SPDX-License-Identifier: MIT */
/*
 * The notifier's rules, and qutil-conformance --service: our own DLL, the faults, and that the
 * service is as it was.
 */
#include "conformancetest.h"

#include <string.h>

#include "dummyservice.h"
#include "napagent.h"

static void oursKeepsAllRules(void **state)
{
    Run run;

    (void)state;
    Conformance(&run, "..", "", "--service --rule service.* --rule notifier.*");
    ExpectAllHold(&run, 22);
    RunFree(&run);
    assert_int_equal(NapAgentState(), 0); /* gone again */
}

static void aChoiceDiffers(void **state)
{
    Run run;

    (void)state;
    Conformance(&run, "conformance-broken", "notifier.bare-error", "--rule notifier.second*");
    assert_int_equal(run.exitCode, 1);
    assert_int_equal(CountLines(run.output, "holds    D notifier.second:"), 1);
    assert_int_equal(CountLines(run.output, "differs  C notifier.second.form:"), 1);
    assert_non_null(strstr(run.output, "0x000004DF"));
    RunFree(&run);
}

static void brokenOneKeepsAllWithoutFault(void **state)
{
    Run run;

    (void)state;
    Conformance(&run, "conformance-broken", "", "--rule notifier.*");
    ExpectAllHold(&run, 16);
    RunFree(&run);
}

static void faultsAreNoticed(void **state)
{
    (void)state;
    ExpectFaultsNoticed(FAULTS_OF_SERVICE);
    assert_int_equal(NapAgentState(), 0);
}

/* The machine's own service is used, and is then in the state in which it was. */
static void foreignServiceIsPutBack(void **state)
{
    Run run;

    (void)state;
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
        cmocka_unit_test_teardown(oursKeepsAllRules, DummyServiceRemove),
        cmocka_unit_test_teardown(brokenOneKeepsAllWithoutFault, DummyServiceRemove),
        cmocka_unit_test_teardown(faultsAreNoticed, DummyServiceRemove),
        cmocka_unit_test_teardown(aChoiceDiffers, DummyServiceRemove),
        cmocka_unit_test_teardown(foreignServiceIsPutBack, DummyServiceRemove),
    };

    return cmocka_run_group_tests(tests, DummyServiceSetUp, NULL);
}
