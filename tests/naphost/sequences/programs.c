/* SPDX-License-Identifier: MIT */
/*
 * What real agents and validators do, from installing to removing: the agent program and the
 * validator DLL of examples/health-check, which know nothing of each other. Each expected order is
 * that of the whole output.
 */
#include <initguid.h>

#include "contoso.h"

#include "naperror.h"
#include "napsystemhealthvalidator.h"

#include <string.h>
#include <wchar.h>

#define VALIDATOR L"..\\examples\\contoso-validator.dll"

#define HEALTHY   "found 0x00000000: healthy; asked to repair: no"
#define UNHEALTHY "found 0x80040201: unhealthy; asked to repair: yes"
#define STATE_1   "is now 1 (NotRestricted), no probation, help at \"\", unknown connections: no\r\n"
#define STATE_3                                                                                    \
    "is now 3 (RestrictedAccess), no probation, help at \"\", unknown connections: no\r\n"

static int registerAgent(void **state)
{
    int result = ContosoForget(state);

    AgentMust(L"/register", S_OK);
    return result;
}

static int registerBoth(void **state)
{
    int result = registerAgent(state);

    return ValidatorRegsvr32(L"") == 0 ? result : -1;
}

/* The agent's registration ------------------------------------------------------------------- */

static void usageWithoutArgument(void **state)
{
    static const WCHAR *const wrong[] = {L"", L"/install", L"/run /register"};

    for (size_t i = 0; i < ARRAYSIZE(wrong); i++) {
        Run run;

        RunProgram(&run, AGENT, wrong[i], NULL, 0);
        assert_int_equal(run.exitCode, 2);
        assert_non_null(strstr(run.output, "contoso-agent /register "));
        RunFree(&run);
    }
}

static void expectText(const CountedString *string, const WCHAR *text)
{
    assert_int_equal(string->length, wcslen(text));
    assert_int_equal(wcscmp(string->string, text), 0);
}

static void expectAgentListed(void)
{
    INapClientManagement *management = ClientManagement();
    NapComponentRegistrationInfo *agents;
    SystemHealthEntityCount count;

    assert_hresult(
        INapClientManagement_GetRegisteredSystemHealthAgents(management, &count, &agents), S_OK);
    assert_int_equal(count, 1);
    assert_int_equal(agents[0].id, AGENT_ID);
    expectText(&agents[0].friendlyName, L"Contoso Firewall Agent");
    expectText(&agents[0].description, L"Reports whether the firewall is on.");
    expectText(&agents[0].version, L"1.0");
    expectText(&agents[0].vendorName, L"Contoso");
    assert_false(IsZero(&agents[0].infoClsid));
    assert_true(IsZero(&agents[0].configClsid));
    assert_int_not_equal(agents[0].registrationDate.dwHighDateTime, 0);
    assert_int_equal(agents[0].componentType, 0);
    FreeNapComponentRegistrationInfoArray(count, &agents);
    INapClientManagement_Release(management);
}

static void agentRegistersOnce(void **state)
{
    AgentMust(L"/register", S_OK);
    expectAgentListed();
    AgentMust(L"/register", NAP_E_CONFLICTING_ID);
    expectAgentListed();
    AgentMust(L"/unregister", S_OK);
    AgentMust(L"/unregister", NAP_E_NOT_REGISTERED);
}

static void agentThatIsNotRegistered(void **state)
{
    AgentMust(L"/run", NAP_E_NOT_REGISTERED);
}

/* Its end of the pipe is the only one: closing it ends the input. */
static HANDLE beginAgent(Run *run)
{
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    HANDLE readEnd;
    HANDLE writeEnd;

    assert_true(CreatePipe(&readEnd, &writeEnd, &inherited, 0));
    assert_true(SetHandleInformation(writeEnd, HANDLE_FLAG_INHERIT, 0));
    RunBegin(run, AGENT, L"/run", readEnd);
    AwaitBound(AGENT_ID);
    return writeEnd;
}

static void runningAgentStaysRegistered(void **state)
{
    HANDLE input;
    Run run;

    input = beginAgent(&run);
    AgentMust(L"/unregister", NAP_E_STILL_BOUND);
    AgentMust(L"/run", HRESULT_FROM_WIN32(ERROR_ALREADY_INITIALIZED));
    expectAgentListed();
    CloseHandle(input);
    RunEnd(&run);
    assert_int_equal(run.exitCode, 0);
    RunFree(&run);
    AgentMust(L"/unregister", S_OK);
}

