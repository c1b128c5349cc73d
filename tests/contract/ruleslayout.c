/* SPDX-License-Identifier: MIT */
/*
 * The sizes of structures, measured by the blocks that the DLL allocates. For structures that it
 * only frees, rulesfree.c shows where their pointers are.
 */
#include "trial.h"

#include "objects.h"

static void connections(Trial *trial, int parameter)
{
    Connections *made = NULL;

    TrialSpy(trial);
    TrialExpectHr(trial, "AllocConnections(&p, 2)", trial->library->AllocConnections(&made, 2),
                  S_OK);
    TrialExpectBlock(trial, "The structure", made, sizeof(*made));
    TrialExpectBlock(trial, "The array of two", made->connections, 2 * sizeof(void *));
    trial->library->FreeConnections(made);
}

static void countedString(Trial *trial, int parameter)
{
    CountedString *made = NULL;

    TrialSpy(trial);
    TrialExpectHr(trial, "AllocCountedString(&p, L\"four\")",
                  trial->library->AllocCountedString(&made, L"four"), S_OK);
    TrialExpectBlock(trial, "The structure", made, sizeof(*made));
    TrialExpectBlock(trial, "The string of four characters", made->string, 5 * sizeof(WCHAR));
    trial->library->FreeCountedString(made);
}

static void fixupInfo(Trial *trial, int parameter)
{
    FixupInfo *made = NULL;

    TrialSpy(trial);
    TrialExpectHr(trial, "AllocFixupInfo(&p, 3)", trial->library->AllocFixupInfo(&made, 3), S_OK);
    TrialExpectBlock(trial, "The structure", made, sizeof(*made));
    TrialExpectBlock(trial, "The array of three", made->resultCodes.results, 3 * sizeof(HRESULT));
    trial->library->FreeFixupInfo(made);
}

static void soh(Trial *trial, int parameter)
{
    SoHAttributeValue value = {.octetStringVal = {3, (BYTE[]){1, 2, 3}}};
    INapSoHConstructor *constructor = ConstructorBegin(trial, 1, TRUE);
    SoH *made;

    ConstructorAppend(trial, constructor, sohAttributeTypeProductName, &value);
    TrialSpy(trial);
    made = ConstructorSoH(trial, constructor);
    TrialExpectBlock(trial, "The structure", made, sizeof(*made));
    TrialExpectBlock(trial, "The array of two attributes", made->attributes,
                     2 * sizeof(*made->attributes));
    TrialExpectBlock(trial, "The SystemHealthId", made->attributes[0].value, 4);
    TrialExpectBlock(trial, "The octet string", made->attributes[1].value, 3);
    trial->library->FreeSoH(made);
    constructor->lpVtbl->Release(constructor);
}

static void attributeValue(Trial *trial, int parameter)
{
    SoHAttribute attributes[] = {ID_ATTRIBUTE, ATTRIBUTE(10, 1, 2, 3)};
    const SoH request = SOH_OF(attributes);
    INapSoHProcessor *processor = ProcessorOver(trial, &request, TRUE);
    SoHAttributeType type = 0;
    SoHAttributeValue *made = NULL;

    TrialSpy(trial);
    TrialExpectHr(trial, "GetAttribute(1)",
                  processor->lpVtbl->GetAttribute(processor, 1, &type, &made), S_OK);
    TrialExpectBlock(trial, "The value", made, sizeof(*made));
    TrialExpectBlock(trial, "The octet string", made->octetStringVal.data, 3);
    trial->library->FreeSoHAttributeValue(type, made);
    processor->lpVtbl->Release(processor);
}

#ifdef _WIN64
#define SIZES(x86, x64) x64
#else
#define SIZES(x86, x64) x86
#endif

static const Rule rules[] = {
    {"layout.connections", RULE_EVIDENT,
     "Connections and its array are blocks of at least " SIZES("8",
                                                               "16") " bytes, and a pointer each",
     SIZES("8", "16"), connections, 0, 0},
    {"layout.counted-string", RULE_EVIDENT,
     "CountedString is a block of " SIZES("8", "16") " bytes", SIZES("8", "16"), countedString, 0,
     0},
    {"layout.fixup-info", RULE_EVIDENT,
     "FixupInfo is a block of " SIZES("20", "32") " bytes, a result code has 4", SIZES("20", "32"),
     fixupInfo, 0, 0},
    {"layout.soh", RULE_EVIDENT, "SoH and SoHAttribute have " SIZES("8", "16") " bytes each",
     SIZES("8", "16"), soh, 0, 0},
    {"layout.soh-attribute-value", RULE_EVIDENT,
     "SoHAttributeValue has " SIZES("12", "16") " bytes", SIZES("12", "16"), attributeValue, 0, 0},
};

RULE_SECTION(RulesLayout, "Structures", rules);
