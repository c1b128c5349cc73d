/* SPDX-License-Identifier: MIT */
/*
 * The proxies that widl makes from our IDL carry every kind of NAP data between two processes, byte
 * for byte, and leak no block and no reference in either. They are registered only inside the two
 * processes.
 */
#include "qutiltest.h"

#include <oleauto.h>

#include "answers.h"
#include "control.h"
#include "napcertrelyingparty.h"
#include "otherprocess.h"
#include "samples.h"
#include "sohliteral.h"

#include <string.h>

enum { COMPONENTS, CONSTRUCTOR, PROCESSOR, POINTERS };
enum { OURS, THEIRS, PROCESSES };

static IPSFactoryBuffer *proxyFactory;
static OtherProcess other;
static IUnknown *pointers[POINTERS];
static Account before[PROCESSES];
static LONG structures[PROCESSES]; /* with pointers, sent to that process by reference */
static LONG lostPerStructure;

static void *faceOf(Object *object, const IID *iid)
{
    void *face = NULL;

    assert_hresult(FaceQuery(&object->faces[0], iid, &face), S_OK);
    FaceRelease(face);
    return face;
}

static INapSystemHealthAgentRequest *request(void)
{
    return faceOf(&AnswersOfSystem, &IID_INapSystemHealthAgentRequest);
}

/* An interface of the object in the other process; to be released. */
static void *ask(int pointer, const IID *iid)
{
    void *found = NULL;

    assert_hresult(IUnknown_QueryInterface(pointers[pointer], iid, &found), S_OK);
    return found;
}

/*
 * Set-up and teardown count the blocks and references of the two processes. A release may finish a
 * little later than its call.
 *
 * 64-bit Wine 8 leaks one block for each structure with pointers that is passed by reference. A
 * call of IControl measures whether this system does so.
 */

static void account(Account *answer, const Object *object)
{
    AllocSpyCounts counts = AllocSpyRead();

    answer->liveBlocks = counts.live;
    answer->badFrees = counts.badFrees;
    answer->overruns = counts.overruns;
    answer->references = object->references;
}

static void askBoth(Account accounts[PROCESSES])
{
    account(&accounts[OURS], &AnswersOfSystem);
    assert_hresult(OtherProcessAsk(&other, &accounts[THEIRS]), S_OK);
}

static int beginTest(void **state)
{
    structures[OURS] = structures[THEIRS] = 0;
    askBoth(before);
    return 0;
}

static BOOL isAsBefore(const Account now[PROCESSES])
{
    BOOL same = TRUE;

    for (int i = 0; i < PROCESSES; i++) {
        same = same && now[i].references == before[i].references &&
               now[i].liveBlocks == before[i].liveBlocks + structures[i] * lostPerStructure;
    }
    return same;
}

static void waitUntilAsBefore(Account now[PROCESSES])
{
    askBoth(now);
    for (int i = 0; i < 200 && !isAsBefore(now); i++) {
        Sleep(10);
        askBoth(now);
    }
}

static int endTest(void **state)
{
    Account now[PROCESSES];

    waitUntilAsBefore(now);
    for (int i = 0; i < PROCESSES; i++) {
        assert_int_equal(now[i].references, before[i].references);
        assert_int_equal(now[i].liveBlocks,
                         before[i].liveBlocks + structures[i] * lostPerStructure);
        assert_int_equal(now[i].badFrees, 0);
        assert_int_equal(now[i].overruns, 0);
    }
    return 0;
}

#define calling_test(function) cmocka_unit_test_setup_teardown(function, beginTest, endTest)

static void controlMeasuresLeaksOfCom(void **state)
{
    IControl *control = ask(COMPONENTS, &IID_IControl);
    const ControlBytes bytes = {SampleBytes.size, SampleBytes.data};
    Account now[PROCESSES];

    askBoth(before);
    assert_hresult(IControl_Take(control, &bytes), S_OK);
    IControl_Release(control);
    waitUntilAsBefore(now);
    lostPerStructure = now[THEIRS].liveBlocks - before[THEIRS].liveBlocks;
    assert_in_range(lostPerStructure, 0, 1);
    print_message("Lost for each structure: %ld\n", lostPerStructure);
}

