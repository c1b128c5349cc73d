/* SPDX-License-Identifier: MIT */
/*
 * Rules for the validity of an SoH: a valid statement is changed to break one rule at a time.
 * Validate and the processor's Initialize must agree on each, as a request and as a response.
 */
#include "objects.h"

#include <string.h>

#include "guarded.h"

/* The expected verdict on a request and on a response. */
enum { VALID = 1, INVALID = 0, UNASKED = -1 };

typedef struct Row {
    SoH soh;
    int asRequest;
    int asResponse;
} Row;

static BYTE room[0x10000]; /* for values whose bytes don't matter */

/* One of everything, valid as a request and as a response. */
static const SoHAttribute whole[] = {
    ID_ATTRIBUTE,
    ATTRIBUTE(3, 192, 0, 2, 1),
    ATTRIBUTE(4, 0, 0, 0, 0),
    ATTRIBUTE(5, 1, 2, 3, 4, 5, 6, 7, 8),
    ATTRIBUTE(6, 1),
    ATTRIBUTE(7, 0, 1, 0x37, 0, 0xCA, 0xFE),
    ATTRIBUTE(8, 0),
    ATTRIBUTE(9, 9),
    ATTRIBUTE(10, 10),
    ATTRIBUTE(11, 11),
    ATTRIBUTE(12, 1, 2, 3, 4, 5, 6, 7, 8),
    ATTRIBUTE(13, 0x80, 0, 0x40, 5),
    ATTRIBUTE(14, 0),
    ATTRIBUTE(15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    ATTRIBUTE(16, 0),
    ATTRIBUTE(17, 17),
    EMPTY_ATTRIBUTE(0x3FFF),
};

static HRESULT verdictOf(int verdict)
{
    return verdict == VALID ? S_OK : NAP_E_INVALID_PACKET;
}

static void judge(Trial *trial, const SoH *soh, BOOL isRequest, int verdict)
{
    INapSoHConstructor *constructor;
    INapSoHProcessor *processor;
    SystemHealthEntityId id = 0;
    HRESULT validated;
    HRESULT initialized;

    if (verdict == UNASKED) {
        return;
    }
    constructor = ConstructorNew(trial);
    processor = ProcessorNew(trial);
    validated = constructor->lpVtbl->Validate(constructor, soh, isRequest);
    initialized = processor->lpVtbl->Initialize(processor, soh, isRequest, &id);
    constructor->lpVtbl->Release(constructor);
    processor->lpVtbl->Release(processor);
    TrialExpectHr(trial, isRequest ? "Validate as a request" : "Validate as a response", validated,
                  verdictOf(verdict));
    TrialExpectHr(trial,
                  isRequest ? "Processor.Initialize as a request"
                            : "Processor.Initialize as a response",
                  initialized, verdictOf(verdict));
}

static void judgeBoth(Trial *trial, const SoH *soh, int asRequest, int asResponse)
{
    judge(trial, soh, TRUE, asRequest);
    judge(trial, soh, FALSE, asResponse);
}

/* Judges `whole` with the attribute at index replaced. */
static void judgeChanged(Trial *trial, size_t index, SoHAttribute changed, int verdict)
{
    SoHAttribute attributes[ARRAYSIZE(whole)];
    const SoH soh = SOH_OF(attributes);

    memcpy(attributes, whole, sizeof(whole));
    attributes[index] = changed;
    judgeBoth(trial, &soh, verdict, verdict);
}

/* Judges the id, then a result between two other attributes. */
static void judgePair(Trial *trial, SoHAttribute first, SoHAttribute second, int asRequest,
                      int asResponse)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, first, ATTRIBUTE(14, 0), second};
    const SoH soh = SOH_OF(attributes);

    judgeBoth(trial, &soh, asRequest, asResponse);
}

enum {
    ID_ALONE,
    AGENT_SAMPLE,
    AGENT_ITSELF,
    WITH_CODES,
    WITH_EMPTY_CODES,
    WITH_CATEGORY,
    NO_ATTRIBUTES,
    ID_MISSING,
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
    [NO_ATTRIBUTES] = {{0, (SoHAttribute[]){ID_ATTRIBUTE}}, INVALID, INVALID},
    [ID_MISSING] = {{2, (SoHAttribute[]){ATTRIBUTE(14, 0), ATTRIBUTE(7, 0, 0, 0, 0)}},
                    INVALID,
                    INVALID},
};

