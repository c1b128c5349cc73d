/* SPDX-License-Identifier: MIT */
/*
 * The eleven Free functions, tried on structures that are built as clients build them: every
 * structure and every embedded pointer is a block of CoTaskMemAlloc. Freeing the right pointers
 * also shows the layout of structures that the DLL never allocates.
 */
#include "trial.h"

#include <stdio.h>

#include <objbase.h>
#include <string.h>

#include "fakeconnection.h"

typedef enum Shape {
    SHAPE_FULL,
    SHAPE_NULLS,   /* embedded pointers are NULL, with counts above 0 */
    SHAPE_NOTHING, /* lengths of strings and blobs are wrong: 0 */
    SHAPE_HUGE     /* lengths are wrong: 65535 */
} Shape;

typedef struct Specimen {
    void *(*build)(Trial *trial, Shape shape);
    void (*free)(const QutilDll *library, void *specimen);
    const char *name;
} Specimen;

static void *block(Trial *trial, SIZE_T size)
{
    void *made = CoTaskMemAlloc(size);

    if (!made) {
        TrialUnable(trial, "There is no memory for a specimen");
    }
    memset(made, 0, size);
    return made;
}

static void *embedded(Trial *trial, Shape shape, SIZE_T size)
{
    return shape == SHAPE_NULLS ? NULL : block(trial, size);
}

static UINT16 length(Shape shape, UINT16 right)
{
    switch (shape) {
    case SHAPE_NOTHING:
        return 0;
    case SHAPE_HUGE:
        return 0xFFFF;
    default:
        return right;
    }
}

static void fillString(Trial *trial, Shape shape, CountedString *string)
{
    string->string = embedded(trial, shape, 10);
    string->length = length(shape, 4);
}

static void fillCodes(Trial *trial, Shape shape, ResultCodes *codes)
{
    codes->results = embedded(trial, shape, 2 * sizeof(*codes->results));
    codes->count = length(shape, 2);
}

static FakeConnection connections[3];

/* The second pointer stays NULL, which is allowed. */
static void *buildConnections(Trial *trial, Shape shape)
{
    Connections *made = block(trial, sizeof(*made));

    made->count = 3;
    made->connections = embedded(trial, shape, 3 * sizeof(*made->connections));
    if (made->connections) {
        made->connections[0] = FakeConnectionInit(&connections[0]);
        made->connections[2] = FakeConnectionInit(&connections[2]);
    }
    return made;
}

static void *buildCountedString(Trial *trial, Shape shape)
{
    CountedString *made = block(trial, sizeof(*made));

    fillString(trial, shape, made);
    return made;
}

static void *buildFixupInfo(Trial *trial, Shape shape)
{
    FixupInfo *made = block(trial, sizeof(*made));

    fillCodes(trial, shape, &made->resultCodes);
    return made;
}

static void *buildIsolationInfo(Trial *trial, Shape shape)
{
    IsolationInfo *made = block(trial, sizeof(*made));

    fillString(trial, shape, &made->failureUrl);
    return made;
}

static void *buildIsolationInfoEx(Trial *trial, Shape shape)
{
    IsolationInfoEx *made = block(trial, sizeof(*made));

    fillString(trial, shape, &made->failureUrl);
    return made;
}

/* The pointer to the array stays the caller's. */
static void *buildRegistrations(Trial *trial, Shape shape)
{
    static NapComponentRegistrationInfo *array;
    NapComponentRegistrationInfo *made = block(trial, 2 * sizeof(*made));

    for (int i = 0; i < 2; i++) {
        fillString(trial, shape, &made[i].friendlyName);
        fillString(trial, shape, &made[i].description);
        fillString(trial, shape, &made[i].version);
        fillString(trial, shape, &made[i].vendorName);
    }
    array = made;
    return &array;
}

static void *buildNetworkSoH(Trial *trial, Shape shape)
{
    NetworkSoH *made = block(trial, sizeof(*made));

    made->size = length(shape, 12);
    made->data = embedded(trial, shape, 12);
    return made;
}

static void *buildPrivateData(Trial *trial, Shape shape)
{
    PrivateData *made = block(trial, sizeof(*made));

    made->size = length(shape, 12);
    made->data = embedded(trial, shape, 12);
    return made;
}

static void *buildSoH(Trial *trial, Shape shape)
{
    SoH *made = block(trial, sizeof(*made));

    made->count = 2;
    made->attributes = embedded(trial, shape, 2 * sizeof(*made->attributes));
    for (UINT16 i = 0; made->attributes && i < made->count; i++) {
        made->attributes[i].type = (UINT16)(2 + i);
        made->attributes[i].size = length(shape, 4);
        made->attributes[i].value = block(trial, 4);
    }
    return made;
}

