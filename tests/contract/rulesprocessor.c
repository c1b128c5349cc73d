/* SPDX-License-Identifier: MIT */
/* Rules for the methods of INapSoHProcessor, except values and validity. */
#include "objects.h"

#include <stdio.h>
#include <string.h>

static SoHAttribute attributes[] = {
    ID_ATTRIBUTE,        ATTRIBUTE(10, 1),       ATTRIBUTE(8, 1),
    ATTRIBUTE(10, 2, 2), ATTRIBUTE(17, 7, 7, 7), ATTRIBUTE(8, 2),
};
static const SoH request = SOH_OF(attributes);
static SoHAttribute noIds[] = {ATTRIBUTE(14, 0)};
static const SoH invalid = SOH_OF(noIds);

static HRESULT initialize(INapSoHProcessor *processor, const SoH *soh, SystemHealthEntityId *id)
{
    return processor->lpVtbl->Initialize(processor, soh, TRUE, id);
}

static void release(INapSoHProcessor *processor)
{
    processor->lpVtbl->Release(processor);
}

static void expectCount(Trial *trial, INapSoHProcessor *processor, UINT16 expected)
{
    UINT16 count = SEED_U16;

    TrialExpectHr(trial, "GetNumberOfAttributes",
                  processor->lpVtbl->GetNumberOfAttributes(processor, &count), S_OK);
    TrialExpectNumber(trial, "The number of attributes", count, expected);
}

static void givesTheId(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorNew(trial);
    SystemHealthEntityId id = SEED_U32;

    TrialExpectHr(trial, "Initialize", initialize(processor, &request, &id), S_OK);
    TrialExpectNumber(trial, "The id", id, SOME_ID);
    release(processor);
}

static void takesNullId(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorNew(trial);

    TrialExpectHr(trial, "Initialize with a NULL id", initialize(processor, &request, NULL), S_OK);
    expectCount(trial, processor, ARRAYSIZE(attributes));
    release(processor);
}

static void refusesNull(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorNew(trial);
    SystemHealthEntityId id = SEED_U32;

    TrialExpectHr(trial, "Initialize(NULL, TRUE, &id)", initialize(processor, NULL, &id),
                  E_INVALIDARG);
    TrialExpectNumber(trial, "The id after a refused Initialize", id, SEED_U32);
    TrialExpectHr(trial, "Initialize(NULL, FALSE, NULL)",
                  processor->lpVtbl->Initialize(processor, NULL, FALSE, NULL), E_INVALIDARG);
    ProcessorExpectEmpty(trial, processor);
    release(processor);
}

static void refusesInvalid(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorNew(trial);
    SystemHealthEntityId id = SEED_U32;

    TrialExpectHr(trial, "Initialize with an SoH that is not valid",
                  initialize(processor, &invalid, &id), NAP_E_INVALID_PACKET);
    release(processor);
}

static void initializesOnce(Trial *trial, int parameter)
{
    SoHAttribute others[] = {ATTRIBUTE(2, 0, 0, 0, 9)};
    const SoH other = SOH_OF(others);
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);
    SystemHealthEntityId id = SEED_U32;

    TrialExpectHr(trial, "The second Initialize", initialize(processor, &request, &id),
                  E_UNEXPECTED);
    TrialExpectHr(trial, "Initialize with another SoH", initialize(processor, &other, NULL),
                  E_UNEXPECTED);
    TrialExpectHr(trial, "Initialize with an SoH that is not valid",
                  initialize(processor, &invalid, NULL), E_UNEXPECTED);
    TrialExpectHr(trial, "Initialize with a NULL SoH", initialize(processor, NULL, NULL),
                  E_INVALIDARG);
    ProcessorExpect(trial, processor, &request);
    release(processor);
}

