/* SPDX-License-Identifier: MIT */
/*
 * Memory runs out: one allocation of this thread fails. The call must return an error, set its
 * output to NULL and leak nothing. Afterwards the same call must succeed on the same object.
 */
#define COBJMACROS
#include "operations.h"

#include "blockcount.h"
#include "check.h"
#include "sohuse.h"

#define SENTINEL ((void *)(UINT_PTR)0xDEADBEEFu)

/* Checks a call in which an allocation may have failed. TRUE if it succeeded. */
static BOOL succeeded(HRESULT hr, const void *result)
{
    BOOL failed = BlockCountFailed();

    CHECK_HRESULT(hr, failed ? E_OUTOFMEMORY : S_OK);
    CHECK((!result) == failed);
    return !failed;
}

static void allocateShortly(User *user)
{
    Connections *connections = SENTINEL;
    CountedString *string = SENTINEL;
    FixupInfo *fixup = SENTINEL;
    HRESULT hr;

    BlockCountFail((LONG)(1 + ChanceBelow(&user->chance, 3)));
    hr = qutil.AllocConnections(&connections, 3);
    if (succeeded(hr, connections)) {
        qutil.FreeConnections(connections);
    }
    BlockCountFail((LONG)(1 + ChanceBelow(&user->chance, 3)));
    hr = qutil.AllocCountedString(&string, L"short");
    if (succeeded(hr, string)) {
        qutil.FreeCountedString(string);
    }
    BlockCountFail((LONG)(1 + ChanceBelow(&user->chance, 3)));
    hr = qutil.AllocFixupInfo(&fixup, 3);
    if (succeeded(hr, fixup)) {
        qutil.FreeFixupInfo(fixup);
    }
}

static void createShortly(User *user)
{
    void *made = SENTINEL;
    HRESULT hr;

    BlockCountFail((LONG)(1 + ChanceBelow(&user->chance, 3)));
    hr = LibraryCreate(&CLSID_NapSoHProcessor, &IID_INapSoHProcessor, &made);
    if (succeeded(hr, made)) {
        INapSoHProcessor_Release((INapSoHProcessor *)made);
    }
}

static void buildShortly(User *user, const Statement *statement)
{
    INapSoHConstructor *constructor = NewConstructor();
    SoH *soh = SENTINEL;
    HRESULT hr;

    FillConstructor(user, constructor, statement);
    BlockCountFail((LONG)(1 + ChanceBelow(&user->chance, statement->soh.count + 2u)));
    hr = INapSoHConstructor_GetSoH(constructor, &soh);
    if (!succeeded(hr, soh)) {
        CHECK_HRESULT(INapSoHConstructor_GetSoH(constructor, &soh), S_OK);
    }
    CHECK(StatementEqual(statement, soh));
    qutil.FreeSoH(soh);
    CHECK(INapSoHConstructor_Release(constructor) == 0);
}

/* A statement that is large enough to need its own block; objects hold small ones without. */
static void readShortly(User *user, const Statement *statement)
{
    INapSoHProcessor *processor = NewProcessor();
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SENTINEL;
    HRESULT hr;

    BlockCountFail(1);
    hr = INapSoHProcessor_Initialize(processor, &statement->soh, statement->isRequest, NULL);
    if (BlockCountFailed()) {
        CHECK_HRESULT(hr, E_OUTOFMEMORY);
        FillProcessor(processor, statement);
    } else {
        CHECK_HRESULT(hr, S_OK);
    }
    BlockCountFail((LONG)(1 + ChanceBelow(&user->chance, 2)));
    hr = INapSoHProcessor_GetAttribute(processor, 1, &type, &value);
    if (succeeded(hr, value)) {
        CHECK(ValueEqual(&statement->attributes[1], value));
        qutil.FreeSoHAttributeValue(type, value);
    }
    CHECK(INapSoHProcessor_Release(processor) == 0);
}

void UseShortage(User *user)
{
    StatementMake(&user->statement, &user->chance, ChanceOneIn(&user->chance, 2) ? 8 : 60);
    switch (ChanceBelow(&user->chance, 4)) {
    case 0:
        allocateShortly(user);
        break;
    case 1:
        createShortly(user);
        break;
    case 2:
        buildShortly(user, &user->statement);
        break;
    default:
        readShortly(user, &user->statement);
        break;
    }
}
