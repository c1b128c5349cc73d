/* SPDX-License-Identifier: MIT */
/*
 * A naphost.dll that is broken on purpose. It has the real one's object files; the linker's --wrap
 * sends calls from one of them to another through here, and each object gets a table of methods
 * whose results pass through here. QUTIL_FAULT chooses the fault (broken.h). The fault
 * "hr FROM TO" replaces one result by another, in all methods and exports; the others have names.
 */
#define COBJMACROS
#include "broken.h"

#include <objbase.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agentcall.h"
#include "bound.h"
#include "clock.h"
#include "com/object.h"
#include "correlation.h"
#include "elevated.h"
#include "fixup.h"
#include "host.h"
#include "naperror.h"
#include "store.h"
#include "storekey.h"
#include "validator.h"
#include "verdict.h"

/* The linker's names of what it wraps. NOLINTBEGIN(readability-identifier-naming) */

BOOL Fault(const char *name)
{
    char asked[64];
    DWORD length = GetEnvironmentVariableA("QUTIL_FAULT", asked, sizeof(asked));

    return length != 0 && length < sizeof(asked) && strcmp(asked, name) == 0;
}

void Touch(const void *address)
{
    /* cppcheck-suppress nullPointer; it is meant to crash then */
    (void)*(const volatile BYTE *)address;
}

/* The fault "hr FROM TO". */
static HRESULT spoil(HRESULT hr)
{
    char asked[64];
    DWORD length = GetEnvironmentVariableA("QUTIL_FAULT", asked, sizeof(asked));
    char *end = asked;

    if (length == 0 || length >= sizeof(asked) || strncmp(asked, "hr ", 3) != 0) {
        return hr;
    }
    return (HRESULT)strtoul(asked + 3, &end, 16) == hr ? (HRESULT)strtoul(end, NULL, 16) : hr;
}

/* ---- Exports ---- */

HRESULT WINAPI DllRegisterServer(void);
HRESULT WINAPI DllUnregisterServer(void);
HRESULT WINAPI BadDllGetClassObject(REFCLSID clsid, REFIID riid, void **result);
HRESULT WINAPI BadDllCanUnloadNow(void);
HRESULT WINAPI BadDllRegisterServer(void);
HRESULT WINAPI BadDllUnregisterServer(void);

HRESULT WINAPI BadDllGetClassObject(REFCLSID clsid, REFIID riid, void **result)
{
    if (Fault("server.no-class")) {
        return CLASS_E_CLASSNOTAVAILABLE;
    }
    return spoil(DllGetClassObject(clsid, riid, result));
}

HRESULT WINAPI BadDllCanUnloadNow(void)
{
    return spoil(DllCanUnloadNow());
}

HRESULT WINAPI BadDllRegisterServer(void)
{
    return Fault("server.registers-nothing") ? S_OK : spoil(DllRegisterServer());
}

HRESULT WINAPI BadDllUnregisterServer(void)
{
    if (Fault("server.unregisters-all")) {
        RegDeleteTreeW(HKEY_LOCAL_MACHINE, L"Software\\Classes\\CLSID");
    }
    return spoil(DllUnregisterServer());
}

/* ---- Methods ---- */

static IClassFactoryVtbl factoryTable;
static INapClientManagement2Vtbl clientTable;
static INapServerManagementVtbl serverTable;
static INapServerInfoVtbl infoTable;
static INapSystemHealthAgentBinding2Vtbl bindingTable;
static INapSystemHealthAgentRequestVtbl requestTable;
static INapSystemHealthValidationRequest2Vtbl validationTable;
static INapServerCallbackVtbl callbackTable;

static const IClassFactoryVtbl *realFactory;
static const INapClientManagement2Vtbl *realClient;
static const INapServerManagementVtbl *realServer;
static const INapServerInfoVtbl *realInfo;
static const INapSystemHealthAgentBinding2Vtbl *realBinding;
static const INapSystemHealthAgentRequestVtbl *realRequest;
static const INapSystemHealthValidationRequest2Vtbl *realValidation;
static const INapServerCallbackVtbl *realCallback;

static INapSystemHealthAgentCallback *boundCallback; /* the last one; not counted */

#define METHOD(name, call, ...)                                                                    \
    static HRESULT STDMETHODCALLTYPE name(__VA_ARGS__)                                             \
    {                                                                                              \
        return spoil(call);                                                                        \
    }

#define FACTORY    IClassFactory *This
#define CLIENT     INapClientManagement2 *This
#define SERVER     INapServerManagement *This
#define INFO       INapServerInfo *This
#define BINDING    INapSystemHealthAgentBinding2 *This
#define REQUEST    INapSystemHealthAgentRequest *This
#define VALIDATION INapSystemHealthValidationRequest2 *This

METHOD(createInstance, realFactory->CreateInstance(This, outer, riid, result), FACTORY,
       IUnknown *outer, REFIID riid, void **result)

METHOD(registerAgent, realClient->RegisterSystemHealthAgent(This, info), CLIENT,
       const NapComponentRegistrationInfo *info)
METHOD(unregisterAgent, realClient->UnregisterSystemHealthAgent(This, id), CLIENT,
       SystemHealthEntityId id)
