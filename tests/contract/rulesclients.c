/* SPDX-License-Identifier: MIT */
/* The calls of real clients, in their order. */
#include "objects.h"

#include <string.h>

#include "fakeconnection.h"

/* A flow records its current step, because it may run on another thread, which must not assert. */
typedef struct Flow {
    const QutilDll *library;
    SoH *request;
    SoH *response;
    const char *step; /* NULL at the end */
} Flow;

#define STEP(name, condition)                                                                      \
    flow->step = (name);                                                                           \
    if (!(condition)) {                                                                            \
        return FALSE;                                                                              \
    }

static BOOL makeRequest(Flow *flow)
{
    INapSoHConstructor *constructor;
    BYTE data[2] = {0xCA, 0xFE};
    SoHAttributeValue value;

    STEP("the agent creates a constructor",
         ObjectCreate(flow->library, &CLSID_NapSoHConstructor, &IID_INapSoHConstructor,
                      (void **)&constructor) == S_OK)
    STEP("the agent calls Initialize",
         constructor->lpVtbl->Initialize(constructor, SOME_ID, TRUE) == S_OK)
    value.vendorSpecificVal.vendorId = 0x137;
    value.vendorSpecificVal.size = sizeof(data);
    value.vendorSpecificVal.vendorSpecificData = data;
    STEP("the agent appends VendorSpecific",
         constructor->lpVtbl->AppendAttribute(constructor, sohAttributeTypeVendorSpecific,
                                              &value) == S_OK)
    STEP("the agent calls GetSoH", constructor->lpVtbl->GetSoH(constructor, &flow->request) == S_OK)
    constructor->lpVtbl->Release(constructor);
    return TRUE;
}

static BOOL readRequest(Flow *flow, SystemHealthEntityId *id)
{
    INapSoHProcessor *processor;
    SoHAttributeType type;
    SoHAttributeValue *value = NULL;
    UINT16 location = 0;

    STEP("the validator creates a processor",
         ObjectCreate(flow->library, &CLSID_NapSoHProcessor, &IID_INapSoHProcessor,
                      (void **)&processor) == S_OK)
    STEP("the validator calls Initialize",
         processor->lpVtbl->Initialize(processor, flow->request, TRUE, id) == S_OK &&
             *id == SOME_ID)
    STEP("the validator finds VendorSpecific",
         processor->lpVtbl->FindNextAttribute(processor, 0, sohAttributeTypeVendorSpecific,
                                              &location) == S_OK)
    STEP("the validator gets VendorSpecific",
         processor->lpVtbl->GetAttribute(processor, location, &type, &value) == S_OK)
    STEP("the validator compares the data",
         value->vendorSpecificVal.size == 2 && value->vendorSpecificVal.vendorId == 0x137 &&
             memcmp(value->vendorSpecificVal.vendorSpecificData, "\xCA\xFE", 2) == 0)
    flow->library->FreeSoHAttributeValue(type, value);
    processor->lpVtbl->Release(processor);
    return TRUE;
}

static BOOL makeResponse(Flow *flow, SystemHealthEntityId id)
{
    INapSoHConstructor *constructor;
    HRESULT code = NAP_E_NOT_INITIALIZED;
    SoHAttributeValue value;

    STEP("the validator creates a constructor",
         ObjectCreate(flow->library, &CLSID_NapSoHConstructor, &IID_INapSoHConstructor,
                      (void **)&constructor) == S_OK)
    STEP("the validator begins a response",
         constructor->lpVtbl->Initialize(constructor, id, FALSE) == S_OK)
    value.codesVal.count = 1;
    value.codesVal.results = &code;
    STEP("the validator appends ComplianceResultCodes",
         constructor->lpVtbl->AppendAttribute(constructor, sohAttributeTypeComplianceResultCodes,
                                              &value) == S_OK)
    STEP("the validator calls GetSoH",
         constructor->lpVtbl->GetSoH(constructor, &flow->response) == S_OK)
    constructor->lpVtbl->Release(constructor);
    return TRUE;
}

static BOOL readResponse(Flow *flow)
{
    INapSoHProcessor *processor;
    SystemHealthEntityId id = 0;
    SoHAttributeType type;
    SoHAttributeValue *value = NULL;
    UINT16 location = 0;

    STEP("the agent creates a processor",
         ObjectCreate(flow->library, &CLSID_NapSoHProcessor, &IID_INapSoHProcessor,
                      (void **)&processor) == S_OK)
    STEP("the agent reads the response",
         processor->lpVtbl->Initialize(processor, flow->response, FALSE, &id) == S_OK)
    STEP("the agent finds ComplianceResultCodes",
         processor->lpVtbl->FindNextAttribute(processor, 0, sohAttributeTypeComplianceResultCodes,
                                              &location) == S_OK)
    STEP("the agent gets ComplianceResultCodes",
         processor->lpVtbl->GetAttribute(processor, location, &type, &value) == S_OK)
    STEP("the agent compares the code",
         value->codesVal.count == 1 && value->codesVal.results[0] == NAP_E_NOT_INITIALIZED)
    flow->library->FreeSoHAttributeValue(type, value);
    processor->lpVtbl->Release(processor);
    return TRUE;
}

