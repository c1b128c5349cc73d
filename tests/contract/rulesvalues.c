/* SPDX-License-Identifier: MIT */
/* What the value of each type of attribute is as bytes, and that it comes back. */
#include "objects.h"

#include <string.h>

typedef struct Row {
    SoHAttributeValue value;
    SoHAttribute attribute;
} Row;

enum {
    ID,
    IPV4,
    COMPLIANCE,
    LAST_UPDATE,
    CLIENT_ID,
    VENDOR,
    HEALTH_CLASS,
    SOFTWARE_VERSION,
    PRODUCT_NAME,
    CLASS_STATUS,
    GENERATION,
    ERRORS,
    FAILURE_CATEGORY,
    IPV6,
    ISOLATION_STATE,
    UNKNOWN,
    HIGHEST,
    NO_CODES_AT_ALL,
    NO_VENDOR_DATA,
    NO_OCTETS
};

#define OCTETS(number)                                                                             \
    {                                                                                              \
        {.octetStringVal = {BYTES(0, 1, 0xFE, 0xFF, number)}},                                     \
            ATTRIBUTE(number, 0, 1, 0xFE, 0xFF, number)                                            \
    }
#define CODES(number)                                                                              \
    {                                                                                              \
        {.codesVal = {3, (HRESULT[]){0, (HRESULT)0x80270001, 0x01020304}}},                        \
            ATTRIBUTE(number, 0, 0, 0, 0, 0x80, 0x27, 0, 1, 1, 2, 3, 4)                            \
    }
#define TIME(number)                                                                               \
    {                                                                                              \
        {.dateTimeVal = {0x05060708, 0x01020304}}, ATTRIBUTE(number, 1, 2, 3, 4, 5, 6, 7, 8)       \
    }
/* The value isn't range-checked. */
#define BYTE_OF(number)                                                                            \
    {                                                                                              \
        {.uint8Val = 0xF5}, ATTRIBUTE(number, 0xF5)                                                \
    }

static const Row rows[] = {
    [ID] = {{.idVal = 0x01020304}, ATTRIBUTE(2, 1, 2, 3, 4)},
    [IPV4] = {{.v4AddressesVal = {2, (Ipv4Address[]){{{192, 0, 2, 1}}, {{198, 51, 100, 7}}}}},
              ATTRIBUTE(3, 192, 0, 2, 1, 198, 51, 100, 7)},
    [COMPLIANCE] = CODES(4),
    [LAST_UPDATE] = TIME(5),
    [CLIENT_ID] = OCTETS(6),
    [VENDOR] = {{.vendorSpecificVal = {0x01020304, BYTES(9, 8, 7)}},
                ATTRIBUTE(7, 1, 2, 3, 4, 9, 8, 7)},
    [HEALTH_CLASS] = BYTE_OF(8),
    [SOFTWARE_VERSION] = OCTETS(9),
    [PRODUCT_NAME] = OCTETS(10),
    [CLASS_STATUS] = OCTETS(11),
    [GENERATION] = TIME(12),
    [ERRORS] = CODES(13),
    [FAILURE_CATEGORY] = BYTE_OF(14),
    [IPV6] = {{.v6AddressesVal = {1, (Ipv6Address[]){{{0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0,
                                                       0, 0, 0, 1}}}}},
              ATTRIBUTE(15, 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)},
    [ISOLATION_STATE] = BYTE_OF(16),
    [UNKNOWN] = OCTETS(17),
    [HIGHEST] = {{.octetStringVal = {BYTES(0x3F, 0xFF)}}, ATTRIBUTE(0x3FFF, 0x3F, 0xFF)},
    [NO_CODES_AT_ALL] = {{.codesVal = {0, NULL}}, EMPTY_ATTRIBUTE(4)},
    [NO_VENDOR_DATA] = {{.vendorSpecificVal = {0x01020304, 0, NULL}}, ATTRIBUTE(7, 1, 2, 3, 4)},
    [NO_OCTETS] = {{.octetStringVal = {0, NULL}}, EMPTY_ATTRIBUTE(10)},
};

