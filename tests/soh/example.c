/* SPDX-License-Identifier: MIT */
/* The worked example of docs/soh.md: its bytes give its values, and its values give its bytes. */
#include "qutiltest.h"

#include <string.h>

#include "allocator.h"
#include "sohbuilder.h"
#include "sohliteral.h"
#include "tlv.h"
#include "soh/attribute.h"
#include "soh/statement.h"
#include "soh/validity.h"

/* clang-format off */
static const BYTE example[] = {
    0x00, 0x02, 0x00, 0x04, 0x00, 0x01, 0x37, 0x80,
    0x00, 0x08, 0x00, 0x01, 0x00,
    0x00, 0x04, 0x00, 0x04, 0x80, 0x00, 0x40, 0x05,
    0x00, 0x0E, 0x00, 0x01, 0x02,
    0x00, 0x0A, 0x00, 0x04, 0x46, 0x00, 0x57, 0x00,
    0x00, 0x05, 0x00, 0x08, 0x01, 0xCA, 0x78, 0xD8, 0x58, 0xEE, 0x1E, 0xF0,
    0x00, 0x03, 0x00, 0x08, 0xC0, 0x00, 0x02, 0x01, 0xC6, 0x33, 0x64, 0xFE,
    0x00, 0x07, 0x00, 0x06, 0x00, 0x00, 0x01, 0x37, 0x5A, 0xA5,
};
/* clang-format on */

static HRESULT code = (HRESULT)0x80004005;
static BYTE product[] = {'F', 0, 'W', 0};
static BYTE vendorData[] = {0x5A, 0xA5};
static Ipv4Address servers[] = {{{192, 0, 2, 1}}, {{198, 51, 100, 254}}};

static const struct {
    SoHAttributeType type;
    SoHAttributeValue value;
} appended[] = {
    {sohAttributeTypeHealthClass, {.uint8Val = healthClassFirewall}},
    {sohAttributeTypeComplianceResultCodes, {.codesVal = {1, &code}}},
    {sohAttributeTypeFailureCategory, {.uint8Val = failureCategoryClientComponent}},
    {sohAttributeTypeProductName, {.octetStringVal = {4, product}}},
    {sohAttributeTypeTimeOfLastUpdate,
     {.dateTimeVal = {.dwLowDateTime = 0x58EE1EF0, .dwHighDateTime = 0x01CA78D8}}},
    {sohAttributeTypeIpv4FixupServers, {.v4AddressesVal = {2, servers}}},
    {sohAttributeTypeVendorSpecific, {.vendorSpecificVal = {311, 2, vendorData}}},
};

static void buildsTheExample(void **state)
{
    SohStatement statement;
    SoH *soh = SENTINEL;
    BYTE bytes[sizeof(example) + 1];

    SohStatementInit(&statement);
    assert_hresult(SohStatementBegin(&statement, 79744), S_OK);
    for (size_t i = 0; i < ARRAYSIZE(appended); i++) {
        assert_hresult(SohStatementAppend(&statement, appended[i].type, &appended[i].value, FALSE),
                       S_OK);
    }
    assert_hresult(SohStatementWrite(&statement, &soh), S_OK);
    assert_int_equal(FormatTlvs(soh, bytes, sizeof(bytes)), sizeof(example));
    assert_memory_equal(bytes, example, sizeof(example));
    AllocatorFreeSoH(soh);
    SohStatementClear(&statement);
}

static void assertReads(const SohStatement *statement, UINT16 location)
{
    SoHAttributeValue *value = SENTINEL;
    SoHAttributeType type;

    assert_hresult(SohStatementGet(statement, location, &type, &value), S_OK);
    assert_int_equal(type, appended[location - 1].type);
    assert_true(SohValueEqual(type, value, &appended[location - 1].value));
    SohAttributeFree(type, value);
}

static void readsTheExample(void **state)
{
    SoH *soh = ParseTlvs(example, sizeof(example));
    SohStatement statement;

    assert_non_null(soh);
    assert_hresult(SohValidate(soh, FALSE), S_OK);
    SohStatementInit(&statement);
    assert_hresult(SohStatementRead(&statement, soh, FALSE), S_OK);
    DestroySoH(soh);
    assert_int_equal(SohStatementSystemHealthId(&statement), 79744);
    assert_int_equal(SohStatementCount(&statement), 1 + ARRAYSIZE(appended));
    for (UINT16 i = 1; i < SohStatementCount(&statement); i++) {
        assertReads(&statement, i);
    }
    SohStatementClear(&statement);
}

/* The example is a request as well: a request needs less. */
static void judgesTheExample(void **state)
{
    SoH *soh = ParseTlvs(example, sizeof(example));

    assert_non_null(soh);
    assert_hresult(SohValidate(soh, TRUE), S_OK);
    DestroySoH(soh);
    soh = ParseTlvs(example, 13);
    assert_non_null(soh);
    assert_hresult(SohValidate(soh, TRUE), S_OK);
    assert_hresult(SohValidate(soh, FALSE), NAP_E_INVALID_PACKET);
    DestroySoH(soh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(buildsTheExample),
        spied_test(readsTheExample),
        spied_test(judgesTheExample),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