METHOD(registerEnforcer, realClient->RegisterEnforcementClient(This, info), CLIENT,
       const NapComponentRegistrationInfo *info)
METHOD(unregisterEnforcer, realClient->UnregisterEnforcementClient(This, id), CLIENT,
       EnforcementEntityId id)
METHOD(listAgents, realClient->GetRegisteredSystemHealthAgents(This, count, infos), CLIENT,
       SystemHealthEntityCount *count, NapComponentRegistrationInfo **infos)
METHOD(listEnforcers, realClient->GetRegisteredEnforcementClients(This, count, infos), CLIENT,
       EnforcementEntityCount *count, NapComponentRegistrationInfo **infos)
METHOD(clientInfo, realClient->GetNapClientInfo(This, isEnabled, name, description, version),
       CLIENT, BOOL *isEnabled, CountedString **name, CountedString **description,
       CountedString **version)
METHOD(clientState, realClient->GetSystemIsolationInfo(This, info, isUnknown), CLIENT,
       IsolationInfo **info, BOOL *isUnknown)
METHOD(clientStateEx, realClient->GetSystemIsolationInfoEx(This, info, isUnknown), CLIENT,
       IsolationInfoEx **info, BOOL *isUnknown)

METHOD(registerValidator, realServer->RegisterSystemHealthValidator(This, info, clsid), SERVER,
       const NapComponentRegistrationInfo *info, const CLSID *clsid)
METHOD(unregisterValidator, realServer->UnregisterSystemHealthValidator(This, id), SERVER,
       SystemHealthEntityId id)
METHOD(setMapping, realServer->SetFailureCategoryMappings(This, id, mapping), SERVER,
       SystemHealthEntityId id, const FailureCategoryMapping mapping)

METHOD(serverInfo, realInfo->GetNapServerInfo(This, name, description, version), INFO,
       CountedString **name, CountedString **description, CountedString **version)
METHOD(listValidators, realInfo->GetRegisteredSystemHealthValidators(This, count, infos, clsids),
       INFO, SystemHealthEntityCount *count, NapComponentRegistrationInfo **infos, CLSID **clsids)
METHOD(getMapping, realInfo->GetFailureCategoryMappings(This, id, mapping), INFO,
       SystemHealthEntityId id, FailureCategoryMapping *mapping)

static HRESULT STDMETHODCALLTYPE initialize(BINDING, SystemHealthEntityId id,
                                            INapSystemHealthAgentCallback *callback)
{
    static const INapSystemHealthAgentBinding2 *earlier;
    HRESULT hr;

    if (Fault("binding.once") && earlier == This) {
        return E_UNEXPECTED;
    }
    hr = realBinding->Initialize(This, id, callback);
    if (SUCCEEDED(hr)) {
        earlier = This;
        boundCallback = callback;
    }
    return spoil(hr);
}

static DWORD WINAPI uninitializeLater(void *This)
{
    realBinding->Uninitialize(This);
    realBinding->Release(This);
    return 0;
}

static DWORD WINAPI callLater(void *callback)
{
    Sleep(100);
    INapSystemHealthAgentCallback_NotifySystemIsolationStateChange(
        (INapSystemHealthAgentCallback *)callback);
    return 0;
}

static void startThread(DWORD(WINAPI *run)(void *), void *context)
{
    HANDLE thread = CreateThread(NULL, 0, run, context, 0, NULL);

    if (thread) {
        CloseHandle(thread);
    }
}

static HRESULT STDMETHODCALLTYPE uninitialize(BINDING)
{
    HRESULT hr;

    if (Fault("binding.hasty")) {
        realBinding->AddRef(This); /* the last Release would wait, too */
        startThread(uninitializeLater, This);
        return S_OK;
    }
    hr = realBinding->Uninitialize(This);
    if (SUCCEEDED(hr) && Fault("binding.late-call")) {
        startThread(callLater, boundCallback);
    }
    if (Fault("binding.waits")) {
        Sleep(3000);
    }
    return spoil(hr);
}

static HRESULT STDMETHODCALLTYPE notifySoHChange(BINDING)
{
    if (Fault("notify.slow")) {
        Sleep(300);
    }
    if (Fault("notify.inline")) {
        INapSystemHealthAgentCallback_NotifySystemIsolationStateChange(boundCallback);
    }
    if (Fault("notify.leaks")) {
        (void)!CoTaskMemAlloc(1);
    }
    return spoil(realBinding->NotifySoHChange(This));
}

METHOD(bindingState, realBinding->GetSystemIsolationInfo(This, info, isUnknown), BINDING,
       IsolationInfo **info, BOOL *isUnknown)
METHOD(bindingStateEx, realBinding->GetSystemIsolationInfoEx(This, info, isUnknown), BINDING,
       IsolationInfoEx **info, BOOL *isUnknown)
METHOD(flushCache, realBinding->FlushCache(This), BINDING)

METHOD(agentCorrelation, realRequest->GetCorrelationId(This, id), REQUEST, CorrelationId *id)
METHOD(agentCorrelationText, realRequest->GetStringCorrelationId(This, text), REQUEST,
       StringCorrelationId **text)

