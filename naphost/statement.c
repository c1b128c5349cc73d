/* SPDX-License-Identifier: MIT */
/* See statement.h. */
#include "statement.h"

#include "allocator.h"

static Statement *create(void)
{
    Statement *statement = AllocatorBytes(sizeof(*statement));

    if (statement) {
        atomic_init(&statement->references, 1);
        SohStatementInit(&statement->body);
    }
    return statement;
}

HRESULT StatementRead(Statement **statement, const SoH *soh, BOOL isRequest)
{
    Statement *made = create();
    HRESULT hr = made ? SohStatementRead(&made->body, soh, isRequest) : E_OUTOFMEMORY;

    *statement = made;
    if (FAILED(hr)) {
        StatementRelease(made);
        *statement = NULL;
    }
    return hr;
}

HRESULT StatementMake(Statement **statement, SystemHealthEntityId id, FailureCategory category,
                      HRESULT code, BOOL isRequest)
{
    SoHAttributeValue reason = {.uint8Val = (UINT8)category};
    SoHAttributeValue codes = {.codesVal = {1, &code}};
    Statement *made = create();
    HRESULT hr = made ? SohStatementBegin(&made->body, id) : E_OUTOFMEMORY;

    if (SUCCEEDED(hr)) {
        hr = SohStatementAppend(&made->body, sohAttributeTypeFailureCategory, &reason, isRequest);
    }
    if (SUCCEEDED(hr)) {
        hr = SohStatementAppend(&made->body, sohAttributeTypeErrorCodes, &codes, isRequest);
    }
    *statement = made;
    if (FAILED(hr)) {
        StatementRelease(made);
        *statement = NULL;
    }
    return hr;
}

HRESULT StatementWrite(const Statement *statement, SoH **soh)
{
    return SohStatementWrite(&statement->body, soh);
}

BOOL StatementIsSame(const Statement *one, const Statement *other)
{
    const SohStatement *a = &one->body;
    const SohStatement *b = &other->body;

    if (a->count != b->count || a->used != b->used) {
        return FALSE;
    }
    for (UINT16 i = 0; i < a->count; i++) {
        const SohStatementEntry *x = &a->entries[i];
        const SohStatementEntry *y = &b->entries[i];

        if (x->type != y->type || x->size != y->size ||
            memcmp(a->bytes + x->offset, b->bytes + y->offset, x->size) != 0) {
            return FALSE;
        }
    }
    return TRUE;
}

Statement *StatementAddRef(Statement *statement)
{
    if (statement) {
        atomic_fetch_add(&statement->references, 1);
    }
    return statement;
}

void StatementRelease(Statement *statement)
{
    if (statement && atomic_fetch_sub(&statement->references, 1) == 1) {
        SohStatementClear(&statement->body);
        AllocatorFree(statement);
    }
}