static void judgeRow(Trial *trial, int which)
{
    judgeBoth(trial, &rows[which].soh, rows[which].asRequest, rows[which].asResponse);
}

static void judgeWhole(Trial *trial, int parameter)
{
    const SoH soh = {ARRAYSIZE(whole), (SoHAttribute *)(ULONG_PTR)whole};

    judgeBoth(trial, &soh, VALID, VALID);
}

/* As usual with BOOL. */
static void anyTrueIsARequest(Trial *trial, int parameter)
{
    static const BOOL trues[] = {TRUE, 2, -1, 0x100, (BOOL)0x80000000};
    const SoHAttributeValue address = {.v4AddressesVal = {1, (Ipv4Address[]){{{192, 0, 2, 1}}}}};

    for (size_t i = 0; i < ARRAYSIZE(trues); i++) {
        INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, trues[i]);

        judge(trial, &rows[ID_ALONE].soh, trues[i], VALID);
        ConstructorAppend(trial, constructor, sohAttributeTypeIpv4FixupServers, &address);
        ConstructorAppend(trial, constructor, sohAttributeTypeIpv4FixupServers, &address);
        constructor->lpVtbl->Release(constructor);
    }
}

static void judgeResultMissing(Trial *trial, int parameter)
{
    for (size_t i = 1; i < ARRAYSIZE(whole); i++) {
        if (whole[i].type != 4 && whole[i].type != 14) {
            SoHAttribute attributes[] = {ID_ATTRIBUTE, whole[i]};
            const SoH soh = SOH_OF(attributes);

            judgeBoth(trial, &soh, VALID, INVALID);
        }
    }
}

/* All types but addresses twice: in the agent's order for each health class, and reversed. */
static void judgeRepeated(Trial *trial, int parameter)
{
    static const size_t group[] = {6, 2, 12, 8, 9, 5};
    SoHAttribute forwards[1 + 3 * ARRAYSIZE(group)] = {ID_ATTRIBUTE};
    SoHAttribute backwards[1 + 3 * ARRAYSIZE(group)] = {ID_ATTRIBUTE};
    const SoH soh = SOH_OF(forwards);
    const SoH reverse = SOH_OF(backwards);

    for (size_t i = 1; i < ARRAYSIZE(forwards); i++) {
        forwards[i] = whole[group[i % ARRAYSIZE(group)]];
        backwards[ARRAYSIZE(forwards) - i] = forwards[i];
    }
    judgeBoth(trial, &soh, VALID, VALID);
    judgeBoth(trial, &reverse, VALID, VALID);
    for (size_t i = 1; i < ARRAYSIZE(whole); i++) {
        if (whole[i].type != 3 && whole[i].type != 15) {
            judgePair(trial, whole[i], whole[i], VALID, VALID);
        }
    }
}

static void judgeTypes(Trial *trial, const UINT16 *types, size_t count, int verdict)
{
    for (size_t i = 0; i < count; i++) {
        judgeChanged(trial, 4, (SoHAttribute){types[i], 3, room}, verdict);
    }
}

static void judgeUnknownTypes(Trial *trial, int parameter)
{
    static const UINT16 types[] = {17, 0x100, 0x102, 0x137, 0x2002, 0x3FFE, 0x3FFF};

    judgeTypes(trial, types, ARRAYSIZE(types), VALID);
}

static void judgeLowTypes(Trial *trial, int parameter)
{
    static const UINT16 types[] = {0, 1};

    judgeTypes(trial, types, ARRAYSIZE(types), VALID);
}

static void judgeHighTypes(Trial *trial, int parameter)
{
    static const UINT16 types[] = {0x4000, 0x4006, 0x7FFF, 0x8000, 0x8006, 0xC007, 0xFFFF};

    judgeTypes(trial, types, ARRAYSIZE(types), INVALID);
}

static void judgeEmptyValues(Trial *trial, int parameter)
{
    judgePair(trial, (SoHAttribute)EMPTY_ATTRIBUTE(10), (SoHAttribute)EMPTY_ATTRIBUTE(0x1234),
              VALID, VALID);
    /* With size 0 a pointer is allowed, too. */
    judgePair(trial, (SoHAttribute){6, 0, room}, (SoHAttribute){13, 0, room}, VALID, VALID);
}

static void judgeNullValues(Trial *trial, int parameter)
{
    for (size_t i = 0; i < ARRAYSIZE(whole); i++) {
        if (whole[i].size != 0) {
            judgeChanged(trial, i, (SoHAttribute){whole[i].type, whole[i].size, NULL}, INVALID);
        }
    }
}