static void killedAgentIsNotBound(void **state)
{
    HANDLE input;
    Run run;

    input = beginAgent(&run);
    assert_true(TerminateProcess(run.process, 7));
    RunEnd(&run);
    assert_int_equal(run.exitCode, 7);
    RunFree(&run);
    CloseHandle(input);
    AgentMust(L"/unregister", S_OK);
}

/* Checks --------------------------------------------------------------------------------------- */

static void oneCheck(void **state)
{
    Run run;

    AgentRun(&run, "notify\nquit\n", ">RPFS>");
    AgentSaid(&run, 'R', 0, "the firewall is on (0x00000000)");
    AgentSaid(&run, 'P', 0, HEALTHY);
    AgentSaid(&run, 'F', 0, "Success, 100 %");
    AgentSaid(&run, 'S', 0, STATE_1);
    RunFree(&run);
}

static void nothingWithoutNotify(void **state)
{
    Run run;

    AgentRun(&run, "unhealthy\nhealthy\nflush\nquit\n", ">>>>");
    RunFree(&run);
}

static void unchangedCheck(void **state)
{
    Run run;

    AgentRun(&run, "notify\nnotify\nquit\n", ">RPFS>RC>");
    RunFree(&run);
}

static void flushedCheck(void **state)
{
    Run run;

    AgentRun(&run, "notify\nflush\nnotify\nquit\n", ">RPFS>>RPF>");
    AgentSaid(&run, 'P', 1, HEALTHY);
    RunFree(&run);
}

static void illnessAndRepair(void **state)
{
    Run run;

    AgentRun(&run, "notify\nunhealthy\nnotify\nhealthy\nnotify\nquit\n", ">RPFS>>RCPFS>>RCPFS>");
    AgentSaid(&run, 'S', 0, STATE_1);
    AgentSaid(&run, 'R', 1, "the firewall is off (0x00000000)");
    AgentSaid(&run, 'P', 1, UNHEALTHY);
    AgentSaid(&run, 'F', 1, "InProgress, 50 %");
    AgentSaid(&run, 'S', 1, STATE_3);
    AgentSaid(&run, 'P', 2, HEALTHY);
    AgentSaid(&run, 'F', 2, "Success, 100 %");
    AgentSaid(&run, 'S', 2, STATE_1);
    RunFree(&run);
}

/* The next question comes after 5 seconds, and the one after it 10 seconds later. */
static void repairIsAskedForAgain(void **state)
{
    Run run;

    AgentRun(&run,
             "unhealthy\nnotify\nhealthy\nhealthy\nhealthy\nhealthy\nhealthy\nhealthy\nquit\n",
             NULL);
    assert_int_equal(AgentCount(&run, 'R'), 1);
    assert_int_equal(AgentCount(&run, 'P'), 1);
    assert_int_equal(AgentCount(&run, 'S'), 1);
    assert_int_equal(AgentCount(&run, 'F'), 2);
    AgentSaid(&run, 'F', 1, "InProgress, 50 %");
    RunFree(&run);
}

/* Without a validator, or without its class --------------------------------------------------- */

/* The state was NotRestricted and unknown from the beginning. */
static void orphanedWithoutValidator(void **state)
{
    Run run;

    AgentRun(&run, "notify\nquit\n", ">RO>");
    RunFree(&run);
}

static void validatorWithoutClass(void **state)
{
    static const CLSID missing = {
        0x0F0F5B5C, 0x62C3, 0x4C37, {0xA9, 0x1D, 0x20, 0x5D, 0x3B, 0x77, 0x10, 0x09}};
    WCHAR name[] = L"Missing";
    NapComponentRegistrationInfo info = {.id = AGENT_ID, .friendlyName = {7, name}};
    INapServerManagement *management = ServerManagement();
    Run run;

    assert_hresult(INapServerManagement_RegisterSystemHealthValidator(management, &info, &missing),
                   S_OK);
    AgentRun(&run, "notify\nquit\n", ">RPS>");
    AgentSaid(&run, 'P', 0, "no verdict (0x80070002)");
    AgentSaid(&run, 'S', 0, STATE_3);
    RunFree(&run);
    assert_hresult(INapServerManagement_UnregisterSystemHealthValidator(management, AGENT_ID),
                   S_OK);
    INapServerManagement_Release(management);
}

/* The validator's registration ---------------------------------------------------------------- */

