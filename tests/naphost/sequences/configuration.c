/* SPDX-License-Identifier: MIT */
/*
 * The example's validator beyond a single check: it asks the class that configures it, and refuses
 * requests beyond its number of threads.
 */
#include <initguid.h>

#include "contoso.h"

#include "napcommon.h"
#include "naperror.h"
#include "napsystemhealthagent.h"
#include "napsystemhealthvalidator.h"

#include "scriptedagent.h"
#include "sohliteral.h"

#include <wchar.h>

#define CALL_MS    10000
#define THREADS_MS 60000 /* for 128 threads on a busy machine, in emulation */

/* The validator's class and that of its configuration, as it has registered them. */
typedef struct Classes {
    CLSID validator;
    CLSID configuration;
} Classes;

static Classes classesOf(void)
{
    INapServerInfo *server = ServerInfo();
    NapComponentRegistrationInfo *validators;
    SystemHealthEntityCount count;
    CLSID *clsids;
    Classes classes;

    assert_hresult(
        INapServerInfo_GetRegisteredSystemHealthValidators(server, &count, &validators, &clsids),
        S_OK);
    INapServerInfo_Release(server);
    assert_int_equal(count, 1);
    classes.validator = clsids[0];
    classes.configuration = validators[0].configClsid;
    FreeNapComponentRegistrationInfoArray(count, &validators);
    CoTaskMemFree(clsids);
    return classes;
}

static int registerValidator(void **state)
{
    return ValidatorRegsvr32(L"") == 0 ? 0 : -1;
}

/* A configuration, and its class object. Both are static, so nobody counts references ---------- */

static struct {
    BYTE setting; /* 0: the check is switched off */
    UINT32 askedFor;
} configuration;

static HRESULT answerAsk(void *self, REFIID asked, REFIID own, void **result)
{
    BOOL known = IsEqualIID(asked, &IID_IUnknown) || IsEqualIID(asked, own);

    *result = known ? self : NULL;
    return known ? S_OK : E_NOINTERFACE;
}

static HRESULT WINAPI configQuery(INapComponentConfig3 *self, REFIID riid, void **result)
{
    return answerAsk(self, riid, &IID_INapComponentConfig3, result);
}

static ULONG WINAPI configReference(INapComponentConfig3 *self)
{
    return 1;
}

static HRESULT WINAPI getConfigFromID(INapComponentConfig3 *self, UINT32 id, UINT16 *count,
                                      BYTE **data)
{
    configuration.askedFor = id;
    *data = CoTaskMemAlloc(1);
    if (!*data) {
        return E_OUTOFMEMORY;
    }
    **data = configuration.setting;
    *count = 1;
    return S_OK;
}

static INapComponentConfig3Vtbl configMethods = {
    .QueryInterface = configQuery,
    .AddRef = configReference,
    .Release = configReference,
    .GetConfigFromID = getConfigFromID, /* the validator uses no other */
};

static INapComponentConfig3 config = {&configMethods};

static HRESULT WINAPI factoryQuery(IClassFactory *self, REFIID riid, void **result)
{
    return answerAsk(self, riid, &IID_IClassFactory, result);
}

static ULONG WINAPI factoryReference(IClassFactory *self)
{
    return 1;
}

static HRESULT WINAPI createInstance(IClassFactory *self, IUnknown *outer, REFIID riid,
                                     void **result)
{
    return INapComponentConfig3_QueryInterface(&config, riid, result);
}

static HRESULT WINAPI lockServer(IClassFactory *self, BOOL lock)
{
    return S_OK;
}

static IClassFactoryVtbl factoryMethods = {
    .QueryInterface = factoryQuery,
    .AddRef = factoryReference,
    .Release = factoryReference,
    .CreateInstance = createInstance,
    .LockServer = lockServer,
};

static IClassFactory factory = {&factoryMethods};

/* As an administrator chooses the validator's configuration: docs/naphost.md has the layout. */
static void choose(DWORD id)
{
    WCHAR name[96];
    HKEY key;

    swprintf(name, ARRAYSIZE(name), L"Software\\qutil\\NapHost\\%ls\\Validators\\%08X",
             sizeof(void *) == 8 ? L"x64" : L"x86", AGENT_ID);
    assert_int_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, name, 0, KEY_WRITE | KEY_WOW64_64KEY, &key),
                     ERROR_SUCCESS);
    assert_int_equal(RegSetValueExW(key, L"ConfigId", 0, REG_DWORD, (const BYTE *)&id, sizeof(id)),
                     ERROR_SUCCESS);
    RegCloseKey(key);
}

/* The first code of the response that the agent got last; 4 bytes big-endian. */
static HRESULT codeOf(const ScriptedAgent *agent)
{
    const BYTE *value = agent->response->attributes[1].value;

    assert_int_equal(agent->response->count, 2);
    assert_int_equal(agent->response->attributes[1].type, sohAttributeTypeComplianceResultCodes);
    assert_int_equal(agent->response->attributes[1].size, 4);
    return (HRESULT)((UINT32)value[0] << 24 | (UINT32)value[1] << 16 | (UINT32)value[2] << 8 |
                     value[3]);
}