static HRESULT STDMETHODCALLTYPE setSoHRequest(REQUEST, const SoHRequest *soh, BOOL caches)
{
    static const INapSystemHealthAgentRequest *earlier;

    if (Fault("request.first-set") && earlier == This) {
        return S_OK;
    }
    earlier = This;
    return spoil(realRequest->SetSoHRequest(This, soh, caches));
}

METHOD(getSoHRequest, realRequest->GetSoHRequest(This, soh), REQUEST, SoHRequest **soh)
METHOD(getSoHResponse, realRequest->GetSoHResponse(This, soh, flags), REQUEST, SoHResponse **soh,
       UINT8 *flags)

static HRESULT STDMETHODCALLTYPE getCacheSoHFlag(REQUEST, BOOL *caches)
{
    HRESULT hr = realRequest->GetCacheSoHFlag(This, caches);

    if (SUCCEEDED(hr) && Fault("request.flag")) {
        *caches = !*caches;
    }
    return spoil(hr);
}

METHOD(validationCorrelation, realValidation->GetCorrelationId(This, id), VALIDATION,
       CorrelationId *id)
METHOD(validationCorrelationText, realValidation->GetStringCorrelationId(This, text), VALIDATION,
       StringCorrelationId **text)

static HRESULT STDMETHODCALLTYPE getMachineName(VALIDATION, CountedString **name)
{
    HRESULT hr = realValidation->GetMachineName(This, name);

    if (SUCCEEDED(hr) && Fault("validation.machine")) {
        (*name)->string[0] = L'?';
    }
    return spoil(hr);
}

static HRESULT STDMETHODCALLTYPE validationSoHRequest(VALIDATION, SoHRequest **soh,
                                                      BOOL *isGenerated)
{
    HRESULT hr = realValidation->GetSoHRequest(This, soh, isGenerated);

    if (SUCCEEDED(hr) && !*soh && Fault("validation.no-request")) {
        return NAP_E_MISSING_SOH;
    }
    if (SUCCEEDED(hr) && Fault("validation.generated")) {
        *isGenerated = !*isGenerated;
    }
    return spoil(hr);
}

METHOD(setSoHResponse, realValidation->SetSoHResponse(This, soh), VALIDATION,
       const SoHResponse *soh)
METHOD(validationSoHResponse, realValidation->GetSoHResponse(This, soh), VALIDATION,
       SoHResponse **soh)
METHOD(setPrivateData, realValidation->SetPrivateData(This, data), VALIDATION,
       const PrivateData *data)
METHOD(getPrivateData, realValidation->GetPrivateData(This, data), VALIDATION, PrivateData **data)

static HRESULT STDMETHODCALLTYPE getConfigID(VALIDATION, UINT32 *configID)
{
    HRESULT hr = realValidation->GetConfigID(This, configID);

    if (SUCCEEDED(hr) && Fault("validation.config")) {
        *configID = 5;
    }
    return spoil(hr);
}

METHOD(onComplete, realCallback->OnComplete(This, request, code), INapServerCallback *This,
       INapSystemHealthValidationRequest *request, HRESULT code)

static void prepareManagement(void)
{
    clientTable.RegisterSystemHealthAgent = registerAgent;
    clientTable.UnregisterSystemHealthAgent = unregisterAgent;
    clientTable.RegisterEnforcementClient = registerEnforcer;
    clientTable.UnregisterEnforcementClient = unregisterEnforcer;
    clientTable.GetRegisteredSystemHealthAgents = listAgents;
    clientTable.GetRegisteredEnforcementClients = listEnforcers;
    clientTable.GetNapClientInfo = clientInfo;
    clientTable.GetSystemIsolationInfo = clientState;
    clientTable.GetSystemIsolationInfoEx = clientStateEx;
    serverTable.RegisterSystemHealthValidator = registerValidator;
    serverTable.UnregisterSystemHealthValidator = unregisterValidator;
    serverTable.SetFailureCategoryMappings = setMapping;
    infoTable.GetNapServerInfo = serverInfo;
    infoTable.GetRegisteredSystemHealthValidators = listValidators;
    infoTable.GetFailureCategoryMappings = getMapping;
}

static void prepareRequests(void)
{
    bindingTable.Initialize = initialize;
    bindingTable.Uninitialize = uninitialize;
    bindingTable.NotifySoHChange = notifySoHChange;
    bindingTable.GetSystemIsolationInfo = bindingState;
    bindingTable.GetSystemIsolationInfoEx = bindingStateEx;
    bindingTable.FlushCache = flushCache;
    requestTable.GetCorrelationId = agentCorrelation;
    requestTable.GetStringCorrelationId = agentCorrelationText;
    requestTable.SetSoHRequest = setSoHRequest;
    requestTable.GetSoHRequest = getSoHRequest;
    requestTable.GetSoHResponse = getSoHResponse;
    requestTable.GetCacheSoHFlag = getCacheSoHFlag;
    validationTable.GetCorrelationId = validationCorrelation;
    validationTable.GetStringCorrelationId = validationCorrelationText;
    validationTable.GetMachineName = getMachineName;
    validationTable.GetSoHRequest = validationSoHRequest;
    validationTable.SetSoHResponse = setSoHResponse;
    validationTable.GetSoHResponse = validationSoHResponse;
    validationTable.SetPrivateData = setPrivateData;
    validationTable.GetPrivateData = getPrivateData;
    validationTable.GetConfigID = getConfigID;
}