/* The agent. */

static void agentReturnsItsRequest(void **state)
{
    INapSystemHealthAgentCallback *agent = ask(COMPONENTS, &IID_INapSystemHealthAgentCallback);

    assert_hresult(INapSystemHealthAgentCallback_GetSoHRequest(agent, request()), S_OK);
    INapSystemHealthAgentCallback_Release(agent);
    structures[OURS] = 2; /* SetSoHRequest, twice */
}

static void agentAsksForTheState(void **state)
{
    INapSystemHealthAgentCallback *agent = ask(COMPONENTS, &IID_INapSystemHealthAgentCallback);

    assert_hresult(INapSystemHealthAgentCallback_ProcessSoHResponse(agent, request()),
                   NAP_E_INVALID_PACKET);
    assert_hresult(INapSystemHealthAgentCallback_NotifySystemIsolationStateChange(agent), S_FALSE);
    INapSystemHealthAgentCallback_Release(agent);
}

static void agentReturnsFixupInfo(void **state)
{
    INapSystemHealthAgentCallback *agent = ask(COMPONENTS, &IID_INapSystemHealthAgentCallback);
    FixupInfo noCodes = SampleFixup;
    FixupInfo *info = SENTINEL;

    noCodes.resultCodes = (ResultCodes){0, NULL};
    assert_hresult(INapSystemHealthAgentCallback_GetFixupInfo(agent, &info), S_OK);
    assert_true(FixupEqual(info, &SampleFixup));
    FreeFixupInfo(info);
    assert_hresult(INapSystemHealthAgentCallback_GetFixupInfo(agent, &info), S_OK);
    assert_true(FixupEqual(info, &noCodes));
    FreeFixupInfo(info);
    assert_hresult(INapSystemHealthAgentCallback_GetFixupInfo(agent, &info), S_OK);
    assert_null(info);
    info = SENTINEL;
    assert_hresult(INapSystemHealthAgentCallback_GetFixupInfo(agent, &info), NAP_E_NOT_INITIALIZED);
    assert_null(info);
    INapSystemHealthAgentCallback_Release(agent);
}

static void agentComparesStatements(void **state)
{
    INapSystemHealthAgentCallback *agent = ask(COMPONENTS, &IID_INapSystemHealthAgentCallback);
    BOOL isEqual = -1;

    assert_hresult(
        INapSystemHealthAgentCallback_CompareSoHRequests(agent, &SampleSoH, &SampleSoH, &isEqual),
        S_OK);
    assert_int_equal(isEqual, TRUE);
    assert_hresult(INapSystemHealthAgentCallback_CompareSoHRequests(agent, &SampleSoH,
                                                                    &SampleNothing, &isEqual),
                   S_OK);
    assert_int_equal(isEqual, FALSE);
    assert_hresult(
        INapSystemHealthAgentCallback_NotifyOrphanedSoHRequest(agent, &SampleCorrelation), S_OK);
    INapSystemHealthAgentCallback_Release(agent);
    structures[THEIRS] = 4;
}

/*
 * An interface pointer may be NULL. A structure that a method needs may not, and proxies check
 * that.
 */
static void nullIsPassedOnOrRefused(void **state)
{
    INapSystemHealthAgentCallback *agent = ask(COMPONENTS, &IID_INapSystemHealthAgentCallback);
    const HRESULT refused = HRESULT_FROM_WIN32(RPC_X_NULL_REF_POINTER);
    BOOL isEqual;

    assert_hresult(INapSystemHealthAgentCallback_GetSoHRequest(agent, NULL), E_INVALIDARG);
    assert_hresult(
        INapSystemHealthAgentCallback_CompareSoHRequests(agent, NULL, &SampleSoH, &isEqual),
        refused);
    assert_hresult(
        INapSystemHealthAgentCallback_CompareSoHRequests(agent, &SampleSoH, &SampleSoH, NULL),
        refused);
    assert_hresult(INapSystemHealthAgentCallback_NotifyOrphanedSoHRequest(agent, NULL), refused);
    assert_hresult(INapSystemHealthAgentCallback_GetFixupInfo(agent, NULL), refused);
    INapSystemHealthAgentCallback_Release(agent);
}

