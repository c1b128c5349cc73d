/* SPDX-License-Identifier: MIT */
/* INapSoHConstructor: its methods' rules but for values and validity. */
#include "objects.h"

#include <stdio.h>

#include <string.h>

static const SoHAttributeValue octets = {.octetStringVal = {3, (BYTE[]){1, 2, 3}}};
static const SoHAttributeValue category = {.uint8Val = 1};

static HRESULT append(INapSoHConstructor *constructor, int type, const SoHAttributeValue *value)
{
    return constructor->lpVtbl->AppendAttribute(constructor, (SoHAttributeType)type, value);
}

static void release(INapSoHConstructor *constructor)
{
    constructor->lpVtbl->Release(constructor);
}

static void beginsWithTheId(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoH *soh = ConstructorSoH(trial, constructor);

    (void)parameter;
    TrialExpectNumber(trial, "The number of attributes", soh->count, 1);
    TrialExpectNumber(trial, "The type of attribute 0", soh->attributes[0].type, 2);
    TrialExpectNumber(trial, "The size of attribute 0", soh->attributes[0].size, 4);
    trial->library->FreeSoH(soh);
    release(constructor);
}

static void initializesOnce(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, 1, TRUE);

    (void)parameter;
    TrialExpectHr(trial, "The second Initialize",
                  constructor->lpVtbl->Initialize(constructor, 2, TRUE), E_UNEXPECTED);
    release(constructor);
}

static void appendBeforeInitialize(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);

    (void)parameter;
    TrialExpectHr(trial, "AppendAttribute before Initialize", append(constructor, 10, &octets),
                  NAP_E_NOT_INITIALIZED);
    release(constructor);
}

static void getBeforeInitialize(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorNew(trial);
    SoH *soh = SEED;

    (void)parameter;
    TrialExpectHr(trial, "GetSoH before Initialize", constructor->lpVtbl->GetSoH(constructor, &soh),
                  NAP_E_NOT_INITIALIZED);
    TrialExpectNull(trial, "GetSoH before Initialize", soh);
    release(constructor);
}

static void appendCopies(Trial *trial, int parameter)
{
    BYTE data[] = {1, 2, 3, 4};
    SoHAttributeValue value = {.vendorSpecificVal = {0x137, sizeof(data), data}};
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(7, 0, 0, 1, 0x37, 1, 2, 3, 4)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    (void)parameter;
    ConstructorAppend(trial, constructor, sohAttributeTypeVendorSpecific, &value);
    memset(data, 0xEE, sizeof(data));
    memset(&value, 0xEE, sizeof(value));
    ConstructorExpect(trial, constructor, &expected);
    release(constructor);
}

static void expectRefused(Trial *trial, INapSoHConstructor *constructor, const char *call, int type,
                          const SoHAttributeValue *value)
{
    SoH *before = ConstructorSoH(trial, constructor);

    TrialExpectHr(trial, call, append(constructor, type, value), E_INVALIDARG);
    ConstructorExpect(trial, constructor, before);
    trial->library->FreeSoH(before);
}

static void appendNull(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    (void)parameter;
    expectRefused(trial, constructor, "AppendAttribute(10, NULL)", 10, NULL);
    release(constructor);
}

static void appendId(Trial *trial, int parameter)
{
    const SoHAttributeValue id = {.idVal = 7};
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    (void)parameter;
    expectRefused(trial, constructor, "AppendAttribute(SystemHealthId)", 2, &id);
    release(constructor);
}

static void appendOddTypes(Trial *trial, int parameter)
{
    static const int types[] = {0, 1, 0x4000, 0x8000, 0x10003, -1};
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    (void)parameter;
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        char call[60];

        snprintf(call, sizeof(call), "AppendAttribute of type 0x%X", (unsigned)types[i]);
        expectRefused(trial, constructor, call, types[i], &octets);
    }
    release(constructor);
}

