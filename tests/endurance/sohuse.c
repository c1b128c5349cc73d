/* SPDX-License-Identifier: MIT */
/* The Statement-of-Health classes, each object used by one thread only. */
#define COBJMACROS
#include "sohuse.h"

#include "check.h"
#include "operations.h"

#define SENTINEL  ((void *)(UINT_PTR)0xDEADBEEFu)
#define SEED_U16  0xBEEFu
#define NOT_FOUND HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)

INapSoHConstructor *NewConstructor(void)
{
    void *made = NULL;

    CHECK_HRESULT(LibraryCreate(&CLSID_NapSoHConstructor, &IID_INapSoHConstructor, &made), S_OK);
    return made;
}

INapSoHProcessor *NewProcessor(void)
{
    void *made = NULL;

    CHECK_HRESULT(LibraryCreate(&CLSID_NapSoHProcessor, &IID_INapSoHProcessor, &made), S_OK);
    return made;
}

void FillConstructor(User *user, INapSoHConstructor *constructor, const Statement *statement)
{
    CHECK_HRESULT(INapSoHConstructor_Initialize(constructor, statement->id, statement->isRequest),
                  S_OK);
    for (UINT16 i = 1; i < statement->soh.count; i++) {
        SoHAttributeValue value = ValueOf(&statement->attributes[i], &user->room);

        CHECK_HRESULT(
            INapSoHConstructor_AppendAttribute(constructor, statement->attributes[i].type, &value),
            S_OK);
    }
}

void FillProcessor(INapSoHProcessor *processor, const Statement *statement)
{
    SystemHealthEntityId id = ~statement->id;
    UINT16 count = SEED_U16;

    CHECK_HRESULT(
        INapSoHProcessor_Initialize(processor, &statement->soh, statement->isRequest, &id), S_OK);
    CHECK(id == statement->id);
    CHECK_HRESULT(INapSoHProcessor_GetNumberOfAttributes(processor, &count), S_OK);
    CHECK(count == statement->soh.count);
}

/* Mostly up to six attributes, as agents send them, sometimes up to the limit. */
static const Statement *someStatement(User *user)
{
    StatementMake(&user->statement, &user->chance,
                  ChanceOneIn(&user->chance, 50) ? STATEMENT_MOST_ATTRIBUTES : 10);
    return &user->statement;
}

void UseConstructor(User *user)
{
    const Statement *statement = someStatement(user);
    INapSoHConstructor *constructor = NewConstructor();
    SoH *soh = SENTINEL;

    FillConstructor(user, constructor, statement);
    CHECK_HRESULT(INapSoHConstructor_GetSoH(constructor, &soh), S_OK);
    CHECK(INapSoHConstructor_Release(constructor) == 0);
    CHECK(StatementEqual(statement, soh));
    qutil.FreeSoH(soh);
}

void ReadAttribute(INapSoHProcessor *processor, const Statement *statement, UINT16 location)
{
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SENTINEL;

    CHECK_HRESULT(INapSoHProcessor_GetAttribute(processor, location, &type, &value), S_OK);
    CHECK(type == statement->attributes[location].type);
    CHECK(ValueEqual(&statement->attributes[location], value));
    qutil.FreeSoHAttributeValue(type, value);
}

/*
 * As clients search all attributes of one type: each search begins after the last one found, until
 * it fails.
 */
static void readAllOfType(INapSoHProcessor *processor, const Statement *statement, UINT16 type)
{
    UINT16 location = 0;
    UINT16 found = SEED_U16;

    for (UINT16 i = 0; i < statement->soh.count; i++) {
        if (statement->attributes[i].type == type) {
            CHECK_HRESULT(INapSoHProcessor_FindNextAttribute(processor, location, type, &found),
                          S_OK);
            CHECK(found == i);
            ReadAttribute(processor, statement, found);
            location = (UINT16)(found + 1);
        }
    }
    found = SEED_U16;
    CHECK_HRESULT(INapSoHProcessor_FindNextAttribute(processor, location, type, &found), NOT_FOUND);
    CHECK(found == SEED_U16);
}

void UseProcessor(User *user)
{
    const Statement *statement = someStatement(user);
    INapSoHProcessor *processor = NewProcessor();
    UINT16 any = (UINT16)ChanceBelow(&user->chance, statement->soh.count);

    FillProcessor(processor, statement);
    readAllOfType(processor, statement, statement->attributes[any].type);
    for (UINT16 i = 0; i < statement->soh.count; i++) {
        ReadAttribute(processor, statement, i);
    }
    CHECK(INapSoHProcessor_Release(processor) == 0);
}

void UseValidate(User *user)
{
    const Statement *statement = someStatement(user);
    INapSoHConstructor *constructor = NewConstructor();

    CHECK_HRESULT(INapSoHConstructor_Validate(constructor, &statement->soh, statement->isRequest),
                  S_OK);
    CHECK_HRESULT(INapSoHConstructor_Validate(constructor, NULL, TRUE), E_INVALIDARG);
    CHECK(INapSoHConstructor_Release(constructor) == 0);
}