/* An SoH with that value, and where in it the value is. */
static SoH *build(Trial *trial, const Row *row, UINT16 *location)
{
    BOOL isId = row->attribute.type == sohAttributeTypeSystemHealthId;
    INapSoHConstructor *constructor =
        ConstructorBegin(trial, isId ? row->value.idVal : SOME_ID, TRUE);
    SoH *soh;

    if (!isId) {
        ConstructorAppend(trial, constructor, (SoHAttributeType)row->attribute.type, &row->value);
    }
    soh = ConstructorSoH(trial, constructor);
    constructor->lpVtbl->Release(constructor);
    *location = isId ? 0 : 1;
    TrialExpectNumber(trial, "The number of attributes", soh->count, *location + 1ul);
    return soh;
}

static void describeBytes(Text *text, const SoHAttribute *attribute)
{
    TextFormat(text, "type %u, %u bytes ", attribute->type, attribute->size);
    if (attribute->size <= 32 && attribute->value != NULL) {
        TextHex(text, attribute->value, attribute->size);
    }
}

static void encodes(Trial *trial, int which)
{
    const SoHAttribute *expected = &rows[which].attribute;
    UINT16 location;
    SoH *soh = build(trial, &rows[which], &location);
    const SoHAttribute *found = &soh->attributes[location];
    Text text;

    TextInit(&text);
    describeBytes(&text, found);
    TrialSay(trial, "%s", TextChars(&text));
    TextFree(&text);
    if (found->type != expected->type || found->size != expected->size ||
        (expected->size != 0 && memcmp(found->value, expected->value, expected->size) != 0)) {
        trial->end = TRIAL_FAILED;
    }
    trial->library->FreeSoH(soh);
}

static BOOL sameBlock(const void *a, const void *b, size_t size)
{
    return size == 0 || (a != NULL && b != NULL && memcmp(a, b, size) == 0);
}

static BOOL sameValue(int type, const SoHAttributeValue *a, const SoHAttributeValue *b)
{
    switch (type) {
    case 2:
        return a->idVal == b->idVal;
    case 3:
        return a->v4AddressesVal.count == b->v4AddressesVal.count &&
               sameBlock(a->v4AddressesVal.addresses, b->v4AddressesVal.addresses,
                         4u * b->v4AddressesVal.count);
    case 4:
    case 13:
        return a->codesVal.count == b->codesVal.count &&
               sameBlock(a->codesVal.results, b->codesVal.results, 4u * b->codesVal.count);
    case 5:
    case 12:
        return a->dateTimeVal.dwHighDateTime == b->dateTimeVal.dwHighDateTime &&
               a->dateTimeVal.dwLowDateTime == b->dateTimeVal.dwLowDateTime;
    case 7:
        return a->vendorSpecificVal.vendorId == b->vendorSpecificVal.vendorId &&
               a->vendorSpecificVal.size == b->vendorSpecificVal.size &&
               sameBlock(a->vendorSpecificVal.vendorSpecificData,
                         b->vendorSpecificVal.vendorSpecificData, b->vendorSpecificVal.size);
    case 8:
    case 14:
    case 16:
        return a->uint8Val == b->uint8Val;
    case 15:
        return a->v6AddressesVal.count == b->v6AddressesVal.count &&
               sameBlock(a->v6AddressesVal.addresses, b->v6AddressesVal.addresses,
                         16u * b->v6AddressesVal.count);
    default:
        return a->octetStringVal.size == b->octetStringVal.size &&
               sameBlock(a->octetStringVal.data, b->octetStringVal.data, b->octetStringVal.size);
    }
}

