/* SPDX-License-Identifier: MIT */
/*
 * Memory runs out at each allocation of each method, and of a whole check: nothing is leaked, the
 * object is as before, no half result comes out, and the isolation state is never wrong.
 */
#include "naphosttest.h"

#include <string.h>

#include "sohliteral.h"

/* No method and no check needs so many blocks: a sweep that goes on would never end. */
#define MOST_ALLOCATIONS 2000

static Pair pair;

/* What threads of the host find is noted, and judged by the test: the first wrong line. */
static volatile LONG wrongLine;

#define NOTE(holds) ((holds) ? (void)0 : (void)InterlockedCompareExchange(&wrongLine, __LINE__, 0))

typedef struct Method {
    const char *name;
    HRESULT (*call)(void); /* also notes results that are wrong, and frees them */
    void (*undo)(void);    /* after success; or NULL */
} Method;

/* Returns how many allocations failed, one in each call. */
static LONG sweep(const Method *method)
{
    LONG n = 0;
    BOOL hasFailed;

    do {
        LONG live = AllocSpyRead().live;
        HRESULT hr;

        AllocSpyFail(++n);
        hr = method->call();
        hasFailed = AllocSpyHasFailed();
        AllocSpyFail(0);
        if (hr != (hasFailed ? E_OUTOFMEMORY : S_OK)) {
            print_message("%s: 0x%08lx, allocation %ld %s\n", method->name, hr, n,
                          hasFailed ? "failed" : "wasn't reached");
        }
        NOTE(hr == (hasFailed ? E_OUTOFMEMORY : S_OK));
        if (hr == S_OK && method->undo) {
            method->undo();
        }
        NOTE(SUCCEEDED(hr) || AllocSpyRead().live == live);
    } while (hasFailed && n < MOST_ALLOCATIONS);
    NOTE(n < MOST_ALLOCATIONS);
    return n - 1;
}

static LONG sweepAll(const Method *methods, size_t count)
{
    LONG all = 0;

    for (size_t i = 0; i < count; i++) {
        all += sweep(&methods[i]);
    }
    return all;
}

static void expectNothingWrong(void)
{
    assert_int_equal(wrongLine, 0); /* else the line above where something is wrong */
    wrongLine = 0;
}

/* ---- Classes and their objects ---- */

static const CLSID *class;
static const IID *iid;

/* A factory, an object, its marshaler, and all of that freed. */
static HRESULT makeAndMarshal(void)
{
    IUnknown *object = SENTINEL;
    IMarshal *marshal = SENTINEL;
    HRESULT hr = NaphostDllCreate(&Host, class, iid, (void **)&object);

    if (FAILED(hr)) {
        NOTE(!object);
        return hr;
    }
    hr = IUnknown_QueryInterface(object, &IID_IMarshal, (void **)&marshal);
    if (SUCCEEDED(hr)) {
        IMarshal_Release(marshal);
    } else {
        NOTE(!marshal);
    }
    NOTE(IUnknown_Release(object) == 0);
    return hr;
}

static void eachClass(void **state)
{
    static const struct {
        const CLSID *clsid;
        const IID *iid;
    } classes[] = {
        {&CLSID_NapClientManagement, &IID_INapClientManagement2},
        {&CLSID_NapServerManagement, &IID_INapServerManagement},
        {&CLSID_NapServerInfo, &IID_INapServerInfo},
        {&CLSID_NapSystemHealthAgentBinding, &IID_INapSystemHealthAgentBinding2},
    };
    static const Method make = {"CreateInstance", makeAndMarshal, NULL};

    for (size_t i = 0; i < ARRAYSIZE(classes); i++) {
        class = classes[i].clsid;
        iid = classes[i].iid;
        assert_in_range(sweep(&make), 2, 20);
    }
    assert_hresult(Host.canUnloadNow(), S_OK);
    expectNothingWrong();
}

/* ---- NapClientManagement ---- */

static INapClientManagement2 *client;

