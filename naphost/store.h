/* SPDX-License-Identifier: MIT */
/*
 * The registrations of agents, validators and enforcement clients, in the registry below
 * Software\qutil\NapHost (docs/naphost.md has the layout). Each function reads the registry anew;
 * all may be called from any thread and process at once. No foreign code is called.
 *
 * Elevated processes read and write HKEY_LOCAL_MACHINE only, as COM does for classes: what a user
 * can write must not choose code for an administrator. Others read HKEY_CURRENT_USER first.
 */
#ifndef NAPHOST_STORE_H
#define NAPHOST_STORE_H

#include "naptypes.h"

/* In both roots; settings are values of this key. */
#define STORE_ROOT_KEY L"Software\\qutil\\NapHost"

typedef enum StoreKind {
    STORE_AGENTS,
    STORE_VALIDATORS,
    STORE_ENFORCEMENT_CLIENTS,
} StoreKind;

typedef enum StoreRoot {
    STORE_USER,
    STORE_MACHINE,
    STORE_ROOT_COUNT,
} StoreRoot;

/* What one list can have: maxSystemHealthEntityCount in each of the two roots. */
#define STORE_CAPACITY 40

/* What a health check needs of a registration. */
typedef struct StoreEntry {
    NapComponentId id;
    CLSID clsid;     /* of a validator; else all zero */
    FILETIME date;   /* of the registration */
    DWORD compliant; /* of a validator: bit i is mappingCompliance[i] */
    DWORD configId;  /* of a validator */
    BOOL isEnabled;
} StoreEntry;

/* Of which state of the registry an entry is; for StoreRefresh only. */
typedef struct StoreStamp {
    StoreRoot root;
    FILETIME written;
    BOOL isSettled; /* any later change gives the key another time */
} StoreStamp;

typedef struct StoreList {
    UINT16 count;
    StoreEntry entries[STORE_CAPACITY]; /* in the order of their ids, disabled ones too */
    StoreStamp stamps[STORE_CAPACITY];
} StoreList;

/* A broken entry is left out. What can't be opened counts as empty. */
void StoreRead(StoreKind kind, StoreList *list);

/*
 * The same, where *list is what StoreRead or StoreRefresh made earlier, or has a count of 0: what
 * didn't change since isn't read again, which saves most of the time.
 */
void StoreRefresh(StoreKind kind, StoreList *list);

/* How often this process has unregistered something, or tried to. */
UINT32 StoreUnregistrations(void);

/* Whether both are one registration: a class that was registered anew has another date. */
BOOL StoreIsSame(const StoreEntry *one, const StoreEntry *other);

BOOL StoreHas(StoreKind kind, NapComponentId id);

/* The same once a change that another process or thread is making is done. */
BOOL StoreStillHas(StoreKind kind, NapComponentId id);

/*
 * Registers a component. validatorClsid is read only for validators. E_INVALIDARG: NULL, id 0, a
 * text that is too long, a NULL string with a length, a validator's class id that is all zero;
 * NAP_E_CONFLICTING_ID; E_OUTOFMEMORY: there are 20 already; E_ACCESSDENIED. On failure nothing was
 * written.
 */
HRESULT StoreRegister(StoreKind kind, const NapComponentRegistrationInfo *info,
                      const CLSID *validatorClsid);

/*
 * NAP_E_STILL_BOUND: it is an agent that is bound in any process, registered or not;
 * NAP_E_NOT_REGISTERED; E_ACCESSDENIED.
 */
HRESULT StoreUnregister(StoreKind kind, NapComponentId id);

/*
 * The whole registrations, in the order of their ids, as the GetRegistered methods return them:
 * *infos for FreeNapComponentRegistrationInfoArray, *clsids for CoTaskMemFree; both NULL if there
 * are none. clsids may be NULL. E_INVALIDARG: another is; E_OUTOFMEMORY. On failure the out
 * parameters are 0 and NULL.
 */
HRESULT StoreGetAll(StoreKind kind, UINT16 *count, NapComponentRegistrationInfo **infos,
                    CLSID **clsids);

/*
 * A validator's failure category mapping. NAP_E_NOT_REGISTERED; E_ACCESSDENIED. On failure of
 * StoreGetMapping, *mapping is all FALSE.
 */
HRESULT StoreSetMapping(NapComponentId id, const FailureCategoryMapping *mapping);
HRESULT StoreGetMapping(NapComponentId id, FailureCategoryMapping *mapping);

#endif