/* FALSE: it is not listed. */
static BOOL findValidator(CLSID *clsid)
{
    INapServerInfo *server = ServerInfo();
    NapComponentRegistrationInfo *validators;
    SystemHealthEntityCount count;
    CLSID *clsids;

    assert_hresult(
        INapServerInfo_GetRegisteredSystemHealthValidators(server, &count, &validators, &clsids),
        S_OK);
    INapServerInfo_Release(server);
    if (count == 0) {
        return FALSE;
    }
    assert_int_equal(count, 1);
    assert_int_equal(validators[0].id, AGENT_ID);
    expectText(&validators[0].friendlyName, L"Contoso Firewall Validator");
    assert_false(IsZero(&validators[0].configClsid));
    *clsid = clsids[0];
    FreeNapComponentRegistrationInfoArray(count, &validators);
    CoTaskMemFree(clsids);
    return TRUE;
}

static HRESULT createValidator(const CLSID *clsid, INapSystemHealthValidator **validator)
{
    *validator = NULL;
    return CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, &IID_INapSystemHealthValidator,
                            (void **)validator);
}

static void validatorRegistersOnce(void **state)
{
    INapSystemHealthValidator *validator;
    CLSID clsid;

    assert_int_equal(ValidatorRegsvr32(L""), 0);
    assert_true(findValidator(&clsid));
    assert_hresult(createValidator(&clsid, &validator), S_OK);
    INapSystemHealthValidator_Release(validator);
    assert_int_not_equal(ValidatorRegsvr32(L""), 0);
    assert_hresult(RunExport(VALIDATOR, "DllRegisterServer"), NAP_E_CONFLICTING_ID);
    assert_true(findValidator(&clsid));
    assert_int_equal(ValidatorRegsvr32(L"/u"), 0);
    assert_false(findValidator(&clsid));
    assert_hresult(createValidator(&clsid, &validator), REGDB_E_CLASSNOTREG);
    assert_int_not_equal(ValidatorRegsvr32(L"/u"), 0);
    assert_hresult(RunExport(VALIDATOR, "DllUnregisterServer"), NAP_E_NOT_REGISTERED);
}

/* The class goes, whatever NAP says. */
static void validatorThatOnlyNapForgot(void **state)
{
    INapServerManagement *management = ServerManagement();
    INapSystemHealthValidator *validator;
    CLSID clsid;

    assert_true(findValidator(&clsid));
    assert_hresult(INapServerManagement_UnregisterSystemHealthValidator(management, AGENT_ID),
                   S_OK);
    INapServerManagement_Release(management);
    assert_hresult(RunExport(VALIDATOR, "DllUnregisterServer"), NAP_E_NOT_REGISTERED);
    assert_hresult(createValidator(&clsid, &validator), REGDB_E_CLASSNOTREG);
}

static void validatorRefusesNull(void **state)
{
    INapSystemHealthValidator *validator;
    CLSID clsid;

    assert_true(findValidator(&clsid));
    assert_hresult(createValidator(&clsid, &validator), S_OK);
    assert_hresult(INapSystemHealthValidator_Validate(validator, NULL, 2000, NULL), E_INVALIDARG);
    INapSystemHealthValidator_Release(validator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usageWithoutArgument),
        cmocka_unit_test_setup(agentRegistersOnce, ContosoForget),
        cmocka_unit_test_setup(agentThatIsNotRegistered, ContosoForget),
        cmocka_unit_test_setup(runningAgentStaysRegistered, registerAgent),
        cmocka_unit_test_setup(killedAgentIsNotBound, registerAgent),
        cmocka_unit_test_setup(oneCheck, registerBoth),
        cmocka_unit_test_setup(nothingWithoutNotify, registerBoth),
        cmocka_unit_test_setup(unchangedCheck, registerBoth),
        cmocka_unit_test_setup(flushedCheck, registerBoth),
        cmocka_unit_test_setup(illnessAndRepair, registerBoth),
        cmocka_unit_test_setup(repairIsAskedForAgain, registerBoth),
        cmocka_unit_test_setup(orphanedWithoutValidator, registerAgent),
        cmocka_unit_test_setup(validatorWithoutClass, registerAgent),
        cmocka_unit_test_setup(validatorRegistersOnce, ContosoForget),
        cmocka_unit_test_setup(validatorThatOnlyNapForgot, registerBoth),
        cmocka_unit_test_setup(validatorRefusesNull, registerBoth),
    };

    return cmocka_run_group_tests(tests, ContosoSetUp, ContosoTearDown);
}
