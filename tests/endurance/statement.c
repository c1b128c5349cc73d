/* SPDX-License-Identifier: MIT */
/* See statement.h. */
#include "statement.h"

#include "sohliteral.h"

#define POOL_SIZE    65536u
#define MOST_BYTES   4000u
#define HIGHEST_TYPE 0x3FFFu

static BYTE pool[POOL_SIZE];

void StatementsBegin(UINT32 seed)
{
    Chance chance = ChanceFrom(seed, 0);

    for (size_t i = 0; i < POOL_SIZE; i++) {
        pool[i] = (BYTE)ChanceBelow(&chance, 256);
    }
}

BYTE *ValueBytes(Chance *chance, UINT32 size)
{
    return pool + ChanceBelow(chance, POOL_SIZE - size);
}

static UINT32 bigEndian(const BYTE *bytes)
{
    return (UINT32)bytes[0] << 24 | (UINT32)bytes[1] << 16 | (UINT32)bytes[2] << 8 | bytes[3];
}

/* Mostly small, as agents' values are, sometimes as large as allowed. */
static UINT16 someSize(Chance *chance, UINT32 unit, UINT32 least)
{
    UINT32 most = (ChanceOneIn(chance, 64) ? MOST_BYTES : 48) / unit;

    return (UINT16)((least + ChanceBelow(chance, most + 1 - least)) * unit);
}

static UINT16 someSizeFor(UINT32 type, Chance *chance)
{
    switch (type) {
    case sohAttributeTypeSystemHealthId:
        return 4;
    case sohAttributeTypeIpv4FixupServers:
        return someSize(chance, 4, 1);
    case sohAttributeTypeComplianceResultCodes:
    case sohAttributeTypeErrorCodes:
        return someSize(chance, 4, 0);
    case sohAttributeTypeTimeOfLastUpdate:
    case sohAttributeTypeSoHGenerationTime:
        return 8;
    case sohAttributeTypeVendorSpecific:
        return someSize(chance, 1, 4);
    case sohAttributeTypeHealthClass:
    case sohAttributeTypeFailureCategory:
    case sohAttributeTypeExtendedIsolationState:
        return 1;
    case sohAttributeTypeIpv6FixupServers:
        return someSize(chance, 16, 1);
    default:
        return someSize(chance, 1, 0);
    }
}

static void setAttribute(SoHAttribute *attribute, UINT32 type, Chance *chance)
{
    attribute->type = (UINT16)type;
    attribute->size = someSizeFor(type, chance);
    attribute->value = attribute->size == 0 ? NULL : ValueBytes(chance, attribute->size);
}

/* A response may have only one list of each address family; here it gets none. */
static UINT32 someType(const Statement *statement, Chance *chance)
{
    UINT32 type = 3 + ChanceBelow(chance, 15);

    if (type > sohAttributeTypeExtendedIsolationState) {
        return type + ChanceBelow(chance, HIGHEST_TYPE + 1 - type);
    }
    if (!statement->isRequest &&
        (type == sohAttributeTypeIpv4FixupServers || type == sohAttributeTypeIpv6FixupServers)) {
        return sohAttributeTypeProductName;
    }
    return type;
}

void StatementMake(Statement *statement, Chance *chance, UINT32 most)
{
    UINT32 count = 2 + ChanceBelow(chance, most - 1);

    statement->isRequest = (BOOL)ChanceBelow(chance, 2);
    statement->soh.count = (UINT16)count;
    statement->soh.attributes = statement->attributes;
    setAttribute(&statement->attributes[0], sohAttributeTypeSystemHealthId, chance);
    statement->id = bigEndian(statement->attributes[0].value);
    for (UINT32 i = 1; i < count; i++) {
        setAttribute(&statement->attributes[i], someType(statement, chance), chance);
    }
    if (!statement->isRequest) {
        setAttribute(&statement->attributes[count - 1], sohAttributeTypeComplianceResultCodes,
                     chance);
    }
}

/* Appends an attribute. The statement has room for one too many. */
static SoHAttribute *addAttribute(Statement *statement, UINT32 type, Chance *chance)
{
    SoHAttribute *attribute = &statement->attributes[statement->soh.count++];

    setAttribute(attribute, type, chance);
    return attribute;
}

static void fillUp(Statement *statement, Chance *chance)
{
    while (statement->soh.count <= STATEMENT_MOST_ATTRIBUTES) {
        addAttribute(statement, sohAttributeTypeClientId, chance);
    }
}

static void takeResultsAway(Statement *statement)
{
    for (UINT16 i = 1; i < statement->soh.count; i++) {
        UINT16 type = statement->attributes[i].type;

        if (type == sohAttributeTypeComplianceResultCodes ||
            type == sohAttributeTypeFailureCategory) {
            statement->attributes[i].type = HIGHEST_TYPE;
        }
    }
    statement->isRequest = FALSE;
}

static void addServersTwice(Statement *statement, UINT32 type, Chance *chance)
{
    statement->soh.count = 1;
    addAttribute(statement, sohAttributeTypeComplianceResultCodes, chance);
    addAttribute(statement, type, chance);
    addAttribute(statement, type, chance);
    statement->isRequest = FALSE;
}