static HRESULT freeStrings(HRESULT hr, CountedString **strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        NOTE(SUCCEEDED(hr) ? strings[i] != NULL : !strings[i]);
        FreeCountedString(SUCCEEDED(hr) ? strings[i] : NULL);
    }
    return hr;
}

static HRESULT getClientInfo(void)
{
    CountedString *strings[3] = {SENTINEL, SENTINEL, SENTINEL};
    BOOL isEnabled = TRUE;
    HRESULT hr = INapClientManagement2_GetNapClientInfo(client, &isEnabled, &strings[0],
                                                        &strings[1], &strings[2]);

    NOTE(isEnabled == SUCCEEDED(hr));
    return freeStrings(hr, strings, ARRAYSIZE(strings));
}

static HRESULT freeInfo(HRESULT hr, IsolationInfo *info, BOOL isUnknown)
{
    NOTE(SUCCEEDED(hr) ? info != NULL : !info && !isUnknown);
    FreeIsolationInfo(SUCCEEDED(hr) ? info : NULL);
    return hr;
}

static HRESULT freeInfoEx(HRESULT hr, IsolationInfoEx *info, BOOL isUnknown)
{
    NOTE(SUCCEEDED(hr) ? info != NULL : !info && !isUnknown);
    FreeIsolationInfoEx(SUCCEEDED(hr) ? info : NULL);
    return hr;
}

static HRESULT getClientIsolation(void)
{
    IsolationInfo *info = SENTINEL;
    BOOL isUnknown = TRUE;
    HRESULT hr = INapClientManagement2_GetSystemIsolationInfo(client, &info, &isUnknown);

    return freeInfo(hr, info, isUnknown);
}

static HRESULT getClientIsolationEx(void)
{
    IsolationInfoEx *info = SENTINEL;
    BOOL isUnknown = TRUE;
    HRESULT hr = INapClientManagement2_GetSystemIsolationInfoEx(client, &info, &isUnknown);

    return freeInfoEx(hr, info, isUnknown);
}

static HRESULT freeInfos(HRESULT hr, NapComponentRegistrationInfo *infos, UINT16 count)
{
    NOTE(SUCCEEDED(hr) ? infos != NULL && count == 1 : !infos && count == 0);
    if (SUCCEEDED(hr)) {
        FreeNapComponentRegistrationInfoArray(count, &infos);
    }
    return hr;
}

static HRESULT getAgents(void)
{
    NapComponentRegistrationInfo *infos = SENTINEL;
    UINT16 count = 77;
    HRESULT hr = INapClientManagement2_GetRegisteredSystemHealthAgents(client, &count, &infos);

    return freeInfos(hr, infos, count);
}

static HRESULT getEnforcementClients(void)
{
    NapComponentRegistrationInfo *infos = SENTINEL;
    UINT16 count = 77;
    HRESULT hr = INapClientManagement2_GetRegisteredEnforcementClients(client, &count, &infos);

    return freeInfos(hr, infos, count);
}

static NapComponentRegistrationInfo infoOf(SystemHealthEntityId id)
{
    static WCHAR text[] = L"Text";
    const CountedString string = {4, text};

    return (NapComponentRegistrationInfo){.id = id,
                                          .friendlyName = string,
                                          .description = string,
                                          .version = string,
                                          .vendorName = string};
}

#define OTHER_ID (pair.id + 1)

/* A registration that failed has left nothing: the same can be registered right away. */
static HRESULT registerAgent(void)
{
    NapComponentRegistrationInfo info = infoOf(OTHER_ID);
    HRESULT hr = INapClientManagement2_RegisterSystemHealthAgent(client, &info);

    if (FAILED(hr)) {
        NOTE(INapClientManagement2_UnregisterSystemHealthAgent(client, OTHER_ID) ==
             NAP_E_NOT_REGISTERED);
    }
    return hr;
}

static HRESULT unregisterAgent(void)
{
    return INapClientManagement2_UnregisterSystemHealthAgent(client, OTHER_ID);
}

static void registerAgentAgain(void)
{
    NapComponentRegistrationInfo info = infoOf(OTHER_ID);

    NOTE(INapClientManagement2_RegisterSystemHealthAgent(client, &info) == S_OK);
}

