/* SPDX-License-Identifier: MIT */
/* qutil-conformance --naphost: on our own naphost.dll, and on one that is broken on purpose. */
#include "conformancetest.h"

#include <stdio.h>
#include <string.h>

#define QUICK_PARTS 6 /* of the rules; the others wait for many health checks */

/* test_contract tries all of them. */
static void ourDllKeepsRules(void **state)
{
    Run run;

    Conformance(&run, "..", "",
                "--naphost ..\\naphost.dll --rule naphost.server.* --rule naphost.store.* "
                "--rule naphost.management.*");
    ExpectAllHold(&run, 80);
    RunFree(&run);
}

/* Shows that the failures below come from the fault alone. A normal run leaves out what waits. */
static void brokenDllWithoutFaultKeepsAllRules(void **state)
{
    static const char *const parts[] = {"server", "store",      "management", "request",
                                        "log",    "validation", "binding",    "agent",
                                        "check",  "validator",  "verdict"};
    const size_t count = TriesAllFaults() ? ARRAYSIZE(parts) : QUICK_PARTS;

    for (size_t i = 0; i < count; i++) {
        char options[120];
        Run run;

        snprintf(options, sizeof(options),
                 "--naphost ..\\conformance-naphost\\naphost.dll --rule naphost.%s.*", parts[i]);
        Conformance(&run, "..", "", options);
        ExpectAllHold(&run, 5);
        RunFree(&run);
    }
}

static void faultsAreDetected(void **state)
{
    ExpectFaultsDetected(FAULTS_OF_NAPHOST);
}

static void changesNothingUnlessAsked(void **state)
{
    Run run;

    Conformance(&run, "..", "", "--rule naphost.store.agent");
    assert_int_equal(run.exitCode, 0);
    assert_int_equal(CountLines(run.output, "not run  D naphost.store.agent:"), 1);
    assert_non_null(strstr(run.output, "observed: needs --naphost"));
    RunFree(&run);
}

static void saysThatThereIsNone(void **state)
{
    Run run;

    Conformance(&run, "..", "", "--naphost C:\\no\\naphost.dll --rule naphost.store.agent");
    assert_int_equal(run.exitCode, 0);
    assert_int_equal(CountLines(run.output, "not run  D naphost.store.agent:"), 1);
    assert_non_null(strstr(run.output, "observed: There is no naphost.dll"));
    RunFree(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ourDllKeepsRules),    cmocka_unit_test(brokenDllWithoutFaultKeepsAllRules),
        cmocka_unit_test(faultsAreDetected),   cmocka_unit_test(changesNothingUnlessAsked),
        cmocka_unit_test(saysThatThereIsNone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