static void comesBack(Trial *trial, int which)
{
    const Row *row = &rows[which];
    UINT16 location;
    SoH *soh = build(trial, row, &location);
    INapSoHProcessor *processor = ProcessorOver(trial, soh, TRUE);
    SoHAttributeType type = 0;
    SoHAttributeValue *value = NULL;

    TrialExpectHr(trial, "GetAttribute",
                  processor->lpVtbl->GetAttribute(processor, location, &type, &value), S_OK);
    TrialExpectNumber(trial, "The type", (unsigned long)type, row->attribute.type);
    TrialExpect(trial, value != NULL, "GetAttribute gave no value");
    TrialExpect(trial, sameValue(row->attribute.type, value, &row->value),
                "GetAttribute gives another value than the one that was appended");
    trial->library->FreeSoHAttributeValue(type, value);
    processor->lpVtbl->Release(processor);
    trial->library->FreeSoH(soh);
}

#define ROW(id, tag, name, bytes, which)                                                           \
    {"values." id ".bytes", tag, name ": its bytes in the SoH", bytes, encodes, which, 0},         \
    {                                                                                              \
        "values." id ".round-trip", RULE_EVIDENT, name ": what was appended comes back",           \
            "the same value", comesBack, which, 0                                                  \
    }

static const Rule rules[] = {
    ROW("system-health-id", RULE_CHOSEN, "SystemHealthId", "4, big-endian", ID),
    ROW("ipv4-fixup-servers", RULE_DOCUMENTED, "Ipv4FixupServers", "4 each, as given", IPV4),
    ROW("compliance-result-codes", RULE_CHOSEN, "ComplianceResultCodes", "4 each, big-endian",
        COMPLIANCE),
    ROW("time-of-last-update", RULE_CHOSEN, "TimeOfLastUpdate", "8, high word first, big-endian",
        LAST_UPDATE),
    ROW("client-id", RULE_DOCUMENTED, "ClientId", "as given", CLIENT_ID),
    ROW("vendor-specific", RULE_CHOSEN, "VendorSpecific", "id 4, big-endian, then the data",
        VENDOR),
    ROW("health-class", RULE_CHOSEN, "HealthClass, whatever the value", "1", HEALTH_CLASS),
    ROW("software-version", RULE_DOCUMENTED, "SoftwareVersion", "as given", SOFTWARE_VERSION),
    ROW("product-name", RULE_DOCUMENTED, "ProductName", "as given", PRODUCT_NAME),
    ROW("health-class-status", RULE_DOCUMENTED, "HealthClassStatus", "as given", CLASS_STATUS),
    ROW("soh-generation-time", RULE_CHOSEN, "SoHGenerationTime", "8, high word first, big-endian",
        GENERATION),
    ROW("error-codes", RULE_CHOSEN, "ErrorCodes", "4 each, big-endian", ERRORS),
    ROW("failure-category", RULE_CHOSEN, "FailureCategory, whatever the value", "1",
        FAILURE_CATEGORY),
    ROW("ipv6-fixup-servers", RULE_DOCUMENTED, "Ipv6FixupServers", "16 each, as given", IPV6),
    ROW("extended-isolation-state", RULE_CHOSEN, "ExtendedIsolationState, whatever the value", "1",
        ISOLATION_STATE),
    ROW("unknown", RULE_DOCUMENTED, "An unknown type (17), as an octet string", "as given",
        UNKNOWN),
    ROW("highest", RULE_CHOSEN, "The highest type (0x3FFF), as an octet string", "as given",
        HIGHEST),
    ROW("no-codes", RULE_DOCUMENTED, "ComplianceResultCodes without a code", "none",
        NO_CODES_AT_ALL),
    ROW("no-vendor-data", RULE_DOCUMENTED, "VendorSpecific without data: size doesn't count the id",
        "id 4", NO_VENDOR_DATA),
    ROW("no-octets", RULE_DOCUMENTED, "An octet string without octets", "none", NO_OCTETS),
};

RULE_SECTION(RulesValues, "Values of attributes", rules);
