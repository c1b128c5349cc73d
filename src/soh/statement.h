/* SPDX-License-Identifier: MIT */
/*
 * The packed statement: what both COM objects hold inside. The encoded values of all attributes
 * stand in one buffer, so that an object costs one block however many attributes it has, and a
 * small one none beside itself.
 *
 * Init, Clear, Begin, Add, Read and Move change a statement and must not run at the same time as
 * anything else on it. All the others only read, and may run at once on any number of threads.
 * A statement must not be copied but by SohStatementMove: bytes can point into it.
 *
 * A caller's structures are read by Prepare and Read alone. So who shares a statement can do that
 * before he takes its lock, and a pointer that faults is met while nothing is locked.
 *
 * NULL is allowed nowhere for the statement. For any other pointer NULL gives E_INVALIDARG, which
 * comes before NAP_E_NOT_INITIALIZED.
 */
#ifndef QUTIL_SOH_STATEMENT_H
#define QUTIL_SOH_STATEMENT_H

#include "napprotocol.h"

/*
 * Bytes of values that fit into a statement without a block of their own. The request of the
 * documented sample agent takes 10. An agent that reports all its health classes sends about five
 * groups of class, codes, failure category, product name and vendor data, some 60 to 90 bytes
 * each, which is just below 512; with the index that makes an object of some 1.4 KB.
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
    UINT16 count; /* 0: neither begun nor read; entries beyond it mean nothing */
    SohStatementEntry entries[maxSoHAttributeCount];
    BYTE inlineBytes[SOH_STATEMENT_INLINE_SIZE];
} SohStatement;

/* Makes an empty statement of whatever the memory holds. */
void SohStatementInit(SohStatement *statement);
/* Frees what an initialised statement holds and makes it empty. */
void SohStatementClear(SohStatement *statement);

/* Makes id attribute 0. E_UNEXPECTED unless the statement is empty; nothing else can fail. */
HRESULT SohStatementBegin(SohStatement *statement, SystemHealthEntityId id);

/* An attribute's bytes on their way into a statement; nothing of it is the caller's any more. */
typedef struct SohPrepared {
    HRESULT fault; /* what was wrong with the value: SohStatementAdd's answer */
    UINT16 type;
    UINT16 size;
    BYTE bytes[maxSoHAttributeSize];
} SohPrepared;

/*
 * Encodes the value. E_INVALIDARG if it is NULL, and then there is nothing to add; any other fault
 * is told by SohStatementAdd, which asks first whether the statement was begun.
 */
HRESULT SohStatementPrepare(SohPrepared *prepared, SoHAttributeType type,
                            const SoHAttributeValue *value);

/*
 * Appends what was prepared, by the rules of INapSoHConstructor::AppendAttribute. E_INVALIDARG for
 * a type below 3 or above 0x3FFF, a count that the type does not allow, a count above 0 with a
 * NULL array, a 101st attribute, and a second fixup-server attribute of one family in a response;
 * NAP_E_NOT_INITIALIZED for an empty statement; E_OUTOFMEMORY. The statement is unchanged then.
 */
HRESULT SohStatementAdd(SohStatement *statement, const SohPrepared *prepared, BOOL isRequest);

/* Both in one, for who shares the statement with nobody. */
static inline HRESULT SohStatementAppend(SohStatement *statement, SoHAttributeType type,
                                         const SoHAttributeValue *value, BOOL isRequest)
{
    SohPrepared prepared;
    HRESULT hr = SohStatementPrepare(&prepared, type, value);

    return SUCCEEDED(hr) ? SohStatementAdd(statement, &prepared, isRequest) : hr;
}

/*
 * Makes an empty statement a copy of soh, with one allocation at most, of just the size needed.
 * It validates for itself, and what it keeps is what it has checked, even if another thread is
 * changing the structure meanwhile: there is no need to call SohValidate before.
 * NAP_E_INVALID_PACKET, E_OUTOFMEMORY, E_UNEXPECTED unless the statement is empty; it stays as it
 * was then.
 */
HRESULT SohStatementRead(SohStatement *statement, const SoH *soh, BOOL isRequest);

/*
 * Hands the contents over to an empty statement; `from` is empty then. Nothing is allocated. If
 * `statement` isn't empty, E_UNEXPECTED, and both stay as they were.
 */
HRESULT SohStatementMove(SohStatement *statement, SohStatement *from);

/*
 * An independent copy for AllocatorFreeSoH: the struct, the array, and a block for each value that
 * has any bytes. NAP_E_NOT_INITIALIZED, E_OUTOFMEMORY; *soh is NULL then. It is never read.
 */
HRESULT SohStatementWrite(const SohStatement *statement, SoH **soh);

/*
 * The first attribute of that type at from or after it.
 * HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) if there is none or from is not below the count;
 * NAP_E_NOT_INITIALIZED for an empty statement. *location is untouched on every failure.
 */
HRESULT SohStatementFind(const SohStatement *statement, UINT16 from, SoHAttributeType type,
                         UINT16 *location);

/*
 * A fresh value for SohAttributeFree. E_INVALIDARG for a location that is not below the count,
 * NAP_E_NOT_INITIALIZED, E_OUTOFMEMORY; *value is NULL then and *type untouched.
 */
HRESULT SohStatementGet(const SohStatement *statement, UINT16 location, SoHAttributeType *type,
                        SoHAttributeValue **value);

/* All attributes, SystemHealthId included; 0 for an empty statement. */
UINT16 SohStatementCount(const SohStatement *statement);

/* The SystemHealthId, or 0 for an empty statement. */
SystemHealthEntityId SohStatementSystemHealthId(const SohStatement *statement);

#endif