static void removeAgent(void)
{
    NOTE(unregisterAgent() == S_OK);
}

static HRESULT registerEnforcementClient(void)
{
    NapComponentRegistrationInfo info = infoOf(OTHER_ID);

    return INapClientManagement2_RegisterEnforcementClient(client, &info);
}

static HRESULT unregisterEnforcementClient(void)
{
    return INapClientManagement2_UnregisterEnforcementClient(client, OTHER_ID);
}

static void removeEnforcementClient(void)
{
    NOTE(unregisterEnforcementClient() == S_OK);
}

static void registerEnforcementClientAgain(void)
{
    NOTE(registerEnforcementClient() == S_OK);
}

static void eachMethodOfClientManagement(void **state)
{
    static const Method methods[] = {
        {"GetNapClientInfo", getClientInfo, NULL},
        {"GetSystemIsolationInfo", getClientIsolation, NULL},
        {"GetSystemIsolationInfoEx", getClientIsolationEx, NULL},
        {"GetRegisteredSystemHealthAgents", getAgents, NULL},
        {"RegisterSystemHealthAgent", registerAgent, removeAgent},
        {"RegisterEnforcementClient", registerEnforcementClient, removeEnforcementClient},
    };
    static const Method whileRegistered[] = {
        {"GetRegisteredEnforcementClients", getEnforcementClients, NULL},
        {"UnregisterSystemHealthAgent", unregisterAgent, registerAgentAgain},
        {"UnregisterEnforcementClient", unregisterEnforcementClient,
         registerEnforcementClientAgain},
    };

    assert_hresult(NaphostDllRegisterAgent(&Host, pair.id), S_OK);
    assert_hresult(NaphostDllCreate(&Host, &CLSID_NapClientManagement, &IID_INapClientManagement2,
                                    (void **)&client),
                   S_OK);
    assert_true(sweepAll(methods, ARRAYSIZE(methods)) > 10);
    registerAgentAgain();
    registerEnforcementClientAgain();
    sweepAll(whileRegistered, ARRAYSIZE(whileRegistered));
    removeAgent();
    removeEnforcementClient();
    INapClientManagement2_Release(client);
    assert_hresult(NaphostDllUnregisterAgent(&Host, pair.id), S_OK);
    expectNothingWrong();
}

/* ---- NapServerManagement and NapServerInfo ---- */

static INapServerManagement *server;
static INapServerInfo *serverInfo;

static HRESULT getServerInfo(void)
{
    CountedString *strings[3] = {SENTINEL, SENTINEL, SENTINEL};
    HRESULT hr = INapServerInfo_GetNapServerInfo(serverInfo, &strings[0], &strings[1], &strings[2]);

    return freeStrings(hr, strings, ARRAYSIZE(strings));
}

static HRESULT getValidators(void)
{
    NapComponentRegistrationInfo *infos = SENTINEL;
    CLSID *clsids = SENTINEL;
    UINT16 count = 77;
    HRESULT hr =
        INapServerInfo_GetRegisteredSystemHealthValidators(serverInfo, &count, &infos, &clsids);

    NOTE(SUCCEEDED(hr) ? clsids != NULL : !clsids);
    CoTaskMemFree(SUCCEEDED(hr) ? clsids : NULL);
    return freeInfos(hr, infos, count);
}

static HRESULT registerValidator(void)
{
    NapComponentRegistrationInfo info = infoOf(OTHER_ID);

    return INapServerManagement_RegisterSystemHealthValidator(server, &info, &pair.clsid);
}

static HRESULT unregisterValidator(void)
{
    return INapServerManagement_UnregisterSystemHealthValidator(server, OTHER_ID);
}

static void removeValidator(void)
{
    NOTE(unregisterValidator() == S_OK);
}

static void registerValidatorAgain(void)
{
    NOTE(registerValidator() == S_OK);
}

