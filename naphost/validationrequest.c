/* SPDX-License-Identifier: MIT */
/* See validationrequest.h. */
#include "validationrequest.h"

#include "allocator.h"
#include "clock.h"
#include "com/object.h"
#include "correlation.h"
#include "host.h"
#include "servercallback.h"

struct ValidationRequest {
    INapSystemHealthValidationRequest2 outward;
    ComObject object;
    ValidationInput input;
    INapServerCallback *callback; /* lives at least as long as this object */

    /* Guarded by HostLock. */
    BOOL isCompleted;
    BOOL wasLate;
    UINT64 calledUs;
    UINT64 completedUs;
    HRESULT code;
    Statement *response; /* or NULL */
    UINT16 privateSize;
    BYTE privateData[maxPrivateDataSize];
};

static ValidationRequest *requestOf(INapSystemHealthValidationRequest2 *outward)
{
    return CONTAINING_RECORD(outward, ValidationRequest, outward);
}

static void destroy(ComObject *object)
{
    ValidationRequest *request = CONTAINING_RECORD(object, ValidationRequest, object);

    INapServerCallback_Release(request->callback);
    StatementRelease(request->input.sent);
    StatementRelease(request->response);
    request->input.atEnd(request->input.context, request->wasLate);
    AllocatorFree(request);
    HostUnhold();
}

COM_UNKNOWN_METHODS(INapSystemHealthValidationRequest2, ValidationRequest)

static HRESULT STDMETHODCALLTYPE getCorrelationId(INapSystemHealthValidationRequest2 *This,
                                                  CorrelationId *correlationId)
{
    return CorrelationGet(&requestOf(This)->input.correlation, correlationId);
}

static HRESULT STDMETHODCALLTYPE getStringCorrelationId(INapSystemHealthValidationRequest2 *This,
                                                        StringCorrelationId **correlationId)
{
    return CorrelationGetText(&requestOf(This)->input.correlation, correlationId);
}

static HRESULT STDMETHODCALLTYPE getMachineName(INapSystemHealthValidationRequest2 *This,
                                                CountedString **machineName)
{
    WCHAR name[maxStringLength + 1];
    DWORD size = ARRAYSIZE(name);

    (void)This;
    if (!machineName) {
        return E_INVALIDARG;
    }
    *machineName = NULL;
    if (!GetComputerNameExW(ComputerNameDnsFullyQualified, name, &size) || size == 0) {
        size = ARRAYSIZE(name);
        if (!GetComputerNameExW(ComputerNameNetBIOS, name, &size)) {
            return HRESULT_FROM_WIN32(GetLastError());
        }
    }
    return AllocatorNewCountedString(machineName, name);
}

static HRESULT STDMETHODCALLTYPE getSoHRequest(INapSystemHealthValidationRequest2 *This,
                                               SoHRequest **sohRequest, BOOL *napSystemGenerated)
{
    const ValidationInput *input = &requestOf(This)->input;
    HRESULT hr = S_OK;

    if (sohRequest) {
        *sohRequest = NULL;
    }
    if (napSystemGenerated) {
        *napSystemGenerated = FALSE;
    }
    if (!sohRequest || !napSystemGenerated) {
        return E_INVALIDARG;
    }
    if (input->sent) {
        hr = StatementWrite(input->sent, sohRequest);
    }
    if (SUCCEEDED(hr)) {
        *napSystemGenerated = input->isMade;
    }
    return hr;
}

/*
 * Whether an answer still counts. Under HostLock. From the moment when the last agent has gone it
 * doesn't, even if the host's thread hasn't given the request up yet.
 */
static BOOL isAwaited(const ValidationRequest *request)
{
    return !request->isCompleted && request->input.emptied == HostEmptied();
}

static HRESULT STDMETHODCALLTYPE setSoHResponse(INapSystemHealthValidationRequest2 *This,
                                                const SoHResponse *sohResponse)
{
    ValidationRequest *request = requestOf(This);
    Statement *statement;
    HRESULT hr = StatementRead(&statement, sohResponse, FALSE);

    if (FAILED(hr)) {
        return hr;
    }
    AcquireSRWLockExclusive(&HostLock);
    if (!isAwaited(request)) {
        hr = NAP_E_NOT_PENDING;
    } else {
        Statement *earlier = request->response;

        request->response = statement;
        statement = earlier;
    }
    ReleaseSRWLockExclusive(&HostLock);
    StatementRelease(statement);
    return hr;
}

static HRESULT STDMETHODCALLTYPE getSoHResponse(INapSystemHealthValidationRequest2 *This,
                                                SoHResponse **sohResponse)
{
    return sohResponse
               ? HostWriteStatement(&requestOf(This)->response, NAP_E_MISSING_SOH, sohResponse)
               : E_INVALIDARG;
}

