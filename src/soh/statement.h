/* SPDX-License-Identifier: MIT */
/*
 * The packed statement inside both COM objects. The encoded values of all attributes are in one
 * buffer: it costs one block, however many attributes there are, and none for a small statement.
 *
 * Init, Clear, Begin, Add, Read and Move change a statement. Each needs exclusive access to it. All
 * others only read, and may run at once on any number of threads. A statement may be copied only
 * by SohStatementMove, because `bytes` can point into it.
 *
 * Only Prepare and Read touch the caller's structures. Call them before you take a lock: a pointer
 * that faults would leave the lock held for ever.
 *
 * The statement must never be NULL. For any other pointer NULL gives E_INVALIDARG, which goes
 * before NAP_E_NOT_INITIALIZED.
 */
#ifndef SRC_SOH_STATEMENT_H
#define SRC_SOH_STATEMENT_H

#include "napprotocol.h"

/*
 * How many bytes of values fit into a statement without another block. The request of the
 * documented sample agent takes 10. An agent that reports all its health classes sends about five
 * groups of class, codes, failure category, product name and vendor data, some 60 to 90 bytes
 * each, which is just below 512. With the entries, that makes an object of some 1.4 KB.
 */
#define SOH_STATEMENT_INLINE_SIZE 512

typedef struct SohStatementEntry {
    UINT16 type;
    UINT16 size;
    UINT32 offset; /* into bytes */
} SohStatementEntry;

typedef struct SohStatement {
    BYTE *bytes; /* inlineBytes, or a block of the allocator */
    UINT32 used;
    UINT32 capacity;
    UINT16 count; /* 0: neither begun nor read; entries beyond it are undefined */
    SohStatementEntry entries[maxSoHAttributeCount];
    BYTE inlineBytes[SOH_STATEMENT_INLINE_SIZE];
} SohStatement;

/* Makes an empty statement in uninitialised memory. */
void SohStatementInit(SohStatement *statement);
/* Frees what an initialised statement holds and makes it empty. */
void SohStatementClear(SohStatement *statement);

/* Adds `id` as attribute 0. E_UNEXPECTED unless the statement is empty; there is no other error. */
HRESULT SohStatementBegin(SohStatement *statement, SystemHealthEntityId id);

/* An encoded attribute, to be added to a statement. It holds no pointers to the caller's memory. */
typedef struct SohPrepared {
    HRESULT fault; /* S_OK, or what is wrong with the value: SohStatementAdd returns it */
    UINT16 type;
    UINT16 size;
    BYTE bytes[maxSoHAttributeSize];
} SohPrepared;

/*
 * Encodes the value. E_INVALIDARG if it is NULL; `prepared` must then not be added. Any other error
 * is returned by SohStatementAdd, which checks first that the statement was begun.
 */
HRESULT SohStatementPrepare(SohPrepared *prepared, SoHAttributeType type,
                            const SoHAttributeValue *value);

/*
 * Appends the attribute, by the rules of INapSoHConstructor::AppendAttribute. E_INVALIDARG for
 * a type below 3 or above 0x3FFF, a count that the type does not allow, a count above 0 with a
 * NULL array, a 101st attribute, and a second fixup-server attribute of one family in a response;
 * NAP_E_NOT_INITIALIZED for an empty statement; E_OUTOFMEMORY. On failure the statement is
 * unchanged.
 */
HRESULT SohStatementAdd(SohStatement *statement, const SohPrepared *prepared, BOOL isRequest);

/* Prepare and Add in one call, for a statement that isn't shared. */
static inline HRESULT SohStatementAppend(SohStatement *statement, SoHAttributeType type,
                                         const SoHAttributeValue *value, BOOL isRequest)
{
    SohPrepared prepared;
    HRESULT hr = SohStatementPrepare(&prepared, type, value);

    return SUCCEEDED(hr) ? SohStatementAdd(statement, &prepared, isRequest) : hr;
}

/*
 * Copies `soh` to an empty statement, with at most one allocation, of exactly the size needed. It
 * validates, so SohValidate need not be called before. It keeps exactly what it has checked, even
 * if another thread changes the structure meanwhile. NAP_E_INVALID_PACKET, E_OUTOFMEMORY,
 * E_UNEXPECTED unless the statement is empty; on failure it is unchanged.
 */
HRESULT SohStatementRead(SohStatement *statement, const SoH *soh, BOOL isRequest);

/*
 * Moves the contents of `from`, which is then empty, to an empty statement. Allocates nothing.
 * E_UNEXPECTED if `statement` isn't empty; both are then unchanged.
 */
HRESULT SohStatementMove(SohStatement *statement, SohStatement *from);

/*
 * An independent copy for AllocatorFreeSoH: the struct, the array, and a block for each value that
 * isn't empty. NAP_E_NOT_INITIALIZED, E_OUTOFMEMORY. *soh is never read, and is NULL on failure.
 */
HRESULT SohStatementWrite(const SohStatement *statement, SoH **soh);

/*
 * The first attribute of this type at or after `from`.
 * HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) if there is none or `from` is not below the count;
 * NAP_E_NOT_INITIALIZED for an empty statement. *location is unchanged on every failure.
 */
HRESULT SohStatementFind(const SohStatement *statement, UINT16 from, SoHAttributeType type,
                         UINT16 *location);

/*
 * A new value for SohAttributeFree. E_INVALIDARG for a location that is not below the count,
 * NAP_E_NOT_INITIALIZED, E_OUTOFMEMORY. On failure *value is NULL and *type unchanged.
 */
HRESULT SohStatementGet(const SohStatement *statement, UINT16 location, SoHAttributeType *type,
                        SoHAttributeValue **value);

/* The number of attributes, SystemHealthId included; 0 for an empty statement. */
UINT16 SohStatementCount(const SohStatement *statement);

/* The SystemHealthId, or 0 for an empty statement. */
SystemHealthEntityId SohStatementSystemHealthId(const SohStatement *statement);

#endif