/* The validator. */

static void validatorCompletesLater(void **state)
{
    INapSystemHealthValidator *validator = ask(COMPONENTS, &IID_INapSystemHealthValidator);

    ResetEvent(AnswersCompleted);
    assert_hresult(INapSystemHealthValidator_Validate(
                       validator, faceOf(&AnswersOfSystem, &IID_INapSystemHealthValidationRequest),
                       SAMPLE_TIME_LIMIT, faceOf(&AnswersOfSystem, &IID_INapServerCallback)),
                   E_PENDING);
    assert_int_equal(WaitForSingleObject(AnswersCompleted, 10000), WAIT_OBJECT_0);
    INapSystemHealthValidator_Release(validator);
}

/* qutil.dll's own classes in the other process, for the union. */

/* An object of qutil.dll in this process, made without the registry. */
static IUnknown *create(const CLSID *clsid)
{
    HMODULE qutil = GetModuleHandleW(L"qutil.dll");
    IClassFactory *factory = NULL;
    IUnknown *object = NULL;
    union {
        FARPROC any;
        HRESULT(WINAPI *typed)(REFCLSID rclsid, REFIID riid, void **object);
    } entry = {.any = GetProcAddress(qutil, "DllGetClassObject")};

    entry.typed(clsid, &IID_IClassFactory, (void **)&factory);
    IClassFactory_CreateInstance(factory, NULL, &IID_IUnknown, (void **)&object);
    IClassFactory_Release(factory);
    return object;
}

static BYTE octets[] = {0x01, 0x00, 0xFF};
static Ipv4Address v4[] = {{{192, 0, 2, 1}}, {{198, 51, 100, 255}}};
static Ipv6Address v6[] = {{{0x20, 0x01, 0x0D, 0xB8, [15] = 0x01}}};
static HRESULT codes[] = {S_OK, (HRESULT)0x80270050};

typedef struct Value {
    SoHAttributeType type;
    SoHAttributeValue value;
} Value;

static const Value values[] = {
    {sohAttributeTypeIpv4FixupServers, {.v4AddressesVal = {ARRAYSIZE(v4), v4}}},
    {sohAttributeTypeIpv6FixupServers, {.v6AddressesVal = {ARRAYSIZE(v6), v6}}},
    {sohAttributeTypeComplianceResultCodes, {.codesVal = {ARRAYSIZE(codes), codes}}},
    {sohAttributeTypeErrorCodes, {.codesVal = {0, NULL}}},
    {sohAttributeTypeTimeOfLastUpdate, {.dateTimeVal = {0x01234567, 0x89ABCDEF}}},
    {sohAttributeTypeSoHGenerationTime, {.dateTimeVal = {0, 1}}},
    {sohAttributeTypeVendorSpecific, {.vendorSpecificVal = {0x137, sizeof octets, octets}}},
    {sohAttributeTypeVendorSpecific, {.vendorSpecificVal = {0x137, 0, NULL}}},
    {sohAttributeTypeHealthClass, {.uint8Val = 0xFF}},
    {sohAttributeTypeFailureCategory, {.uint8Val = 1}},
    {sohAttributeTypeExtendedIsolationState, {.uint8Val = 3}},
    {sohAttributeTypeClientId, {.octetStringVal = {sizeof octets, octets}}},
    {sohAttributeTypeProductName, {.octetStringVal = {0, NULL}}},
    {(SoHAttributeType)0x3FFF, {.octetStringVal = {sizeof octets, octets}}},
};