/*
 * The first object of a type gives the real table. Two threads may do that at once: they write the
 * same.
 */
#define REPLACE(iidOfType, real, table, prepare)                                                   \
    if (IsEqualIID(type->iid, &(iidOfType))) {                                                     \
        real = (const void *)outward->lpVtbl;                                                      \
        if (!(table).QueryInterface) {                                                             \
            (table) = *real;                                                                       \
            prepare;                                                                               \
        }                                                                                          \
        outward->lpVtbl = (void *)&(table);                                                        \
    }

void __real_ComObjectInit(ComObject *object, const ComType *type, IUnknown *outward);
void __wrap_ComObjectInit(ComObject *object, const ComType *type, IUnknown *outward);

void __wrap_ComObjectInit(ComObject *object, const ComType *type, IUnknown *outward)
{
    REPLACE(IID_IClassFactory, realFactory, factoryTable,
            factoryTable.CreateInstance = createInstance)
    REPLACE(IID_INapClientManagement, realClient, clientTable, prepareManagement())
    REPLACE(IID_INapServerManagement, realServer, serverTable, prepareManagement())
    REPLACE(IID_INapServerInfo, realInfo, infoTable, prepareManagement())
    REPLACE(IID_INapSystemHealthAgentBinding, realBinding, bindingTable, prepareRequests())
    REPLACE(IID_INapSystemHealthAgentRequest, realRequest, requestTable, prepareRequests())
    REPLACE(IID_INapSystemHealthValidationRequest, realValidation, validationTable,
            prepareRequests())
    REPLACE(IID_INapServerCallback, realCallback, callbackTable,
            callbackTable.OnComplete = onComplete)
    __real_ComObjectInit(object, type, outward);
}

HRESULT __real_ComObjectQueryInterface(ComObject *object, REFIID riid, void **result);
HRESULT __wrap_ComObjectQueryInterface(ComObject *object, REFIID riid, void **result);

HRESULT __wrap_ComObjectQueryInterface(ComObject *object, REFIID riid, void **result)
{
    static LONG queries;
    HRESULT hr = __real_ComObjectQueryInterface(object, riid, result);

    if (SUCCEEDED(hr) && Fault("object.identity") && IsEqualIID(riid, &IID_IUnknown) &&
        InterlockedIncrement(&queries) % 2 == 0) {
        ComObjectRelease(object);
        return BadDllGetClassObject(&CLSID_NapServerInfo, &IID_IClassFactory, result);
    }
    if (SUCCEEDED(hr) && Fault("object.not-agile") && IsEqualIID(riid, &IID_IMarshal)) {
        ((IUnknown *)*result)->lpVtbl->Release(*result);
        *result = NULL;
        return E_NOINTERFACE;
    }
    return hr;
}

/* It tells our requests by their table. */
ValidationRequest *__real_ValidationRequestOf(INapSystemHealthValidationRequest *outward);
ValidationRequest *__wrap_ValidationRequestOf(INapSystemHealthValidationRequest *outward);

ValidationRequest *__wrap_ValidationRequestOf(INapSystemHealthValidationRequest *outward)
{
    ValidationRequest *request;

    if ((const void *)outward->lpVtbl != &validationTable) {
        return __real_ValidationRequestOf(outward);
    }
    outward->lpVtbl = (void *)(ULONG_PTR)realValidation;
    request = __real_ValidationRequestOf(outward);
    outward->lpVtbl = (void *)&validationTable;
    return request;
}

/* ---- Calls from one of its files to another ---- */

#define WRAP(result, name, ...)                                                                    \
    result __real_##name(__VA_ARGS__);                                                             \
    result __wrap_##name(__VA_ARGS__);                                                             \
    result __wrap_##name(__VA_ARGS__)

/* A copy without a NUL in it. */
static void fillText(CountedString *text)
{
    static WCHAR copy[64];

    for (UINT16 i = 0; i < text->length && i < ARRAYSIZE(copy); i++) {
        copy[i] = text->string[i] == L'\0' ? L'x' : text->string[i];
    }
    text->string = copy;
}

/* Is there a key, whatever it has? */
static BOOL hasKey(StoreKind kind, NapComponentId id)
{
    WCHAR name[9];
    HKEY registrations;
    HKEY key;
    BOOL has;

    if (StoreKeyOpen(STORE_MACHINE, kind, FALSE, &registrations) != ERROR_SUCCESS) {
        return FALSE;
    }
    _snwprintf(name, ARRAYSIZE(name), L"%08lX", (unsigned long)id);
    has = RegOpenKeyExW(registrations, name, 0, KEY_READ, &key) == ERROR_SUCCESS;
    if (has) {
        RegCloseKey(key);
    }
    RegCloseKey(registrations);
    return has;
}