static void triesAgain(Trial *trial, int parameter)
{
    SoHAttribute badSize[] = {ID_ATTRIBUTE, ATTRIBUTE(5, 1, 2, 3)};
    const SoH invalids[] = {SOH_OF(noIds), SOH_OF(badSize)};
    INapSoHProcessor *processor = ProcessorNew(trial);
    SystemHealthEntityId id = SEED_U32;

    for (int i = 0; i < 6; i++) {
        TrialExpect(trial, FAILED(initialize(processor, &invalids[i % 2], &id)),
                    "Initialize took an SoH that is not valid");
        ProcessorExpectEmpty(trial, processor);
    }
    TrialExpectHr(trial, "Initialize after a failed one", initialize(processor, &request, &id),
                  S_OK);
    TrialExpectNumber(trial, "The id", id, SOME_ID);
    ProcessorExpect(trial, processor, &request);
    release(processor);
}

static void copiesItsInput(Trial *trial, int parameter)
{
    BYTE id[] = {0, 1, 0x37, 0};
    BYTE data[] = {1, 2, 3};
    SoHAttribute own[] = {{2, sizeof(id), id}, {10, sizeof(data), data}};
    SoHAttribute expectedOnes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH expected = SOH_OF(expectedOnes);
    SoH soh = SOH_OF(own);
    INapSoHProcessor *processor = ProcessorOver(trial, &soh, TRUE);

    memset(id, 0xEE, sizeof(id));
    memset(data, 0xEE, sizeof(data));
    memset(own, 0, sizeof(own));
    memset(&soh, 0, sizeof(soh));
    ProcessorExpect(trial, processor, &expected);
    release(processor);
}

static void initializeNoMemory(Trial *trial, int parameter)
{
    BYTE data[4000] = {0};
    SoHAttribute large[] = {ID_ATTRIBUTE, {10, sizeof(data), data}};
    const SoH soh = SOH_OF(large);
    INapSoHProcessor *processor = ProcessorNew(trial);
    SystemHealthEntityId id = SEED_U32;
    HRESULT hr;
    int n = 0;

    TrialSpy(trial);
    do {
        AllocSpyFail(++n);
        hr = initialize(processor, &soh, &id);
        AllocSpyFail(0);
        if (FAILED(hr)) {
            TrialExpectHr(trial, "Initialize without memory", hr, E_OUTOFMEMORY);
            TrialExpectClean(trial, "Initialize without memory");
            ProcessorExpectEmpty(trial, processor);
        }
    } while (FAILED(hr) && n < 20);
    TrialExpect(trial, n > 1, "No allocation failed though the first one should have");
    ProcessorExpect(trial, processor, &soh);
    release(processor);
}

static void countsAll(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);

    expectCount(trial, processor, ARRAYSIZE(attributes));
    release(processor);
}

static void countNull(Trial *trial, int parameter)
{
    INapSoHProcessor *processors[] = {ProcessorNew(trial), ProcessorOver(trial, &request, TRUE)};

    for (size_t i = 0; i < ARRAYSIZE(processors); i++) {
        TrialExpectHr(trial, "GetNumberOfAttributes(NULL)",
                      processors[i]->lpVtbl->GetNumberOfAttributes(processors[i], NULL),
                      E_INVALIDARG);
        release(processors[i]);
    }
}

static void countBeforeInitialize(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorNew(trial);
    UINT16 count = SEED_U16;

    TrialExpectHr(trial, "GetNumberOfAttributes before Initialize",
                  processor->lpVtbl->GetNumberOfAttributes(processor, &count),
                  NAP_E_NOT_INITIALIZED);
    release(processor);
}

static HRESULT find(INapSoHProcessor *processor, UINT16 from, int type, UINT16 *location)
{
    return processor->lpVtbl->FindNextAttribute(processor, from, (SoHAttributeType)type, location);
}

static void expectFound(Trial *trial, INapSoHProcessor *processor, UINT16 from, int type,
                        UINT16 expected)
{
    UINT16 location = SEED_U16;
    char call[60];

    snprintf(call, sizeof(call), "FindNextAttribute(%u, %d)", from, type);
    TrialExpectHr(trial, call, find(processor, from, type, &location), S_OK);
    TrialExpectNumber(trial, call, location, expected);
}