/* The statement that the constructor, of either process, makes from the values. */
static SoH *construct(INapSoHConstructor *constructor)
{
    SoH *soh = SENTINEL;

    assert_hresult(INapSoHConstructor_Initialize(constructor, SAMPLE_ID, FALSE), S_OK);
    for (size_t i = 0; i < ARRAYSIZE(values); i++) {
        assert_hresult(
            INapSoHConstructor_AppendAttribute(constructor, values[i].type, &values[i].value),
            S_OK);
    }
    assert_hresult(INapSoHConstructor_GetSoH(constructor, &soh), S_OK);
    assert_hresult(INapSoHConstructor_Validate(constructor, soh, FALSE), S_OK);
    return soh;
}

static void assertValue(const SoHAttributeValue *value, const Value *expected)
{
    const struct tagVendorSpecific *vendor = &value->vendorSpecificVal;

    switch (expected->type) {
    case sohAttributeTypeIpv4FixupServers:
        assert_int_equal(value->v4AddressesVal.count, ARRAYSIZE(v4));
        assert_memory_equal(value->v4AddressesVal.addresses, v4, sizeof v4);
        break;
    case sohAttributeTypeIpv6FixupServers:
        assert_int_equal(value->v6AddressesVal.count, ARRAYSIZE(v6));
        assert_memory_equal(value->v6AddressesVal.addresses, v6, sizeof v6);
        break;
    case sohAttributeTypeComplianceResultCodes:
    case sohAttributeTypeErrorCodes:
        assert_true(CodesEqual(&value->codesVal, &expected->value.codesVal));
        break;
    case sohAttributeTypeTimeOfLastUpdate:
    case sohAttributeTypeSoHGenerationTime:
        assert_memory_equal(&value->dateTimeVal, &expected->value.dateTimeVal, sizeof(FILETIME));
        break;
    case sohAttributeTypeVendorSpecific:
        assert_int_equal(vendor->vendorId, 0x137);
        assert_int_equal(vendor->size, expected->value.vendorSpecificVal.size);
        assert_memory_equal(vendor->vendorSpecificData, octets, vendor->size);
        break;
    case sohAttributeTypeHealthClass:
    case sohAttributeTypeFailureCategory:
    case sohAttributeTypeExtendedIsolationState:
        assert_int_equal(value->uint8Val, expected->value.uint8Val);
        break;
    default:
        assert_int_equal(value->octetStringVal.size, expected->value.octetStringVal.size);
        assert_memory_equal(value->octetStringVal.data, octets, value->octetStringVal.size);
    }
}

static void unionArrivesWithEveryMember(void **state)
{
    INapSoHConstructor *constructor = ask(CONSTRUCTOR, &IID_INapSoHConstructor);
    IUnknown *unknown = create(&CLSID_NapSoHConstructor);
    INapSoHConstructor *ours = NULL;
    INapSoHProcessor *processor = ask(PROCESSOR, &IID_INapSoHProcessor);
    SystemHealthEntityId id = 0;
    SoHAttributeType type;
    SoHAttributeValue *value;
    UINT16 location = 0;
    SoH *theirs;
    SoH *expected;

    IUnknown_QueryInterface(unknown, &IID_INapSoHConstructor, (void **)&ours);
    theirs = construct(constructor);
    expected = construct(ours);
    assert_true(SohEqual(theirs, expected));
    assert_hresult(INapSoHProcessor_Initialize(processor, theirs, FALSE, &id), S_OK);
    assert_int_equal(id, SAMPLE_ID);
    for (size_t i = 0; i < ARRAYSIZE(values); i++) {
        value = SENTINEL;
        assert_hresult(INapSoHProcessor_GetAttribute(processor, (UINT16)(i + 1), &type, &value),
                       S_OK);
        assert_int_equal(type, values[i].type);
        assertValue(value, &values[i]);
        FreeSoHAttributeValue(type, value);
    }
    value = SENTINEL;
    assert_hresult(INapSoHProcessor_GetAttribute(processor, 999, &type, &value), E_INVALIDARG);
    assert_null(value);
    assert_hresult(
        INapSoHProcessor_FindNextAttribute(processor, 3, sohAttributeTypeErrorCodes, &location),
        S_OK);
    assert_int_equal(location, 4);
    FreeSoH(theirs);
    FreeSoH(expected);
    INapSoHConstructor_Release(ours);
    IUnknown_Release(unknown);
    INapSoHConstructor_Release(constructor);
    INapSoHProcessor_Release(processor);
    structures[THEIRS] = 2; /* Validate and Initialize */
}

