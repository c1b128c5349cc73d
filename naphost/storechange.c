/* SPDX-License-Identifier: MIT */
/* See store.h: what changes registrations. */
#include "store.h"

#include "allocator.h"
#include "bound.h"
#include "elevated.h"
#include "everyone.h"
#include "log.h"
#include "storekey.h"
#include "textlength.h"

#include "naperror.h"

#include <stdatomic.h>
#include <string.h>

#define MOST       20u    /* of a kind: maxSystemHealthEntityCount and maxEnforcerCount */
#define MUTEX_WAIT 30000u /* ms; on a busy machine many processes may be before this one */

static atomic_uint unregistrations;

UINT32 StoreUnregistrations(void)
{
    return atomic_load(&unregistrations);
}

static HRESULT toHresult(LSTATUS status)
{
    switch (status) {
    case ERROR_ALREADY_EXISTS:
        return NAP_E_CONFLICTING_ID;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_KEY_DELETED:
        return NAP_E_NOT_REGISTERED;
    case ERROR_NOT_ENOUGH_MEMORY:
        return E_OUTOFMEMORY;
    default:
        return HRESULT_FROM_WIN32((DWORD)status);
    }
}

static const char *rootName(StoreRoot root)
{
    static const char *const names[] = {"HKCU", "HKLM", "none"};

    return names[root];
}

static BOOL copyText(StoreRecord *record, size_t i, const CountedString *text)
{
    /* Clients set a length beyond the NUL, so not all of it may be readable. */
    size_t most = text->length < STORE_TEXT_CAPACITY ? text->length : STORE_TEXT_CAPACITY;
    size_t length;

    if (!text->string) {
        return most == 0;
    }
    length = TextLength(text->string, most);
    if (length >= STORE_TEXT_CAPACITY) {
        return FALSE;
    }
    memcpy(record->texts[i], text->string, length * sizeof(WCHAR));
    record->texts[i][length] = 0;
    record->lengths[i] = (UINT16)length;
    return TRUE;
}

static HRESULT copyRecord(StoreRecord *record, StoreKind kind,
                          const NapComponentRegistrationInfo *info, const CLSID *validatorClsid)
{
    record->id = info->id;
    if (!copyText(record, 0, &info->friendlyName) || !copyText(record, 1, &info->description) ||
        !copyText(record, 2, &info->version) || !copyText(record, 3, &info->vendorName)) {
        return E_INVALIDARG;
    }
    record->infoClsid = info->infoClsid;
    record->configClsid = info->configClsid;
    record->componentType = info->componentType;
    if (kind == STORE_VALIDATORS) {
        record->clsid = *validatorClsid;
    }
    return record->id == 0 || (kind == STORE_VALIDATORS && IsEqualGUID(&record->clsid, &GUID_NULL))
               ? E_INVALIDARG
               : S_OK;
}

/*
 * Makes finding and changing one step for all processes: between the two, the key that was found
 * may go, and another process's new one, not yet wholly written, would be changed instead. NULL if
 * the mutex can't be made, or isn't free within the time limit: a process that never releases it
 * must not stop an administrator. Then the key's creation still tells which of two processes was
 * first, unless the second one takes the first one's unfinished key for a broken one.
 */
static HANDLE enter(void)
{
    Everyone everyone;
    HANDLE mutex;
    DWORD waited;

    EveryoneInit(&everyone);
    mutex = CreateMutexW(&everyone.attributes, FALSE, L"Global\\qutil-naphost-store");
    if (!mutex) {
        return NULL;
    }
    waited = WaitForSingleObject(mutex, MUTEX_WAIT);
    if (waited != WAIT_OBJECT_0 && waited != WAIT_ABANDONED) {
        CloseHandle(mutex);
        return NULL;
    }
    return mutex;
}

static void leave(HANDLE mutex)
{
    if (mutex) {
        ReleaseMutex(mutex);
        CloseHandle(mutex);
    }
}

BOOL StoreStillHas(StoreKind kind, NapComponentId id)
{
    HANDLE mutex = enter();
    BOOL hasIt = StoreHas(kind, id);

    leave(mutex);
    return hasIt;
}

static LSTATUS writeToRoot(StoreRoot root, StoreKind kind, const StoreRecord *record)
{
    HKEY registrations;
    LSTATUS status = StoreKeyOpen(root, kind, TRUE, &registrations);

    if (status == ERROR_SUCCESS) {
        status = StoreKeyWrite(registrations, kind, record);
        RegCloseKey(registrations);
    }
    return status;
}

