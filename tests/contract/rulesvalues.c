/* SPDX-License-Identifier: MIT */
/*
 * Rules for the values of each attribute type: their bytes, and that the bytes are read back as the
 * same value.
 */
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
        {.codesVal = {4, (HRESULT[]){0, (HRESULT)0x80270001, 0x01020304, -1}}},                    \
            ATTRIBUTE(number, 0, 0, 0, 0, 0x80, 0x27, 0, 1, 1, 2, 3, 4, 255, 255, 255, 255)        \
    }
#define TIME(number)                                                                               \
    {                                                                                              \
        {.dateTimeVal = {0x05060708, 0x01020304}}, ATTRIBUTE(number, 1, 2, 3, 4, 5, 6, 7, 8)       \
    }
/* Values outside the enumeration are allowed. */
#define BYTE_OF(number)                                                                            \
    {                                                                                              \
        {.uint8Val = 0xF5}, ATTRIBUTE(number, 0xF5)                                                \
    }

static const Row rows[] = {
    [ID] = {{.idVal = 0x01020304}, ATTRIBUTE(2, 1, 2, 3, 4)},
    [IPV4] = {{.v4AddressesVal = {3,
                                  (Ipv4Address[]){{{192, 0, 2, 1}}, {{198, 51, 100, 7}}, {{0}}}}},
              ATTRIBUTE(3, 192, 0, 2, 1, 198, 51, 100, 7, 0, 0, 0, 0)},
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
    [IPV6] = {{.v6AddressesVal =
                   {2, (Ipv6Address[]){{{0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
                                       {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}}}}},
              ATTRIBUTE(15, 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5,
                        6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)},
    [ISOLATION_STATE] = BYTE_OF(16),
    [UNKNOWN] = OCTETS(17),
    [HIGHEST] = {{.octetStringVal = {BYTES(0x3F, 0xFF)}}, ATTRIBUTE(0x3FFF, 0x3F, 0xFF)},
    [NO_CODES_AT_ALL] = {{.codesVal = {0, NULL}}, EMPTY_ATTRIBUTE(4)},
    [NO_VENDOR_DATA] = {{.vendorSpecificVal = {0x01020304, 0, NULL}}, ATTRIBUTE(7, 1, 2, 3, 4)},
    [NO_OCTETS] = {{.octetStringVal = {0, NULL}}, EMPTY_ATTRIBUTE(10)},
};

/* Builds an SoH with that value; *location is the value's place in it. */
static SoH *build(Trial *trial, const Row *row, BOOL isRequest, UINT16 *location)
{
    BOOL isId = row->attribute.type == sohAttributeTypeSystemHealthId;
    INapSoHConstructor *constructor =
        ConstructorBegin(trial, isId ? row->value.idVal : SOME_ID, isRequest);
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
    if (attribute->size <= 32 && attribute->value) {
        TextHex(text, attribute->value, attribute->size);
    }
}

/* The bytes are reported as the observation in any case. */
static void encodeRow(Trial *trial, const Row *row, BOOL isRequest)
{
    const SoHAttribute *expected = &row->attribute;
    UINT16 location;
    SoH *soh = build(trial, row, isRequest, &location);
    const SoHAttribute *found = &soh->attributes[location];
    Text text;
    BOOL isRight = found->type == expected->type && found->size == expected->size &&
                   (expected->size != 0 ? memcmp(found->value, expected->value, found->size) == 0
                                        : !found->value);

    TextInit(&text);
    describeBytes(&text, found);
    TrialSay(trial, "%s", TextChars(&text));
    TextFree(&text);
    trial->library->FreeSoH(soh);
    if (!isRight) {
        trial->end = TRIAL_FAILED;
    }
}

/* Reads attribute 1 of an SoH that is a request and a response. */
static void decodeRow(Trial *trial, const Row *row, BOOL isRequest)
{
    const UINT16 type = row->attribute.type;
    SoHAttribute attributes[] = {ID_ATTRIBUTE, row->attribute, ATTRIBUTE(14, 0)};
    const SoH soh = SOH_OF(attributes);
    const SoH onlyId = {1, (SoHAttribute[]){row->attribute}};
    const BOOL isId = type == sohAttributeTypeSystemHealthId;
    INapSoHProcessor *processor =
        ProcessorOver(trial, isId ? &onlyId : &soh, isId ? TRUE : isRequest);
    SoHAttributeType found = 0;
    SoHAttributeValue *value = NULL;

    TrialExpectHr(trial, "GetAttribute",
                  processor->lpVtbl->GetAttribute(processor, isId ? 0 : 1, &found, &value), S_OK);
    TrialExpectNumber(trial, "The type", (unsigned long)found, type);
    TrialExpect(trial, value != NULL, "GetAttribute gave no value");
    TrialExpect(trial, SohValueEqual(type, value, &row->value),
                "GetAttribute gives another value than these bytes mean");
    trial->library->FreeSoHAttributeValue(found, value);
    processor->lpVtbl->Release(processor);
}

static void encodes(Trial *trial, int which)
{
    encodeRow(trial, &rows[which], TRUE);
    if (trial->end == TRIAL_HELD) {
        encodeRow(trial, &rows[which], FALSE);
    }
}

static void comesBack(Trial *trial, int which)
{
    decodeRow(trial, &rows[which], TRUE);
    decodeRow(trial, &rows[which], FALSE);
}

/* Encodes and decodes. The rule ends at the first error. */
static void bothWays(Trial *trial, const Row *row)
{
    encodeRow(trial, row, TRUE);
    if (trial->end != TRIAL_HELD) {
        TrialFail(trial, "%s", "The value of an attribute has other bytes");
    }
    decodeRow(trial, row, TRUE);
}

static void everyUnknownType(Trial *trial, int parameter)
{
    for (int type = 17; type <= 0x3FFF; type += type < 300 || type > 0x3F00 ? 1 : 61) {
        const Row row = {{.octetStringVal = {BYTES(0xA5, 0x5A)}},
                         {(UINT16)type, BYTES(0xA5, 0x5A)}};

        bothWays(trial, &row);
    }
}

static void everyByte(Trial *trial, int parameter)
{
    static const UINT16 types[] = {8, 14, 16};

    for (int i = 0; i < 3 * 256; i++) {
        BYTE byte = (BYTE)(i / 3);
        Row row = {{.uint8Val = byte}, {types[i % 3], 1, &byte}};

        bothWays(trial, &row);
    }
}

static void everyId(Trial *trial, int parameter)
{
    const Row ids[] = {
        {{.idVal = 0}, ATTRIBUTE(2, 0, 0, 0, 0)},
        {{.idVal = 0x7FFFFFFF}, ATTRIBUTE(2, 0x7F, 0xFF, 0xFF, 0xFF)},
        {{.idVal = 0x80000000}, ATTRIBUTE(2, 0x80, 0, 0, 0)},
        {{.idVal = 0xFEDCBA98}, ATTRIBUTE(2, 0xFE, 0xDC, 0xBA, 0x98)},
        {{.idVal = 0xFFFFFFFF}, ATTRIBUTE(2, 0xFF, 0xFF, 0xFF, 0xFF)},
    };

    for (size_t i = 0; i < ARRAYSIZE(ids); i++) {
        bothWays(trial, &ids[i]);
    }
}

/* AppendAttribute refuses these types, but an SoH from another source can contain them. */
static void readsLowTypes(Trial *trial, int parameter)
{
    const Row low[] = {{{.octetStringVal = {BYTES(9, 8, 7)}}, ATTRIBUTE(0, 9, 8, 7)},
                       {{.octetStringVal = {BYTES(9, 8, 7)}}, ATTRIBUTE(1, 9, 8, 7)}};

    for (size_t i = 0; i < ARRAYSIZE(low); i++) {
        decodeRow(trial, &low[i], TRUE);
        decodeRow(trial, &low[i], FALSE);
    }
}

#define ROW(id, tag, name, bytes, which)                                                           \
    {"values." id ".bytes", tag, name ": its bytes in the SoH", bytes, encodes, which, 0},         \
    {                                                                                              \
        "values." id ".round-trip", RULE_EVIDENT, name ": these bytes are read as the value",      \
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
    ROW("health-class", RULE_CHOSEN, "HealthClass of any value", "1", HEALTH_CLASS),
    ROW("software-version", RULE_DOCUMENTED, "SoftwareVersion", "as given", SOFTWARE_VERSION),
    ROW("product-name", RULE_DOCUMENTED, "ProductName", "as given", PRODUCT_NAME),
    ROW("health-class-status", RULE_DOCUMENTED, "HealthClassStatus", "as given", CLASS_STATUS),
    ROW("soh-generation-time", RULE_CHOSEN, "SoHGenerationTime", "8, high word first, big-endian",
        GENERATION),
    ROW("error-codes", RULE_CHOSEN, "ErrorCodes", "4 each, big-endian", ERRORS),
    ROW("failure-category", RULE_CHOSEN, "FailureCategory of any value", "1", FAILURE_CATEGORY),
    ROW("ipv6-fixup-servers", RULE_DOCUMENTED, "Ipv6FixupServers", "16 each, as given", IPV6),
    ROW("extended-isolation-state", RULE_CHOSEN, "ExtendedIsolationState of any value", "1",
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
    {"values.system-health-id.any", RULE_CHOSEN, "SystemHealthId of any value, both ways",
     "4, big-endian", everyId, 0, 0},
    {"values.unknown.any", RULE_DOCUMENTED,
     "Every type from 17 to 0x3FFF is an octet string, both ways", "as given", everyUnknownType, 0,
     0},
    {"values.one-byte.any", RULE_CHOSEN,
     "HealthClass, FailureCategory and ExtendedIsolationState hold any byte, both ways", "0 to 255",
     everyByte, 0, 0},
    {"values.types-0-and-1", RULE_CHOSEN, "Types 0 and 1 are read as octet strings", "as given",
     readsLowTypes, 0, 0},
};

RULE_SECTION(RulesValues, "Values of attributes", rules);