/* Enforcement clients. */

static void connectionsAreArraysOfInterfaces(void **state)
{
    INapEnforcementClientCallback *client = ask(COMPONENTS, &IID_INapEnforcementClientCallback);
    Connections *connections = SENTINEL;
    ConnectionId *id = SENTINEL;

    assert_hresult(INapEnforcementClientCallback_GetConnections(client, &connections), S_OK);
    assert_int_equal(connections->count, 3);
    assert_null(connections->connections[1]);
    assert_hresult(
        INapEnforcementClientConnection_GetConnectionId(connections->connections[2], &id), S_OK);
    assert_memory_equal(id, &SampleCorrelation.connId, sizeof *id);
    CoTaskMemFree(id);
    FreeConnections(connections);
    INapEnforcementClientCallback_Release(client);
}

static void connectionTakesAndGivesBytes(void **state)
{
    INapEnforcementClientConnection2 *connection =
        ask(COMPONENTS, &IID_INapEnforcementClientConnection2);
    const NetworkSoHResponse nothing = {0, NULL};
    SystemHealthEntityId ids[ARRAYSIZE(SampleIds)];
    SystemHealthEntityId *installed = SENTINEL;
    SystemHealthEntityCount count = 0;
    PrivateData *data = SENTINEL;

    memcpy(ids, SampleIds, sizeof ids);
    assert_hresult(
        INapEnforcementClientConnection2_SetConnectionId(connection, &SampleCorrelation.connId),
        S_OK);
    assert_hresult(INapEnforcementClientConnection2_SetCorrelationId(connection, SampleCorrelation),
                   S_OK);
    assert_hresult(INapEnforcementClientConnection2_SetSoHResponse(connection, &nothing), S_OK);
    assert_hresult(INapEnforcementClientConnection2_SetPrivateData(connection, &SampleBytes), S_OK);
    assert_hresult(INapEnforcementClientConnection2_GetPrivateData(connection, &data), S_OK);
    assert_int_equal(data->size, SampleBytes.size);
    assert_memory_equal(data->data, SampleBytes.data, SampleBytes.size);
    FreePrivateData(data);
    assert_hresult(
        INapEnforcementClientConnection2_SetInstalledShvs(connection, ARRAYSIZE(ids), ids), S_OK);
    assert_hresult(INapEnforcementClientConnection2_SetInstalledShvs(connection, 0, NULL), S_FALSE);
    assert_hresult(
        INapEnforcementClientConnection2_GetInstalledShvs(connection, &count, &installed), S_OK);
    assert_int_equal(count, ARRAYSIZE(ids));
    assert_memory_equal(installed, ids, sizeof ids);
    CoTaskMemFree(installed);
    INapEnforcementClientConnection2_Release(connection);
    structures[THEIRS] = 2;
}

/* The rest of the kinds of data. */

static void serverListsRegistrations(void **state)
{
    INapServerInfo *info = ask(COMPONENTS, &IID_INapServerInfo);
    CountedString *texts[3] = {SENTINEL, SENTINEL, SENTINEL};
    NapComponentRegistrationInfo *validators = SENTINEL;
    FailureCategoryMapping mapping = {{0}};
    CLSID *clsids = SENTINEL;
    SystemHealthEntityCount count = 0;

    assert_hresult(INapServerInfo_GetNapServerInfo(info, &texts[0], &texts[1], &texts[2]), S_OK);
    assert_true(TextEqual(texts[0], &SampleText));
    assert_true(TextEqual(texts[1], &SampleEmptyText));
    assert_true(TextEqual(texts[2], &SampleNoText));
    for (size_t i = 0; i < ARRAYSIZE(texts); i++) {
        FreeCountedString(texts[i]);
    }
    assert_hresult(
        INapServerInfo_GetRegisteredSystemHealthValidators(info, &count, &validators, &clsids),
        S_OK);
    assert_int_equal(count, ARRAYSIZE(SampleComponents));
    for (size_t i = 0; i < ARRAYSIZE(SampleComponents); i++) {
        assert_true(ComponentEqual(&validators[i], &SampleComponents[i]));
    }
    assert_memory_equal(&clsids[1], &SampleCorrelation.connId, sizeof(CLSID));
    FreeNapComponentRegistrationInfoArray(count, &validators);
    CoTaskMemFree(clsids);
    assert_hresult(INapServerInfo_GetFailureCategoryMappings(info, SAMPLE_ID, &mapping), S_OK);
    assert_memory_equal(&mapping, &SampleMapping, sizeof mapping);
    INapServerInfo_Release(info);
}

