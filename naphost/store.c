/* SPDX-License-Identifier: MIT */
/* See store.h: what only reads. */
#include "store.h"

#include "allocator.h"
#include "storekey.h"

#define KEYS_LOOKED_AT  256u      /* of one kind and root; we write no more than 20 */
#define TRIES           3         /* to read them while they come and go */
#define TICKS_TO_SETTLE 10000000u /* 1 s in units of FILETIME */

/* Changes when a key comes or goes. */
typedef struct KeyState {
    DWORD count;
    FILETIME written;
} KeyState;

static UINT64 toTicks(FILETIME time)
{
    return (UINT64)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

/*
 * Sets *entry if the old list has the registration in the state of this stamp. An entry that was
 * read within a second of its last change is not settled: the clock of keys is coarse, so that one
 * more change might not have been seen.
 */
static BOOL isKnown(const StoreList *old, NapComponentId id, const StoreStamp *stamp,
                    StoreEntry *entry)
{
    for (UINT16 i = 0; i < old->count; i++) {
        const StoreStamp *known = &old->stamps[i];

        if (old->entries[i].id == id) {
            *entry = old->entries[i];
            return known->isSettled && known->root == stamp->root &&
                   toTicks(known->written) == toTicks(stamp->written);
        }
    }
    return FALSE;
}

/* Keeps the order of ids. Of two entries with one id the first one counts. */
static void insert(StoreList *list, const StoreEntry *entry, const StoreStamp *stamp)
{
    UINT16 at = list->count;

    while (at > 0 && list->entries[at - 1].id >= entry->id) {
        at--;
    }
    if (list->count >= STORE_CAPACITY || (at < list->count && list->entries[at].id == entry->id)) {
        return;
    }
    for (UINT16 i = list->count; i > at; i--) {
        list->entries[i] = list->entries[i - 1];
        list->stamps[i] = list->stamps[i - 1];
    }
    list->entries[at] = *entry;
    list->stamps[at] = *stamp;
    list->count++;
}

static void readKeys(HKEY registrations, StoreRoot root, StoreKind kind, const StoreList *old,
                     StoreList *list)
{
    StoreStamp stamp = {.root = root};
    LSTATUS status = ERROR_SUCCESS;
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    /* A name that is longer than ours gives ERROR_MORE_DATA. */
    for (DWORD i = 0; i < KEYS_LOOKED_AT && (status == ERROR_SUCCESS || status == ERROR_MORE_DATA);
         i++) {
        WCHAR name[STORE_NAME_CAPACITY];
        DWORD length = STORE_NAME_CAPACITY;
        NapComponentId id;
        StoreEntry entry;

        status = RegEnumKeyExW(registrations, i, name, &length, NULL, NULL, NULL, &stamp.written);
        if (status != ERROR_SUCCESS || !StoreKeyParseName(name, &id)) {
            continue;
        }
        stamp.isSettled = toTicks(stamp.written) + TICKS_TO_SETTLE < toTicks(now);
        if (isKnown(old, id, &stamp, &entry) ||
            SUCCEEDED(StoreKeyRead(registrations, kind, id, &entry, NULL))) {
            insert(list, &entry, &stamp);
        }
    }
}

/* All zero on failure. */
static KeyState stateOf(HKEY registrations)
{
    KeyState state = {0};

    RegQueryInfoKeyW(registrations, NULL, NULL, NULL, &state.count, NULL, NULL, NULL, NULL, NULL,
                     NULL, &state.written);
    return state;
}

/*
 * When another process deletes a key meanwhile, those behind it move up, and one is skipped. Then
 * all are read once more.
 */
static void readRoot(StoreRoot root, StoreKind kind, const StoreList *old, StoreList *list)
{
    const StoreList before = *list;
    KeyState begun;
    KeyState ended;
    HKEY registrations;

    if (StoreKeyOpen(root, kind, FALSE, &registrations) != ERROR_SUCCESS) {
        return;
    }
    ended = stateOf(registrations);
    for (int i = 0; i < TRIES; i++) {
        begun = ended;
        *list = before;
        readKeys(registrations, root, kind, old, list);
        ended = stateOf(registrations);
        if (begun.count == ended.count && CompareFileTime(&begun.written, &ended.written) == 0) {
            break;
        }
    }
    RegCloseKey(registrations);
}

void StoreRefresh(StoreKind kind, StoreList *list)
{
    StoreList old = *list;

    list->count = 0;
    for (StoreRoot root = StoreKeyFirstRoot(); root < STORE_ROOT_COUNT; root++) {
        readRoot(root, kind, &old, list);
    }
}

void StoreRead(StoreKind kind, StoreList *list)
{
    list->count = 0;
    StoreRefresh(kind, list);
}

BOOL StoreIsSame(const StoreEntry *one, const StoreEntry *other)
{
    return one->id == other->id && IsEqualGUID(&one->clsid, &other->clsid) &&
           CompareFileTime(&one->date, &other->date) == 0;
}

BOOL StoreHas(StoreKind kind, NapComponentId id)
{
    StoreEntry entry;
    StoreRoot root;

    return SUCCEEDED(StoreKeyFind(kind, id, &root, &entry, NULL));
}

/* Reads the registrations of `list` that are still there. *count of them were written. */
static HRESULT readListed(StoreKind kind, const StoreList *list, UINT16 *count,
                          NapComponentRegistrationInfo *infos, CLSID *clsids)
{
    HRESULT hr = S_OK;

    for (UINT16 i = 0; i < list->count && hr != E_OUTOFMEMORY; i++) {
        StoreEntry entry;
        StoreRoot root;

        hr = StoreKeyFind(kind, list->entries[i].id, &root, &entry, &infos[*count]);
        if (SUCCEEDED(hr)) {
            if (clsids) {
                clsids[*count] = entry.clsid;
            }
            (*count)++;
        }
    }
    return hr == E_OUTOFMEMORY ? hr : S_OK;
}

HRESULT StoreGetAll(StoreKind kind, UINT16 *count, NapComponentRegistrationInfo **infos,
                    CLSID **clsids)
{
    NapComponentRegistrationInfo *foundInfos = NULL;
    CLSID *foundClsids = NULL;
    UINT16 found = 0;
    StoreList list;
    HRESULT hr = S_OK;

    if (count) {
        *count = 0;
    }
    if (infos) {
        *infos = NULL;
    }
    if (clsids) {
        *clsids = NULL;
    }
    if (!count || !infos) {
        return E_INVALIDARG;
    }
    StoreRead(kind, &list);
    if (list.count > 0) {
        foundInfos = AllocatorZeroed(list.count, sizeof(*foundInfos));
        foundClsids = clsids ? AllocatorArray(list.count, sizeof(*foundClsids)) : NULL;
        hr = foundInfos && (foundClsids || !clsids)
                 ? readListed(kind, &list, &found, foundInfos, foundClsids)
                 : E_OUTOFMEMORY;
    }
    if (FAILED(hr) || found == 0) {
        AllocatorFreeNapComponentRegistrationInfoArray(&foundInfos, found);
        AllocatorFree(foundClsids);
        foundClsids = NULL;
        found = 0;
    }
    *count = found;
    *infos = foundInfos;
    if (clsids) {
        *clsids = foundClsids;
    }
    return hr;
}

HRESULT StoreGetMapping(NapComponentId id, FailureCategoryMapping *mapping)
{
    StoreEntry entry; /* all zero on failure */
    StoreRoot root;
    HRESULT hr = StoreKeyFind(STORE_VALIDATORS, id, &root, &entry, NULL);

    for (size_t i = 0; i < ARRAYSIZE(mapping->mappingCompliance); i++) {
        mapping->mappingCompliance[i] = SUCCEEDED(hr) && (entry.compliant >> i & 1) != 0;
    }
    return hr;
}
