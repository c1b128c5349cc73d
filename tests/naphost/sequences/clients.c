/* SPDX-License-Identifier: MIT */
/*
 * Sequences of clients that no example shows: the small agent of Microsoft's article "Setting up a
 * simple SHA", agents beside the example's validator, and an enforcement client. They run in this
 * process, and find everything by registrations.
 */
#include <initguid.h>

#include "contoso.h"

#include "naperror.h"
#include "napenforcementclient.h"
#include "napsystemhealthagent.h"

#include "scriptedagent.h"
#include "sohliteral.h"

#include <string.h>

/* Another agent than the example's. */
#define OTHER_ID 0x007ED902u

#define CALL_MS  10000
#define QUIET_MS 500

static void registerAgent(SystemHealthEntityId id)
{
    INapClientManagement *management = ClientManagement();
    WCHAR name[] = L"Simple agent";
    NapComponentRegistrationInfo info = {.id = id, .friendlyName = {sizeof(name), name}};

    assert_hresult(INapClientManagement_RegisterSystemHealthAgent(management, &info), S_OK);
    INapClientManagement_Release(management);
}

static HRESULT unregisterAgent(SystemHealthEntityId id)
{
    INapClientManagement *management = ClientManagement();
    HRESULT hr = INapClientManagement_UnregisterSystemHealthAgent(management, id);

    INapClientManagement_Release(management);
    return hr;
}

/* The simple agent: registering without COM, notifying and ending at once ---------------------- */

/* The article registers its agent like that. Call it before CoInitializeEx. */
static HRESULT withoutCom(void)
{
    IUnknown *object = NULL;

    return CoCreateInstance(&CLSID_NapClientManagement, NULL, CLSCTX_INPROC_SERVER, &IID_IUnknown,
                            (void **)&object);
}

static HRESULT resultWithoutCom;

static void registeringNeedsCom(void **state)
{
    assert_hresult(resultWithoutCom, CO_E_NOTINITIALIZED);
}

static void notifyAndUninitializeAtOnce(void **state)
{
    static ScriptedAgent agent;

    ScriptedAgentInit(&agent);
    registerAgent(OTHER_ID);
    for (int round = 0; round < 20; round++) {
        INapSystemHealthAgentBinding *binding = BindAgent(OTHER_ID, &agent.callback);

        Sleep((DWORD)round * 5); /* the later ones meet a check that has begun */
        assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(binding), S_OK);
        Sleep((DWORD)round * 5);
        assert_hresult(INapSystemHealthAgentBinding_Uninitialize(binding), S_OK);
        assert_int_equal(agent.running, 0);
        assert_int_equal(agent.references, 1);
        ScriptedAgentForget(&agent);
        INapSystemHealthAgentBinding_Release(binding);
    }
    assert_hresult(unregisterAgent(OTHER_ID), S_OK);
    Sleep(QUIET_MS);
    assert_int_equal(agent.callCount, 0);
    ScriptedAgentFree(&agent);
}

/* The example's validator and other agents ---------------------------------------------------- */

static int registerValidator(void **state)
{
    return ValidatorRegsvr32(L"") == 0 ? 0 : -1;
}

static int forget(void **state)
{
    unregisterAgent(OTHER_ID);
    return ContosoForget(state);
}

static void expectState(INapSystemHealthAgentBinding *binding, IsolationState expected)
{
    IsolationInfo *info;
    BOOL unknown;

    assert_hresult(INapSystemHealthAgentBinding_GetSystemIsolationInfo(binding, &info, &unknown),
                   S_OK);
    assert_int_equal(info->isolationState, expected);
    assert_false(unknown);
    FreeIsolationInfo(info);
}

static void mapServerComponent(BOOL isCompliant)
{
    FailureCategoryMapping mapping = {{FALSE}};
    INapServerManagement *management = ServerManagement();

    mapping.mappingCompliance[failureCategoryServerComponent - 1] = isCompliant;
    assert_hresult(INapServerManagement_SetFailureCategoryMappings(management, AGENT_ID, mapping),
                   S_OK);
    INapServerManagement_Release(management);
}

/* Notifies of a change, waits for the n-th new state, and checks it. */
static void expectNewState(INapSystemHealthAgentBinding *binding, ScriptedAgent *agent, unsigned n,
                           IsolationState expected)
{
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(binding), S_OK);
    assert_true(ScriptedAgentAwait(agent, AGENT_STATE_CHANGED, n, CALL_MS));
    expectState(binding, expected);
}

/*
 * The validator gets no request, and completes with NAP_E_MISSING_SOH. That is a failure of the
 * validator's side, and the server's administrator decides what it means.
 */
static void requestOfNobody(void **state)
{
    static ScriptedAgent agent;
    SoHAttribute attributes[] = {ATTRIBUTE(sohAttributeTypeSystemHealthId, 0x00, 0x7E, 0xD9, 0x02)};
    const SoH statement = SOH_OF(attributes);
    INapSystemHealthAgentBinding *binding;
    char calls[16];

    ScriptedAgentInit(&agent);
    ScriptedAgentSay(&agent, &statement, TRUE);
    registerAgent(OTHER_ID);
    binding = BindAgent(OTHER_ID, &agent.callback);
    expectNewState(binding, &agent, 1, isolationStateRestrictedAccess);
    ScriptedAgentSequence(&agent, calls, sizeof(calls));
    assert_string_equal(calls, "ROS");
    mapServerComponent(TRUE);
    expectNewState(binding, &agent, 2, isolationStateNotRestricted);
    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(binding), S_OK);
    INapSystemHealthAgentBinding_Release(binding);
    assert_hresult(unregisterAgent(OTHER_ID), S_OK);
    ScriptedAgentFree(&agent);
}

