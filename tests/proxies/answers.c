/* SPDX-License-Identifier: MIT */
/* See answers.h. */
#define COBJMACROS
#include "answers.h"

#include <objbase.h>
#include <oleauto.h>

#include <string.h>

#include "control.h"
#include "napcertrelyingparty.h"
#include "naperror.h"
#include "samples.h"
#include "sohliteral.h"

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            return MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, __LINE__);                           \
        }                                                                                          \
    } while (0)

static Face systemFaces[4];
HANDLE AnswersCompleted;

static HRESULT answerText(CountedString **out, const CountedString *text)
{
    *out = CopyText(text);
    return *out ? S_OK : E_OUTOFMEMORY;
}

/* The agent. */

FACE_FUNCTIONS(INapSystemHealthAgentCallback)

static HRESULT STDMETHODCALLTYPE getSoHRequest(INapSystemHealthAgentCallback *This,
                                               INapSystemHealthAgentRequest *request)
{
    CorrelationId correlation;
    StringCorrelationId *string = NULL;
    SoH *soh = (SoH *)This; /* anything but NULL */
    UINT8 flags = 0;
    BOOL isCached = FALSE;

    if (!request) {
        return E_INVALIDARG;
    }
    EXPECT(INapSystemHealthAgentRequest_GetCorrelationId(request, &correlation) == S_OK);
    EXPECT(memcmp(&correlation, &SampleCorrelation, sizeof correlation) == 0);
    EXPECT(INapSystemHealthAgentRequest_GetStringCorrelationId(request, &string) == S_OK);
    EXPECT(TextEqual(string, &SampleText));
    FreeCountedString(string);
    EXPECT(INapSystemHealthAgentRequest_GetSoHRequest(request, &soh) == NAP_E_NO_CACHED_SOH);
    EXPECT(!soh);
    EXPECT(INapSystemHealthAgentRequest_GetSoHResponse(request, &soh, &flags) == S_OK);
    EXPECT(SohEqual(soh, &SampleSoH) && flags == shaFixup);
    FreeSoH(soh);
    EXPECT(INapSystemHealthAgentRequest_GetCacheSoHFlag(request, &isCached) == S_OK);
    EXPECT(isCached == TRUE);
    EXPECT(INapSystemHealthAgentRequest_SetSoHRequest(request, &SampleNothing, FALSE) == S_OK);
    return INapSystemHealthAgentRequest_SetSoHRequest(request, &SampleSoH, TRUE);
}

static HRESULT STDMETHODCALLTYPE processSoHResponse(INapSystemHealthAgentCallback *This,
                                                    INapSystemHealthAgentRequest *request)
{
    INapSystemHealthAgentBinding2 *binding;
    IsolationInfo *info;
    IsolationInfoEx *infoEx;
    BOOL unknown = FALSE;

    EXPECT(INapSystemHealthAgentRequest_QueryInterface(request, &IID_INapSystemHealthAgentBinding2,
                                                       (void **)&binding) == S_OK);
    EXPECT(INapSystemHealthAgentBinding2_GetSystemIsolationInfo(binding, &info, &unknown) == S_OK);
    EXPECT(info->isolationState == isolationStateRestrictedAccess && unknown == TRUE);
    EXPECT(TextEqual(&info->failureUrl, &SampleNoText));
    FreeIsolationInfo(info);
    EXPECT(INapSystemHealthAgentBinding2_GetSystemIsolationInfoEx(binding, &infoEx, &unknown) ==
           S_OK);
    EXPECT(IsolationEqual(infoEx, &SampleIsolation) && unknown == FALSE);
    FreeIsolationInfoEx(infoEx);
    EXPECT(INapSystemHealthAgentBinding2_NotifySoHChange(binding) == S_OK);
    EXPECT(INapSystemHealthAgentBinding2_FlushCache(binding) == RPC_E_DISCONNECTED);
    INapSystemHealthAgentBinding2_Release(binding);
    return NAP_E_INVALID_PACKET;
}

static HRESULT STDMETHODCALLTYPE notifyIsolation(INapSystemHealthAgentCallback *This)
{
    return S_FALSE;
}

