/* SPDX-License-Identifier: MIT */
/*
 * What makes an SoH valid, one statement for each rule. Validate and the processor's Initialize
 * must agree on it, as a request and as a response.
 */
#include "objects.h"

#include <string.h>

/* Read as both kinds, or as one. */
enum { VALID = 1, INVALID = 0, UNASKED = -1 };

typedef struct Row {
    SoH soh;
    int asRequest;
    int asResponse;
} Row;

#define ONE(...)                                                                                   \
    (SoHAttribute[])                                                                               \
    {                                                                                              \
        ID_ATTRIBUTE, ATTRIBUTE(14, 0), __VA_ARGS__                                                \
    }
#define THREE(...)                                                                                 \
    {                                                                                              \
        3, ONE(__VA_ARGS__)                                                                        \
    }
#define FOUR(...)                                                                                  \
    {                                                                                              \
        4, ONE(__VA_ARGS__)                                                                        \
    }
#define SIZED(type, size)                                                                          \
    {                                                                                              \
        3, ONE({type, size, room})                                                                 \
    }

static BYTE room[0x10000]; /* for values whose bytes don't matter */

static void judge(Trial *trial, const SoH *soh, BOOL isRequest, int verdict)
{
    const HRESULT expected = verdict == VALID ? S_OK : NAP_E_INVALID_PACKET;
    INapSoHConstructor *constructor = ConstructorNew(trial);
    INapSoHProcessor *processor = ProcessorNew(trial);
    SystemHealthEntityId id = 0;
    HRESULT validated;
    HRESULT initialized;

    if (verdict == UNASKED) {
        return;
    }
    validated = constructor->lpVtbl->Validate(constructor, soh, isRequest);
    initialized = processor->lpVtbl->Initialize(processor, soh, isRequest, &id);
    TrialExpectHr(trial, isRequest ? "Validate as a request" : "Validate as a response", validated,
                  expected);
    TrialExpectHr(trial,
                  isRequest ? "Processor.Initialize as a request"
                            : "Processor.Initialize as a response",
                  initialized, expected);
    constructor->lpVtbl->Release(constructor);
    processor->lpVtbl->Release(processor);
}

static void judgeBoth(Trial *trial, const SoH *soh, int asRequest, int asResponse)
{
    judge(trial, soh, TRUE, asRequest);
    judge(trial, soh, FALSE, asResponse);
}

enum {
    ID_ALONE,
    AGENT_SAMPLE,
    AGENT_ITSELF,
    WITH_CODES,
    WITH_EMPTY_CODES,
    WITH_CATEGORY,
    NO_RESULT,
    HEALTH_GROUPS,
    UNKNOWN_TYPES,
    LOW_TYPES,
    HIGH_TYPE,
    NO_VALUE,
    NULL_VALUE,
    SIZE_4000,
    SIZE_4001,
    NO_ATTRIBUTES,
    NULL_ATTRIBUTES,
    ID_MISSING,
    ID_SECOND,
    ID_TWICE,
    ID_SIZE,
    TWO_IPV4,
    TWO_IPV6,
    ONE_OF_EACH,
    SIZE_3A,
    SIZE_3B,
    SIZE_4A,
    SIZE_5A,
    SIZE_5B,
    SIZE_7A,
    SIZE_8A,
    SIZE_8B,
    SIZE_12A,
    SIZE_12B,
    SIZE_13A,
    SIZE_14A,
    SIZE_14B,
    SIZE_15A,
    SIZE_15B,
    SIZE_16A,
    SIZE_16B
};