static HRESULT setMapping(void)
{
    FailureCategoryMapping mapping = {{TRUE, FALSE, TRUE, FALSE, TRUE}};

    return INapServerManagement_SetFailureCategoryMappings(server, pair.id, mapping);
}

static HRESULT getMapping(void)
{
    FailureCategoryMapping mapping;
    HRESULT hr = INapServerInfo_GetFailureCategoryMappings(serverInfo, pair.id, &mapping);

    NOTE(SUCCEEDED(hr) == (mapping.mappingCompliance[0] == TRUE));
    return hr;
}

static void eachMethodOfServerManagement(void **state)
{
    static const Method methods[] = {
        {"GetNapServerInfo", getServerInfo, NULL},
        {"GetRegisteredSystemHealthValidators", getValidators, NULL},
        {"RegisterSystemHealthValidator", registerValidator, removeValidator},
        {"SetFailureCategoryMappings", setMapping, NULL},
        {"GetFailureCategoryMappings", getMapping, NULL},
    };
    static const Method whileRegistered = {"UnregisterSystemHealthValidator", unregisterValidator,
                                           registerValidatorAgain};

    assert_hresult(NaphostDllRegisterValidator(&Host, pair.id, &pair.clsid), S_OK);
    assert_hresult(NaphostDllCreate(&Host, &CLSID_NapServerManagement, &IID_INapServerManagement,
                                    (void **)&server),
                   S_OK);
    assert_hresult(
        NaphostDllCreate(&Host, &CLSID_NapServerInfo, &IID_INapServerInfo, (void **)&serverInfo),
        S_OK);
    assert_true(sweepAll(methods, ARRAYSIZE(methods)) > 8);
    registerValidatorAgain();
    sweep(&whileRegistered);
    removeValidator();
    INapServerInfo_Release(serverInfo);
    INapServerManagement_Release(server);
    assert_hresult(NaphostDllUnregisterValidator(&Host, pair.id), S_OK);
    expectNothingWrong();
}

/* ---- NapSystemHealthAgentBinding ---- */

static INapSystemHealthAgentBinding2 *binding;

/* After a failure the object isn't bound, and nobody else is kept from binding. */
static HRESULT initialize(void)
{
    HRESULT hr = INapSystemHealthAgentBinding2_Initialize(binding, pair.id, &pair.agent.callback);

    if (FAILED(hr)) {
        NOTE(pair.agent.references == 1);
        NOTE(INapSystemHealthAgentBinding2_FlushCache(binding) == NAP_E_NOT_INITIALIZED);
    }
    return hr;
}

/* Waits for the threads, because their memory counts. */
static void uninitialize(void)
{
    NOTE(INapSystemHealthAgentBinding2_Uninitialize(binding) == S_OK);
    NOTE(pair.agent.references == 1);
    INapSystemHealthAgentBinding2_Release(binding);
    NOTE(NaphostDllAwaitUnused(&Host, PATIENCE_MS));
    NOTE(SUCCEEDED(NaphostDllCreate(&Host, &CLSID_NapSystemHealthAgentBinding,
                                    &IID_INapSystemHealthAgentBinding2, (void **)&binding)));
}

static HRESULT getIsolation(void)
{
    IsolationInfo *info = SENTINEL;
    BOOL isUnknown = TRUE;
    HRESULT hr = INapSystemHealthAgentBinding2_GetSystemIsolationInfo(binding, &info, &isUnknown);

    return freeInfo(hr, info, isUnknown);
}

static HRESULT getIsolationEx(void)
{
    IsolationInfoEx *info = SENTINEL;
    BOOL isUnknown = TRUE;
    HRESULT hr = INapSystemHealthAgentBinding2_GetSystemIsolationInfoEx(binding, &info, &isUnknown);

    return freeInfoEx(hr, info, isUnknown);
}

static HRESULT flush(void)
{
    return INapSystemHealthAgentBinding2_FlushCache(binding);
}