void StatementBreak(Statement *statement, Chance *chance)
{
    static const SoHAttribute wrongSizes[] = {
        {sohAttributeTypeIpv4FixupServers, 0, pool},
        {sohAttributeTypeIpv4FixupServers, 5, pool},
        {sohAttributeTypeComplianceResultCodes, 7, pool},
        {sohAttributeTypeTimeOfLastUpdate, 9, pool},
        {sohAttributeTypeClientId, MOST_BYTES + 1, pool},
        {sohAttributeTypeVendorSpecific, 3, pool},
        {sohAttributeTypeHealthClass, 0, pool},
        {sohAttributeTypeSoHGenerationTime, 4, pool},
        {sohAttributeTypeErrorCodes, 4004, pool},
        {sohAttributeTypeFailureCategory, 2, pool},
        {sohAttributeTypeIpv6FixupServers, 17, pool},
        {sohAttributeTypeExtendedIsolationState, 4, pool},
        {HIGHEST_TYPE, 65535, pool},
        {HIGHEST_TYPE + 1, 1, pool},
        {65535, 1, pool},
    };
    UINT16 last = (UINT16)(statement->soh.count - 1);

    switch (ChanceBelow(chance, 11)) {
    case 0:
        statement->soh.count = 0;
        break;
    case 1:
        statement->soh.attributes = NULL;
        break;
    case 2:
        fillUp(statement, chance);
        break;
    case 3:
        statement->attributes[0].type = sohAttributeTypeClientId;
        break;
    case 4:
        statement->attributes[0].size = (UINT16)(3 + 2 * ChanceBelow(chance, 2));
        break;
    case 5:
        setAttribute(&statement->attributes[last], sohAttributeTypeSystemHealthId, chance);
        break;
    case 6:
        setAttribute(&statement->attributes[last], sohAttributeTypeHealthClass, chance);
        statement->attributes[last].value = NULL;
        break;
    case 7:
        takeResultsAway(statement);
        break;
    case 8:
        addServersTwice(statement, sohAttributeTypeIpv4FixupServers, chance);
        break;
    case 9:
        addServersTwice(statement, sohAttributeTypeIpv6FixupServers, chance);
        break;
    default:
        statement->attributes[last] = wrongSizes[ChanceBelow(chance, ARRAYSIZE(wrongSizes))];
        break;
    }
}

BOOL StatementEqual(const Statement *statement, const SoH *soh)
{
    return soh && soh->attributes && SohEqual(soh, &statement->soh);
}

/* The pointer that a program passes for an array: NULL if it is empty. */
static void *elements(BYTE *bytes, UINT32 size)
{
    return size == 0 ? NULL : bytes;
}

static ResultCodes codesOf(const SoHAttribute *attribute, HRESULT *codes)
{
    ResultCodes result = {(UINT16)(attribute->size / 4), codes};

    for (UINT16 i = 0; i < result.count; i++) {
        codes[i] = (HRESULT)bigEndian(attribute->value + 4u * i);
    }
    return result;
}

SoHAttributeValue ValueOf(const SoHAttribute *attribute, ValueRoom *room)
{
    SoHAttributeValue value = {0};
    BYTE *bytes = attribute->value;
    UINT16 size = attribute->size;

    switch (attribute->type) {
    case sohAttributeTypeSystemHealthId:
        value.idVal = bigEndian(bytes);
        break;
    case sohAttributeTypeIpv4FixupServers:
        value.v4AddressesVal.count = (UINT16)(size / 4);
        value.v4AddressesVal.addresses = elements(bytes, size);
        break;
    case sohAttributeTypeIpv6FixupServers:
        value.v6AddressesVal.count = (UINT16)(size / 16);
        value.v6AddressesVal.addresses = elements(bytes, size);
        break;
    case sohAttributeTypeComplianceResultCodes:
    case sohAttributeTypeErrorCodes:
        value.codesVal = codesOf(attribute, room->codes);
        break;
    case sohAttributeTypeTimeOfLastUpdate:
    case sohAttributeTypeSoHGenerationTime:
        value.dateTimeVal.dwHighDateTime = bigEndian(bytes);
        value.dateTimeVal.dwLowDateTime = bigEndian(bytes + 4);
        break;
    case sohAttributeTypeVendorSpecific:
        value.vendorSpecificVal.vendorId = bigEndian(bytes);
        value.vendorSpecificVal.size = (UINT16)(size - 4);
        value.vendorSpecificVal.vendorSpecificData = elements(bytes + 4, size - 4u);
        break;
    case sohAttributeTypeHealthClass:
    case sohAttributeTypeFailureCategory:
    case sohAttributeTypeExtendedIsolationState:
        value.uint8Val = bytes[0];
        break;
    default:
        value.octetStringVal.size = size;
        value.octetStringVal.data = elements(bytes, size);
        break;
    }
    return value;
}

BOOL ValueEqual(const SoHAttribute *attribute, const SoHAttributeValue *value)
{
    ValueRoom room;
    const SoHAttributeValue wanted = ValueOf(attribute, &room);

    return SohValueEqual(attribute->type, value, &wanted);
}