/* Returns in turn: everything, no codes, nothing, and an error. */
static HRESULT STDMETHODCALLTYPE getFixupInfo(INapSystemHealthAgentCallback *This, FixupInfo **info)
{
    static LONG volatile calls;
    LONG turn = InterlockedIncrement(&calls) % 4;

    *info = NULL;
    if (turn == 3) {
        return S_OK;
    }
    if (turn == 0) {
        return NAP_E_NOT_INITIALIZED;
    }
    *info = CopyBytes(&SampleFixup, sizeof SampleFixup);
    EXPECT(*info != NULL);
    if (turn == 1) {
        (*info)->resultCodes.results = CopyBytes(SampleFixup.resultCodes.results,
                                                 SampleFixup.resultCodes.count * sizeof(HRESULT));
    } else {
        (*info)->resultCodes = (ResultCodes){0, NULL};
    }
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE compare(INapSystemHealthAgentCallback *This, const SoHRequest *lhs,
                                         const SoHRequest *rhs, BOOL *isEqual)
{
    EXPECT(SohEqual(lhs, &SampleSoH));
    *isEqual = SohEqual(lhs, rhs);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE notifyOrphaned(INapSystemHealthAgentCallback *This,
                                                const CorrelationId *correlation)
{
    EXPECT(memcmp(correlation, &SampleCorrelation, sizeof *correlation) == 0);
    return S_OK;
}

static INapSystemHealthAgentCallbackVtbl agentTable = {
    FACE_SLOTS(INapSystemHealthAgentCallback),
    .GetSoHRequest = getSoHRequest,
    .ProcessSoHResponse = processSoHResponse,
    .NotifySystemIsolationStateChange = notifyIsolation,
    .GetFixupInfo = getFixupInfo,
    .CompareSoHRequests = compare,
    .NotifyOrphanedSoHRequest = notifyOrphaned,
};

/* The enforcement client, and its connection. */

FACE_FUNCTIONS(INapEnforcementClientCallback)
FACE_FUNCTIONS(INapEnforcementClientConnection2)

static HRESULT STDMETHODCALLTYPE getConnections(INapEnforcementClientCallback *This,
                                                Connections **connections)
{
    EXPECT(AllocConnections(connections, 3) == S_OK);
    for (int i = 0; i < 3; i += 2) { /* NULL in between */
        INapEnforcementClientCallback_QueryInterface(This, &IID_INapEnforcementClientConnection,
                                                     (void **)&(*connections)->connections[i]);
    }
    return S_OK;
}

static INapEnforcementClientCallbackVtbl enforcementTable = {
    FACE_SLOTS(INapEnforcementClientCallback),
    .GetConnections = getConnections,
};

static HRESULT STDMETHODCALLTYPE setConnectionId(INapEnforcementClientConnection2 *This,
                                                 const ConnectionId *id)
{
    EXPECT(IsEqualGUID(id, &SampleCorrelation.connId));
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getConnectionId(INapEnforcementClientConnection2 *This,
                                                 ConnectionId **id)
{
    *id = CopyBytes(&SampleCorrelation.connId, sizeof SampleCorrelation.connId);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE setCorrelationId(INapEnforcementClientConnection2 *This,
                                                  CorrelationId id)
{
    EXPECT(memcmp(&id, &SampleCorrelation, sizeof id) == 0);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE setNetworkResponse(INapEnforcementClientConnection2 *This,
                                                    const NetworkSoHResponse *response)
{
    EXPECT(response->size == 0 && !response->data);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE setPrivateData(INapEnforcementClientConnection2 *This,
                                                const PrivateData *data)
{
    EXPECT(data->size == SampleBytes.size && memcmp(data->data, SampleBytes.data, data->size) == 0);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getPrivateData(INapEnforcementClientConnection2 *This,
                                                PrivateData **data)
{
    *data = CopyBytes(&SampleBytes, sizeof SampleBytes);
    EXPECT(*data != NULL);
    (*data)->data = CopyBytes(SampleBytes.data, SampleBytes.size);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getInstalled(INapEnforcementClientConnection2 *This,
                                              SystemHealthEntityCount *count,
                                              SystemHealthEntityId **ids)
{
    *count = ARRAYSIZE(SampleIds);
    *ids = CopyBytes(SampleIds, sizeof SampleIds);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE setInstalled(INapEnforcementClientConnection2 *This,
                                              SystemHealthEntityCount count,
                                              SystemHealthEntityId *ids)
{
    if (count == 0) {
        EXPECT(!ids);
        return S_FALSE;
    }
    EXPECT(count == ARRAYSIZE(SampleIds) && memcmp(ids, SampleIds, sizeof SampleIds) == 0);
    return S_OK;
}

static INapEnforcementClientConnection2Vtbl connectionTable = {
    FACE_SLOTS(INapEnforcementClientConnection2),
    .SetConnectionId = setConnectionId,
    .GetConnectionId = getConnectionId,
    .SetCorrelationId = setCorrelationId,
    .SetSoHResponse = setNetworkResponse,
    .SetPrivateData = setPrivateData,
    .GetPrivateData = getPrivateData,
    .GetInstalledShvs = getInstalled,
    .SetInstalledShvs = setInstalled,
};

/* The validator, which completes later, on its own thread. */

FACE_FUNCTIONS(INapSystemHealthValidator)

typedef struct Pending {
    IStream *request;
    IStream *callback;
} Pending;

static DWORD WINAPI completeLater(void *context)
{
    Pending *pending = (Pending *)context;
    INapSystemHealthValidationRequest *request = NULL;
    INapServerCallback *callback = NULL;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    CoGetInterfaceAndReleaseStream(pending->request, &IID_INapSystemHealthValidationRequest,
                                   (void **)&request);
    CoGetInterfaceAndReleaseStream(pending->callback, &IID_INapServerCallback, (void **)&callback);
    if (request && callback) {
        INapServerCallback_OnComplete(callback, request, NAP_E_MISSING_SOH);
        INapSystemHealthValidationRequest_Release(request);
        INapServerCallback_Release(callback);
    }
    CoUninitialize();
    return 0;
}

static HRESULT STDMETHODCALLTYPE validate(INapSystemHealthValidator *This,
                                          INapSystemHealthValidationRequest *request, UINT32 limit,
                                          INapServerCallback *callback)
{
    static Pending pending; /* one call at a time */
    SoHRequest *soh;
    BOOL generated = TRUE;
    HANDLE thread;

    EXPECT(request && callback && limit == SAMPLE_TIME_LIMIT);
    EXPECT(INapSystemHealthValidationRequest_GetSoHRequest(request, &soh, &generated) == S_OK);
    EXPECT(!soh && generated == FALSE);
    EXPECT(CoMarshalInterThreadInterfaceInStream(&IID_INapSystemHealthValidationRequest,
                                                 (IUnknown *)request, &pending.request) == S_OK);
    EXPECT(CoMarshalInterThreadInterfaceInStream(&IID_INapServerCallback, (IUnknown *)callback,
                                                 &pending.callback) == S_OK);
    thread = CreateThread(NULL, 0, completeLater, &pending, 0, NULL);
    EXPECT(thread != NULL);
    CloseHandle(thread);
    return E_PENDING;
}

static INapSystemHealthValidatorVtbl validatorTable = {
    FACE_SLOTS(INapSystemHealthValidator),
    .Validate = validate,
};

/* The set-up of a component. */

FACE_FUNCTIONS(INapComponentConfig3)

static HRESULT STDMETHODCALLTYPE invokeUi(INapComponentConfig3 *This, HWND parent, UINT16 inCount,
                                          BYTE *inData, UINT16 *outCount, BYTE **outData,
                                          BOOL *changed)
{
    EXPECT(parent == SAMPLE_WINDOW);
    *changed = inCount != 0;
    *outCount = inCount;
    *outData = NULL;
    if (inCount == 0) {
        EXPECT(!inData);
        return S_OK;
    }
    EXPECT(inCount == SampleBytes.size && memcmp(inData, SampleBytes.data, inCount) == 0);
    *outData = CopyBytes(inData, inCount);
    return S_OK;
}

static INapComponentConfig3Vtbl configTable = {
    FACE_SLOTS(INapComponentConfig3),
    .InvokeUIFromConfigBlob = invokeUi,
};

/* The server: what is registered. */

FACE_FUNCTIONS(INapServerInfo)
FACE_FUNCTIONS(INapServerManagement)

static HRESULT STDMETHODCALLTYPE getServerInfo(INapServerInfo *This, CountedString **name,
                                               CountedString **description, CountedString **version)
{
    HRESULT hr = answerText(name, &SampleText);

    EXPECT(hr == S_OK);
    EXPECT(answerText(description, &SampleEmptyText) == S_OK);
    return answerText(version, &SampleNoText);
}

static HRESULT STDMETHODCALLTYPE getRegistered(INapServerInfo *This, SystemHealthEntityCount *count,
                                               NapComponentRegistrationInfo **validators,
                                               CLSID **clsids)
{
    const CLSID two[] = {SampleComponents[0].infoClsid, SampleCorrelation.connId};

    *count = ARRAYSIZE(SampleComponents);
    *validators = CopyComponents();
    *clsids = CopyBytes(two, sizeof two);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getMapping(INapServerInfo *This, SystemHealthEntityId id,
                                            FailureCategoryMapping *mapping)
{
    EXPECT(id == SAMPLE_ID);
    *mapping = SampleMapping;
    return S_OK;
}

static INapServerInfoVtbl serverInfoTable = {
    FACE_SLOTS(INapServerInfo),
    .GetNapServerInfo = getServerInfo,
    .GetRegisteredSystemHealthValidators = getRegistered,
    .GetFailureCategoryMappings = getMapping,
};

static HRESULT STDMETHODCALLTYPE registerValidator(INapServerManagement *This,
                                                   const NapComponentRegistrationInfo *validator,
                                                   const CLSID *clsid)
{
    EXPECT(ComponentEqual(validator, &SampleComponents[0]));
    EXPECT(IsEqualGUID(clsid, &SampleCorrelation.connId));
    return NAP_E_CONFLICTING_ID;
}

static HRESULT STDMETHODCALLTYPE setMapping(INapServerManagement *This, SystemHealthEntityId id,
                                            const FailureCategoryMapping mapping)
{
    EXPECT(id == SAMPLE_ID && memcmp(&mapping, &SampleMapping, sizeof mapping) == 0);
    return S_OK;
}

static INapServerManagementVtbl serverManagementTable = {
    FACE_SLOTS(INapServerManagement),
    .RegisterSystemHealthValidator = registerValidator,
    .SetFailureCategoryMappings = setMapping,
};

/* Relying parties. */

FACE_FUNCTIONS(INapCertRelyingParty)

static HRESULT STDMETHODCALLTYPE subscribe(INapCertRelyingParty *This, EnforcementEntityId id,
                                           BSTR name, const VARIANT *reserved, BOOL *exists)
{
    *exists = reserved != NULL;
    if (id == 0) {
        EXPECT(!name && !reserved);
        return S_OK;
    }
    EXPECT(SysStringByteLen(name) == sizeof SAMPLE_SUBSCRIBER - sizeof(WCHAR));
    EXPECT(memcmp(name, SAMPLE_SUBSCRIBER, sizeof SAMPLE_SUBSCRIBER) == 0);
    EXPECT(reserved && V_VT(reserved) == VT_I4 && V_I4(reserved) == SAMPLE_RESERVED);
    return S_OK;
}

static INapCertRelyingPartyVtbl relyingTable = {
    FACE_SLOTS(INapCertRelyingParty),
    .SubscribeCertByGroup = subscribe,
};

/* The test interface, which isn't part of NAP. */

FACE_FUNCTIONS(IControl)

static HRESULT STDMETHODCALLTYPE take(IControl *This, const ControlBytes *bytes)
{
    EXPECT(bytes->size == SampleBytes.size &&
           memcmp(bytes->data, SampleBytes.data, bytes->size) == 0);
    return S_OK;
}

static IControlVtbl controlTable = {FACE_SLOTS(IControl), .Take = take};

static Face componentFaces[] = {
    {&agentTable, {&IID_INapSystemHealthAgentCallback}, &AnswersOfComponents},
    {&enforcementTable, {&IID_INapEnforcementClientCallback}, &AnswersOfComponents},
    {&connectionTable,
     {&IID_INapEnforcementClientConnection, &IID_INapEnforcementClientConnection2},
     &AnswersOfComponents},
    {&validatorTable, {&IID_INapSystemHealthValidator}, &AnswersOfComponents},
    {&configTable,
     {&IID_INapComponentConfig, &IID_INapComponentConfig2, &IID_INapComponentConfig3},
     &AnswersOfComponents},
    {&serverInfoTable, {&IID_INapServerInfo}, &AnswersOfComponents},
    {&serverManagementTable, {&IID_INapServerManagement}, &AnswersOfComponents},
    {&relyingTable, {&IID_INapCertRelyingParty}, &AnswersOfComponents},
    {&controlTable, {&IID_IControl}, &AnswersOfComponents},
};
Object AnswersOfComponents = {0, ARRAYSIZE(componentFaces), componentFaces};

/* What an agent is given: the request and its binding. */

FACE_FUNCTIONS(INapSystemHealthAgentRequest)
FACE_FUNCTIONS(INapSystemHealthAgentBinding2)

static HRESULT STDMETHODCALLTYPE getCorrelationId(INapSystemHealthAgentRequest *This,
                                                  CorrelationId *id)
{
    *id = SampleCorrelation;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getStringCorrelationId(INapSystemHealthAgentRequest *This,
                                                        StringCorrelationId **id)
{
    return answerText(id, &SampleText);
}

static HRESULT STDMETHODCALLTYPE setSoHRequest(INapSystemHealthAgentRequest *This, const SoH *soh,
                                               BOOL isCached)
{
    EXPECT(isCached == TRUE || isCached == FALSE);
    EXPECT(SohEqual(soh, isCached ? &SampleSoH : &SampleNothing));
    EXPECT(isCached || !soh->attributes);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getCachedRequest(INapSystemHealthAgentRequest *This, SoH **soh)
{
    *soh = NULL;
    return NAP_E_NO_CACHED_SOH;
}

static HRESULT STDMETHODCALLTYPE getResponse(INapSystemHealthAgentRequest *This, SoH **soh,
                                             UINT8 *flags)
{
    *soh = CopySoH(&SampleSoH);
    *flags = shaFixup;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getCacheFlag(INapSystemHealthAgentRequest *This, BOOL *isCached)
{
    *isCached = TRUE;
    return S_OK;
}

static INapSystemHealthAgentRequestVtbl requestTable = {
    FACE_SLOTS(INapSystemHealthAgentRequest),
    .GetCorrelationId = getCorrelationId,
    .GetStringCorrelationId = getStringCorrelationId,
    .SetSoHRequest = setSoHRequest,
    .GetSoHRequest = getCachedRequest,
    .GetSoHResponse = getResponse,
    .GetCacheSoHFlag = getCacheFlag,
};

static HRESULT STDMETHODCALLTYPE notifySoHChange(INapSystemHealthAgentBinding2 *This)
{
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE flushCache(INapSystemHealthAgentBinding2 *This)
{
    return RPC_E_DISCONNECTED;
}

static HRESULT STDMETHODCALLTYPE getIsolation(INapSystemHealthAgentBinding2 *This,
                                              IsolationInfo **info, BOOL *unknown)
{
    const IsolationInfo noUrl = {isolationStateRestrictedAccess, {0, 0}, {0, NULL}};

    *info = CopyBytes(&noUrl, sizeof noUrl);
    *unknown = TRUE;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getIsolationEx(INapSystemHealthAgentBinding2 *This,
                                                IsolationInfoEx **info, BOOL *unknown)
{
    CountedString *url = CopyText(&SampleIsolation.failureUrl);

    *info = CopyBytes(&SampleIsolation, sizeof SampleIsolation);
    *unknown = FALSE;
    EXPECT(url && *info);
    (*info)->failureUrl = *url;
    CoTaskMemFree(url);
    return S_OK;
}

static INapSystemHealthAgentBinding2Vtbl bindingTable = {
    FACE_SLOTS(INapSystemHealthAgentBinding2),
    .NotifySoHChange = notifySoHChange,
    .FlushCache = flushCache,
    .GetSystemIsolationInfo = getIsolation,
    .GetSystemIsolationInfoEx = getIsolationEx,
};

/* What a validator is given. */

FACE_FUNCTIONS(INapSystemHealthValidationRequest)
FACE_FUNCTIONS(INapServerCallback)

static HRESULT STDMETHODCALLTYPE getMissingRequest(INapSystemHealthValidationRequest *This,
                                                   SoHRequest **soh, BOOL *generated)
{
    *soh = NULL;
    *generated = FALSE;
    return S_OK;
}

static INapSystemHealthValidationRequestVtbl validationTable = {
    FACE_SLOTS(INapSystemHealthValidationRequest),
    .GetSoHRequest = getMissingRequest,
};

static HRESULT STDMETHODCALLTYPE onComplete(INapServerCallback *This,
                                            INapSystemHealthValidationRequest *request,
                                            HRESULT errorCode)
{
    /* Our own object came back, not a proxy of a proxy. */
    EXPECT((void *)request == &systemFaces[2] && errorCode == NAP_E_MISSING_SOH);
    SetEvent(AnswersCompleted);
    return S_OK;
}

static INapServerCallbackVtbl serverCallbackTable = {
    FACE_SLOTS(INapServerCallback),
    .OnComplete = onComplete,
};

static Face systemFaces[] = {
    {&requestTable, {&IID_INapSystemHealthAgentRequest}, &AnswersOfSystem},
    {&bindingTable,
     {&IID_INapSystemHealthAgentBinding, &IID_INapSystemHealthAgentBinding2},
     &AnswersOfSystem},
    {&validationTable, {&IID_INapSystemHealthValidationRequest}, &AnswersOfSystem},
    {&serverCallbackTable, {&IID_INapServerCallback}, &AnswersOfSystem},
};
Object AnswersOfSystem = {0, ARRAYSIZE(systemFaces), systemFaces};
