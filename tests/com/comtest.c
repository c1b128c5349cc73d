/* SPDX-License-Identifier: MIT */
/* See comtest.h. The ids of NAP are defined here, as our headers state them. */
#include <initguid.h>

#include "comtest.h"

#include "path.h"

QutilDll server;

int ServerSetUp(void **state)
{
    WCHAR *path = PathBeside(L"qutil.dll");

    return path && QutilDllLoad(&server, path) ? 0 : -1;
}

INapSoHConstructor *TestConstructorNew(void)
{
    INapSoHConstructor *constructor = NULL;

    assert_hresult(ObjectCreate(&server, &CLSID_NapSoHConstructor, &IID_INapSoHConstructor,
                                (void **)&constructor),
                   S_OK);
    assert_non_null(constructor);
    return constructor;
}

INapSoHConstructor *TestConstructorBegin(SystemHealthEntityId id, BOOL isRequest)
{
    INapSoHConstructor *constructor = TestConstructorNew();

    assert_hresult(INapSoHConstructor_Initialize(constructor, id, isRequest), S_OK);
    return constructor;
}

SoH *TestConstructorSoH(INapSoHConstructor *constructor)
{
    SoH *soh = SENTINEL;

    assert_hresult(INapSoHConstructor_GetSoH(constructor, &soh), S_OK);
    assert_non_null(soh);
    assert_ptr_not_equal(soh, SENTINEL);
    return soh;
}

void TestConstructorExpect(INapSoHConstructor *constructor, const SoH *expected)
{
    SoH *soh = TestConstructorSoH(constructor);

    assert_true(SohEqual(soh, expected));
    FreeSoH(soh);
}

INapSoHProcessor *TestProcessorNew(void)
{
    INapSoHProcessor *processor = NULL;

    assert_hresult(
        ObjectCreate(&server, &CLSID_NapSoHProcessor, &IID_INapSoHProcessor, (void **)&processor),
        S_OK);
    assert_non_null(processor);
    return processor;
}

INapSoHProcessor *TestProcessorOver(const SoH *soh, BOOL isRequest)
{
    INapSoHProcessor *processor = TestProcessorNew();

    assert_hresult(INapSoHProcessor_Initialize(processor, soh, isRequest, NULL), S_OK);
    return processor;
}

void TestProcessorExpectEmpty(INapSoHProcessor *processor)
{
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SENTINEL;
    UINT16 number = 0xBEEF;

    assert_hresult(INapSoHProcessor_GetNumberOfAttributes(processor, &number),
                   NAP_E_NOT_INITIALIZED);
    assert_hresult(INapSoHProcessor_FindNextAttribute(processor, 0, 2, &number),
                   NAP_E_NOT_INITIALIZED);
    assert_int_equal(number, 0xBEEF);
    assert_hresult(INapSoHProcessor_GetAttribute(processor, 0, &type, &value),
                   NAP_E_NOT_INITIALIZED);
    assert_null(value);
}

/*
 * A processor has no method that returns bytes, so the value goes through a constructor of a
 * request. The id in that request doesn't matter.
 */
static void expectValue(const SoHAttribute *expected, SoHAttributeType type,
                        const SoHAttributeValue *value)
{
    INapSoHConstructor *constructor;
    SoH *soh;

    assert_int_equal(type, expected->type);
    if (type == sohAttributeTypeSystemHealthId) {
        constructor = TestConstructorBegin(value->idVal, TRUE);
    } else {
        constructor = TestConstructorBegin(0, TRUE);
        assert_hresult(INapSoHConstructor_AppendAttribute(constructor, type, value), S_OK);
    }
    soh = TestConstructorSoH(constructor);
    assert_int_equal(soh->attributes[soh->count - 1].size, expected->size);
    if (expected->size != 0) {
        assert_memory_equal(soh->attributes[soh->count - 1].value, expected->value, expected->size);
    }
    FreeSoH(soh);
    INapSoHConstructor_Release(constructor);
}

void TestProcessorExpect(INapSoHProcessor *processor, const SoH *expected)
{
    UINT16 count = 0xBEEF;

    assert_hresult(INapSoHProcessor_GetNumberOfAttributes(processor, &count), S_OK);
    assert_int_equal(count, expected->count);
    for (UINT16 i = 0; i < count; i++) {
        SoHAttributeType type = 0;
        SoHAttributeValue *value = SENTINEL;

        assert_hresult(INapSoHProcessor_GetAttribute(processor, i, &type, &value), S_OK);
        expectValue(&expected->attributes[i], type, value);
        FreeSoHAttributeValue(type, value);
    }
}