static BOOL isSta(void)
{
    HRESULT hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);

    if (SUCCEEDED(hr)) {
        CoUninitialize();
    }
    return hr == RPC_E_CHANGED_MODE;
}

WRAP(HRESULT, StoreRegister, StoreKind kind, const NapComponentRegistrationInfo *info,
     const CLSID *clsid)
{
    NapComponentRegistrationInfo other;
    StoreList list;

    if (!info) {
        return __real_StoreRegister(kind, info, clsid);
    }
    other = *info;
    StoreRead(kind, &list);
    if (Fault("store.few") && list.count >= 19) {
        return E_OUTOFMEMORY;
    }
    if (Fault("store.own-ids") && other.id < 0x01000000) {
        return E_INVALIDARG;
    }
    if (Fault("store.sta") && isSta()) {
        return RPC_E_WRONG_THREAD;
    }
    if (Fault("store.any-key") && hasKey(kind, other.id)) {
        return NAP_E_CONFLICTING_ID;
    }
    if (Fault("store.whole-text")) {
        fillText(&other.friendlyName);
    }
    if (Fault("store.reads-on")) {
        Touch(other.friendlyName.string + other.friendlyName.length);
    }
    if (Fault("store.type")) {
        other.componentType = 1;
    }
    if (Fault("store.triggers")) {
        HostTrigger(HOST_CAUSE_CHANGE);
    }
    return __real_StoreRegister(Fault("store.one-kind") ? STORE_AGENTS : kind, &other, clsid);
}

WRAP(HRESULT, StoreUnregister, StoreKind kind, NapComponentId id)
{
    return Fault("store.keeps") ? S_OK : __real_StoreUnregister(kind, id);
}

static void spoilEntry(NapComponentRegistrationInfo *info)
{
    if (Fault("store.no-text") && info->vendorName.length == 0) {
        CoTaskMemFree(info->vendorName.string);
        info->vendorName.string = NULL;
    }
    if (Fault("store.no-date")) {
        memset(&info->registrationDate, 0, sizeof(info->registrationDate));
    }
    if (Fault("store.odd-class")) {
        info->infoClsid.Data1 ^= 1;
    }
    if (Fault("store.text")) {
        info->friendlyName.string[0] = L'?';
    }
}

static void turnRound(UINT16 count, NapComponentRegistrationInfo *infos)
{
    for (UINT16 i = 0; i < count / 2; i++) {
        NapComponentRegistrationInfo swapped = infos[i];

        infos[i] = infos[count - 1 - i];
        infos[count - 1 - i] = swapped;
    }
}

WRAP(HRESULT, StoreGetAll, StoreKind kind, UINT16 *count, NapComponentRegistrationInfo **infos,
     CLSID **clsids)
{
    HRESULT hr = __real_StoreGetAll(kind, count, infos, clsids);

    if (FAILED(hr)) {
        return hr;
    }
    for (UINT16 i = 0; i < *count; i++) {
        spoilEntry(&(*infos)[i]);
    }
    if (Fault("store.backwards")) {
        turnRound(*count, *infos);
    }
    if (Fault("store.leaks")) {
        (void)!CoTaskMemAlloc(1);
    }
    if (Fault("store.broken-fails") && *count == 1) {
        return E_FAIL;
    }
    if (Fault("store.none-fails") && *count == 0) {
        return NAP_E_NOT_REGISTERED;
    }
    return hr;
}

WRAP(HRESULT, StoreGetMapping, NapComponentId id, FailureCategoryMapping *mapping)
{
    HRESULT hr = __real_StoreGetMapping(id, mapping);

    if (SUCCEEDED(hr) && Fault("store.mapping")) {
        mapping->mappingCompliance[1] = !mapping->mappingCompliance[1];
    }
    return hr;
}

WRAP(void, StoreRefresh, StoreKind kind, StoreList *list)
{
    if (Fault("store.stale") && list->count != 0) {
        return;
    }
    __real_StoreRefresh(kind, list);
    for (UINT16 i = 0; i < list->count; i++) {
        list->entries[i].isEnabled = list->entries[i].isEnabled || Fault("store.enabled");
    }
    for (UINT16 i = 0; i < list->count / 2 && Fault("store.check-backwards"); i++) {
        StoreEntry swapped = list->entries[i];

        list->entries[i] = list->entries[list->count - 1 - i];
        list->entries[list->count - 1 - i] = swapped;
    }
}

WRAP(BOOL, ProcessIsElevated, void)
{
    return __real_ProcessIsElevated() != Fault("process.elevated");
}

WRAP(HRESULT, BoundMark, SystemHealthEntityId id, HANDLE *mark)
{
    return __real_BoundMark(Fault("bound.other-name") ? id ^ 0x80000000u : id, mark);
}

WRAP(BOOL, BoundIsElsewhere, SystemHealthEntityId id)
{
    return !Fault("bound.ignored") && __real_BoundIsElsewhere(id);
}

WRAP(BOOL, BoundIsMarked, SystemHealthEntityId id)
{
    return !Fault("bound.ignored") && __real_BoundIsMarked(id);
}