void UseBrokenStatement(User *user)
{
    const Statement *broken = someStatement(user);
    INapSoHConstructor *constructor = NewConstructor();
    INapSoHProcessor *processor = NewProcessor();
    UINT16 count = SEED_U16;

    StatementBreak(&user->statement, &user->chance);
    CHECK_HRESULT(INapSoHConstructor_Validate(constructor, &broken->soh, broken->isRequest),
                  NAP_E_INVALID_PACKET);
    CHECK_HRESULT(INapSoHProcessor_Initialize(processor, &broken->soh, broken->isRequest, NULL),
                  NAP_E_INVALID_PACKET);
    CHECK_HRESULT(INapSoHProcessor_GetNumberOfAttributes(processor, &count), NAP_E_NOT_INITIALIZED);
    /* A failed call may be repeated with a valid statement. */
    FillProcessor(processor, someStatement(user));
    CHECK(INapSoHProcessor_Release(processor) == 0);
    CHECK(INapSoHConstructor_Release(constructor) == 0);
}

static void refuseBeforeInitialize(INapSoHConstructor *constructor, INapSoHProcessor *processor)
{
    static const SoHAttributeValue value = {.uint8Val = 1};
    SoHAttributeValue *got = SENTINEL;
    SoHAttributeType type = 0;
    SoH *soh = SENTINEL;
    UINT16 location = SEED_U16;

    CHECK_HRESULT(INapSoHConstructor_AppendAttribute(constructor, 8, &value),
                  NAP_E_NOT_INITIALIZED);
    CHECK_HRESULT(INapSoHConstructor_GetSoH(constructor, &soh), NAP_E_NOT_INITIALIZED);
    CHECK(!soh);
    CHECK_HRESULT(INapSoHProcessor_GetAttribute(processor, 0, &type, &got), NAP_E_NOT_INITIALIZED);
    CHECK(!got);
    CHECK_HRESULT(INapSoHProcessor_FindNextAttribute(processor, 0, 2, &location),
                  NAP_E_NOT_INITIALIZED);
    CHECK(location == SEED_U16);
}

static void refuseAttributes(User *user, INapSoHConstructor *constructor)
{
    static const SoHAttributeValue nothing = {.octetStringVal = {1, NULL}};
    const SoHAttributeValue tooMuch = {.octetStringVal = {4001, ValueBytes(&user->chance, 4001)}};
    const SoHAttributeValue empty = {.octetStringVal = {0, NULL}};
    static const SoHAttributeType refused[] = {0, 1, 2, 0x4000, 0xFFFF};

    for (size_t i = 0; i < ARRAYSIZE(refused); i++) {
        CHECK_HRESULT(INapSoHConstructor_AppendAttribute(constructor, refused[i], &empty),
                      E_INVALIDARG);
    }
    CHECK_HRESULT(INapSoHConstructor_AppendAttribute(constructor, 6, &nothing), E_INVALIDARG);
    CHECK_HRESULT(INapSoHConstructor_AppendAttribute(constructor, 6, &tooMuch), E_INVALIDARG);
    CHECK_HRESULT(INapSoHConstructor_AppendAttribute(constructor, 3, &empty), E_INVALIDARG);
    CHECK_HRESULT(INapSoHConstructor_AppendAttribute(constructor, 6, NULL), E_INVALIDARG);
}

void UseRefusals(User *user)
{
    const Statement *statement = someStatement(user);
    INapSoHConstructor *constructor = NewConstructor();
    INapSoHProcessor *processor = NewProcessor();
    SoHAttributeValue *value = SENTINEL;
    SoHAttributeType type = 0;
    SoH *soh = SENTINEL;

    refuseBeforeInitialize(constructor, processor);
    FillConstructor(user, constructor, statement);
    CHECK_HRESULT(INapSoHConstructor_Initialize(constructor, 1, TRUE), E_UNEXPECTED);
    refuseAttributes(user, constructor);
    CHECK_HRESULT(INapSoHConstructor_GetSoH(constructor, NULL), E_INVALIDARG);
    CHECK_HRESULT(INapSoHConstructor_GetSoH(constructor, &soh), S_OK);
    CHECK(StatementEqual(statement, soh));
    CHECK_HRESULT(INapSoHProcessor_Initialize(processor, NULL, TRUE, NULL), E_INVALIDARG);
    FillProcessor(processor, statement);
    CHECK_HRESULT(INapSoHProcessor_Initialize(processor, soh, statement->isRequest, NULL),
                  E_UNEXPECTED);
    CHECK_HRESULT(INapSoHProcessor_GetAttribute(processor, statement->soh.count, &type, &value),
                  E_INVALIDARG);
    CHECK(!value);
    qutil.FreeSoH(soh);
    CHECK(INapSoHProcessor_Release(processor) == 0);
    CHECK(INapSoHConstructor_Release(constructor) == 0);
}