/* An agent whose firewall is off, before and after the check is switched on. */
static void checkThatIsSwitchedOff(void **state)
{
    static ScriptedAgent agent;
    SoHAttribute attributes[] = {
        ATTRIBUTE(sohAttributeTypeSystemHealthId, 0x00, 0x7E, 0xD9, 0x01),
        ATTRIBUTE(sohAttributeTypeVendorSpecific, 0x00, 0x00, 0x7E, 0xD9, 0xBA, 0xAD)};
    const SoH statement = SOH_OF(attributes);
    Classes classes = classesOf();
    INapSystemHealthAgentBinding *binding;
    DWORD cookie;

    assert_hresult(CoRegisterClassObject(&classes.configuration, (IUnknown *)&factory,
                                         CLSCTX_LOCAL_SERVER, REGCLS_MULTIPLEUSE, &cookie),
                   S_OK);
    ScriptedAgentInit(&agent);
    ScriptedAgentSay(&agent, &statement, TRUE);
    AgentMust(L"/register", S_OK);
    binding = BindAgent(AGENT_ID, &agent.callback);

    configuration.setting = 0;
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(binding), S_OK);
    assert_true(ScriptedAgentAwait(&agent, AGENT_STATE_CHANGED, 1, CALL_MS));
    assert_hresult(codeOf(&agent), S_OK);
    assert_int_equal(configuration.askedFor, 0);

    configuration.setting = 1;
    choose(7);
    assert_hresult(INapSystemHealthAgentBinding_NotifySoHChange(binding), S_OK);
    assert_true(ScriptedAgentAwait(&agent, AGENT_STATE_CHANGED, 2, CALL_MS));
    assert_hresult(codeOf(&agent), 0x80040201);
    assert_int_equal(configuration.askedFor, 7);

    assert_hresult(INapSystemHealthAgentBinding_Uninitialize(binding), S_OK);
    INapSystemHealthAgentBinding_Release(binding);
    ScriptedAgentFree(&agent);
    assert_hresult(CoRevokeClassObject(cookie), S_OK);
}

/* A request that keeps the validator's threads ------------------------------------------------- */

#define THREADS 128

static HANDLE gate;
static volatile LONG completed;
static volatile LONG missing; /* completed with NAP_E_MISSING_SOH */
static volatile LONG references;

static HRESULT WINAPI requestQuery(INapSystemHealthValidationRequest *self, REFIID riid,
                                   void **result)
{
    return answerAsk(self, riid, &IID_INapSystemHealthValidationRequest, result);
}

static ULONG WINAPI requestAddRef(INapSystemHealthValidationRequest *self)
{
    return (ULONG)InterlockedIncrement(&references);
}

static ULONG WINAPI requestRelease(INapSystemHealthValidationRequest *self)
{
    return (ULONG)InterlockedDecrement(&references);
}

/* No agent sent a request, but that is found out late. */
static HRESULT WINAPI getSoHRequest(INapSystemHealthValidationRequest *self, SoHRequest **soh,
                                    BOOL *generated)
{
    WaitForSingleObject(gate, THREADS_MS);
    *soh = NULL;
    *generated = FALSE;
    return S_OK;
}

static INapSystemHealthValidationRequestVtbl requestMethods = {
    .QueryInterface = requestQuery,
    .AddRef = requestAddRef,
    .Release = requestRelease,
    .GetSoHRequest = getSoHRequest, /* without a request the validator uses no other */
};

static INapSystemHealthValidationRequest request = {&requestMethods};

static HRESULT WINAPI callbackQuery(INapServerCallback *self, REFIID riid, void **result)
{
    return answerAsk(self, riid, &IID_INapServerCallback, result);
}

static ULONG WINAPI callbackAddRef(INapServerCallback *self)
{
    return (ULONG)InterlockedIncrement(&references);
}

static ULONG WINAPI callbackRelease(INapServerCallback *self)
{
    return (ULONG)InterlockedDecrement(&references);
}

static HRESULT WINAPI onComplete(INapServerCallback *self, INapSystemHealthValidationRequest *which,
                                 HRESULT errorCode)
{
    InterlockedExchangeAdd(&missing, which == &request && errorCode == NAP_E_MISSING_SOH);
    InterlockedIncrement(&completed);
    return S_OK;
}

static INapServerCallbackVtbl callbackMethods = {
    .QueryInterface = callbackQuery,
    .AddRef = callbackAddRef,
    .Release = callbackRelease,
    .OnComplete = onComplete,
};

static INapServerCallback callback = {&callbackMethods};

static HRESULT validate(INapSystemHealthValidator *validator)
{
    return INapSystemHealthValidator_Validate(validator, &request, 2000, &callback);
}

static void awaitCompleted(LONG expected)
{
    DWORD begin = GetTickCount();

    while ((completed != expected || references != 0) && GetTickCount() - begin < THREADS_MS) {
        Sleep(10);
    }
    assert_int_equal(completed, expected);
    assert_int_equal(references, 0);
}

static void tooManyRequests(void **state)
{
    Classes classes = classesOf();
    INapSystemHealthValidator *validator;

    gate = CreateEventW(NULL, TRUE, FALSE, NULL);
    assert_non_null(gate);
    assert_hresult(CoCreateInstance(&classes.validator, NULL, CLSCTX_INPROC_SERVER,
                                    &IID_INapSystemHealthValidator, (void **)&validator),
                   S_OK);
    for (int i = 0; i < THREADS; i++) {
        assert_hresult(validate(validator), E_PENDING);
    }
    assert_hresult(validate(validator), HRESULT_FROM_WIN32(565)); /* ERROR_TOO_MANY_THREADS */
    assert_int_equal(completed, 0);
    SetEvent(gate);
    awaitCompleted(THREADS);
    assert_int_equal(missing, THREADS);
    Sleep(200); /* the last thread counts itself out after its last Release */
    assert_hresult(validate(validator), E_PENDING);
    awaitCompleted(THREADS + 1);
    Sleep(200); /* no host keeps the DLL for them */
    INapSystemHealthValidator_Release(validator);
    CloseHandle(gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(checkThatIsSwitchedOff, registerValidator, ContosoForget),
        cmocka_unit_test_setup_teardown(tooManyRequests, registerValidator, ContosoForget),
    };

    return cmocka_run_group_tests(tests, ContosoSetUp, ContosoTearDown);
}
