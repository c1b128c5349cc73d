/* SPDX-License-Identifier: MIT */
/* See verdict.h. */
#include "verdict.h"

#include "soh/cursor.h"

static void readCodes(VerdictPart *part, SohReader reader)
{
    UINT32 code;

    while (SohReaderU32(&reader, &code)) {
        part->hasCodes = TRUE;
        part->isNoncompliant |= FAILED((HRESULT)code);
    }
}

/* From best to worst: the values don't have the order of badness. */
static UINT8 rank(ExtendedIsolationState state)
{
    switch (state) {
    case extendedIsolationStateNoData:
        return 0;
    case extendedIsolationStateTransition:
        return 1;
    case extendedIsolationStateInfected:
        return 3;
    default:
        return 2;
    }
}

static ExtendedIsolationState worse(ExtendedIsolationState one, ExtendedIsolationState other)
{
    return rank(other) > rank(one) ? other : one;
}

static BOOL isCompliant(FailureCategory category, DWORD compliant)
{
    return (compliant >> (category - 1) & 1) != 0;
}

static void addCategory(VerdictPart *part, FailureCategory category, DWORD compliant)
{
    part->hasCategory = TRUE;
    part->category = category;
    part->isNoncompliant |= !isCompliant(category, compliant);
}

static void readCategory(VerdictPart *part, UINT8 value, DWORD compliant)
{
    BOOL isKnown = value <= failureCategoryServerCommunication;

    if (value != failureCategoryNone) {
        addCategory(part, isKnown ? (FailureCategory)value : failureCategoryOther, compliant);
    }
}

static void readExtended(VerdictPart *part, UINT8 value)
{
    BOOL isKnown = value <= extendedIsolationStateUnknown;

    part->extended = worse(part->extended,
                           isKnown ? (ExtendedIsolationState)value : extendedIsolationStateUnknown);
}

static void readAttribute(VerdictPart *part, const SohStatement *response, UINT16 index,
                          DWORD compliant)
{
    const SohStatementEntry *entry = &response->entries[index];
    SohReader reader = SohReaderOver(response->bytes + entry->offset, entry->size);
    UINT8 value;

    if (entry->type == sohAttributeTypeComplianceResultCodes) {
        readCodes(part, reader);
    } else if (entry->type == sohAttributeTypeFailureCategory && SohReaderU8(&reader, &value)) {
        readCategory(part, value, compliant);
    } else if (entry->type == sohAttributeTypeExtendedIsolationState &&
               SohReaderU8(&reader, &value)) {
        readExtended(part, value);
    }
}

VerdictPart VerdictJudge(const SohStatement *response, DWORD compliant)
{
    VerdictPart part = {.category = failureCategoryNone, .extended = extendedIsolationStateNoData};

    for (UINT16 i = 0; i < response->count; i++) {
        readAttribute(&part, response, i, compliant);
    }
    /* A response that says nothing is a failure of its own kind. */
    if (!part.hasCodes && !part.hasCategory) {
        addCategory(&part, failureCategoryOther, compliant);
    }
    return part;
}

void VerdictAdd(Verdict *verdict, const VerdictPart *part)
{
    verdict->asked++;
    verdict->isNoncompliant |= part->isNoncompliant;
    verdict->extended = worse(verdict->extended, part->extended);
}

Isolation VerdictIsolation(const Verdict *verdict)
{
    Isolation isolation = {isolationStateNotRestricted, verdict->extended, verdict->asked == 0};

    if (verdict->isNoncompliant) {
        isolation.state = isolationStateRestrictedAccess;
    }
    return isolation;
}