static HRESULT STDMETHODCALLTYPE setPrivateData(INapSystemHealthValidationRequest2 *This,
                                                const PrivateData *privateData)
{
    ValidationRequest *request = requestOf(This);
    BYTE copy[maxPrivateDataSize] = {0};
    UINT16 size;

    if (!privateData) {
        return E_INVALIDARG;
    }
    size = privateData->size;
    if (size > maxPrivateDataSize || (size != 0 && !privateData->data)) {
        return E_INVALIDARG;
    }
    if (size != 0) {
        memcpy(copy, privateData->data, size);
    }
    AcquireSRWLockExclusive(&HostLock);
    request->privateSize = size;
    memcpy(request->privateData, copy, size);
    ReleaseSRWLockExclusive(&HostLock);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getPrivateData(INapSystemHealthValidationRequest2 *This,
                                                PrivateData **privateData)
{
    ValidationRequest *request = requestOf(This);
    PrivateData *made;
    BYTE *data;

    if (!privateData) {
        return E_INVALIDARG;
    }
    *privateData = NULL;
    made = AllocatorZeroed(1, sizeof(*made));
    data = AllocatorBytes(maxPrivateDataSize); /* for any size that it may have by then */
    if (!made || !data) {
        AllocatorFree(made);
        AllocatorFree(data);
        return E_OUTOFMEMORY;
    }
    AcquireSRWLockShared(&HostLock);
    made->size = request->privateSize;
    memcpy(data, request->privateData, made->size);
    ReleaseSRWLockShared(&HostLock);
    if (made->size != 0) {
        made->data = data;
    } else {
        AllocatorFree(data);
    }
    *privateData = made;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getConfigID(INapSystemHealthValidationRequest2 *This,
                                             UINT32 *configID)
{
    if (!configID) {
        return E_INVALIDARG;
    }
    *configID = requestOf(This)->input.configId;
    return S_OK;
}

static const INapSystemHealthValidationRequest2Vtbl vtbl = {
    queryInterface,         addRef,         release,        getCorrelationId,
    getStringCorrelationId, getMachineName, getSoHRequest,  setSoHResponse,
    getSoHResponse,         setPrivateData, getPrivateData, getConfigID,
};

static const ComType type = {
    .iid = &IID_INapSystemHealthValidationRequest,
    .extension = &IID_INapSystemHealthValidationRequest2,
    .destroy = destroy,
};

HRESULT ValidationRequestCreate(const ValidationInput *input, ValidationRequest **request)
{
    ValidationRequest *made = AllocatorZeroed(1, sizeof(*made));
    HRESULT hr = made ? ServerCallbackCreate(&made->callback) : E_OUTOFMEMORY;

    *request = NULL;
    if (FAILED(hr)) {
        AllocatorFree(made);
        return hr;
    }
    made->outward.lpVtbl = &vtbl;
    made->input = *input;
    StatementAddRef(made->input.sent);
    ComObjectInit(&made->object, &type, (IUnknown *)&made->outward);
    HostHold();
    *request = made;
    return S_OK;
}

INapSystemHealthValidationRequest *ValidationRequestOutward(ValidationRequest *request)
{
    return (INapSystemHealthValidationRequest *)&request->outward;
}

INapServerCallback *ValidationRequestCallback(ValidationRequest *request)
{
    return request->callback;
}

ValidationRequest *ValidationRequestOf(INapSystemHealthValidationRequest *outward)
{
    INapSystemHealthValidationRequest2 *ours = (INapSystemHealthValidationRequest2 *)outward;

    return ours->lpVtbl == &vtbl ? requestOf(ours) : NULL;
}

static BOOL complete(ValidationRequest *request, HRESULT code, BOOL isLate)
{
    BOOL isFirst;

    AcquireSRWLockExclusive(&HostLock);
    isFirst = isLate ? !request->isCompleted : isAwaited(request);
    if (isFirst) {
        request->isCompleted = TRUE;
        request->wasLate = isLate;
        request->completedUs = ClockUs();
        request->code = SUCCEEDED(code) && !request->response ? NAP_E_MISSING_SOH : code;
        HostWake();
    }
    ReleaseSRWLockExclusive(&HostLock);
    return isFirst;
}

BOOL ValidationRequestComplete(ValidationRequest *request, HRESULT code)
{
    return complete(request, code, FALSE);
}

BOOL ValidationRequestGiveUp(ValidationRequest *request, HRESULT code)
{
    return complete(request, code, TRUE);
}

BOOL ValidationRequestIsPendingLocked(const ValidationRequest *request)
{
    return !request->isCompleted;
}

void *ValidationRequestContext(const ValidationRequest *request)
{
    return request->input.context;
}

BOOL ValidationRequestIsPending(ValidationRequest *request)
{
    BOOL isPending;

    AcquireSRWLockShared(&HostLock);
    isPending = ValidationRequestIsPendingLocked(request);
    ReleaseSRWLockShared(&HostLock);
    return isPending;
}

void ValidationRequestMarkCalled(ValidationRequest *request)
{
    AcquireSRWLockExclusive(&HostLock);
    request->calledUs = ClockUs();
    ReleaseSRWLockExclusive(&HostLock);
}

UINT64 ValidationRequestForeignUs(ValidationRequest *request)
{
    UINT64 foreignUs;

    AcquireSRWLockShared(&HostLock);
    foreignUs = request->calledUs == 0 ? 0 : request->completedUs - request->calledUs;
    ReleaseSRWLockShared(&HostLock);
    return foreignUs;
}

HRESULT ValidationRequestResult(ValidationRequest *request, Statement **response)
{
    HRESULT code;

    AcquireSRWLockShared(&HostLock);
    code = request->code;
    *response = SUCCEEDED(code) ? StatementAddRef(request->response) : NULL;
    ReleaseSRWLockShared(&HostLock);
    return code;
}

void ValidationRequestAddRef(ValidationRequest *request)
{
    ComObjectAddRef(&request->object);
}

void ValidationRequestRelease(ValidationRequest *request)
{
    ComObjectRelease(&request->object);
}