static void eachMethodOfTheBinding(void **state)
{
    static const Method initializing = {"Initialize", initialize, uninitialize};
    static const Method methods[] = {
        {"GetSystemIsolationInfo", getIsolation, NULL},
        {"GetSystemIsolationInfoEx", getIsolationEx, NULL},
        {"FlushCache", flush, NULL},
    };

    assert_hresult(NaphostDllRegisterAgent(&Host, pair.id), S_OK);
    assert_hresult(NaphostDllCreate(&Host, &CLSID_NapSystemHealthAgentBinding,
                                    &IID_INapSystemHealthAgentBinding2, (void **)&binding),
                   S_OK);
    assert_true(sweep(&initializing) > 1);
    assert_hresult(initialize(), S_OK);
    assert_true(sweepAll(methods, ARRAYSIZE(methods)) >= 4);
    uninitialize();
    INapSystemHealthAgentBinding2_Release(binding);
    assert_hresult(NaphostDllUnregisterAgent(&Host, pair.id), S_OK);
    expectNothingWrong();
}

/* ---- The agent's request, inside its callback ---- */

static INapSystemHealthAgentRequest *request;

static HRESULT setRequest(void)
{
    return INapSystemHealthAgentRequest_SetSoHRequest(request, &pair.request, FALSE);
}

static HRESULT getRequest(void)
{
    SoHRequest *soh = SENTINEL;
    HRESULT hr = INapSystemHealthAgentRequest_GetSoHRequest(request, &soh);

    NOTE(SUCCEEDED(hr) ? SohEqual(soh, &pair.request) : !soh);
    FreeSoH(SUCCEEDED(hr) ? soh : NULL);
    return hr;
}

static HRESULT getCorrelation(void)
{
    StringCorrelationId *text = SENTINEL;
    HRESULT hr = INapSystemHealthAgentRequest_GetStringCorrelationId(request, &text);

    return freeStrings(hr, &text, 1);
}

static HRESULT getResponse(void)
{
    SoHResponse *soh = SENTINEL;
    UINT8 flags = 77;
    HRESULT hr = INapSystemHealthAgentRequest_GetSoHResponse(request, &soh, &flags);

    NOTE(SUCCEEDED(hr) ? SohEqual(soh, &pair.healthy) : !soh && flags == 0);
    FreeSoH(SUCCEEDED(hr) ? soh : NULL);
    return hr;
}

static LONG swept;

static void sweepRequest(const AgentEvent *event, void *context)
{
    static const Method methods[] = {
        {"SetSoHRequest", setRequest, NULL},
        {"AgentRequest.GetSoHRequest", getRequest, NULL},
        {"AgentRequest.GetStringCorrelationId", getCorrelation, NULL},
    };

    request = event->request;
    swept += sweepAll(methods, ARRAYSIZE(methods));
}

static void sweepResponse(const AgentEvent *event, void *context)
{
    static const Method methods[] = {
        {"AgentRequest.GetSoHRequest, later", getRequest, NULL},
        {"GetSoHResponse", getResponse, NULL},
    };

    request = event->request;
    swept += sweepAll(methods, ARRAYSIZE(methods));
}

static void eachMethodOfTheAgentRequest(void **state)
{
    const AgentAnswer first = {.result = S_OK, .hook = sweepRequest};
    const AgentAnswer last = {.result = S_OK, .hook = sweepResponse};

    swept = 0;
    PairRegister(&pair);
    PairBind(&pair);
    ScriptedAgentSay(&pair.agent, NULL, FALSE); /* the sweep has set it */
    ScriptedAgentAnswer(&pair.agent, AGENT_GET_REQUEST, &first);
    ScriptedAgentAnswer(&pair.agent, AGENT_PROCESS, &last);
    PairsCheck(&pair, 1);
    ExpectState(&pair, isolationStateNotRestricted);
    assert_true(swept > 8);
    PairUnbind(&pair);
    PairUnregister(&pair);
    expectNothingWrong();
}

/* ---- The validator's request, inside Validate ---- */

static INapSystemHealthValidationRequest *validation;