/* From each location, also beyond the last, it finds what a plain loop finds. */
static void findsFrom(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);

    for (UINT16 from = 0; from < ARRAYSIZE(attributes); from++) {
        for (int type = 2; type <= 17; type++) {
            UINT16 expected = from;

            while (expected < request.count && attributes[expected].type != type) {
                expected++;
            }
            if (expected < request.count) {
                expectFound(trial, processor, from, type, expected);
            }
        }
    }
    release(processor);
}

static void findsNone(Trial *trial, int parameter)
{
    static const UINT32 types[] = {0,      1,          3,          15,        0x1000A, 0x80000008,
                                   0x400A, 0xFFFF0008, 0xFFFFFFFF, 0x1000002, 0xFFFF};
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);
    UINT16 location = SEED_U16;

    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        TrialExpectHr(trial, "FindNextAttribute of a type that isn't there",
                      find(processor, 0, (int)types[i], &location), NOT_FOUND);
    }
    TrialExpectHr(trial, "FindNextAttribute behind the last of its type",
                  find(processor, 4, 10, &location), NOT_FOUND);
    TrialExpectHr(trial, "FindNextAttribute behind the id", find(processor, 1, 2, &location),
                  NOT_FOUND);
    release(processor);
}

/*
 * Clients search like this: on at found + 1, until it fails. The very last attribute is found, too.
 */
static void searchEndsByItself(Trial *trial, int parameter)
{
    SoHAttribute many[100] = {ID_ATTRIBUTE};
    const SoH soh = SOH_OF(many);
    INapSoHProcessor *processor;
    UINT16 location = SEED_U16;
    UINT16 from = 0;
    HRESULT hr;

    for (size_t i = 1; i < ARRAYSIZE(many); i++) {
        many[i] = attributes[i % 3 == 0 ? 2 : 1];
    }
    processor = ProcessorOver(trial, &soh, TRUE);
    for (UINT16 i = 1; i <= 33; i++) {
        expectFound(trial, processor, from, 8, (UINT16)(3 * i));
        from = (UINT16)(3 * i + 1);
    }
    hr = find(processor, from, 8, &location);
    release(processor);
    TrialExpectHr(trial, "FindNextAttribute(100) of 100 attributes", hr, NOT_FOUND);
}

static void findsNothingBeyond(Trial *trial, int parameter)
{
    static const UINT16 places[] = {
        ARRAYSIZE(attributes), ARRAYSIZE(attributes) + 1, 99, 100, 0x7FFF, 0x8000, 0xFFFF};
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);
    UINT16 location = SEED_U16;

    for (size_t i = 0; i < ARRAYSIZE(places); i++) {
        char call[60];

        snprintf(call, sizeof(call), "FindNextAttribute(%u) of %u attributes", places[i],
                 (unsigned)ARRAYSIZE(attributes));
        TrialExpectHr(trial, call, find(processor, places[i], 8, &location), NOT_FOUND);
        TrialExpectHr(trial, call, find(processor, places[i], 2, &location), NOT_FOUND);
    }
    release(processor);
}

static void leavesTheLocation(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);
    UINT16 location = SEED_U16;

    TrialExpect(trial, FAILED(find(processor, 0, 15, &location)), "It found what isn't there");
    TrialExpect(trial, FAILED(find(processor, 6, 2, &location)), "It found what isn't there");
    TrialExpect(trial, FAILED(find(processor, 0xFFFF, 2, &location)), "It found what isn't there");
    TrialExpectNumber(trial, "The location", location, SEED_U16);
    release(processor);
}

static void findNull(Trial *trial, int parameter)
{
    INapSoHProcessor *processors[] = {ProcessorNew(trial), ProcessorOver(trial, &request, TRUE)};

    for (size_t i = 0; i < ARRAYSIZE(processors); i++) {
        TrialExpectHr(trial, "FindNextAttribute(0, 10, NULL)", find(processors[i], 0, 10, NULL),
                      E_INVALIDARG);
        TrialExpectHr(trial, "FindNextAttribute(99, 10, NULL)", find(processors[i], 99, 10, NULL),
                      E_INVALIDARG);
        release(processors[i]);
    }
}