static void judgeLongValue(Trial *trial, int size)
{
    judgeChanged(trial, 8, (SoHAttribute){10, (UINT16)size, room}, size <= 4000 ? VALID : INVALID);
}

/* The array has 101 attributes, whatever the count says. */
static void judgeCounts(Trial *trial, const UINT16 *counts, size_t number, int verdict)
{
    SoHAttribute attributes[101] = {ID_ATTRIBUTE};

    for (size_t i = 1; i < ARRAYSIZE(attributes); i++) {
        attributes[i] = (SoHAttribute){14, 1, room};
    }
    for (size_t i = 0; i < number; i++) {
        const SoH soh = {counts[i], attributes};

        judgeBoth(trial, &soh, verdict, verdict);
    }
}

static void judgeManyAttributes(Trial *trial, int parameter)
{
    static const UINT16 counts[] = {99, 100};

    judgeCounts(trial, counts, ARRAYSIZE(counts), VALID);
}

static void judgeTooManyAttributes(Trial *trial, int parameter)
{
    static const UINT16 counts[] = {101, 102, 0x7FFF, 0x8000, 0xFFFF};

    judgeCounts(trial, counts, ARRAYSIZE(counts), INVALID);
}

static void judgeNullAttributes(Trial *trial, int parameter)
{
    const SoH one = {1, NULL};
    const SoH none = {0, NULL};

    judgeBoth(trial, &one, INVALID, INVALID);
    judgeBoth(trial, &none, INVALID, INVALID);
}

/* A bad attribute at each place. */
static void judgeEachPlace(Trial *trial, int parameter)
{
    SoHAttribute attributes[100] = {ID_ATTRIBUTE};
    const SoH soh = SOH_OF(attributes);

    for (size_t i = 1; i < ARRAYSIZE(attributes); i++) {
        attributes[i] = whole[2];
    }
    for (size_t i = 1; i < ARRAYSIZE(attributes); i++) {
        attributes[i].size = 3;
        judgeBoth(trial, &soh, INVALID, INVALID);
        attributes[i].size = 4;
    }
    judgeBoth(trial, &soh, VALID, VALID);
}

static void judgeLateId(Trial *trial, int parameter)
{
    SoHAttribute exchanged[] = {ATTRIBUTE(14, 0), ID_ATTRIBUTE};
    const SoH soh = SOH_OF(exchanged);

    judgeBoth(trial, &soh, INVALID, INVALID);
    judgeChanged(trial, 0, (SoHAttribute){0x4002, 4, room}, INVALID);
    judgeChanged(trial, 0, (SoHAttribute){0x8002, 4, room}, INVALID);
}

static void judgeSecondId(Trial *trial, int parameter)
{
    for (size_t i = 1; i < ARRAYSIZE(whole); i++) {
        judgeChanged(trial, i, whole[0], INVALID);
    }
}

static void judgeTwoLists(Trial *trial, int index)
{
    judgePair(trial, whole[index], whole[index], VALID, INVALID);
}

static void judgeBothFamilies(Trial *trial, int parameter)
{
    judgePair(trial, whole[1], whole[13], VALID, VALID);
    judgePair(trial, whole[13], whole[1], VALID, VALID);
}

static void judgeSize(Trial *trial, INapSoHConstructor *constructor, int type, UINT32 size)
{
    SoHAttribute attributes[] = {{2, 4, room}, {(UINT16)type, (UINT16)size, room}, {14, 1, room}};
    const SoH soh = {type == 2 ? 2 : 3, type == 2 ? &attributes[1] : attributes};
    const HRESULT expected = SohSizeIsAllowed((UINT32)type, size) ? S_OK : NAP_E_INVALID_PACKET;
    INapSoHProcessor *processor = ProcessorNew(trial);
    BOOL isRight = constructor->lpVtbl->Validate(constructor, &soh, TRUE) == expected &&
                   constructor->lpVtbl->Validate(constructor, &soh, FALSE) == expected &&
                   processor->lpVtbl->Initialize(processor, &soh, TRUE, NULL) == expected;

    processor->lpVtbl->Release(processor);
    TrialExpect(trial, isRight, "An attribute of type %d and %u bytes is judged wrongly", type,
                (unsigned)size);
}

static void judgeSizes(Trial *trial, int type)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);

    for (UINT32 size = 0; size <= 0xFFFF; size += size < 4200 || size > 0xFFE0 ? 1 : 37) {
        judgeSize(trial, constructor, type, size);
    }
    constructor->lpVtbl->Release(constructor);
}