static HRESULT getValidated(void)
{
    SoHRequest *soh = SENTINEL;
    BOOL isGenerated = TRUE;
    HRESULT hr = INapSystemHealthValidationRequest_GetSoHRequest(validation, &soh, &isGenerated);

    NOTE(SUCCEEDED(hr) ? SohEqual(soh, &pair.request) : !soh);
    NOTE(!isGenerated);
    FreeSoH(SUCCEEDED(hr) ? soh : NULL);
    return hr;
}

static HRESULT getValidationCorrelation(void)
{
    StringCorrelationId *text = SENTINEL;
    HRESULT hr = INapSystemHealthValidationRequest_GetStringCorrelationId(validation, &text);

    return freeStrings(hr, &text, 1);
}

/* Wine has the computer's name in the registry, and not in the test's own. */
static HRESULT getMachineName(void)
{
    CountedString *name = SENTINEL;
    HRESULT hr;

    RegOverridePredefKey(HKEY_LOCAL_MACHINE, NULL);
    hr = INapSystemHealthValidationRequest_GetMachineName(validation, &name);
    RegOverridePredefKey(HKEY_LOCAL_MACHINE, HostRegistry.machine);
    return freeStrings(hr, &name, 1);
}

static HRESULT getSetResponse(void)
{
    SoHResponse *soh = SENTINEL;
    HRESULT hr = INapSystemHealthValidationRequest_GetSoHResponse(validation, &soh);

    NOTE(SUCCEEDED(hr) ? SohEqual(soh, &pair.healthy) : !soh);
    FreeSoH(SUCCEEDED(hr) ? soh : NULL);
    return hr;
}

/* A response that couldn't be copied leaves the earlier one. */
static HRESULT setResponse(void)
{
    HRESULT hr = INapSystemHealthValidationRequest_SetSoHResponse(validation, &pair.unhealthy);

    if (FAILED(hr)) {
        NOTE(getSetResponse() == S_OK);
    }
    return hr;
}

static void setHealthyAgain(void)
{
    NOTE(INapSystemHealthValidationRequest_SetSoHResponse(validation, &pair.healthy) == S_OK);
}

static HRESULT setPrivate(void)
{
    BYTE bytes[] = {1, 2, 3};
    const PrivateData data = {sizeof(bytes), bytes};

    return INapSystemHealthValidationRequest_SetPrivateData(validation, &data);
}

static HRESULT getPrivate(void)
{
    PrivateData *data = SENTINEL;
    HRESULT hr = INapSystemHealthValidationRequest_GetPrivateData(validation, &data);

    NOTE(SUCCEEDED(hr) ? data && data->size == 3 : !data);
    FreePrivateData(SUCCEEDED(hr) ? data : NULL);
    return hr;
}

static void sweepValidation(const ValidatorEvent *event, void *context)
{
    static const Method methods[] = {
        {"SetSoHResponse", setResponse, setHealthyAgain},
        {"ValidationRequest.GetSoHResponse", getSetResponse, NULL},
        {"ValidationRequest.GetSoHRequest", getValidated, NULL},
        {"ValidationRequest.GetStringCorrelationId", getValidationCorrelation, NULL},
        {"GetMachineName", getMachineName, NULL},
        {"SetPrivateData", setPrivate, NULL},
        {"GetPrivateData", getPrivate, NULL},
    };

    validation = event->request;
    setHealthyAgain();
    setPrivate();
    swept += sweepAll(methods, ARRAYSIZE(methods));
}

static void eachMethodOfTheValidationRequest(void **state)
{
    const ValidatorAnswer answer = {
        .manner = VALIDATOR_AT_ONCE, .response = &pair.healthy, .hook = sweepValidation};

    swept = 0;
    PairRegister(&pair);
    PairBind(&pair);
    ScriptedValidatorAnswer(&pair.validator, &answer);
    PairsCheck(&pair, 1);
    ExpectState(&pair, isolationStateNotRestricted);
    assert_true(swept > 12);
    PairUnbind(&pair);
    PairUnregister(&pair);
    expectNothingWrong();
}

/* ---- A whole check ---- */

static unsigned responses(void)
{
    return ScriptedAgentEnded(&pair.agent, AGENT_GET_FIXUP);
}