static void findBeforeInitialize(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorNew(trial);
    UINT16 location = SEED_U16;

    TrialExpectHr(trial, "FindNextAttribute before Initialize", find(processor, 0, 2, &location),
                  NAP_E_NOT_INITIALIZED);
    release(processor);
}

static SoHAttributeValue *get(Trial *trial, INapSoHProcessor *processor, UINT16 location)
{
    SoHAttributeType type = 0;
    SoHAttributeValue *value = NULL;

    TrialExpectHr(trial, "GetAttribute",
                  processor->lpVtbl->GetAttribute(processor, location, &type, &value), S_OK);
    TrialExpectNumber(trial, "The type", (unsigned long)type, attributes[location].type);
    TrialExpect(trial, value != NULL, "GetAttribute gave no value");
    return value;
}

static void getCopies(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);
    SoHAttributeValue *first;
    SoHAttributeValue *second;

    TrialSpy(trial);
    first = get(trial, processor, 3);
    second = get(trial, processor, 3);
    TrialExpect(trial, first != second && first->octetStringVal.data != second->octetStringVal.data,
                "Two calls of GetAttribute share memory");
    memset(first->octetStringVal.data, 0xEE, 2);
    trial->library->FreeSoHAttributeValue((SoHAttributeType)10, first);
    TrialExpect(trial, memcmp(second->octetStringVal.data, "\2\2", 2) == 0,
                "The second copy changed with the first");
    trial->library->FreeSoHAttributeValue((SoHAttributeType)10, second);
    TrialExpectClean(trial, "After both copies were freed");
    release(processor);
}

static void getOutlivesTheObject(Trial *trial, int parameter)
{
    INapSoHProcessor *processor;
    SoHAttributeValue *value;

    TrialSpy(trial); /* overwrites what is freed */
    processor = ProcessorOver(trial, &request, TRUE);
    value = get(trial, processor, 4);
    release(processor);
    TrialExpect(trial,
                value->octetStringVal.size == 3 &&
                    memcmp(value->octetStringVal.data, "\7\7\7", 3) == 0,
                "The value changed when its object was released");
    trial->library->FreeSoHAttributeValue((SoHAttributeType)17, value);
    TrialExpectClean(trial, "After all was released");
}

static void getBeyond(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);
    static const UINT16 places[] = {
        ARRAYSIZE(attributes), ARRAYSIZE(attributes) + 1, 99, 100, 0x7FFF, 0x8000, 0xFFFF};

    for (size_t i = 0; i < ARRAYSIZE(places); i++) {
        SoHAttributeType type = 0;
        SoHAttributeValue *value = SEED;

        TrialExpectHr(trial, "GetAttribute beyond the last",
                      processor->lpVtbl->GetAttribute(processor, places[i], &type, &value),
                      E_INVALIDARG);
        TrialExpectNull(trial, "GetAttribute beyond the last", value);
    }
    release(processor);
}

static void getNull(Trial *trial, int parameter)
{
    INapSoHProcessor *processors[] = {ProcessorNew(trial), ProcessorOver(trial, &request, TRUE)};

    for (size_t i = 0; i < ARRAYSIZE(processors); i++) {
        INapSoHProcessor *processor = processors[i];
        SoHAttributeType type = 0;
        SoHAttributeValue *value = SEED;

        TrialExpectHr(trial, "GetAttribute(0, &type, NULL)",
                      processor->lpVtbl->GetAttribute(processor, 0, &type, NULL), E_INVALIDARG);
        TrialExpectHr(trial, "GetAttribute(0, NULL, NULL)",
                      processor->lpVtbl->GetAttribute(processor, 0, NULL, NULL), E_INVALIDARG);
        TrialExpectHr(trial, "GetAttribute(0, NULL, &value)",
                      processor->lpVtbl->GetAttribute(processor, 0, NULL, &value), E_INVALIDARG);
        TrialExpectNull(trial, "GetAttribute(0, NULL, &value)", value);
        release(processor);
    }
}