static const SoHAttribute *find(const SoH *soh, SoHAttributeType type)
{
    for (UINT16 i = 0; soh && i < soh->count; i++) {
        if (soh->attributes[i].type == type) {
            return &soh->attributes[i];
        }
    }
    fail_msg("no attribute %u", (unsigned)type);
    return NULL;
}

/* Made by the host: category ServerComponent, and the code with which the validator completed. */
static void expectFailedValidator(const ScriptedAgent *agent)
{
    static const BYTE notFound[] = {0x80, 0x07, 0x00, 0x02};
    const SoHAttribute *category = find(agent->response, sohAttributeTypeFailureCategory);
    const SoHAttribute *codes = find(agent->response, sohAttributeTypeErrorCodes);

    assert_int_equal(agent->response->count, 3);
    assert_int_equal(category->value[0], failureCategoryServerComponent);
    assert_int_equal(codes->size, sizeof(notFound));
    assert_memory_equal(codes->value, notFound, sizeof(notFound));
}

/*
 * The host makes a request that says so. The validator looks for its agent's data in it, finds
 * none, and completes without a response.
 */
static void agentThatFails(void **state)
{
    static ScriptedAgent agent;
    INapSystemHealthAgentBinding *binding;
    char calls[16];

    ScriptedAgentInit(&agent);
    ScriptedAgentResult(&agent, AGENT_GET_REQUEST, E_FAIL);
    registerAgent(AGENT_ID);
    binding = BindAgent(AGENT_ID, &agent.callback);
    expectNewState(binding, &agent, 1, isolationStateRestrictedAccess);
    ScriptedAgentSequence(&agent, calls, sizeof(calls));
    assert_string_equal(calls, "RPFS");
    assert_hresult(agent.responseResult, S_OK);
    assert_int_equal(agent.flags, shaFixup);
    expectFailedValidator(&agent);
    mapServerComponent(TRUE);
    expectNewState(binding, &agent, 2, isolationStateNotRestricted);
    expectFailedValidator(&agent);
    assert_int_equal(agent.flags, 0);
    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(binding), S_OK);
    INapSystemHealthAgentBinding_Release(binding);
    ScriptedAgentFree(&agent);
}

/* An enforcement client ------------------------------------------------------------------------ */

/* The public sample's id. */
#define CLIENT_ID 0x000137F1u

/* Its componentType stays 0, and nobody has that class. */
static HRESULT registerClient(void)
{
    static const CLSID info = {
        0xA8F9B6D5, 0x0B4E, 0x4F0A, {0xB7, 0x6A, 0x3E, 0x90, 0x11, 0x58, 0x00, 0x01}};
    INapClientManagement *management = ClientManagement();
    WCHAR name[] = L"Simple enforcement client";
    NapComponentRegistrationInfo client = {
        .id = CLIENT_ID, .friendlyName = {ARRAYSIZE(name) - 1, name}, .infoClsid = info};
    HRESULT hr = INapClientManagement_RegisterEnforcementClient(management, &client);

    INapClientManagement_Release(management);
    return hr;
}

static HRESULT unregisterClient(void)
{
    INapClientManagement *management = ClientManagement();
    HRESULT hr = INapClientManagement_UnregisterEnforcementClient(management, CLIENT_ID);

    INapClientManagement_Release(management);
    return hr;
}

static int forgetClient(void **state)
{
    unregisterClient();
    return 0;
}

static void expectClients(UINT16 expected)
{
    INapClientManagement *management = ClientManagement();
    NapComponentRegistrationInfo *clients;
    EnforcementEntityCount count;

    assert_hresult(
        INapClientManagement_GetRegisteredEnforcementClients(management, &count, &clients), S_OK);
    INapClientManagement_Release(management);
    assert_int_equal(count, expected);
    if (count != 0) {
        assert_int_equal(clients[0].id, CLIENT_ID);
        assert_int_equal(clients[0].componentType, 0);
        assert_false(IsZero(&clients[0].infoClsid));
    }
    FreeNapComponentRegistrationInfoArray(count, &clients);
}

static void enforcementClientRegisters(void **state)
{
    assert_hresult(registerClient(), S_OK);
    assert_hresult(registerClient(), NAP_E_CONFLICTING_ID);
    expectClients(1);
    assert_hresult(unregisterClient(), S_OK);
    assert_hresult(unregisterClient(), NAP_E_NOT_REGISTERED);
    expectClients(0);
}

/* As without naphost.dll: version 1 has no such class. */
static void enforcementClientCannotBind(void **state)
{
    INapEnforcementClientBinding *binding = NULL;

    assert_hresult(CoCreateInstance(&CLSID_NapEnforcementClientBinding, NULL, CLSCTX_INPROC_SERVER,
                                    &IID_INapEnforcementClientBinding, (void **)&binding),
                   REGDB_E_CLASSNOTREG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registeringNeedsCom),
        cmocka_unit_test_teardown(notifyAndUninitializeAtOnce, forget),
        cmocka_unit_test_setup_teardown(requestOfNobody, registerValidator, forget),
        cmocka_unit_test_setup_teardown(agentThatFails, registerValidator, forget),
        cmocka_unit_test_teardown(enforcementClientRegisters, forgetClient),
        cmocka_unit_test(enforcementClientCannotBind),
    };

    resultWithoutCom = withoutCom();
    return cmocka_run_group_tests(tests, ContosoSetUp, ContosoTearDown);
}