/* A check in which allocation n fails. FALSE: it needs fewer. */
static BOOL checkShort(LONG n)
{
    const unsigned before = responses();
    double end = CallClock() + PATIENCE_MS;
    BOOL hasFailed = FALSE;

    AllocSpyFail(n);
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(pair.binding), S_OK);
    while (responses() == before && CallClock() < end) {
        if (!hasFailed && AllocSpyHasFailed()) {
            hasFailed = TRUE;
            end = CallClock() + 100; /* it may go on, or not */
        }
        Sleep(1);
    }
    hasFailed = AllocSpyHasFailed();
    AllocSpyFail(0);
    return hasFailed;
}

static int setUpPair(void **state)
{
    PairInit(&pair, 0);
    SpyStart();
    return 0;
}

static int tearDownPair(void **state)
{
    if (!NaphostDllAwaitUnused(&Host, PATIENCE_MS)) {
        return -1;
    }
    SpyStop();
    PairFree(&pair);
    return 0;
}

static void beginBinding(void)
{
    if (!pair.binding) {
        PairBind(&pair);
    }
}

static void endBinding(void)
{
    PairUnbind(&pair);
    assert_true(NaphostDllAwaitUnused(&Host, PATIENCE_MS));
}

/*
 * After each check that fails, one that doesn't. A new binding for each makes threads and
 * validators anew; with the same, requests are compared.
 */
static void eachAllocationOfACheck(BOOL isHealthy, BOOL isBoundAnew)
{
    const IsolationState right =
        isHealthy ? isolationStateNotRestricted : isolationStateRestrictedAccess;
    BOOL hasFailed = TRUE;
    LONG n;

    PairRegister(&pair);
    PairSayHealthy(&pair, isHealthy);
    beginBinding();
    PairsCheck(&pair, 1);
    ExpectState(&pair, right);
    PairsCheck(&pair, 1); /* when it begins, the agent has heard of the first state */
    for (n = 1; hasFailed && n < MOST_ALLOCATIONS; n++) {
        unsigned changes = ScriptedAgentBegun(&pair.agent, AGENT_STATE_CHANGED);

        if (isBoundAnew) {
            endBinding();
        }
        beginBinding();
        hasFailed = checkShort(n);
        PairsCheck(&pair, 1);
        ExpectState(&pair, right);
        if (!isHealthy) { /* it never became healthy meanwhile */
            assert_int_equal(ScriptedAgentBegun(&pair.agent, AGENT_STATE_CHANGED), changes);
        }
    }
    endBinding();
    print_message("%ld allocations in a check\n", n - 2);
    assert_in_range(n, 10, MOST_ALLOCATIONS - 1);
    PairUnregister(&pair);
}

static void checkOfAnUnhealthyAgent(void **state)
{
    eachAllocationOfACheck(FALSE, FALSE);
}

static void firstCheckOfAnUnhealthyAgent(void **state)
{
    eachAllocationOfACheck(FALSE, TRUE);
}

static void checkOfAHealthyAgent(void **state)
{
    eachAllocationOfACheck(TRUE, FALSE);
}

static void firstCheckOfAHealthyAgent(void **state)
{
    eachAllocationOfACheck(TRUE, TRUE);
}

#define pair_test(function) cmocka_unit_test_setup_teardown(function, setUpPair, tearDownPair)

int main(void)
{
    const struct CMUnitTest tests[] = {
        pair_test(eachClass),
        pair_test(eachMethodOfClientManagement),
        pair_test(eachMethodOfServerManagement),
        pair_test(eachMethodOfTheBinding),
        pair_test(eachMethodOfTheAgentRequest),
        pair_test(eachMethodOfTheValidationRequest),
        pair_test(checkOfAnUnhealthyAgent),
        pair_test(firstCheckOfAnUnhealthyAgent),
        pair_test(checkOfAHealthyAgent),
        pair_test(firstCheckOfAHealthyAgent),
    };

    return cmocka_run_group_tests(tests, HostSetUpFast, HostTearDown);
}