static void getBeforeInitialize(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorNew(trial);
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SEED;

    TrialExpectHr(trial, "GetAttribute before Initialize",
                  processor->lpVtbl->GetAttribute(processor, 0, &type, &value),
                  NAP_E_NOT_INITIALIZED);
    TrialExpectNull(trial, "GetAttribute before Initialize", value);
    release(processor);
}

static SoHAttribute mixed[] = {
    ID_ATTRIBUTE,
    ATTRIBUTE(7, 0, 1, 0x37, 0, 0xCA, 0xFE),
    ATTRIBUTE(7, 0, 1, 0x37, 0),
    EMPTY_ATTRIBUTE(4),
    ATTRIBUTE(8, 1),
    ATTRIBUTE(3, 192, 0, 2, 1),
    ATTRIBUTE(15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    ATTRIBUTE(5, 1, 2, 3, 4, 5, 6, 7, 8),
    ATTRIBUTE(13, 0x80, 0, 0x40, 5),
    ATTRIBUTE(0x3FFF, 1, 2, 3),
    EMPTY_ATTRIBUTE(6),
};
static const SoH mixedSoH = SOH_OF(mixed);

/* The number of blocks of each: the value, and what it points to. */
static const LONG mixedBlocks[ARRAYSIZE(mixed)] = {1, 2, 1, 1, 1, 2, 2, 1, 2, 2, 1};

static void getMakesBlocks(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorOver(trial, &mixedSoH, TRUE);

    TrialSpy(trial);
    for (UINT16 i = 0; i < ARRAYSIZE(mixed); i++) {
        char call[40];
        SoHAttributeType type = 0;
        SoHAttributeValue *value = SEED;

        snprintf(call, sizeof(call), "GetAttribute of type %u", mixed[i].type);
        TrialExpectHr(trial, call, processor->lpVtbl->GetAttribute(processor, i, &type, &value),
                      S_OK);
        TrialExpectLive(trial, call, mixedBlocks[i]);
        trial->library->FreeSoHAttributeValue(type, value);
        TrialExpectClean(trial, call);
    }
    release(processor);
}

/* FALSE if it failed and left nothing behind. */
static BOOL getWithFailure(Trial *trial, INapSoHProcessor *processor, UINT16 location, int n)
{
    SoHAttributeType type = 0;
    SoHAttributeValue *value = SEED;
    HRESULT hr;

    AllocSpyFail(n);
    hr = processor->lpVtbl->GetAttribute(processor, location, &type, &value);
    AllocSpyFail(0);
    if (FAILED(hr)) {
        TrialExpectHr(trial, "GetAttribute without memory", hr, E_OUTOFMEMORY);
        TrialExpectNull(trial, "GetAttribute without memory", value);
    } else {
        trial->library->FreeSoHAttributeValue(type, value);
    }
    TrialExpectClean(trial, "GetAttribute without memory");
    return SUCCEEDED(hr);
}

static void getNoMemory(Trial *trial, int parameter)
{
    INapSoHProcessor *processor = ProcessorOver(trial, &mixedSoH, TRUE);

    TrialSpy(trial);
    for (UINT16 i = 0; i < ARRAYSIZE(mixed); i++) {
        int n = 1;

        while (n < 20 && !getWithFailure(trial, processor, i, n)) {
            n++;
        }
        TrialExpect(trial, n > 1, "No allocation failed though the first one should have");
    }
    ProcessorExpect(trial, processor, &mixedSoH);
    release(processor);
}

static const Rule rules[] = {
    {"processor.initialize.id", RULE_DOCUMENTED, "Initialize gives the SystemHealthId",
     "0x00013700", givesTheId, 0, 0},
    {"processor.initialize.null-id", RULE_CHOSEN, "Initialize takes a NULL id", "S_OK", takesNullId,
     0, 0},
    {"processor.initialize.null", RULE_CHOSEN,
     "Initialize refuses a NULL SoH, and leaves the id as it was", "E_INVALIDARG", refusesNull, 0,
     0},
    {"processor.initialize.invalid", RULE_DOCUMENTED, "Initialize refuses an SoH that is not valid",
     "NAP_E_INVALID_PACKET", refusesInvalid, 0, 0},
    {"processor.initialize.twice", RULE_CHOSEN, "Initialize is refused after one that succeeded",
     "E_UNEXPECTED", initializesOnce, 0, 0},
    {"processor.initialize.again", RULE_CHOSEN,
     "Initialize may be tried again after one that failed", "S_OK", triesAgain, 0, 0},
    {"processor.initialize.copies", RULE_EVIDENT, "Initialize copies the SoH", "unchanged",
     copiesItsInput, 0, 0},
    {"processor.initialize.no-memory", RULE_CHOSEN,
     "Initialize says when memory runs out, and may be repeated", "E_OUTOFMEMORY",
     initializeNoMemory, 0, 0},
    {"processor.count", RULE_DOCUMENTED,
     "GetNumberOfAttributes counts all, SystemHealthId included", "6", countsAll, 0, 0},
    {"processor.count.null", RULE_CHOSEN, "GetNumberOfAttributes refuses a NULL out parameter",
     "E_INVALIDARG", countNull, 0, 0},
    {"processor.count.before-initialize", RULE_CHOSEN,
     "GetNumberOfAttributes is refused before Initialize", "NAP_E_NOT_INITIALIZED",
     countBeforeInitialize, 0, 0},
    {"processor.find.from", RULE_DOCUMENTED,
     "FindNextAttribute begins with the location itself, counted from 0", "the next one", findsFrom,
     0, 0},
    {"processor.find.none", RULE_EVIDENT,
     "FindNextAttribute fails if there is none, with an HRESULT", "0x80070002", findsNone, 0, 0},
    {"processor.find.beyond", RULE_EVIDENT,
     "FindNextAttribute fails in the same way beyond the last attribute", "0x80070002",
     findsNothingBeyond, 0, 0},
    {"processor.find.loop", RULE_EVIDENT,
     "A search that goes on at what was found + 1 finds each, and ends by itself", "0x80070002",
     searchEndsByItself, 0, 0},
    {"processor.find.untouched", RULE_CHOSEN,
     "FindNextAttribute leaves the location alone when it fails", "untouched", leavesTheLocation, 0,
     0},
    {"processor.find.null", RULE_CHOSEN, "FindNextAttribute refuses a NULL out parameter",
     "E_INVALIDARG", findNull, 0, 0},
    {"processor.find.before-initialize", RULE_CHOSEN,
     "FindNextAttribute is refused before Initialize", "NAP_E_NOT_INITIALIZED",
     findBeforeInitialize, 0, 0},
    {"processor.get.copies", RULE_EVIDENT,
     "GetAttribute makes a fresh copy every time, for FreeSoHAttributeValue", "two copies",
     getCopies, 0, 0},
    {"processor.get.blocks", RULE_CHOSEN,
     "GetAttribute makes one block, and a second one if the value points to bytes", "1 or 2",
     getMakesBlocks, 0, 0},
    {"processor.get.outlives", RULE_EVIDENT, "A value outlives the object that gave it",
     "unchanged", getOutlivesTheObject, 0, 0},
    {"processor.get.beyond", RULE_DOCUMENTED,
     "GetAttribute refuses a location behind the last, and leaves NULL", "E_INVALIDARG", getBeyond,
     0, 0},
    {"processor.get.null", RULE_CHOSEN, "GetAttribute refuses NULL out parameters, and leaves NULL",
     "E_INVALIDARG", getNull, 0, 0},
    {"processor.get.before-initialize", RULE_CHOSEN,
     "GetAttribute is refused before Initialize, and leaves NULL", "NAP_E_NOT_INITIALIZED",
     getBeforeInitialize, 0, 0},
    {"processor.get.no-memory", RULE_CHOSEN,
     "GetAttribute says when memory runs out, leaves NULL and nothing allocated", "E_OUTOFMEMORY",
     getNoMemory, 0, 0},
};

RULE_SECTION(RulesProcessor, "INapSoHProcessor", rules);