static void judgeSizesOfOctets(Trial *trial, int parameter)
{
    static const int types[] = {0, 1, 6, 9, 10, 11, 17, 0x3FFF};

    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        judgeSizes(trial, types[i]);
    }
}

static void validateNull(Trial *trial, int parameter)
{
    INapSoHConstructor *fresh = ConstructorNew(trial);
    INapSoHConstructor *begun = ConstructorBegin(trial, SOME_ID, FALSE);

    TrialExpectHr(trial, "Validate(NULL, TRUE)", fresh->lpVtbl->Validate(fresh, NULL, TRUE),
                  E_INVALIDARG);
    TrialExpectHr(trial, "Validate(NULL, FALSE)", begun->lpVtbl->Validate(begun, NULL, FALSE),
                  E_INVALIDARG);
    fresh->lpVtbl->Release(fresh);
    begun->lpVtbl->Release(begun);
}

/* Validate judges the SoH that it is given, not the one that the object holds. */
static void validateOther(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, 7, FALSE);

    TrialExpectHr(trial, "Validate of another SoH",
                  constructor->lpVtbl->Validate(constructor, &rows[ID_ALONE].soh, TRUE), S_OK);
    TrialExpectHr(trial, "Validate of another SoH that is none",
                  constructor->lpVtbl->Validate(constructor, &rows[ID_MISSING].soh, TRUE),
                  NAP_E_INVALID_PACKET);
    TrialExpectHr(trial, "Validate of another SoH as a response",
                  constructor->lpVtbl->Validate(constructor, &rows[ID_ALONE].soh, FALSE),
                  NAP_E_INVALID_PACKET);
    constructor->lpVtbl->Release(constructor);
}

static void validateFresh(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);

    TrialExpectHr(trial, "Validate before Initialize",
                  constructor->lpVtbl->Validate(constructor, &rows[ID_ALONE].soh, TRUE), S_OK);
    constructor->lpVtbl->Release(constructor);
}

/*
 * Statements with wrong counts and sizes. Every block ends at an inaccessible page, so reading
 * beyond it crashes. Pointers to blocks that don't exist must be refused without reading them.
 */
static void *guarded(Trial *trial, SIZE_T size)
{
    void *block = GuardedAlloc(size);

    if (!block) {
        TrialUnable(trial, "There is no memory for a guarded block");
    }
    return block;
}

/* All bytes are read, none beyond; and the processor makes a copy. */
static void readsToTheEnd(Trial *trial, int parameter)
{
    SoH *soh = GuardedSoH(whole, ARRAYSIZE(whole));
    const SoH expected = {ARRAYSIZE(whole), (SoHAttribute *)(ULONG_PTR)whole};
    INapSoHProcessor *processor;

    if (!soh) {
        TrialUnable(trial, "There is no memory for a guarded statement");
    }
    judgeBoth(trial, soh, VALID, VALID);
    processor = ProcessorOver(trial, soh, FALSE);
    GuardedFreeSoH(soh);
    ProcessorExpect(trial, processor, &expected);
    processor->lpVtbl->Release(processor);
}

static void badCountsTouchNoArray(Trial *trial, int parameter)
{
    static const UINT16 counts[] = {0, 101, 102, 4000, 0x7FFF, 0x8000, 0xFFFF};
    void *forbidden = guarded(trial, 0);

    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        const SoH soh = {counts[i], forbidden};

        judgeBoth(trial, &soh, INVALID, INVALID);
    }
    GuardedFree(forbidden, 0);
}

static void badSizesTouchNoValue(Trial *trial, int parameter)
{
    static const UINT16 sizes[] = {4001, 4004, 4016, 0x7FFF, 0x8000, 0xFFFF};
    BYTE *forbidden = guarded(trial, 0);

    for (size_t i = 0; i < 18 * ARRAYSIZE(sizes); i++) {
        SoHAttribute attributes[] = {
            ID_ATTRIBUTE, {(UINT16)(i % 18), sizes[i / 18], forbidden}, {14, 1, forbidden}};
        const SoH soh = SOH_OF(attributes);

        judgeBoth(trial, &soh, INVALID, INVALID);
    }
    GuardedFree(forbidden, 0);
}