static void appendNullArray(Trial *trial, int type)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoHAttributeValue value;

    memset(&value, 0, sizeof(value));
    if (type == sohAttributeTypeVendorSpecific) {
        value.vendorSpecificVal.size = 1;
    } else {
        value.octetStringVal.size = 1;
    }
    expectRefused(trial, constructor, "AppendAttribute with a NULL array of one", type, &value);
    release(constructor);
}

/* A value of that many elements over a block that is large enough for all types. */
static SoHAttributeValue valueOf(int type, UINT16 count)
{
    static BYTE room[0x10000];
    SoHAttributeValue value;

    memset(&value, 0, sizeof(value));
    if (type == sohAttributeTypeVendorSpecific) {
        value.vendorSpecificVal.size = count;
        value.vendorSpecificVal.vendorSpecificData = room;
    } else {
        value.octetStringVal.size = count;
        value.octetStringVal.data = room;
    }
    return value;
}

typedef struct Limit {
    int type;
    UINT16 least;
    UINT16 most;
    UINT16 mostBytes; /* that the attribute then has */
} Limit;

enum { IPV4, COMPLIANCE_CODES, ERROR_CODES, VENDOR, IPV6, OCTETS };

static const Limit limits[] = {
    [IPV4] = {3, 1, 1000, 4000},         [COMPLIANCE_CODES] = {4, 0, 1000, 4000},
    [ERROR_CODES] = {13, 0, 1000, 4000}, [VENDOR] = {7, 0, 3996, 4000},
    [IPV6] = {15, 1, 250, 4000},         [OCTETS] = {6, 0, 4000, 4000},
};

static void takesTheMost(Trial *trial, int which)
{
    const Limit *limit = &limits[which];
    const SoHAttributeValue most = valueOf(limit->type, limit->most);
    const SoHAttributeValue least = valueOf(limit->type, limit->least);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoH *soh;

    TrialExpectHr(trial, "AppendAttribute of the most elements",
                  append(constructor, limit->type, &most), S_OK);
    TrialExpectHr(trial, "AppendAttribute of the fewest elements",
                  append(constructor, limit->type, &least), S_OK);
    soh = ConstructorSoH(trial, constructor);
    TrialExpectNumber(trial, "The number of attributes", soh->count, 3);
    TrialExpectNumber(trial, "The size of the largest attribute", soh->attributes[1].size,
                      limit->mostBytes);
    trial->library->FreeSoH(soh);
    release(constructor);
}

static void refusesOneMore(Trial *trial, int which)
{
    const Limit *limit = &limits[which];
    const SoHAttributeValue tooMany = valueOf(limit->type, (UINT16)(limit->most + 1));
    const SoHAttributeValue wrapping = valueOf(limit->type, 0xFFFF);
    const SoHAttributeValue none = valueOf(limit->type, 0);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    expectRefused(trial, constructor, "AppendAttribute of one element too many", limit->type,
                  &tooMany);
    expectRefused(trial, constructor, "AppendAttribute of 65535 elements", limit->type, &wrapping);
    if (limit->least > 0) {
        expectRefused(trial, constructor, "AppendAttribute of no address", limit->type, &none);
    }
    release(constructor);
}

static void takesHundred(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    (void)parameter;
    for (int i = 1; i < 100; i++) {
        char call[60];

        snprintf(call, sizeof(call), "AppendAttribute of attribute %d", i);
        TrialExpectHr(trial, call, append(constructor, 8, &category), S_OK);
    }
    expectRefused(trial, constructor, "AppendAttribute of a 101st attribute", 8, &category);
    release(constructor);
}

static void secondFixup(Trial *trial, int type)
{
    const SoHAttributeValue value = valueOf(type, 1);
    INapSoHConstructor *response = ConstructorBegin(trial, SOME_ID, FALSE);

    ConstructorAppend(trial, response, (SoHAttributeType)type, &value);
    expectRefused(trial, response, "AppendAttribute of a second list of one address family", type,
                  &value);
    ConstructorAppend(trial, response, (SoHAttributeType)(3 + 15 - type), &value);
    release(response);
}