static void serverTakesRegistrations(void **state)
{
    INapServerManagement *management = ask(COMPONENTS, &IID_INapServerManagement);

    assert_hresult(INapServerManagement_RegisterSystemHealthValidator(
                       management, &SampleComponents[0], &SampleCorrelation.connId),
                   NAP_E_CONFLICTING_ID);
    assert_hresult(
        INapServerManagement_SetFailureCategoryMappings(management, SAMPLE_ID, SampleMapping),
        S_OK);
    INapServerManagement_Release(management);
    structures[THEIRS] = 1;
}

static void windowsAndBytesReachTheSetUp(void **state)
{
    INapComponentConfig3 *config = ask(COMPONENTS, &IID_INapComponentConfig3);
    BYTE *out = SENTINEL;
    UINT16 count = 0;
    BOOL changed = -1;

    assert_hresult(INapComponentConfig3_InvokeUIFromConfigBlob(config, SAMPLE_WINDOW,
                                                               SampleBytes.size, SampleBytes.data,
                                                               &count, &out, &changed),
                   S_OK);
    assert_int_equal(changed, TRUE);
    assert_int_equal(count, SampleBytes.size);
    assert_memory_equal(out, SampleBytes.data, count);
    CoTaskMemFree(out);
    assert_hresult(INapComponentConfig3_InvokeUIFromConfigBlob(config, SAMPLE_WINDOW, 0, NULL,
                                                               &count, &out, &changed),
                   S_OK);
    assert_int_equal(changed, FALSE);
    assert_int_equal(count, 0);
    assert_null(out);
    INapComponentConfig3_Release(config);
}

static void automationTypesReachTheRelyingParty(void **state)
{
    INapCertRelyingParty *party = ask(COMPONENTS, &IID_INapCertRelyingParty);
    VARIANT reserved;
    BOOL exists = -1;
    BSTR name;

    V_VT(&reserved) = VT_I4;
    V_I4(&reserved) = SAMPLE_RESERVED;
    for (int i = 0; i < 2; i++) {
        name = SysAllocStringLen(SAMPLE_SUBSCRIBER, ARRAYSIZE(SAMPLE_SUBSCRIBER) - 1);
        assert_hresult(
            INapCertRelyingParty_SubscribeCertByGroup(party, SAMPLE_ID, name, &reserved, &exists),
            S_OK);
        assert_int_equal(exists, TRUE);
        SysFreeString(name);
        if (i == 0) {
            askBoth(before); /* after the first call, because OLE caches freed strings */
        }
    }
    assert_hresult(INapCertRelyingParty_SubscribeCertByGroup(party, 0, NULL, NULL, &exists), S_OK);
    assert_int_equal(exists, FALSE);
    INapCertRelyingParty_Release(party);
}

