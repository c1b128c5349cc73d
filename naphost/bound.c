/* SPDX-License-Identifier: MIT */
/* See bound.h. */
#include "bound.h"

#include "everyone.h"
#include "store.h"

#include <stdio.h>

/*
 * An agent and the validators in its process have the same architecture, so each architecture has
 * its own marks.
 */
#ifdef _WIN64
#define MARK_FORMAT L"Global\\qutil-naphost-x64-agent-%08lX"
#else
#define MARK_FORMAT L"Global\\qutil-naphost-x86-agent-%08lX"
#endif

#define NAME_CAPACITY 64

_Static_assert(sizeof(MARK_FORMAT) / sizeof(WCHAR) + 8 <= NAME_CAPACITY, "the name fits");

static void makeName(SystemHealthEntityId id, WCHAR name[NAME_CAPACITY])
{
    _snwprintf(name, NAME_CAPACITY, MARK_FORMAT, (unsigned long)id);
}

/* Whether this failure shows that the name is taken, be it by an object of another kind. */
static BOOL isTaken(DWORD error)
{
    return error == ERROR_ALREADY_EXISTS || error == ERROR_ACCESS_DENIED ||
           error == ERROR_INVALID_HANDLE;
}

/* The marks of this process. */
static struct {
    SRWLOCK lock; /* also over making and closing them */
    UINT16 count;
    SystemHealthEntityId ids[STORE_CAPACITY];
} own = {.lock = SRWLOCK_INIT};

static HRESULT makeMark(SystemHealthEntityId id, HANDLE *mark)
{
    WCHAR name[NAME_CAPACITY];
    Everyone everyone;
    HANDLE event;
    DWORD error;

    makeName(id, name);
    EveryoneInit(&everyone);
    event = CreateEventW(&everyone.attributes, TRUE, FALSE, name);
    error = GetLastError();
    if (event && error != ERROR_ALREADY_EXISTS) {
        *mark = event;
        return S_OK;
    }
    if (event) {
        CloseHandle(event);
    }
    return HRESULT_FROM_WIN32(isTaken(error) ? (DWORD)ERROR_ALREADY_INITIALIZED : error);
}

HRESULT BoundMark(SystemHealthEntityId id, HANDLE *mark)
{
    HRESULT hr = E_OUTOFMEMORY;

    *mark = NULL;
    AcquireSRWLockExclusive(&own.lock);
    if (own.count < ARRAYSIZE(own.ids)) {
        hr = makeMark(id, mark);
    }
    if (SUCCEEDED(hr)) {
        own.ids[own.count] = id;
        own.count++;
    }
    ReleaseSRWLockExclusive(&own.lock);
    return hr;
}

void BoundUnmark(SystemHealthEntityId id, HANDLE mark)
{
    UINT16 place = 0;

    AcquireSRWLockExclusive(&own.lock);
    while (place < own.count - 1 && own.ids[place] != id) {
        place++;
    }
    own.count--;
    own.ids[place] = own.ids[own.count];
    CloseHandle(mark);
    ReleaseSRWLockExclusive(&own.lock);
}

BOOL BoundIsMarked(SystemHealthEntityId id)
{
    WCHAR name[NAME_CAPACITY];
    HANDLE event;

    makeName(id, name);
    event = OpenEventW(SYNCHRONIZE, FALSE, name);
    if (!event) {
        return isTaken(GetLastError());
    }
    CloseHandle(event);
    return TRUE;
}

BOOL BoundIsElsewhere(SystemHealthEntityId id)
{
    BOOL isHere = FALSE;
    BOOL isElsewhere;

    AcquireSRWLockShared(&own.lock);
    for (UINT16 i = 0; i < own.count && !isHere; i++) {
        isHere = own.ids[i] == id;
    }
    isElsewhere = !isHere && BoundIsMarked(id);
    ReleaseSRWLockShared(&own.lock);
    return isElsewhere;
}
