/* SPDX-License-Identifier: MIT */
/*
 * A Statement of Health that several owners share. It never changes. Release takes NULL.
 */
#ifndef NAPHOST_STATEMENT_H
#define NAPHOST_STATEMENT_H

#include "soh/statement.h"

#include <stdatomic.h>

typedef struct Statement {
    atomic_ulong references;
    SohStatement body;
} Statement;

/* A copy of what a client passes. E_INVALIDARG: NULL; NAP_E_INVALID_PACKET; E_OUTOFMEMORY. */
HRESULT StatementRead(Statement **statement, const SoH *soh, BOOL isRequest);

/* A statement of the host's own: {id; FailureCategory; ErrorCodes}. E_OUTOFMEMORY. */
HRESULT StatementMake(Statement **statement, SystemHealthEntityId id, FailureCategory category,
                      HRESULT code, BOOL isRequest);

/* A copy for a client, for FreeSoH. E_OUTOFMEMORY. */
HRESULT StatementWrite(const Statement *statement, SoH **soh);

/* The same attributes, with the same bytes, in the same order. */
BOOL StatementIsSame(const Statement *one, const Statement *other);

Statement *StatementAddRef(Statement *statement);
void StatementRelease(Statement *statement);

#endif