static DWORD WINAPI validate(void *parameter)
{
    Flow *flow = parameter;
    SystemHealthEntityId id = 0;

    if (readRequest(flow, &id) && makeResponse(flow, id)) {
        flow->step = NULL;
    }
    return 0;
}

static void validateInThread(Trial *trial, Flow *flow)
{
    HANDLE thread = CreateThread(NULL, 0, validate, flow, 0, NULL);

    if (!thread) {
        TrialUnable(trial, "No thread can be created");
    }
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static void expectDone(Trial *trial, const Flow *flow, BOOL done)
{
    TrialExpect(trial, done, "It fails where %s", flow->step);
}

static void agentRequests(Trial *trial, int parameter)
{
    Flow flow = {.library = trial->library};

    TrialSpy(trial);
    expectDone(trial, &flow, makeRequest(&flow));
    trial->library->FreeSoH(flow.request);
    TrialExpectClean(trial, "After FreeSoH");
}

static void validatorAnswers(Trial *trial, int parameter)
{
    Flow flow = {.library = trial->library};

    expectDone(trial, &flow, makeRequest(&flow));
    validateInThread(trial, &flow);
    expectDone(trial, &flow, !flow.step);
    trial->library->FreeSoH(flow.response);
    trial->library->FreeSoH(flow.request);
}

static void agentReadsTheAnswer(Trial *trial, int parameter)
{
    Flow flow = {.library = trial->library};

    expectDone(trial, &flow, makeRequest(&flow));
    validate(&flow);
    expectDone(trial, &flow, !flow.step);
    expectDone(trial, &flow, readResponse(&flow));
    trial->library->FreeSoH(flow.response);
    trial->library->FreeSoH(flow.request);
}

static DWORD WINAPI wholeFlow(void *parameter)
{
    Flow *flow = parameter;
    SystemHealthEntityId id = 0;

    if (makeRequest(flow) && readRequest(flow, &id) && makeResponse(flow, id) &&
        readResponse(flow)) {
        flow->library->FreeSoH(flow->request);
        flow->library->FreeSoH(flow->response);
        flow->step = NULL;
    }
    return 0;
}

enum { THREADS = 128, AT_ONCE = MAXIMUM_WAIT_OBJECTS };

/* In two groups, because one wait takes at most 64 threads. */
static void manyWorkers(Trial *trial, int parameter)
{
    Flow flows[THREADS];
    HANDLE threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        flows[i] = (Flow){.library = trial->library, .step = "its thread begins"};
        threads[i] = CreateThread(NULL, 0, wholeFlow, &flows[i], 0, NULL);
        if (!threads[i]) {
            TrialUnable(trial, "No more than %d threads can be created", i);
        }
    }
    WaitForMultipleObjects(AT_ONCE, threads, TRUE, INFINITE);
    WaitForMultipleObjects(THREADS - AT_ONCE, threads + AT_ONCE, TRUE, INFINITE);
    for (int i = 0; i < THREADS; i++) {
        CloseHandle(threads[i]);
        expectDone(trial, &flows[i], !flows[i].step);
    }
}

/* Several threads use one object. Each appends ROUNDS attributes, and reads in between. */
enum { SHARERS = 4, ROUNDS = 20 };

typedef struct Sharer {
    const QutilDll *library;
    INapSoHConstructor *constructor;
    INapSoHProcessor *processor;
    BOOL isDone;
} Sharer;

static DWORD WINAPI share(void *parameter)
{
    const SoHAttributeValue value = {.octetStringVal = {BYTES(1, 2, 3)}};
    Sharer *sharer = parameter;

    for (int i = 0; i < ROUNDS; i++) {
        SoHAttributeType type = 0;
        SoHAttributeValue *read = NULL;
        SoH *soh = NULL;

        if (sharer->constructor->lpVtbl->AppendAttribute(
                sharer->constructor, sohAttributeTypeProductName, &value) != S_OK ||
            sharer->constructor->lpVtbl->GetSoH(sharer->constructor, &soh) != S_OK ||
            sharer->constructor->lpVtbl->Validate(sharer->constructor, soh, TRUE) != S_OK ||
            sharer->processor->lpVtbl->GetAttribute(sharer->processor, 1, &type, &read) != S_OK) {
            return 0;
        }
        sharer->library->FreeSoHAttributeValue(type, read);
        sharer->library->FreeSoH(soh);
    }
    sharer->isDone = TRUE;
    return 0;
}