/* An administrator's installation serves all users; a user's own one serves at least them. */
static HRESULT testAndWrite(StoreKind kind, const StoreRecord *record, StoreRoot *root)
{
    StoreList list;
    LSTATUS status;

    if (StoreHas(kind, record->id)) {
        return NAP_E_CONFLICTING_ID;
    }
    StoreRead(kind, &list);
    if (list.count >= MOST) {
        return E_OUTOFMEMORY;
    }
    *root = STORE_MACHINE;
    status = writeToRoot(*root, kind, record);
    if (status == ERROR_ACCESS_DENIED && !ProcessIsElevated()) {
        *root = STORE_USER;
        status = writeToRoot(*root, kind, record);
    }
    return toHresult(status);
}

HRESULT StoreRegister(StoreKind kind, const NapComponentRegistrationInfo *info,
                      const CLSID *validatorClsid)
{
    StoreRoot root = STORE_ROOT_COUNT;
    StoreRecord *record;
    HRESULT hr;

    if (!info || (kind == STORE_VALIDATORS && !validatorClsid)) {
        return E_INVALIDARG;
    }
    record = AllocatorZeroed(1, sizeof(*record));
    if (!record) {
        return E_OUTOFMEMORY;
    }
    LogRefresh();
    /* The caller's memory is read before the mutex is taken: a fault would keep it. */
    hr = copyRecord(record, kind, info, validatorClsid);
    if (SUCCEEDED(hr)) {
        HANDLE mutex = enter();

        hr = testAndWrite(kind, record, &root);
        leave(mutex);
    }
    LogStep("register", "kind=%s id=%08lX root=%s hr=0x%08lX", StoreKeyKindName(kind),
            (unsigned long)record->id, rootName(root), (unsigned long)hr);
    AllocatorFree(record);
    return hr;
}

static HRESULT findAndDelete(StoreKind kind, NapComponentId id, StoreRoot *root)
{
    StoreEntry entry;
    HKEY registrations;
    LSTATUS status;
    HRESULT hr = StoreKeyFind(kind, id, root, &entry, NULL);

    if (FAILED(hr)) {
        return hr;
    }
    status = StoreKeyOpen(*root, kind, TRUE, &registrations);
    if (status == ERROR_SUCCESS) {
        status = StoreKeyDelete(registrations, id);
        RegCloseKey(registrations);
    }
    return toHresult(status);
}

HRESULT StoreUnregister(StoreKind kind, NapComponentId id)
{
    StoreRoot root = STORE_ROOT_COUNT;
    HRESULT hr = NAP_E_STILL_BOUND;

    HANDLE mutex;

    LogRefresh();
    mutex = enter();
    if (kind != STORE_AGENTS || !BoundIsMarked(id)) {
        hr = findAndDelete(kind, id, &root);
    }
    leave(mutex);
    atomic_fetch_add(&unregistrations, 1);
    LogStep("unregister", "kind=%s id=%08lX root=%s hr=0x%08lX", StoreKeyKindName(kind),
            (unsigned long)id, rootName(root), (unsigned long)hr);
    return hr;
}

static HRESULT findAndWriteCompliant(NapComponentId id, DWORD compliant)
{
    StoreEntry entry;
    StoreRoot root;
    HKEY registrations;
    LSTATUS status;
    HRESULT hr = StoreKeyFind(STORE_VALIDATORS, id, &root, &entry, NULL);

    if (FAILED(hr)) {
        return hr;
    }
    status = StoreKeyOpen(root, STORE_VALIDATORS, FALSE, &registrations);
    if (status == ERROR_SUCCESS) {
        status = StoreKeyWriteCompliant(registrations, id, compliant);
        RegCloseKey(registrations);
    }
    return toHresult(status);
}

HRESULT StoreSetMapping(NapComponentId id, const FailureCategoryMapping *mapping)
{
    DWORD compliant = 0;
    HANDLE mutex;
    HRESULT hr;

    for (size_t i = 0; i < ARRAYSIZE(mapping->mappingCompliance); i++) {
        compliant |= mapping->mappingCompliance[i] ? 1u << i : 0;
    }
    mutex = enter();
    hr = findAndWriteCompliant(id, compliant);
    leave(mutex);
    return hr;
}