/* The DLL has proxies for all interfaces, except the asynchronous ones. */
static void everyInterfaceHasAProxy(void **state)
{
    IUnknown *outer = (IUnknown *)request();

    for (size_t i = 0; i < NAP_INTERFACES; i++) {
        IRpcProxyBuffer *proxy = NULL;
        void *face = NULL;
        HRESULT hr =
            IPSFactoryBuffer_CreateProxy(proxyFactory, outer, NapInterfaces[i].iid, &proxy, &face);

        if (strncmp(NapInterfaces[i].name, "Async", 5) == 0) {
            assert_hresult(hr, E_NOINTERFACE);
            continue;
        }
        if (FAILED(hr)) {
            fail_msg("%s: no proxy, 0x%08lx", NapInterfaces[i].name, (unsigned long)hr);
        }
        IUnknown_Release((IUnknown *)face);
        IRpcProxyBuffer_Release(proxy);
    }
}

/* When an agent has ended, each call to it returns an error and no pointer. */
static void deadProcessIsAnError(void **state)
{
    INapSystemHealthAgentCallback *agent = ask(COMPONENTS, &IID_INapSystemHealthAgentCallback);
    FixupInfo *info = SENTINEL;

    TerminateProcess(other.process, 0);
    WaitForSingleObject(other.process, INFINITE);
    assert_true(FAILED(INapSystemHealthAgentCallback_GetFixupInfo(agent, &info)));
    assert_null(info);
    assert_true(FAILED(INapSystemHealthAgentCallback_GetSoHRequest(agent, request())));
    INapSystemHealthAgentCallback_Release(agent);
}

/* The other process. */

static void accountOfComponents(Account *answer)
{
    account(answer, &AnswersOfComponents);
}

static int serve(void)
{
    IUnknown *served[POINTERS] = {
        [COMPONENTS] = (IUnknown *)&AnswersOfComponents.faces[0],
        [CONSTRUCTOR] = create(&CLSID_NapSoHConstructor),
        [PROCESSOR] = create(&CLSID_NapSoHProcessor),
    };
    HRESULT hr = AllocSpyStart();

    if (SUCCEEDED(hr)) {
        hr = OtherProcessServe(served, POINTERS, accountOfComponents);
    }
    return SUCCEEDED(hr) ? 0 : 1;
}

/*
 * COM keeps what it creates for an interface of a remote object as long as the object. So use each
 * interface once before anything is counted.
 */
static void useEveryInterface(void)
{
    IUnknown *found;

    for (int i = 0; i < POINTERS; i++) {
        for (size_t k = 0; k < NAP_INTERFACES; k++) {
            if (SUCCEEDED(
                    IUnknown_QueryInterface(pointers[i], NapInterfaces[k].iid, (void **)&found))) {
                IUnknown_Release(found);
            }
        }
    }
}

/* Both processes are in the multithreaded apartment, so calls arrive on COM's threads. */
int main(int argc, char **argv)
{
    const struct CMUnitTest calls[] = {
        cmocka_unit_test(controlMeasuresLeaksOfCom),
        calling_test(agentReturnsItsRequest),
        calling_test(agentAsksForTheState),
        calling_test(agentReturnsFixupInfo),
        calling_test(agentComparesStatements),
        calling_test(nullIsPassedOnOrRefused),
        calling_test(validatorCompletesLater),
        calling_test(unionArrivesWithEveryMember),
        calling_test(connectionsAreArraysOfInterfaces),
        calling_test(connectionTakesAndGivesBytes),
        calling_test(serverListsRegistrations),
        calling_test(serverTakesRegistrations),
        calling_test(windowsAndBytesReachTheSetUp),
        calling_test(automationTypesReachTheRelyingParty),
        cmocka_unit_test(everyInterfaceHasAProxy),
        cmocka_unit_test(deadProcessIsAnError),
    };
    int failures;

    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED)) || FAILED(UseProxies(&proxyFactory))) {
        return 1;
    }
    if (argc == 2 && strcmp(argv[1], OTHER_PROCESS_ARGUMENT) == 0) {
        return serve();
    }
    AnswersCompleted = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (FAILED(OtherProcessStart(&other, pointers, POINTERS))) {
        print_error("The other process doesn't start\n");
        return 1;
    }
    useEveryInterface();
    SpyStart();
    failures = cmocka_run_group_tests_name("proxies", calls, NULL, NULL);
    SpyAbandon();
    OtherProcessEnd(&other);
    return failures;
}