static void sharedObject(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH small = SOH_OF(attributes);
    Sharer sharer = {.library = trial->library,
                     .constructor = ConstructorBegin(trial, SOME_ID, TRUE),
                     .processor = ProcessorOver(trial, &small, TRUE)};
    Sharer sharers[SHARERS];
    HANDLE threads[SHARERS];
    SoH *soh;

    for (int i = 0; i < SHARERS; i++) {
        sharers[i] = sharer;
        threads[i] = CreateThread(NULL, 0, share, &sharers[i], 0, NULL);
        if (!threads[i]) {
            TrialUnable(trial, "No thread can be created");
        }
    }
    WaitForMultipleObjects(SHARERS, threads, TRUE, INFINITE);
    for (int i = 0; i < SHARERS; i++) {
        CloseHandle(threads[i]);
        TrialExpect(trial, sharers[i].isDone, "A method failed in thread %d", i + 1);
    }
    soh = ConstructorSoH(trial, sharer.constructor);
    TrialExpectNumber(trial, "The number of attributes", soh->count, 1 + SHARERS * ROUNDS);
    trial->library->FreeSoH(soh);
    sharer.constructor->lpVtbl->Release(sharer.constructor);
    sharer.processor->lpVtbl->Release(sharer.processor);
}

static void copiesStructOut(Trial *trial, int parameter)
{
    CountedString *made = NULL;
    CountedString copy;

    TrialSpy(trial);
    TrialExpectHr(trial, "AllocCountedString", trial->library->AllocCountedString(&made, L"client"),
                  S_OK);
    copy = *made;
    CoTaskMemFree(made);
    TrialExpectLive(trial, "After the structure alone was freed", 1);
    TrialExpect(trial, memcmp(copy.string, L"client", sizeof(L"client")) == 0,
                "The string went with its structure");
    CoTaskMemFree(copy.string);
    TrialExpectClean(trial, "After the string was freed");
}

static void fillsFixupInfo(Trial *trial, int parameter)
{
    FixupInfo *made = NULL;

    TrialSpy(trial);
    TrialExpectHr(trial, "AllocFixupInfo(&p, 1)", trial->library->AllocFixupInfo(&made, 1), S_OK);
    made->state = fixupStateSuccess;
    made->percentage = 100;
    made->resultCodes.results[0] = S_OK;
    made->resultCodes.count = 1;
    trial->library->FreeFixupInfo(made);
    TrialExpectClean(trial, "After FreeFixupInfo");
}

static void fillsConnections(Trial *trial, int parameter)
{
    Connections *none = NULL;
    Connections *one = NULL;
    FakeConnection fake;

    TrialSpy(trial);
    TrialExpectHr(trial, "AllocConnections(&p, 0)", trial->library->AllocConnections(&none, 0),
                  S_OK);
    none->connections = NULL;
    trial->library->FreeConnections(none);
    TrialExpectHr(trial, "AllocConnections(&p, 1)", trial->library->AllocConnections(&one, 1),
                  S_OK);
    one->connections[0] = FakeConnectionInit(&fake);
    fake.connection.lpVtbl->AddRef(&fake.connection);
    trial->library->FreeConnections(one);
    TrialExpectNumber(trial, "The number of references that are left",
                      (unsigned long)fake.references, 1);
    TrialExpectClean(trial, "After FreeConnections");
}

static const Rule rules[] = {
    {"clients.agent-request", RULE_EVIDENT, "An agent builds a request on its stack, and frees it",
     "no block left", agentRequests, 0, 0},
    {"clients.validator", RULE_EVIDENT,
     "A validator reads the request and answers, on a worker thread", "S_OK", validatorAnswers, 0,
     0},
    {"clients.agent-response", RULE_EVIDENT,
     "The agent reads the validator's result codes in host order", "the code", agentReadsTheAnswer,
     0, 0},
    {"clients.many-workers", RULE_EVIDENT,
     "128 threads do all of it at once, each with objects of its own", "S_OK", manyWorkers, 0, 0},
    {"clients.shared-object", RULE_CHOSEN, "Several threads use one object at once",
     "81 attributes", sharedObject, 0, 0},
    {"clients.counted-string", RULE_EVIDENT,
     "A client frees the structure of a CountedString and keeps the string", "two blocks",
     copiesStructOut, 0, 0},
    {"clients.fixup-info", RULE_EVIDENT, "A client fills a FixupInfo of one result",
     "no block left", fillsFixupInfo, 0, 0},
    {"clients.connections", RULE_EVIDENT,
     "A client overwrites the array of none, and stores a pointer with a reference",
     "no block left", fillsConnections, 0, 0},
};

RULE_SECTION(RulesClients, "What clients do", rules);