/* The count says a hundred attributes; only two exist, and the second is wrong. */
static void badAttributeEndsTheReading(Trial *trial, int parameter)
{
    static const SoHAttribute bad[] = {
        {6, 4001, (BYTE *)1}, {6, 0xFFFF, (BYTE *)1}, {5, 7, (BYTE *)1},    {0x4000, 1, (BYTE *)1},
        {6, 1, NULL},         {2, 4, (BYTE *)1},      {7, 3, (BYTE *)1},    {3, 0, (BYTE *)1},
        {15, 4000, NULL},     {16, 0, NULL},          {4, 3998, (BYTE *)1},
    };

    for (size_t i = 0; i < ARRAYSIZE(bad); i++) {
        SoHAttribute *two = guarded(trial, 2 * sizeof(*two));
        const SoH hundred = {100, two};

        two[0] = whole[0];
        two[1] = bad[i];
        judgeBoth(trial, &hundred, INVALID, INVALID);
        GuardedFree(two, 2 * sizeof(*two));
    }
}

static void laterFaultKeepsValuesUnread(Trial *trial, int parameter)
{
    BYTE *forbidden = guarded(trial, 0);
    SoHAttribute badSize[] = {{2, 4, forbidden}, {6, 4000, forbidden}, {8, 2, forbidden}};
    SoHAttribute twoIds[] = {{2, 4, forbidden}, {14, 1, forbidden}, {2, 4, forbidden}};
    SoHAttribute noResult[] = {{2, 4, forbidden}, {6, 4000, forbidden}};
    const SoH sohs[] = {SOH_OF(badSize), SOH_OF(twoIds), SOH_OF(noResult)};

    for (size_t i = 0; i < ARRAYSIZE(sohs); i++) {
        judgeBoth(trial, &sohs[i], i == 2 ? UNASKED : INVALID, INVALID);
    }
    GuardedFree(forbidden, 0);
}

static void emptyValuesAreNotTouched(Trial *trial, int parameter)
{
    BYTE *forbidden = guarded(trial, 0);
    SoHAttribute attributes[] = {
        ID_ATTRIBUTE, {4, 0, forbidden}, {6, 0, forbidden}, {0x3FFF, 0, (BYTE *)1}, {13, 0, NULL}};
    const SoH soh = SOH_OF(attributes);

    judgeBoth(trial, &soh, VALID, VALID);
    GuardedFree(forbidden, 0);
}

#define TAKEN   "S_OK"
#define REFUSED "NAP_E_INVALID_PACKET"

#define SIZES(id, name, sizes, type)                                                               \
    {                                                                                              \
        "validity.size." id, RULE_DOCUMENTED, name " of any size but " sizes " is refused",        \
            REFUSED, judgeSizes, type, 0                                                           \
    }