WRAP(HRESULT, DescribeHost, BOOL *isEnabled, CountedString **name, CountedString **description,
     CountedString **version)
{
    HRESULT hr = __real_DescribeHost(isEnabled, name, description, version);

    if (SUCCEEDED(hr) && Fault("describe.version")) {
        (*version)->string[0] = L'2';
    }
    return hr;
}

/* ---- Isolation and verdict ---- */

WRAP(HRESULT, IsolationGetInfoEx, IsolationInfoEx **info, BOOL *isUnknown)
{
    HRESULT hr = __real_IsolationGetInfoEx(info, isUnknown);

    if (SUCCEEDED(hr) && Fault("isolation.known")) {
        *isUnknown = FALSE;
    }
    return hr;
}

/* What was set before, and is published only now. */
static Isolation lateIsolation = {isolationStateNotRestricted, extendedIsolationStateNoData, TRUE};

WRAP(BOOL, IsolationSet, const Isolation *isolation)
{
    Isolation before = IsolationGet();

    if (Fault("isolation.late")) {
        __real_IsolationSet(&lateIsolation);
        lateIsolation = *isolation;
        return TRUE;
    }
    return __real_IsolationSet(isolation) &&
           (!Fault("isolation.state-only") || before.state != isolation->state ||
            before.isUnknown != isolation->isUnknown);
}

WRAP(HRESULT, IsolationGetInfo, IsolationInfo **info, BOOL *isUnknown)
{
    HRESULT hr = __real_IsolationGetInfo(info, isUnknown);

    if (SUCCEEDED(hr) && Fault("isolation.no-url")) {
        CoTaskMemFree((*info)->failureUrl.string);
        (*info)->failureUrl.string = NULL;
    }
    return hr;
}

WRAP(VerdictPart, VerdictJudge, const SohStatement *response, DWORD compliant)
{
    VerdictPart part = __real_VerdictJudge(response, Fault("verdict.unmapped") ? 0 : compliant);

    if (Fault("verdict.healthy")) {
        part.isNoncompliant = FALSE;
    }
    if (Fault("verdict.unhealthy")) {
        part.isNoncompliant = TRUE;
    }
    if (Fault("verdict.category-only")) {
        part.isNoncompliant = part.hasCategory && part.isNoncompliant;
    }
    if (Fault("verdict.extended")) {
        part.extended = part.extended == extendedIsolationStateTransition
                            ? extendedIsolationStateNoData
                            : extendedIsolationStateTransition;
    }
    return part;
}

WRAP(void, VerdictAdd, Verdict *verdict, const VerdictPart *part)
{
    if (Fault("verdict.last")) {
        verdict->isNoncompliant = FALSE;
        verdict->extended = extendedIsolationStateNoData;
    }
    if (Fault("verdict.first") && verdict->asked > 0) {
        return;
    }
    __real_VerdictAdd(verdict, part);
}

WRAP(Isolation, VerdictIsolation, const Verdict *verdict)
{
    Isolation isolation = __real_VerdictIsolation(verdict);

    if (Fault("verdict.known")) {
        isolation.isUnknown = FALSE;
    }
    return isolation;
}

/* ---- Agents ---- */

WRAP(HRESULT, HostAdd, Agent *agent)
{
    HRESULT hr = __real_HostAdd(agent);

    if (SUCCEEDED(hr) && Fault("agent.checks")) {
        HostTrigger(HOST_CAUSE_CHANGE);
    }
    if (SUCCEEDED(hr) && Fault("agent.holds")) {
        INapSystemHealthAgentCallback_AddRef(agent->callback);
    }
    return hr;
}

WRAP(HRESULT, ApartmentCanCall, IUnknown *callback, const char **apartment)
{
    HRESULT hr = __real_ApartmentCanCall(callback, apartment);

    return Fault("apartment.none") && hr == S_OK ? RPC_E_WRONG_THREAD : hr;
}

WRAP(void, AgentFlush, Agent *agent)
{
    if (!Fault("cache.not-flushed")) {
        __real_AgentFlush(agent);
    }
}

WRAP(Statement *, AgentGetCached, Agent *agent)
{
    return Fault("cache.none") ? NULL : __real_AgentGetCached(agent);
}

WRAP(void, AgentSetCached, Agent *agent, Statement *statement)
{
    if (statement || !Fault("cache.stays")) {
        __real_AgentSetCached(agent, statement);
    }
}

/* Another callback of the agent, at the same time. */
static void callMeanwhile(Agent *agent)
{
    startThread(callLater, agent->callback);
    Sleep(110);
}

WRAP(HRESULT, AgentCallGetSoHRequest, Agent *agent, AgentRequest *request, UINT64 *foreignUs)
{
    HRESULT hr;

    if (Fault("call.two-at-once")) {
        callMeanwhile(agent);
    }
    hr = __real_AgentCallGetSoHRequest(agent, request, foreignUs);
    if (FAILED(hr) && Fault("call.orphans-made")) {
        CorrelationId id = {{0}, {0}};

        AgentCallNotifyOrphaned(agent, &id, foreignUs);
    }
    if (SUCCEEDED(hr) && Fault("call.request-lost")) {
        return E_UNEXPECTED;
    }
    return hr;
}