static void *buildState(Trial *trial, Shape shape)
{
    SystemHealthAgentState *made = block(trial, sizeof(*made));

    fillCodes(trial, shape, &made->shaResultCodes);
    fillCodes(trial, shape, &made->fixupInfo.resultCodes);
    return made;
}

/* The union's other pointers are at the same place or, for VendorSpecific, after the id. */
static void *buildValue(Trial *trial, SoHAttributeType type, Shape shape)
{
    SoHAttributeValue *made = block(trial, sizeof(*made));

    if (type == sohAttributeTypeVendorSpecific) {
        made->vendorSpecificVal.size = length(shape, 12);
        made->vendorSpecificVal.vendorSpecificData = embedded(trial, shape, 12);
    } else {
        made->octetStringVal.size = length(shape, 2);
        made->octetStringVal.data = embedded(trial, shape, 32);
    }
    return made;
}

static void *buildOctets(Trial *trial, Shape shape)
{
    return buildValue(trial, sohAttributeTypeProductName, shape);
}

#define FREE_WITH(function)                                                                        \
    static void with##function(const QutilDll *library, void *specimen)                            \
    {                                                                                              \
        library->function(specimen);                                                               \
    }
FREE_WITH(FreeConnections)
FREE_WITH(FreeCountedString)
FREE_WITH(FreeFixupInfo)
FREE_WITH(FreeIsolationInfo)
FREE_WITH(FreeIsolationInfoEx)
FREE_WITH(FreeNetworkSoH)
FREE_WITH(FreePrivateData)
FREE_WITH(FreeSoH)
FREE_WITH(FreeSystemHealthAgentState)

static void withFreeRegistrations(const QutilDll *library, void *specimen)
{
    library->FreeNapComponentRegistrationInfoArray(2, specimen);
}

static void withFreeValue(const QutilDll *library, void *specimen)
{
    library->FreeSoHAttributeValue(sohAttributeTypeProductName, specimen);
}

enum {
    CONNECTIONS,
    COUNTED_STRING,
    FIXUP_INFO,
    ISOLATION_INFO,
    ISOLATION_INFO_EX,
    REGISTRATIONS,
    NETWORK_SOH,
    PRIVATE_DATA,
    SOH,
    VALUE,
    STATE
};

static const Specimen specimens[] = {
    [CONNECTIONS] = {buildConnections, withFreeConnections, "FreeConnections"},
    [COUNTED_STRING] = {buildCountedString, withFreeCountedString, "FreeCountedString"},
    [FIXUP_INFO] = {buildFixupInfo, withFreeFixupInfo, "FreeFixupInfo"},
    [ISOLATION_INFO] = {buildIsolationInfo, withFreeIsolationInfo, "FreeIsolationInfo"},
    [ISOLATION_INFO_EX] = {buildIsolationInfoEx, withFreeIsolationInfoEx, "FreeIsolationInfoEx"},
    [REGISTRATIONS] = {buildRegistrations, withFreeRegistrations,
                       "FreeNapComponentRegistrationInfoArray"},
    [NETWORK_SOH] = {buildNetworkSoH, withFreeNetworkSoH, "FreeNetworkSoH"},
    [PRIVATE_DATA] = {buildPrivateData, withFreePrivateData, "FreePrivateData"},
    [SOH] = {buildSoH, withFreeSoH, "FreeSoH"},
    [VALUE] = {buildOctets, withFreeValue, "FreeSoHAttributeValue"},
    [STATE] = {buildState, withFreeSystemHealthAgentState, "FreeSystemHealthAgentState"},
};

static void freeShape(Trial *trial, int which, Shape shape)
{
    const Specimen *specimen = &specimens[which];
    void *made = specimen->build(trial, shape);

    specimen->free(trial->library, made);
    TrialExpectClean(trial, specimen->name);
}

static void freesEverything(Trial *trial, int which)
{
    TrialSpy(trial);
    freeShape(trial, which, SHAPE_FULL);
}

/* Sizes are wrong, and every third value is NULL. */
static void freesManyAttributes(Trial *trial, UINT16 count)
{
    SoH *made = block(trial, sizeof(*made));

    made->count = count;
    made->attributes = block(trial, count * sizeof(*made->attributes));
    for (UINT16 i = 0; i < count; i++) {
        made->attributes[i].type = i;
        made->attributes[i].size = (UINT16)(0xFFFF - i);
        made->attributes[i].value = i % 3 == 0 ? NULL : block(trial, i);
    }
    trial->library->FreeSoH(made);
    TrialExpectClean(trial, "FreeSoH");
}