static void fixupsOfRequest(Trial *trial, int parameter)
{
    const SoHAttributeValue value = valueOf(3, 1);
    INapSoHConstructor *request = ConstructorBegin(trial, SOME_ID, TRUE);

    (void)parameter;
    ConstructorAppend(trial, request, sohAttributeTypeIpv4FixupServers, &value);
    ConstructorAppend(trial, request, sohAttributeTypeIpv4FixupServers, &value);
    release(request);
}

static void getNull(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    (void)parameter;
    TrialExpectHr(trial, "GetSoH(NULL)", constructor->lpVtbl->GetSoH(constructor, NULL),
                  E_INVALIDARG);
    release(constructor);
}

static void getCopies(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoH *first;
    SoH *second;

    (void)parameter;
    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    TrialSpy(trial);
    first = ConstructorSoH(trial, constructor);
    second = ConstructorSoH(trial, constructor);
    TrialExpect(trial, first != second && first->attributes != second->attributes,
                "Two calls of GetSoH share memory");
    memset(first->attributes[1].value, 0xEE, 3);
    trial->library->FreeSoH(first);
    TrialExpect(trial, SohEqual(second, &expected), "The second copy changed with the first");
    trial->library->FreeSoH(second);
    TrialExpectClean(trial, "After both copies were freed");
    release(constructor);
}

static void getOutlivesTheObject(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor;
    SoH *soh;

    (void)parameter;
    TrialSpy(trial); /* overwrites what is freed */
    constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    soh = ConstructorSoH(trial, constructor);
    release(constructor);
    TrialExpect(trial, SohEqual(soh, &expected), "The SoH changed when its object was released");
    trial->library->FreeSoH(soh);
    TrialExpectClean(trial, "After all was released");
}

static void getIncomplete(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, FALSE);
    SoH *soh = NULL;

    (void)parameter;
    TrialExpectHr(trial, "GetSoH of a response without a result",
                  constructor->lpVtbl->GetSoH(constructor, &soh), S_OK);
    trial->library->FreeSoH(soh);
    release(constructor);
}

static void getNoMemory(Trial *trial, int parameter)
{
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    HRESULT hr;
    int n = 0;

    (void)parameter;
    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    TrialSpy(trial);
    do {
        SoH *soh = SEED;

        AllocSpyFail(++n);
        hr = constructor->lpVtbl->GetSoH(constructor, &soh);
        AllocSpyFail(0);
        if (FAILED(hr)) {
            TrialExpectHr(trial, "GetSoH without memory", hr, E_OUTOFMEMORY);
            TrialExpectNull(trial, "GetSoH without memory", soh);
        } else {
            trial->library->FreeSoH(soh);
        }
        TrialExpectClean(trial, "GetSoH without memory");
    } while (FAILED(hr) && n < 20);
    TrialExpect(trial, n > 1, "No allocation failed though the first one should have");
    release(constructor);
}

/* Appends until all allocations of one call succeeded; each failure must change nothing. */
static void appendNoMemory(Trial *trial, int parameter)
{
    const SoHAttributeValue large = valueOf(6, 4000);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);
    SoH *before = ConstructorSoH(trial, constructor);
    HRESULT hr;
    int n = 0;

    (void)parameter;
    TrialSpy(trial);
    do {
        AllocSpyFail(++n);
        hr = append(constructor, 6, &large);
        AllocSpyFail(0);
        if (FAILED(hr)) {
            TrialExpectHr(trial, "AppendAttribute without memory", hr, E_OUTOFMEMORY);
            ConstructorExpect(trial, constructor, before);
        }
    } while (FAILED(hr) && n < 20);
    TrialExpect(trial, n > 1, "No allocation failed though the first one should have");
    release(constructor);
}