static const Row rows[] = {
    [ID_ALONE] = {{1, (SoHAttribute[]){ID_ATTRIBUTE}}, VALID, INVALID},
    [AGENT_SAMPLE] = {{2, (SoHAttribute[]){ID_ATTRIBUTE, ATTRIBUTE(7, 0, 1, 0x37, 0, 1, 2)}},
                      VALID,
                      UNASKED},
    [AGENT_ITSELF] = {{3, (SoHAttribute[]){ID_ATTRIBUTE, ATTRIBUTE(14, 1),
                                           ATTRIBUTE(13, 0x80, 0, 0x40, 5)}},
                      VALID,
                      UNASKED},
    [WITH_CODES] = {{2, (SoHAttribute[]){ID_ATTRIBUTE, ATTRIBUTE(4, 0, 0, 0, 0)}}, VALID, VALID},
    [WITH_EMPTY_CODES] = {{2, (SoHAttribute[]){ID_ATTRIBUTE, EMPTY_ATTRIBUTE(4)}}, UNASKED, VALID},
    [WITH_CATEGORY] = {{2, (SoHAttribute[]){ID_ATTRIBUTE, ATTRIBUTE(14, 0)}}, VALID, VALID},
    [NO_RESULT] = {{2, (SoHAttribute[]){ID_ATTRIBUTE, ATTRIBUTE(13, 0x80, 0, 0x40, 5)}},
                   VALID,
                   INVALID},
    [HEALTH_GROUPS] = {{7, (SoHAttribute[]){ID_ATTRIBUTE, ATTRIBUTE(8, 0), ATTRIBUTE(4, 0, 0, 0, 0),
                                            ATTRIBUTE(10, 1), ATTRIBUTE(8, 1),
                                            ATTRIBUTE(4, 0, 0, 0, 1), ATTRIBUTE(10, 2)}},
                       VALID,
                       VALID},
    [UNKNOWN_TYPES] = {FOUR(ATTRIBUTE(17, 1), EMPTY_ATTRIBUTE(0x3FFF)), VALID, VALID},
    [LOW_TYPES] = {FOUR(ATTRIBUTE(0, 1), ATTRIBUTE(1, 1)), VALID, VALID},
    [HIGH_TYPE] = {THREE(ATTRIBUTE(0x4000, 1)), INVALID, INVALID},
    [NO_VALUE] = {THREE(EMPTY_ATTRIBUTE(10)), VALID, VALID},
    [NULL_VALUE] = {THREE({10, 1, NULL}), INVALID, INVALID},
    [SIZE_4000] = {SIZED(10, 4000), VALID, VALID},
    [SIZE_4001] = {SIZED(10, 4001), INVALID, INVALID},
    [NO_ATTRIBUTES] = {{0, (SoHAttribute[]){ID_ATTRIBUTE}}, INVALID, INVALID},
    [NULL_ATTRIBUTES] = {{1, NULL}, INVALID, INVALID},
    [ID_MISSING] = {{1, (SoHAttribute[]){ATTRIBUTE(14, 0)}}, INVALID, INVALID},
    [ID_SECOND] = {{2, (SoHAttribute[]){ATTRIBUTE(14, 0), ID_ATTRIBUTE}}, INVALID, INVALID},
    [ID_TWICE] = {THREE(ID_ATTRIBUTE), INVALID, INVALID},
    [ID_SIZE] = {{2, (SoHAttribute[]){{2, 5, room}, ATTRIBUTE(14, 0)}}, INVALID, INVALID},
    [TWO_IPV4] = {FOUR({3, 4, room}, {3, 4, room}), VALID, INVALID},
    [TWO_IPV6] = {FOUR({15, 16, room}, {15, 16, room}), VALID, INVALID},
    [ONE_OF_EACH] = {FOUR({3, 4, room}, {15, 16, room}), VALID, VALID},
    [SIZE_3A] = {SIZED(3, 0), INVALID, INVALID},
    [SIZE_3B] = {SIZED(3, 5), INVALID, INVALID},
    [SIZE_4A] = {SIZED(4, 6), INVALID, INVALID},
    [SIZE_5A] = {SIZED(5, 7), INVALID, INVALID},
    [SIZE_5B] = {SIZED(5, 9), INVALID, INVALID},
    [SIZE_7A] = {SIZED(7, 3), INVALID, INVALID},
    [SIZE_8A] = {SIZED(8, 0), INVALID, INVALID},
    [SIZE_8B] = {SIZED(8, 2), INVALID, INVALID},
    [SIZE_12A] = {SIZED(12, 7), INVALID, INVALID},
    [SIZE_12B] = {SIZED(12, 9), INVALID, INVALID},
    [SIZE_13A] = {SIZED(13, 3), INVALID, INVALID},
    [SIZE_14A] = {SIZED(14, 0), INVALID, INVALID},
    [SIZE_14B] = {SIZED(14, 2), INVALID, INVALID},
    [SIZE_15A] = {SIZED(15, 0), INVALID, INVALID},
    [SIZE_15B] = {SIZED(15, 20), INVALID, INVALID},
    [SIZE_16A] = {SIZED(16, 0), INVALID, INVALID},
    [SIZE_16B] = {SIZED(16, 2), INVALID, INVALID},
};

