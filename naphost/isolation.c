/* SPDX-License-Identifier: MIT */
/* See isolation.h. */
#include "isolation.h"

#include "allocator.h"

static SRWLOCK lock = SRWLOCK_INIT;
static Isolation current = {isolationStateNotRestricted, extendedIsolationStateNoData, TRUE};

Isolation IsolationGet(void)
{
    Isolation copy;

    AcquireSRWLockShared(&lock);
    copy = current;
    ReleaseSRWLockShared(&lock);
    return copy;
}

BOOL IsolationSet(const Isolation *isolation)
{
    BOOL changed;

    AcquireSRWLockExclusive(&lock);
    changed = isolation->state != current.state || isolation->extended != current.extended ||
              isolation->isUnknown != current.isUnknown;
    current = *isolation;
    ReleaseSRWLockExclusive(&lock);
    return changed;
}

/* An empty string of its own block, because clients free and print it. */
static BOOL setEmpty(CountedString *string)
{
    string->length = 0;
    string->string = AllocatorZeroed(1, sizeof(WCHAR));
    return string->string != NULL;
}

HRESULT IsolationCheckOut(void **info, BOOL *unknownConnections)
{
    if (info) {
        *info = NULL;
    }
    if (unknownConnections) {
        *unknownConnections = FALSE;
    }
    if (!info || !unknownConnections) {
        return E_INVALIDARG;
    }
    return S_OK;
}

HRESULT IsolationGetInfoEx(IsolationInfoEx **info, BOOL *unknownConnections)
{
    Isolation isolation = IsolationGet();
    IsolationInfoEx *made;
    HRESULT hr = IsolationCheckOut((void **)info, unknownConnections);

    if (FAILED(hr)) {
        return hr;
    }
    made = AllocatorZeroed(1, sizeof(*made));
    if (!made || !setEmpty(&made->failureUrl)) {
        AllocatorFreeIsolationInfoEx(made);
        return E_OUTOFMEMORY;
    }
    made->isolationState = isolation.state;
    made->extendedIsolationState = isolation.extended;
    *info = made;
    *unknownConnections = isolation.isUnknown;
    return S_OK;
}

HRESULT IsolationGetInfo(IsolationInfo **info, BOOL *unknownConnections)
{
    Isolation isolation = IsolationGet();
    IsolationInfo *made;
    HRESULT hr = IsolationCheckOut((void **)info, unknownConnections);

    if (FAILED(hr)) {
        return hr;
    }
    made = AllocatorZeroed(1, sizeof(*made));
    if (!made || !setEmpty(&made->failureUrl)) {
        AllocatorFreeIsolationInfo(made);
        return E_OUTOFMEMORY;
    }
    made->isolationState = isolation.state;
    *info = made;
    *unknownConnections = isolation.isUnknown;
    return S_OK;
}
