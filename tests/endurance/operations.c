/* SPDX-License-Identifier: MIT */
/* See operations.h. */
#include "operations.h"

#include "check.h"

/* The weights add up to this. */
#define ALL_WEIGHTS 4096

const Operation Operations[] = {
    {"AllocConnections, FreeConnections", UseConnections, 320},
    {"AllocCountedString, FreeCountedString", UseCountedString, 420},
    {"AllocFixupInfo, FreeFixupInfo", UseFixupInfo, 320},
    {"Free* of structures that a program filled", UseFilledStructures, 300},
    {"FreeSoH of a program's own", UseClientsSoH, 160},
    {"FreeNapComponentRegistrationInfoArray", UseRegistrationInfo, 120},
    {"FreeSoHAttributeValue", UseAttributeValues, 240},
    {"NULL pointers", UseNullPointers, 160},
    {"a constructor, from Initialize to FreeSoH", UseConstructor, 320},
    {"a processor, from Initialize to Release", UseProcessor, 320},
    {"Validate of a valid statement", UseValidate, 320},
    {"Validate and Initialize of a broken one", UseBrokenStatement, 320},
    {"calls that must be refused", UseRefusals, 160},
    {"a processor that all threads read", UseSharedProcessor, 240},
    {"a constructor that all threads fill and read", UseSharedConstructor, 160},
    {"class factories and locks", UseFactory, 80},
    {"marshalers", UseMarshaler, 40},
    {"no memory", UseShortage, 79},
    {"the notifier, called wrongly", UseNotifierWrongly, 16},
    {"the notifier", UseNotifier, 1}, /* some 10 ms each */
};

const UINT32 OperationCount = ARRAYSIZE(Operations);

static BYTE picks[ALL_WEIGHTS];

void OperationsBegin(void)
{
    UINT32 filled = 0;

    for (UINT32 i = 0; i < OperationCount; i++) {
        for (UINT32 j = 0; j < Operations[i].weight && filled < ALL_WEIGHTS; j++) {
            picks[filled++] = (BYTE)i;
        }
    }
    CHECK(filled == ALL_WEIGHTS);
}

UINT32 OperationsPick(Chance *chance)
{
    UINT32 number = picks[ChanceBelow(chance, ALL_WEIGHTS)];

    /* At 10 ms each, even one in 4096 would take most of the time. */
    if (Operations[number].run == UseNotifier && !ChanceOneIn(chance, 8)) {
        number = 0;
    }
    return number;
}