static void judgeRow(Trial *trial, int which)
{
    judgeBoth(trial, &rows[which].soh, rows[which].asRequest, rows[which].asResponse);
}

/* Sizes of one type: this row and the next. */
static void judgeTwoRows(Trial *trial, int which)
{
    judgeRow(trial, which);
    judgeRow(trial, which + 1);
}

static void judgeCount(Trial *trial, int count)
{
    SoHAttribute attributes[101] = {ID_ATTRIBUTE};
    const SoH soh = {(UINT16)count, attributes};
    const int verdict = count <= 100 ? VALID : INVALID;

    for (size_t i = 1; i < ARRAYSIZE(attributes); i++) {
        attributes[i] = (SoHAttribute){14, 1, room};
    }
    judgeBoth(trial, &soh, verdict, verdict);
}

static void validateNull(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);

    (void)parameter;
    TrialExpectHr(trial, "Validate(NULL, TRUE)",
                  constructor->lpVtbl->Validate(constructor, NULL, TRUE), E_INVALIDARG);
    constructor->lpVtbl->Release(constructor);
}

/* An object that was initialised judges others as well, by what they are. */
static void validateOther(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, 7, FALSE);

    (void)parameter;
    TrialExpectHr(trial, "Validate of another SoH",
                  constructor->lpVtbl->Validate(constructor, &rows[ID_ALONE].soh, TRUE), S_OK);
    TrialExpectHr(trial, "Validate of another SoH that is none",
                  constructor->lpVtbl->Validate(constructor, &rows[ID_TWICE].soh, TRUE),
                  NAP_E_INVALID_PACKET);
    constructor->lpVtbl->Release(constructor);
}

static void validateFresh(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);

    (void)parameter;
    TrialExpectHr(trial, "Validate before Initialize",
                  constructor->lpVtbl->Validate(constructor, &rows[ID_ALONE].soh, TRUE), S_OK);
    constructor->lpVtbl->Release(constructor);
}

#define TAKEN   "S_OK"
#define REFUSED "NAP_E_INVALID_PACKET"

#define SIZES(id, name, sizes, check, which)                                                       \
    {                                                                                              \
        "validity.size." id, RULE_DOCUMENTED, name " of " sizes " bytes is refused", REFUSED,      \
            check, which, 0                                                                        \
    }

