/* SPDX-License-Identifier: MIT */
/*
 * The agent of examples/health-check with a manifest: it finds the classes of qutil.dll and
 * naphost.dll beside it, while neither is registered.
 */
#include <initguid.h>

#include "contoso.h"

#include "naperror.h"

static int forget(void **state)
{
    Run run;

    RunProgram(&run, AGENT_REGFREE, L"/unregister", NULL, 0);
    RunFree(&run);
    return 0;
}

static void isFoundByManifestOnly(void **state)
{
    AgentProgram = AGENT;
    AgentMust(L"/register", REGDB_E_CLASSNOTREG);
    AgentMust(L"/run", REGDB_E_CLASSNOTREG);
    AgentProgram = AGENT_REGFREE;
    AgentMust(L"/run", NAP_E_NOT_REGISTERED);
}

static void runsByItsManifest(void **state)
{
    Run run;

    AgentProgram = AGENT_REGFREE;
    AgentMust(L"/register", S_OK);
    AgentRun(&run, "notify\nquit\n", ">RO>");
    RunFree(&run);
    AgentMust(L"/unregister", S_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(isFoundByManifestOnly),
        cmocka_unit_test(runsByItsManifest),
    };

    return cmocka_run_group_tests(tests, forget, forget);
}
