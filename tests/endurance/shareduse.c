/* SPDX-License-Identifier: MIT */
/*
 * A few objects that all threads use at once. Sometimes a thread replaces one while others still
 * use it: each holds a reference, and the last Release frees the object.
 */
#define COBJMACROS
#include "operations.h"

#include "check.h"
#include "sohuse.h"

#include <string.h>

#define PLACES 4

/* Readers compare what they read with the statement, so it must not change while anyone reads. */
static struct {
    SRWLOCK lock;
    INapSoHProcessor *processor;
    Statement statement;
} readers[PLACES];

static struct {
    SRWLOCK lock; /* protects the pointer; the object is used without the lock */
    INapSoHConstructor *constructor;
} builders[PLACES];

static void renewReader(User *user, UINT32 place)
{
    INapSoHProcessor *fresh = NewProcessor();
    INapSoHProcessor *old;

    AcquireSRWLockExclusive(&readers[place].lock);
    old = readers[place].processor;
    StatementMake(&readers[place].statement, &user->chance, STATEMENT_MOST_ATTRIBUTES);
    FillProcessor(fresh, &readers[place].statement);
    readers[place].processor = fresh;
    ReleaseSRWLockExclusive(&readers[place].lock);
    if (old) {
        INapSoHProcessor_Release(old);
    }
}

void UseSharedProcessor(User *user)
{
    UINT32 place = ChanceBelow(&user->chance, PLACES);

    if (ChanceOneIn(&user->chance, 200)) {
        renewReader(user, place);
        return;
    }
    AcquireSRWLockShared(&readers[place].lock);
    for (int i = 0; i < 4; i++) {
        const Statement *statement = &readers[place].statement;

        ReadAttribute(readers[place].processor, statement,
                      (UINT16)ChanceBelow(&user->chance, statement->soh.count));
    }
    ReleaseSRWLockShared(&readers[place].lock);
}

static INapSoHConstructor *newBuilder(void)
{
    INapSoHConstructor *fresh = NewConstructor();

    CHECK_HRESULT(INapSoHConstructor_Initialize(fresh, 0x00013700, TRUE), S_OK);
    return fresh;
}

static INapSoHConstructor *takeBuilder(UINT32 place)
{
    INapSoHConstructor *constructor;

    AcquireSRWLockShared(&builders[place].lock);
    constructor = builders[place].constructor;
    INapSoHConstructor_AddRef(constructor);
    ReleaseSRWLockShared(&builders[place].lock);
    return constructor;
}

/* Does nothing if another thread has replaced it already. */
static void replaceBuilder(UINT32 place, INapSoHConstructor *full)
{
    INapSoHConstructor *useless = newBuilder();

    AcquireSRWLockExclusive(&builders[place].lock);
    if (builders[place].constructor == full) {
        builders[place].constructor = useless;
        useless = full;
    }
    ReleaseSRWLockExclusive(&builders[place].lock);
    INapSoHConstructor_Release(useless);
}

/* Appends a value that can be checked: all its bytes equal its size. */
static BOOL appendPattern(User *user, INapSoHConstructor *constructor)
{
    BYTE bytes[120];
    UINT16 size = (UINT16)(1 + ChanceBelow(&user->chance, sizeof bytes));
    const SoHAttributeValue value = {.octetStringVal = {size, bytes}};
    HRESULT hr;

    memset(bytes, size, size);
    hr = INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeProductName, &value);
    CHECK(hr == S_OK || hr == E_INVALIDARG);
    return hr == S_OK;
}

static BOOL isPattern(const SoHAttribute *attribute)
{
    BOOL is = attribute->type == sohAttributeTypeProductName && attribute->size != 0;

    for (UINT16 i = 0; is && i < attribute->size; i++) {
        is = attribute->value[i] == attribute->size;
    }
    return is;
}

static void readPatterns(INapSoHConstructor *constructor, BOOL isFull)
{
    SoH *soh = NULL;

    CHECK_HRESULT(INapSoHConstructor_GetSoH(constructor, &soh), S_OK);
    CHECK(soh->count >= 1 && soh->count <= STATEMENT_MOST_ATTRIBUTES);
    CHECK(!isFull || soh->count == STATEMENT_MOST_ATTRIBUTES);
    CHECK(memcmp(soh->attributes[0].value, "\0\1\x37\0", 4) == 0);
    for (UINT16 i = 1; i < soh->count; i++) {
        CHECK(isPattern(&soh->attributes[i]));
    }
    qutil.FreeSoH(soh);
}

void UseSharedConstructor(User *user)
{
    UINT32 place = ChanceBelow(&user->chance, PLACES);
    INapSoHConstructor *constructor = takeBuilder(place);

    if (ChanceOneIn(&user->chance, 8)) {
        readPatterns(constructor, FALSE);
    } else if (!appendPattern(user, constructor)) {
        readPatterns(constructor, TRUE);
        replaceBuilder(place, constructor);
    }
    INapSoHConstructor_Release(constructor);
}

void SharedBegin(User *user)
{
    for (UINT32 i = 0; i < PLACES; i++) {
        renewReader(user, i);
        builders[i].constructor = newBuilder();
    }
}

void SharedEnd(void)
{
    for (UINT32 i = 0; i < PLACES; i++) {
        CHECK(INapSoHProcessor_Release(readers[i].processor) == 0);
        CHECK(INapSoHConstructor_Release(builders[i].constructor) == 0);
        readers[i].processor = NULL;
        builders[i].constructor = NULL;
    }
}
