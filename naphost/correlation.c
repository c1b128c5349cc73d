/* SPDX-License-Identifier: MIT */
/* See correlation.h. */
#include "correlation.h"

#include "allocator.h"

#include <objbase.h>
#include <wchar.h>

static SRWLOCK lock = SRWLOCK_INIT;
static BOOL hasConnection;
static GUID connection;
static UINT64 lastTime;

HRESULT CorrelationBegin(void)
{
    GUID made;
    HRESULT hr = CoCreateGuid(&made);

    AcquireSRWLockExclusive(&lock);
    if (SUCCEEDED(hr) && !hasConnection) {
        connection = made;
        hasConnection = TRUE;
    }
    ReleaseSRWLockExclusive(&lock);
    return hr;
}

CorrelationId CorrelationNext(void)
{
    CorrelationId next;
    ULARGE_INTEGER time;

    GetSystemTimeAsFileTime(&next.timeStamp);
    time.LowPart = next.timeStamp.dwLowDateTime;
    time.HighPart = next.timeStamp.dwHighDateTime;
    AcquireSRWLockExclusive(&lock);
    if (time.QuadPart <= lastTime) {
        time.QuadPart = lastTime + 1;
    }
    lastTime = time.QuadPart;
    next.connId = connection;
    ReleaseSRWLockExclusive(&lock);
    next.timeStamp.dwLowDateTime = time.LowPart;
    next.timeStamp.dwHighDateTime = time.HighPart;
    return next;
}

void CorrelationFormat(const CorrelationId *correlation, WCHAR text[CORRELATION_CAPACITY])
{
    WCHAR guid[39];
    SYSTEMTIME time;

    StringFromGUID2(&correlation->connId, guid, ARRAYSIZE(guid));
    FileTimeToSystemTime(&correlation->timeStamp, &time);
    _snwprintf(text, CORRELATION_CAPACITY, L"%ls - %04u-%02u-%02u %02u:%02u:%02u.%03uZ", guid,
               time.wYear, time.wMonth, time.wDay, time.wHour, time.wMinute, time.wSecond,
               time.wMilliseconds);
    text[CORRELATION_CAPACITY - 1] = L'\0';
}

HRESULT CorrelationGet(const CorrelationId *correlation, CorrelationId *id)
{
    if (!id) {
        return E_INVALIDARG;
    }
    *id = *correlation;
    return S_OK;
}

HRESULT CorrelationGetText(const CorrelationId *correlation, StringCorrelationId **text)
{
    WCHAR formatted[CORRELATION_CAPACITY];

    if (!text) {
        return E_INVALIDARG;
    }
    CorrelationFormat(correlation, formatted);
    return AllocatorNewCountedString(text, formatted);
}