static void freesAllAttributes(Trial *trial, int parameter)
{
    static const UINT16 counts[] = {1, 2, 100, 101, 300};

    freesEverything(trial, SOH);
    for (size_t i = 0; i < ARRAYSIZE(counts); i++) {
        freesManyAttributes(trial, counts[i]);
    }
}

static void freesWithNulls(Trial *trial, int which)
{
    TrialSpy(trial);
    freeShape(trial, which, SHAPE_NULLS);
}

static void freesNullValues(Trial *trial, int parameter)
{
    TrialSpy(trial);
    for (int type = 0; type <= 20; type++) {
        trial->library->FreeSoHAttributeValue(
            (SoHAttributeType)type, buildValue(trial, (SoHAttributeType)type, SHAPE_NULLS));
        TrialExpectClean(trial, "FreeSoHAttributeValue");
    }
}

static void freesWithWrongLengths(Trial *trial, int which)
{
    TrialSpy(trial);
    freeShape(trial, which, SHAPE_NOTHING);
    freeShape(trial, which, SHAPE_HUGE);
}

static void freesNull(Trial *trial, int which)
{
    TrialSpy(trial);
    specimens[which].free(trial->library, NULL);
    TrialExpectClean(trial, specimens[which].name);
}

/* A pointer to a NULL array is tried, too. */
static void freesNullRegistrations(Trial *trial, int parameter)
{
    NapComponentRegistrationInfo *none = NULL;

    freesNull(trial, REGISTRATIONS);
    trial->library->FreeNapComponentRegistrationInfoArray(2, &none);
    TrialExpectClean(trial, "FreeNapComponentRegistrationInfoArray(2, pointer to NULL)");
}

static void freesNullOfAnyType(Trial *trial, int parameter)
{
    TrialSpy(trial);
    for (int type = -1; type <= 0x10000; type++) {
        trial->library->FreeSoHAttributeValue((SoHAttributeType)type, NULL);
    }
    TrialExpectClean(trial, "FreeSoHAttributeValue(type, NULL)");
}

static void releasesConnections(Trial *trial, int parameter)
{
    trial->library->FreeConnections(buildConnections(trial, SHAPE_FULL));
    TrialExpectNumber(trial, "The number of times that Release was called on the first pointer",
                      (unsigned long)connections[0].releases, 1);
    TrialExpectNumber(trial, "The number of times that Release was called on the last pointer",
                      (unsigned long)connections[2].releases, 1);
}

static void countsConnections(Trial *trial, int parameter)
{
    Connections *made = buildConnections(trial, SHAPE_FULL);

    made->count = 2;
    trial->library->FreeConnections(made);
    TrialExpectNumber(trial, "The number of times that a pointer behind count was released",
                      (unsigned long)connections[2].releases, 0);
}

static void countsAttributes(Trial *trial, int parameter)
{
    SoH *made;
    BYTE *behind;

    TrialSpy(trial);
    made = buildSoH(trial, SHAPE_FULL);
    behind = made->attributes[1].value;
    made->count = 1;
    trial->library->FreeSoH(made);
    TrialExpectLive(trial, "FreeSoH with a value behind count", 1);
    TrialExpectBlock(trial, "The value behind count", behind, 4);
    CoTaskMemFree(behind);
}

static void countsRegistrations(Trial *trial, int parameter)
{
    NapComponentRegistrationInfo **made;
    NapComponentRegistrationInfo behind;

    TrialSpy(trial);
    made = buildRegistrations(trial, SHAPE_FULL);
    behind = (*made)[1];
    trial->library->FreeNapComponentRegistrationInfoArray(1, made);
    TrialExpectLive(trial, "FreeNapComponentRegistrationInfoArray(1) of an array of two", 4);
    CoTaskMemFree(behind.friendlyName.string);
    CoTaskMemFree(behind.description.string);
    CoTaskMemFree(behind.version.string);
    CoTaskMemFree(behind.vendorName.string);
    made = buildRegistrations(trial, SHAPE_NULLS);
    trial->library->FreeNapComponentRegistrationInfoArray(0, made);
    TrialExpectClean(trial, "FreeNapComponentRegistrationInfoArray(0)");
}

