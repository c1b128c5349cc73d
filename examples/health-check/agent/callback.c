/* SPDX-License-Identifier: MIT */
/*
 * See callback.h. NAP makes one call at a time, on any thread. Each call must return quickly, for
 * NAP has a time limit.
 */
#define COBJMACROS
#include "callback.h"

#include <objbase.h>

#include "firewall.h"
#include "naputil.h"
#include "say.h"
#include "statement.h"

typedef struct Callback {
    INapSystemHealthAgentCallback outward;
    volatile LONG references;
    INapSystemHealthAgentBinding *binding;
    FixupState repair;
    Percentage progress;
} Callback;

/* It is the first member. */
static Callback *callbackOf(INapSystemHealthAgentCallback *self)
{
    return (Callback *)self;
}

static HRESULT WINAPI queryInterface(INapSystemHealthAgentCallback *self, REFIID riid,
                                     void **result)
{
    if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_INapSystemHealthAgentCallback)) {
        *result = NULL;
        return E_NOINTERFACE;
    }
    INapSystemHealthAgentCallback_AddRef(self);
    *result = self;
    return S_OK;
}

static ULONG WINAPI addRef(INapSystemHealthAgentCallback *self)
{
    return (ULONG)InterlockedIncrement(&callbackOf(self)->references);
}

static ULONG WINAPI release(INapSystemHealthAgentCallback *self)
{
    LONG references = InterlockedDecrement(&callbackOf(self)->references);

    if (references == 0) {
        CoTaskMemFree(self);
    }
    return (ULONG)references;
}

static HRESULT WINAPI getSoHRequest(INapSystemHealthAgentCallback *self,
                                    INapSystemHealthAgentRequest *request)
{
    BOOL on = FirewallIsOn();
    SoH *soh;
    HRESULT hr = StatementReport(on, &soh);

    (void)self;
    if (SUCCEEDED(hr)) {
        hr = INapSystemHealthAgentRequest_SetSoHRequest(request, soh, TRUE);
    }
    FreeSoH(soh);
    SAY("  GetSoHRequest: how is this computer? I report: the firewall is %s (0x%08lx)\n",
        on ? "on" : "off", (unsigned long)hr);
    return hr;
}

static HRESULT WINAPI compareSoHRequests(INapSystemHealthAgentCallback *self, const SoHRequest *lhs,
                                         const SoHRequest *rhs, BOOL *isEqual)
{
    (void)self;
    (void)lhs;
    (void)rhs;
    (void)isEqual;
    SAY("  CompareSoHRequests: is that the same as last time? Compare the bytes yourself\n");
    return E_NOTIMPL;
}

/* Decides what getFixupInfo will answer. */
static void judge(Callback *callback, HRESULT verdict, UINT8 flags)
{
    if (SUCCEEDED(verdict)) {
        callback->repair = fixupStateSuccess;
        callback->progress = 100;
    } else if (flags & shaFixup) {
        callback->repair = fixupStateInProgress;
        callback->progress = 50; /* until somebody types "healthy": there is no real firewall */
    } else {
        callback->repair = fixupStateCouldNotUpdate;
        callback->progress = percentageNotSupported;
    }
}

static HRESULT WINAPI processSoHResponse(INapSystemHealthAgentCallback *self,
                                         INapSystemHealthAgentRequest *request)
{
    SoH *soh;
    UINT8 flags;
    HRESULT verdict;
    HRESULT hr = INapSystemHealthAgentRequest_GetSoHResponse(request, &soh, &flags);

    if (SUCCEEDED(hr)) {
        hr = StatementReadVerdict(soh, &verdict);
        FreeSoH(soh);
    }
    if (SUCCEEDED(hr)) {
        judge(callbackOf(self), verdict, flags);
        SAY("  ProcessSoHResponse: the validator found 0x%08lx: %s; asked to repair: %s\n",
            (unsigned long)verdict, SUCCEEDED(verdict) ? "healthy" : "unhealthy",
            flags & shaFixup ? "yes" : "no");
    } else {
        SAY("  ProcessSoHResponse: no verdict (0x%08lx)\n", (unsigned long)hr);
    }
    return hr;
}

static const char *wordFor(IsolationState state)
{
    switch (state) {
    case isolationStateNotRestricted:
        return "NotRestricted";
    case isolationStateInProbation:
        return "InProbation";
    case isolationStateRestrictedAccess:
        return "RestrictedAccess";
    default:
        return "undefined";
    }
}

static HRESULT WINAPI notifySystemIsolationStateChange(INapSystemHealthAgentCallback *self)
{
    IsolationInfo *info = NULL;
    BOOL unknown = FALSE;
    HRESULT hr = INapSystemHealthAgentBinding_GetSystemIsolationInfo(callbackOf(self)->binding,
                                                                     &info, &unknown);

    if (SUCCEEDED(hr)) {
        const FILETIME *end = &info->probEndTime;

        SAY("  NotifySystemIsolationStateChange: the computer's state is now %d (%s), probation "
            "ends 0x%08lx%08lx, help at \"%ls\", unknown connections: %s\n",
            (int)info->isolationState, wordFor(info->isolationState),
            (unsigned long)end->dwHighDateTime, (unsigned long)end->dwLowDateTime,
            info->failureUrl.string ? info->failureUrl.string : L"", unknown ? "yes" : "no");
    } else {
        SAY("  NotifySystemIsolationStateChange: the state can't be read (0x%08lx)\n",
            (unsigned long)hr);
    }
    FreeIsolationInfo(info);
    return hr;
}

static HRESULT WINAPI getFixupInfo(INapSystemHealthAgentCallback *self, FixupInfo **info)
{
    static const char *const words[] = {"Success", "InProgress", "CouldNotUpdate"};
    const Callback *callback = callbackOf(self);
    HRESULT hr = AllocFixupInfo(info, 1);

    if (SUCCEEDED(hr)) {
        (*info)->state = callback->repair;
        (*info)->percentage = callback->progress;
        (*info)->resultCodes.count = 1;
        (*info)->resultCodes.results[0] = S_OK;
    }
    SAY("  GetFixupInfo: how is the repair going? %s, %u %%\n", words[callback->repair],
        callback->progress);
    return hr;
}

static HRESULT WINAPI notifyOrphanedSoHRequest(INapSystemHealthAgentCallback *self,
                                               const CorrelationId *correlationId)
{
    (void)self;
    (void)correlationId;
    SAY("  NotifyOrphanedSoHRequest: no validator will answer that request\n");
    return S_OK;
}

static INapSystemHealthAgentCallbackVtbl methods = {
    .QueryInterface = queryInterface,
    .AddRef = addRef,
    .Release = release,
    .GetSoHRequest = getSoHRequest,
    .ProcessSoHResponse = processSoHResponse,
    .NotifySystemIsolationStateChange = notifySystemIsolationStateChange,
    .GetFixupInfo = getFixupInfo,
    .CompareSoHRequests = compareSoHRequests,
    .NotifyOrphanedSoHRequest = notifyOrphanedSoHRequest,
};

INapSystemHealthAgentCallback *CallbackCreate(INapSystemHealthAgentBinding *binding)
{
    Callback *callback = CoTaskMemAlloc(sizeof(*callback));

    if (!callback) {
        return NULL;
    }
    callback->outward.lpVtbl = &methods;
    callback->references = 1;
    callback->binding = binding;
    callback->repair = fixupStateSuccess;
    callback->progress = 100;
    return &callback->outward;
}
