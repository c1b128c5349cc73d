/* SPDX-License-Identifier: MIT */
/*
 * One registration in the registry: reads, writes and deletes its key. A key without its date,
 * which is written last, is half-written; with it, a value of a wrong type or size makes it broken.
 * Both count as absent. All of it lies in the 64-bit view, also for 32-bit processes.
 */
#ifndef NAPHOST_STOREKEY_H
#define NAPHOST_STOREKEY_H

#include "store.h"

#define STORE_TEXT_COUNT    4    /* friendly name, description, version, vendor */
#define STORE_TEXT_CAPACITY 1025 /* characters with the NUL: maxStringLength + 1 */

#define STORE_NAME_CAPACITY 9 /* a key's name: eight digits and the NUL */

/* What is written. */
typedef struct StoreRecord {
    NapComponentId id;
    UINT16 lengths[STORE_TEXT_COUNT]; /* of the texts, without the NUL */
    WCHAR texts[STORE_TEXT_COUNT][STORE_TEXT_CAPACITY];
    CLSID infoClsid;
    CLSID configClsid;
    CLSID clsid; /* of a validator */
    DWORD componentType;
} StoreRecord;

const char *StoreKeyKindName(StoreKind kind);

/* Opens the key that has the registrations of a kind. Creates it if it is opened for writing. */
LSTATUS StoreKeyOpen(StoreRoot root, StoreKind kind, BOOL isForWriting, HKEY *registrations);

/* Whether the name is an id as we write it. */
BOOL StoreKeyParseName(const WCHAR *name, NapComponentId *id);

/*
 * Reads a registration. `info` may be NULL; else it gets the whole, the strings as blocks of their
 * own. NAP_E_NOT_REGISTERED, which covers broken and half-written ones; E_OUTOFMEMORY. On failure
 * *entry and *info are all zero.
 */
HRESULT StoreKeyRead(HKEY registrations, StoreKind kind, NapComponentId id, StoreEntry *entry,
                     NapComponentRegistrationInfo *info);

/* Of those that this process reads; the other follows. */
StoreRoot StoreKeyFirstRoot(void);

/*
 * As StoreKeyRead, from the first root that has the registration: *root, or STORE_ROOT_COUNT on
 * failure.
 */
HRESULT StoreKeyFind(StoreKind kind, NapComponentId id, StoreRoot *root, StoreEntry *entry,
                     NapComponentRegistrationInfo *info);

/*
 * Writes a registration, dated now, in the place of a broken or half-written one. If that fails
 * the registration is absent. ERROR_ALREADY_EXISTS: another process was faster.
 */
LSTATUS StoreKeyWrite(HKEY registrations, StoreKind kind, const StoreRecord *record);

LSTATUS StoreKeyDelete(HKEY registrations, NapComponentId id);

/* ERROR_FILE_NOT_FOUND: it is not there, or not any more. */
LSTATUS StoreKeyWriteCompliant(HKEY registrations, NapComponentId id, DWORD compliant);

#endif