static void clearsRegistrations(Trial *trial, int parameter)
{
    NapComponentRegistrationInfo **made = buildRegistrations(trial, SHAPE_FULL);

    trial->library->FreeNapComponentRegistrationInfoArray(2, made);
    TrialExpect(trial, !*made, "The pointer to the array is as it was");
}

/* The count beside the pointer must not matter. */
static void freesValueOf(Trial *trial, SoHAttributeType type)
{
    static const Shape shapes[] = {SHAPE_FULL, SHAPE_NOTHING, SHAPE_HUGE};

    for (size_t i = 0; i < ARRAYSIZE(shapes); i++) {
        void *made = buildValue(trial, type, shapes[i]);
        char name[60];

        snprintf(name, sizeof(name), "FreeSoHAttributeValue of type %d", (int)type);
        trial->library->FreeSoHAttributeValue(type, made);
        TrialExpectClean(trial, name);
    }
}

static void freesEachPointerType(Trial *trial, int parameter)
{
    static const int types[] = {3, 4, 6, 7, 9, 10, 11, 13, 15};

    TrialSpy(trial);
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        freesValueOf(trial, (SoHAttributeType)types[i]);
    }
}

static void freesUnknownTypes(Trial *trial, int parameter)
{
    static const UINT32 types[] = {0,      1,       17,         0x137,      0x3FFF,    0x4000,
                                   0xFFFF, 0x10002, 0x7FFFFFFF, 0x80000002, 0xFFFFFFFF};

    TrialSpy(trial);
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        freesValueOf(trial, (SoHAttributeType)types[i]);
    }
}

/* These types have no pointer; bits that look like one must not be freed. */
static void freesNoPointer(Trial *trial, int parameter)
{
    static const int types[] = {2, 5, 8, 12, 14, 16};
    void *bystander;

    TrialSpy(trial);
    bystander = block(trial, 8);
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        SoHAttributeValue *made = block(trial, sizeof(*made));

        made->octetStringVal.data = bystander;
        if (types[i] == sohAttributeTypeTimeOfLastUpdate ||
            types[i] == sohAttributeTypeSoHGenerationTime) {
            memcpy(&made->dateTimeVal, &bystander, sizeof(bystander));
        }
        trial->library->FreeSoHAttributeValue((SoHAttributeType)types[i], made);
        TrialExpectLive(trial, "FreeSoHAttributeValue of a type without a pointer", 1);
    }
    CoTaskMemFree(bystander);
}

#define NULLS(id, name, check, which)                                                              \
    {                                                                                              \
        "memory." id ".null", RULE_EVIDENT, name " of NULL does nothing", "nothing", check, which, \
            0                                                                                      \
    }
#define FREES(id, name, tag, which)                                                                \
    {"memory." id ".embedded",                                                                     \
     tag,                                                                                          \
     name " frees the structure and every embedded pointer, once",                                 \
     "no block left",                                                                              \
     freesEverything,                                                                              \
     which,                                                                                        \
     0},                                                                                           \
    {                                                                                              \
        "memory." id ".null-embedded", RULE_EVIDENT,                                               \
            name " takes a structure whose embedded pointers are NULL", "no block left",           \
            freesWithNulls, which, 0                                                               \
    }
#define LENGTHS(id, name, which)                                                                   \
    {                                                                                              \
        "memory." id ".wrong-length", RULE_EVIDENT,                                                \
            name " never relies on a length: 0 and 65535 are freed like any other",                \
            "no block left", freesWithWrongLengths, which, 0                                       \
    }