static const Rule rules[] = {
    {"validity.null", RULE_CHOSEN, "Validate refuses NULL", "E_INVALIDARG", validateNull, 0, 0},
    {"validity.before-initialize", RULE_CHOSEN, "Validate works before Initialize", "S_OK",
     validateFresh, 0, 0},
    {"validity.any-soh", RULE_DOCUMENTED,
     "Validate judges any SoH, also with an object that holds another", TAKEN ", " REFUSED,
     validateOther, 0, 0},
    {"validity.whole", RULE_DOCUMENTED, "One attribute of every type is valid", TAKEN, judgeWhole,
     0, 0},
    {"validity.any-true", RULE_CHOSEN, "Any value but FALSE means a request", TAKEN,
     anyTrueIsARequest, 0, 0},
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
     "A response without either is refused, a request is not", "valid, invalid", judgeResultMissing,
     0, 0},
    {"validity.repeated", RULE_DOCUMENTED, "Attributes may repeat, as health-class groups do",
     TAKEN, judgeRepeated, 0, 0},
    {"validity.unknown", RULE_DOCUMENTED, "Unknown types up to 0x3FFF are valid", TAKEN,
     judgeUnknownTypes, 0, 0},
    {"validity.types-0-and-1", RULE_CHOSEN, "Types 0 and 1 are read", TAKEN, judgeLowTypes, 0, 0},
    {"validity.type-above", RULE_CHOSEN, "A type above 0x3FFF is refused", REFUSED, judgeHighTypes,
     0, 0},
    {"validity.null-empty-value", RULE_CHOSEN, "A NULL value is valid with size 0", TAKEN,
     judgeEmptyValues, 0, 0},
    {"validity.null-value", RULE_CHOSEN, "A NULL value with a size is refused", REFUSED,
     judgeNullValues, 0, 0},
    {"validity.size-4000", RULE_DOCUMENTED, "An attribute of 4000 bytes is valid", TAKEN,
     judgeLongValue, 4000, 0},
    {"validity.size-4001", RULE_DOCUMENTED, "An attribute of 4001 bytes is refused", REFUSED,
     judgeLongValue, 4001, 0},
    {"validity.count-0", RULE_DOCUMENTED, "No attribute at all is refused", REFUSED, judgeRow,
     NO_ATTRIBUTES, 0},
    {"validity.count-100", RULE_DOCUMENTED, "100 attributes are valid", TAKEN, judgeManyAttributes,
     0, 0},
    {"validity.count-101", RULE_DOCUMENTED, "101 attributes are refused", REFUSED,
     judgeTooManyAttributes, 0, 0},
    {"validity.null-attributes", RULE_DOCUMENTED, "A NULL array of attributes is refused", REFUSED,
     judgeNullAttributes, 0, 0},
    {"validity.id.missing", RULE_DOCUMENTED, "An SoH without SystemHealthId is refused", REFUSED,
     judgeRow, ID_MISSING, 0},
    {"validity.id.not-first", RULE_DOCUMENTED,
     "A SystemHealthId that is not attribute 0 is refused", REFUSED, judgeLateId, 0, 0},
    {"validity.id.twice", RULE_CHOSEN, "A second SystemHealthId is refused", REFUSED, judgeSecondId,
     0, 0},
    {"validity.id.size", RULE_DOCUMENTED, "A SystemHealthId of any size but 4 bytes is refused",
     REFUSED, judgeSizes, 2, 0},
    {"validity.fixup.two-ipv4", RULE_DOCUMENTED,
     "Two lists of IPv4 addresses are for requests only", "valid, invalid", judgeTwoLists, 1, 0},
    {"validity.fixup.two-ipv6", RULE_DOCUMENTED,
     "Two lists of IPv6 addresses are for requests only", "valid, invalid", judgeTwoLists, 13, 0},
    {"validity.fixup.one-each", RULE_DOCUMENTED, "One list of each address family is valid", TAKEN,
     judgeBothFamilies, 0, 0},
    SIZES("ipv4-fixup-servers", "Ipv4FixupServers", "whole addresses, 4 to 4000 bytes,", 3),
    SIZES("compliance-result-codes", "ComplianceResultCodes", "whole codes, up to 4000 bytes,", 4),
    SIZES("time-of-last-update", "TimeOfLastUpdate", "8 bytes", 5),
    SIZES("vendor-specific", "VendorSpecific", "4 to 4000 bytes", 7),
    SIZES("health-class", "HealthClass", "1 byte", 8),
    SIZES("soh-generation-time", "SoHGenerationTime", "8 bytes", 12),
    SIZES("error-codes", "ErrorCodes", "whole codes, up to 4000 bytes,", 13),
    SIZES("failure-category", "FailureCategory", "1 byte", 14),
    SIZES("ipv6-fixup-servers", "Ipv6FixupServers", "whole addresses, 16 to 4000 bytes,", 15),
    SIZES("extended-isolation-state", "ExtendedIsolationState", "1 byte", 16),
    {"validity.size.octets", RULE_DOCUMENTED,
     "An octet string, known or unknown, of more than 4000 bytes is refused", REFUSED,
     judgeSizesOfOctets, 0, 0},
    {"validity.every-place", RULE_DOCUMENTED, "A bad attribute is refused wherever it stands",
     REFUSED, judgeEachPlace, 0, 0},
    {"validity.bounds.end", RULE_DOCUMENTED, "Nothing is read beyond the end of any block", TAKEN,
     readsToTheEnd, 0, 0},
    {"validity.bounds.empty", RULE_CHOSEN, "A value of size 0 is not read", TAKEN,
     emptyValuesAreNotTouched, 0, 0},
    {"validity.bounds.count", RULE_CHOSEN, "With a count out of range, no attribute is read",
     REFUSED, badCountsTouchNoArray, 0, 0},
    {"validity.bounds.attribute", RULE_CHOSEN, "Behind a bad attribute nothing is read", REFUSED,
     badAttributeEndsTheReading, 0, 0},
    {"validity.bounds.size", RULE_CHOSEN, "With a size out of range, the value is not read",
     REFUSED, badSizesTouchNoValue, 0, 0},
    {"validity.bounds.values", RULE_CHOSEN,
     "No value is read before all attributes are known to be right", REFUSED,
     laterFaultKeepsValuesUnread, 0, 0},
};

RULE_SECTION(RulesValidity, "What makes an SoH valid", rules);