static void initializeNoMemory(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorNew(trial);
    HRESULT hr;

    (void)parameter;
    TrialSpy(trial);
    AllocSpyFail(1);
    hr = constructor->lpVtbl->Initialize(constructor, 7, TRUE);
    if (!AllocSpyHasFailed()) {
        TrialSay(trial, "Initialize needs no memory");
        release(constructor);
        return;
    }
    TrialExpectHr(trial, "Initialize without memory", hr, E_OUTOFMEMORY);
    AllocSpyFail(0);
    TrialExpectHr(trial, "Initialize after a failed one",
                  constructor->lpVtbl->Initialize(constructor, SOME_ID, TRUE), S_OK);
    ConstructorExpect(trial, constructor, &expected);
    release(constructor);
}

static void readingChangesNothing(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH expected = SOH_OF(attributes);
    INapSoHConstructor *constructor = ConstructorBegin(trial, SOME_ID, TRUE);

    (void)parameter;
    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &octets);
    for (int i = 0; i < 3; i++) {
        constructor->lpVtbl->Validate(constructor, &expected, i % 2);
        constructor->lpVtbl->Initialize(constructor, 99, FALSE);
        ConstructorExpect(trial, constructor, &expected);
    }
    release(constructor);
}

static const Rule rules[] = {
    {"constructor.initialize.id", RULE_DOCUMENTED,
     "Initialize makes the SystemHealthId attribute 0", "type 2, 4 bytes", beginsWithTheId, 0, 0},
    {"constructor.initialize.twice", RULE_CHOSEN, "Initialize is refused the second time",
     "E_UNEXPECTED", initializesOnce, 0, 0},
    {"constructor.initialize.no-memory", RULE_CHOSEN,
     "Initialize says when memory runs out, and may be repeated", "E_OUTOFMEMORY",
     initializeNoMemory, 0, 0},
    {"constructor.append.before-initialize", RULE_CHOSEN,
     "AppendAttribute is refused before Initialize", "NAP_E_NOT_INITIALIZED",
     appendBeforeInitialize, 0, 0},
    {"constructor.append.copies", RULE_EVIDENT,
     "AppendAttribute copies deeply: the value may be the caller's stack", "a copy", appendCopies,
     0, 0},
    {"constructor.append.null", RULE_CHOSEN, "AppendAttribute refuses a NULL value", "E_INVALIDARG",
     appendNull, 0, 0},
    {"constructor.append.system-health-id", RULE_DOCUMENTED,
     "AppendAttribute refuses SystemHealthId", "E_INVALIDARG", appendId, 0, 0},
    {"constructor.append.types", RULE_CHOSEN, "AppendAttribute refuses types 0, 1 and above 0x3FFF",
     "E_INVALIDARG", appendOddTypes, 0, 0},
    {"constructor.append.null-addresses", RULE_CHOSEN,
     "AppendAttribute refuses a NULL array of addresses with a count", "E_INVALIDARG",
     appendNullArray, 3, 0},
    {"constructor.append.null-codes", RULE_CHOSEN,
     "AppendAttribute refuses a NULL array of codes with a count", "E_INVALIDARG", appendNullArray,
     4, 0},
    {"constructor.append.null-vendor-data", RULE_CHOSEN,
     "AppendAttribute refuses NULL vendor data with a size", "E_INVALIDARG", appendNullArray, 7, 0},
    {"constructor.append.null-octets", RULE_CHOSEN,
     "AppendAttribute refuses a NULL octet string with a size", "E_INVALIDARG", appendNullArray, 10,
     0},
    {"constructor.append.ipv4-most", RULE_DOCUMENTED,
     "AppendAttribute takes 1 to 1000 IPv4 addresses", "S_OK, 4000 bytes", takesTheMost, IPV4, 0},
    {"constructor.append.ipv4-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 0 and 1001 IPv4 addresses", "E_INVALIDARG", refusesOneMore, IPV4, 0},
    {"constructor.append.ipv6-most", RULE_DOCUMENTED,
     "AppendAttribute takes 1 to 250 IPv6 addresses", "S_OK, 4000 bytes", takesTheMost, IPV6, 0},
    {"constructor.append.ipv6-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 0 and 251 IPv6 addresses", "E_INVALIDARG", refusesOneMore, IPV6, 0},
    {"constructor.append.compliance-codes-most", RULE_DOCUMENTED,
     "AppendAttribute takes 0 to 1000 ComplianceResultCodes", "S_OK, 4000 bytes", takesTheMost,
     COMPLIANCE_CODES, 0},
    {"constructor.append.compliance-codes-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 1001 ComplianceResultCodes", "E_INVALIDARG", refusesOneMore,
     COMPLIANCE_CODES, 0},
    {"constructor.append.error-codes-most", RULE_DOCUMENTED,
     "AppendAttribute takes 0 to 1000 ErrorCodes", "S_OK, 4000 bytes", takesTheMost, ERROR_CODES,
     0},
    {"constructor.append.error-codes-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 1001 ErrorCodes", "E_INVALIDARG", refusesOneMore, ERROR_CODES, 0},
    {"constructor.append.vendor-most", RULE_DOCUMENTED,
     "AppendAttribute takes 0 to 3996 bytes of vendor data", "S_OK, 4000 bytes", takesTheMost,
     VENDOR, 0},
    {"constructor.append.vendor-range", RULE_DOCUMENTED,
     "AppendAttribute refuses 3997 bytes of vendor data", "E_INVALIDARG", refusesOneMore, VENDOR,
     0},
    {"constructor.append.octets-most", RULE_DOCUMENTED, "AppendAttribute takes 0 to 4000 octets",
     "S_OK, 4000 bytes", takesTheMost, OCTETS, 0},
    {"constructor.append.octets-range", RULE_DOCUMENTED, "AppendAttribute refuses 4001 octets",
     "E_INVALIDARG", refusesOneMore, OCTETS, 0},
    {"constructor.append.hundred", RULE_DOCUMENTED, "An SoH takes 100 attributes, and no 101st",
     "E_INVALIDARG", takesHundred, 0, 0},
    {"constructor.append.second-ipv4", RULE_DOCUMENTED,
     "A response takes one list of IPv4 addresses", "E_INVALIDARG", secondFixup, 3, 0},
    {"constructor.append.second-ipv6", RULE_DOCUMENTED,
     "A response takes one list of IPv6 addresses", "E_INVALIDARG", secondFixup, 15, 0},
    {"constructor.append.second-in-request", RULE_DOCUMENTED,
     "A request takes several lists of addresses", "S_OK", fixupsOfRequest, 0, 0},
    {"constructor.append.no-memory", RULE_CHOSEN,
     "AppendAttribute says when memory runs out, and changes nothing then", "E_OUTOFMEMORY",
     appendNoMemory, 0, 0},
    {"constructor.get.before-initialize", RULE_CHOSEN,
     "GetSoH is refused before Initialize, and leaves NULL", "NAP_E_NOT_INITIALIZED",
     getBeforeInitialize, 0, 0},
    {"constructor.get.null", RULE_CHOSEN, "GetSoH refuses a NULL out parameter", "E_INVALIDARG",
     getNull, 0, 0},
    {"constructor.get.copies", RULE_EVIDENT, "GetSoH makes an independent copy every time",
     "two copies", getCopies, 0, 0},
    {"constructor.get.outlives", RULE_EVIDENT, "An SoH outlives the object that made it",
     "unchanged", getOutlivesTheObject, 0, 0},
    {"constructor.get.incomplete", RULE_CHOSEN, "GetSoH returns a response that lacks its result",
     "S_OK", getIncomplete, 0, 0},
    {"constructor.get.no-memory", RULE_CHOSEN,
     "GetSoH says when memory runs out, leaves NULL and nothing allocated", "E_OUTOFMEMORY",
     getNoMemory, 0, 0},
    {"constructor.unchanged", RULE_CHOSEN, "No method but AppendAttribute changes an object",
     "unchanged", readingChangesNothing, 0, 0},
};

RULE_SECTION(RulesConstructor, "INapSoHConstructor", rules);