static const Rule rules[] = {
    NULLS("free-connections", "FreeConnections", freesNull, CONNECTIONS),
    FREES("free-connections", "FreeConnections", RULE_DOCUMENTED, CONNECTIONS),
    {"memory.free-connections.releases", RULE_CHOSEN,
     "FreeConnections releases each interface pointer that is not NULL, once", "1",
     releasesConnections, 0, 0},
    {"memory.free-connections.count", RULE_EVIDENT, "FreeConnections looks at count pointers", "0",
     countsConnections, 0, 0},
    NULLS("free-counted-string", "FreeCountedString", freesNull, COUNTED_STRING),
    FREES("free-counted-string", "FreeCountedString", RULE_DOCUMENTED, COUNTED_STRING),
    LENGTHS("free-counted-string", "FreeCountedString", COUNTED_STRING),
    NULLS("free-fixup-info", "FreeFixupInfo", freesNull, FIXUP_INFO),
    FREES("free-fixup-info", "FreeFixupInfo", RULE_DOCUMENTED, FIXUP_INFO),
    LENGTHS("free-fixup-info", "FreeFixupInfo", FIXUP_INFO),
    NULLS("free-isolation-info", "FreeIsolationInfo", freesNull, ISOLATION_INFO),
    FREES("free-isolation-info", "FreeIsolationInfo", RULE_DOCUMENTED, ISOLATION_INFO),
    LENGTHS("free-isolation-info", "FreeIsolationInfo", ISOLATION_INFO),
    NULLS("free-isolation-info-ex", "FreeIsolationInfoEx", freesNull, ISOLATION_INFO_EX),
    FREES("free-isolation-info-ex", "FreeIsolationInfoEx", RULE_DOCUMENTED, ISOLATION_INFO_EX),
    LENGTHS("free-isolation-info-ex", "FreeIsolationInfoEx", ISOLATION_INFO_EX),
    NULLS("free-registration-info", "FreeNapComponentRegistrationInfoArray", freesNullRegistrations,
          0),
    FREES("free-registration-info",
          "FreeNapComponentRegistrationInfoArray, given a pointer to a pointer to one array,",
          RULE_CHOSEN, REGISTRATIONS),
    LENGTHS("free-registration-info", "FreeNapComponentRegistrationInfoArray", REGISTRATIONS),
    {"memory.free-registration-info.count", RULE_CHOSEN,
     "FreeNapComponentRegistrationInfoArray frees the strings of count structures", "4 blocks left",
     countsRegistrations, 0, 0},
    {"memory.free-registration-info.cleared", RULE_CHOSEN,
     "FreeNapComponentRegistrationInfoArray sets the pointer to the array to NULL", "NULL",
     clearsRegistrations, 0, 0},
    NULLS("free-network-soh", "FreeNetworkSoH", freesNull, NETWORK_SOH),
    FREES("free-network-soh", "FreeNetworkSoH", RULE_DOCUMENTED, NETWORK_SOH),
    LENGTHS("free-network-soh", "FreeNetworkSoH", NETWORK_SOH),
    NULLS("free-private-data", "FreePrivateData", freesNull, PRIVATE_DATA),
    FREES("free-private-data", "FreePrivateData", RULE_DOCUMENTED, PRIVATE_DATA),
    LENGTHS("free-private-data", "FreePrivateData", PRIVATE_DATA),
    NULLS("free-soh", "FreeSoH", freesNull, SOH),
    {"memory.free-soh.embedded", RULE_DOCUMENTED,
     "FreeSoH frees the structure, the array and every value, once", "no block left",
     freesAllAttributes, 0, 0},
    {"memory.free-soh.null-embedded", RULE_EVIDENT,
     "FreeSoH takes a structure whose embedded pointers are NULL", "no block left", freesWithNulls,
     SOH, 0},
    LENGTHS("free-soh", "FreeSoH", SOH),
    {"memory.free-soh.count", RULE_EVIDENT, "FreeSoH frees the values of count attributes",
     "1 block left", countsAttributes, 0, 0},
    NULLS("free-soh-attribute-value", "FreeSoHAttributeValue of any type", freesNullOfAnyType, 0),
    {"memory.free-soh-attribute-value.embedded", RULE_DOCUMENTED,
     "FreeSoHAttributeValue frees the pointer that the type's member holds", "no block left",
     freesEachPointerType, 0, 0},
    {"memory.free-soh-attribute-value.null-embedded", RULE_EVIDENT,
     "FreeSoHAttributeValue takes a value whose pointer is NULL", "no block left", freesNullValues,
     0, 0},
    LENGTHS("free-soh-attribute-value", "FreeSoHAttributeValue", VALUE),
    {"memory.free-soh-attribute-value.unknown", RULE_DOCUMENTED,
     "FreeSoHAttributeValue treats unknown types as octet strings", "no block left",
     freesUnknownTypes, 0, 0},
    {"memory.free-soh-attribute-value.no-pointer", RULE_DOCUMENTED,
     "FreeSoHAttributeValue frees no pointer of types 2, 5, 8, 12, 14, 16", "1 block left",
     freesNoPointer, 0, 0},
    NULLS("free-system-health-agent-state", "FreeSystemHealthAgentState", freesNull, STATE),
    FREES("free-system-health-agent-state", "FreeSystemHealthAgentState", RULE_DOCUMENTED, STATE),
    LENGTHS("free-system-health-agent-state", "FreeSystemHealthAgentState", STATE),
};

RULE_SECTION(RulesFree, "Memory: Free functions", rules);