WRAP(BOOL, AgentCallIsSameRequest, Agent *agent, Statement *last, Statement *next,
     UINT64 *foreignUs)
{
    BOOL isSwapped = Fault("compare.swapped");
    BOOL isSame = __real_AgentCallIsSameRequest(agent, isSwapped ? next : last,
                                                isSwapped ? last : next, foreignUs);

    return (isSame || Fault("compare.same")) && !Fault("compare.different");
}

HRESULT __real_AgentCallProcessSoHResponse(Agent *agent, AgentRequest *request, UINT64 *foreignUs);

/* The response with another request object, which has no response. */
static HRESULT processOther(Agent *agent, AgentRequest *request, UINT64 *foreignUs)
{
    INapSystemHealthAgentRequest *outward = AgentRequestOutward(request);
    CorrelationId id;
    AgentRequest *other;
    HRESULT hr;

    outward->lpVtbl->GetCorrelationId(outward, &id);
    hr = AgentRequestCreate(agent, &id, &other);
    if (SUCCEEDED(hr)) {
        hr = __real_AgentCallProcessSoHResponse(agent, other, foreignUs);
        AgentRequestRelease(other);
    }
    return hr;
}

HRESULT __wrap_AgentCallProcessSoHResponse(Agent *agent, AgentRequest *request, UINT64 *foreignUs);

HRESULT __wrap_AgentCallProcessSoHResponse(Agent *agent, AgentRequest *request, UINT64 *foreignUs)
{
    HRESULT hr = Fault("call.other-object")
                     ? processOther(agent, request, foreignUs)
                     : __real_AgentCallProcessSoHResponse(agent, request, foreignUs);

    return Fault("call.process-succeeds") ? S_OK : hr;
}

WRAP(void, AgentCallNotifyState, Agent *agent, UINT64 *foreignUs)
{
    __real_AgentCallNotifyState(agent, foreignUs);
    if (Fault("call.state-twice")) {
        __real_AgentCallNotifyState(agent, foreignUs);
    }
}

WRAP(void, AgentCallNotifyOrphaned, Agent *agent, const CorrelationId *id, UINT64 *foreignUs)
{
    if (!Fault("call.no-orphans")) {
        __real_AgentCallNotifyOrphaned(agent, id, foreignUs);
    }
}

WRAP(void, AgentRequestAnswer, AgentRequest *request, Statement *response, UINT8 flags)
{
    __real_AgentRequestAnswer(request, response, flags ^ (Fault("answer.flags") ? 1 : 0));
}

WRAP(void, FixupBegin, Agent *agent, UINT64 *foreignUs)
{
    __real_FixupBegin(agent, foreignUs);
    if (Fault("fixup.polls")) {
        AcquireSRWLockExclusive(&HostLock);
        agent->fixupPauseMs = 100;
        agent->fixupDueUs = ClockUs() + 100000;
        ReleaseSRWLockExclusive(&HostLock);
    }
}

WRAP(BOOL, WorkerWait, Worker *worker, const Job *job, DWORD milliseconds)
{
    return __real_WorkerWait(worker, job, Fault("worker.hasty") ? 500 : milliseconds);
}

/* ---- Statements, correlation ---- */

WRAP(HRESULT, StatementMake, Statement **statement, SystemHealthEntityId id,
     FailureCategory category, HRESULT code, BOOL isRequest)
{
    return __real_StatementMake(statement, id, category, Fault("made.code") ? E_UNEXPECTED : code,
                                isRequest);
}

WRAP(HRESULT, StatementRead, Statement **statement, const SoH *soh, BOOL isRequest)
{
    HRESULT hr = __real_StatementRead(statement, soh, isRequest);

    if (SUCCEEDED(hr) && Fault("read.other")) {
        SystemHealthEntityId id = SohStatementSystemHealthId(&(*statement)->body);

        StatementRelease(*statement);
        hr = StatementMake(statement, id, failureCategoryOther, S_OK, isRequest);
    }
    return hr;
}

WRAP(HRESULT, CorrelationGet, const CorrelationId *correlation, CorrelationId *id)
{
    HRESULT hr = __real_CorrelationGet(correlation, id);

    if (SUCCEEDED(hr) && Fault("correlation.many")) {
        static UINT32 calls;

        id->connId.Data1 += calls++;
    }
    return SUCCEEDED(hr) && Fault("correlation.fails") ? E_FAIL : hr;
}

WRAP(HRESULT, CorrelationGetText, const CorrelationId *correlation, StringCorrelationId **text)
{
    HRESULT hr = __real_CorrelationGetText(correlation, text);

    if (SUCCEEDED(hr) && Fault("correlation.text")) {
        (*text)->string[40] = L'-';
    }
    return hr;
}

/* ---- Triggers, validators ---- */

void __real_HostTrigger(HostCause cause);

static LONG triggers;

static DWORD WINAPI triggerLater(void *unused)
{
    for (unsigned i = 0; i < 2; i++) {
        Sleep(300);
        __real_HostTrigger(HOST_CAUSE_CHANGE);
    }
    InterlockedExchange(&triggers, 0);
    return 0;
}