static const Rule rules[] = {
    {"validity.null", RULE_CHOSEN, "Validate refuses NULL", "E_INVALIDARG", validateNull, 0, 0},
    {"validity.before-initialize", RULE_CHOSEN, "Validate works before Initialize", "S_OK",
     validateFresh, 0, 0},
    {"validity.any-soh", RULE_DOCUMENTED,
     "Validate judges any SoH, also with an object that holds another", TAKEN ", " REFUSED,
     validateOther, 0, 0},
    {"validity.id-alone", RULE_EVIDENT,
     "A request needs nothing but its SystemHealthId, a response a result", "valid, invalid",
     judgeRow, ID_ALONE, 0},
    {"validity.sample-agent", RULE_EVIDENT,
     "A request may hold just VendorSpecific, as the sample agent's does", TAKEN, judgeRow,
     AGENT_SAMPLE, 0},
    {"validity.agent-itself", RULE_EVIDENT,
     "A request may hold FailureCategory and ErrorCodes, as the agent's own", TAKEN, judgeRow,
     AGENT_ITSELF, 0},
    {"validity.result.codes", RULE_DOCUMENTED, "ComplianceResultCodes are a response's result",
     TAKEN, judgeRow, WITH_CODES, 0},
    {"validity.result.no-codes", RULE_CHOSEN,
     "ComplianceResultCodes without a code are a result, too", TAKEN, judgeRow, WITH_EMPTY_CODES,
     0},
    {"validity.result.category", RULE_DOCUMENTED, "FailureCategory is a response's result", TAKEN,
     judgeRow, WITH_CATEGORY, 0},
    {"validity.result.missing", RULE_DOCUMENTED,
     "A response without either is refused, a request is not", "valid, invalid", judgeRow,
     NO_RESULT, 0},
    {"validity.repeated", RULE_DOCUMENTED, "Attributes may repeat, as health-class groups do",
     TAKEN, judgeRow, HEALTH_GROUPS, 0},
    {"validity.unknown", RULE_DOCUMENTED, "Unknown types up to 0x3FFF are valid", TAKEN, judgeRow,
     UNKNOWN_TYPES, 0},
    {"validity.types-0-and-1", RULE_CHOSEN, "Types 0 and 1 are read", TAKEN, judgeRow, LOW_TYPES,
     0},
    {"validity.type-above", RULE_CHOSEN, "A type above 0x3FFF is refused", REFUSED, judgeRow,
     HIGH_TYPE, 0},
    {"validity.null-empty-value", RULE_CHOSEN, "A NULL value is valid with size 0", TAKEN, judgeRow,
     NO_VALUE, 0},
    {"validity.null-value", RULE_CHOSEN, "A NULL value with a size is refused", REFUSED, judgeRow,
     NULL_VALUE, 0},
    {"validity.size-4000", RULE_DOCUMENTED, "An attribute of 4000 bytes is valid", TAKEN, judgeRow,
     SIZE_4000, 0},
    {"validity.size-4001", RULE_DOCUMENTED, "An attribute of 4001 bytes is refused", REFUSED,
     judgeRow, SIZE_4001, 0},
    {"validity.count-0", RULE_DOCUMENTED, "No attribute at all is refused", REFUSED, judgeRow,
     NO_ATTRIBUTES, 0},
    {"validity.count-100", RULE_DOCUMENTED, "100 attributes are valid", TAKEN, judgeCount, 100, 0},
    {"validity.count-101", RULE_DOCUMENTED, "101 attributes are refused", REFUSED, judgeCount, 101,
     0},
    {"validity.null-attributes", RULE_DOCUMENTED, "A NULL array of attributes is refused", REFUSED,
     judgeRow, NULL_ATTRIBUTES, 0},
    {"validity.id.missing", RULE_DOCUMENTED, "An SoH without SystemHealthId is refused", REFUSED,
     judgeRow, ID_MISSING, 0},
    {"validity.id.not-first", RULE_DOCUMENTED,
     "A SystemHealthId that is not attribute 0 is refused", REFUSED, judgeRow, ID_SECOND, 0},
    {"validity.id.twice", RULE_CHOSEN, "A second SystemHealthId is refused", REFUSED, judgeRow,
     ID_TWICE, 0},
    {"validity.id.size", RULE_DOCUMENTED, "A SystemHealthId that has not 4 bytes is refused",
     REFUSED, judgeRow, ID_SIZE, 0},
    {"validity.fixup.two-ipv4", RULE_DOCUMENTED,
     "Two lists of IPv4 addresses are for requests only", "valid, invalid", judgeRow, TWO_IPV4, 0},
    {"validity.fixup.two-ipv6", RULE_DOCUMENTED,
     "Two lists of IPv6 addresses are for requests only", "valid, invalid", judgeRow, TWO_IPV6, 0},
    {"validity.fixup.one-each", RULE_DOCUMENTED, "One list of each address family is valid", TAKEN,
     judgeRow, ONE_OF_EACH, 0},
    SIZES("ipv4-fixup-servers", "Ipv4FixupServers", "0 or 5", judgeTwoRows, SIZE_3A),
    SIZES("compliance-result-codes", "ComplianceResultCodes", "6", judgeRow, SIZE_4A),
    SIZES("time-of-last-update", "TimeOfLastUpdate", "7 or 9", judgeTwoRows, SIZE_5A),
    SIZES("vendor-specific", "VendorSpecific", "3", judgeRow, SIZE_7A),
    SIZES("health-class", "HealthClass", "0 or 2", judgeTwoRows, SIZE_8A),
    SIZES("soh-generation-time", "SoHGenerationTime", "7 or 9", judgeTwoRows, SIZE_12A),
    SIZES("error-codes", "ErrorCodes", "3", judgeRow, SIZE_13A),
    SIZES("failure-category", "FailureCategory", "0 or 2", judgeTwoRows, SIZE_14A),
    SIZES("ipv6-fixup-servers", "Ipv6FixupServers", "0 or 20", judgeTwoRows, SIZE_15A),
    SIZES("extended-isolation-state", "ExtendedIsolationState", "0 or 2", judgeTwoRows, SIZE_16A),
};

RULE_SECTION(RulesValidity, "What makes an SoH valid", rules);