void __wrap_HostTrigger(HostCause cause);

void __wrap_HostTrigger(HostCause cause)
{
    __real_HostTrigger(cause);
    if (Fault("trigger.twice") && InterlockedExchange(&triggers, 1) == 0) {
        startThread(triggerLater, NULL);
    }
}

WRAP(DWORD, ClockMsUntil, UINT64 dueUs)
{
    DWORD milliseconds = __real_ClockMsUntil(dueUs);

    return Fault("clock.hasty") && milliseconds < 1000 ? 0 : milliseconds;
}

WRAP(void, ValidatorCall, ValidationRequest *request)
{
    __real_ValidatorCall(request);
    for (unsigned i = 0;
         Fault("validator.serial") && i < 160 && ValidationRequestIsPending(request); i++) {
        Sleep(10);
    }
}

WRAP(HRESULT, ValidationRequestResult, ValidationRequest *request, Statement **response)
{
    HRESULT code = __real_ValidationRequestResult(request, response);

    if (SUCCEEDED(code) && Fault("result.lost")) {
        StatementRelease(*response);
        *response = NULL;
        return E_FAIL;
    }
    if (FAILED(code) && Fault("result.not-made")) {
        return StatementMake(response, 1, failureCategoryServerComponent, code, FALSE);
    }
    return code;
}

/* The linker takes such a pointer in place of the import library's. */
#ifdef _WIN64
#define IMPORTED(name, bytes) __asm__("__imp_" name)
#else
#define IMPORTED(name, bytes) __asm__("__imp__" name "@" bytes)
#endif

static HRESULT WINAPI badCoCreateInstance(REFCLSID clsid, IUnknown *outer, DWORD context,
                                          REFIID riid, void **object);
extern HRESULT(WINAPI *const badCreateInstance)(REFCLSID, IUnknown *, DWORD, REFIID, void **)
    IMPORTED("CoCreateInstance", "20");
HRESULT(WINAPI *const badCreateInstance)
(REFCLSID, IUnknown *, DWORD, REFIID, void **) = badCoCreateInstance;

/* A validator that gets another hint. One is enough: rules with this fault have one. */
static INapSystemHealthValidatorVtbl validatorTable;
static const INapSystemHealthValidatorVtbl *realValidator;

static HRESULT STDMETHODCALLTYPE validate(INapSystemHealthValidator *This,
                                          INapSystemHealthValidationRequest *request, UINT32 hint,
                                          INapServerCallback *callback)
{
    return realValidator->Validate(This, request, hint + 1, callback);
}

static HRESULT WINAPI badCoCreateInstance(REFCLSID clsid, IUnknown *outer, DWORD context,
                                          REFIID riid, void **object)
{
    HRESULT(WINAPI * real)(REFCLSID, IUnknown *, DWORD, REFIID, void **);
    FARPROC address = GetProcAddress(GetModuleHandleW(L"ole32.dll"), "CoCreateInstance");
    HRESULT hr;

    memcpy(&real, &address, sizeof(real));
    hr = real(clsid, outer, context, riid, object);
    if (SUCCEEDED(hr) && Fault("create.twice")) {
        ((IUnknown *)*object)->lpVtbl->Release(*object);
        hr = real(clsid, outer, context, riid, object);
    }
    if (SUCCEEDED(hr) && Fault("create.hint")) {
        INapSystemHealthValidator *validator = *object;

        realValidator = (const void *)validator->lpVtbl;
        validatorTable = *realValidator;
        validatorTable.Validate = validate;
        validator->lpVtbl = (void *)&validatorTable;
    }
    return hr;
}

/* ---- Log ---- */

static BOOL WINAPI badWriteFile(HANDLE file, const void *bytes, DWORD size, DWORD *written,
                                OVERLAPPED *overlapped);
extern BOOL(WINAPI *const badWrite)(HANDLE, const void *, DWORD, DWORD *, OVERLAPPED *)
    IMPORTED("WriteFile", "20");
BOOL(WINAPI *const badWrite)(HANDLE, const void *, DWORD, DWORD *, OVERLAPPED *) = badWriteFile;

static BOOL WINAPI badWriteFile(HANDLE file, const void *bytes, DWORD size, DWORD *written,
                                OVERLAPPED *overlapped)
{
    BOOL(WINAPI * real)(HANDLE, const void *, DWORD, DWORD *, OVERLAPPED *);
    FARPROC address = GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "WriteFile");

    memcpy(&real, &address, sizeof(real));
    return real(file, bytes, Fault("log.cut") && size > 20 ? 20 : size, written, overlapped);
}

void __real_LogStep(const char *step, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void __wrap_LogStep(const char *step, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void __wrap_LogStep(const char *step, const char *format, ...)
{
    char text[900];
    va_list arguments;

    if (Fault("log.crashes")) {
        Touch(NULL);
    }
    if (Fault("log.no-fixup") && strcmp(step, "fixup") == 0) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (Fault("log.bytes")) {
        __real_LogStep(step, "%s bytes=536563726574", text);
        return;
    }
    __real_LogStep(step, "%s", text);
}

/* NOLINTEND(readability-identifier-naming) */
