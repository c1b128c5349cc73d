/* SPDX-License-Identifier: MIT */
/* See samples.h. */
#include "samples.h"

#include <objbase.h>

#include <string.h>

#include "sohliteral.h"

static BYTE largest[maxSoHAttributeSize] = {0x01, [1999] = 0x80, [3999] = 0xFF};
static SoHAttribute attributes[] = {
    ID_ATTRIBUTE,
    ATTRIBUTE(sohAttributeTypeVendorSpecific, 0x00, 0x00, 0x01, 0x37, 0xBA, 0xAD),
    ATTRIBUTE(sohAttributeTypeComplianceResultCodes, 0x80, 0x27, 0x00, 0x50, 0x00, 0x00, 0x00,
              0x00),
    EMPTY_ATTRIBUTE(sohAttributeTypeProductName),
    {sohAttributeTypeClientId, sizeof largest, largest},
    ATTRIBUTE(0x3FFF, 0x00),
};
const SoH SampleSoH = SOH_OF(attributes);
const SoH SampleNothing = {0, NULL};

const CorrelationId SampleCorrelation = {
    {0x54468936, 0xCB49, 0x4374, {0xB1, 0x27, 0xA6, 0xA3, 0xCC, 0x3B, 0xB1, 0x1C}},
    {0x58EE1EF0, 0x01CA78D8},
};
static BYTE someBytes[] = {0x00, 0xFF, 0x00, 0x7F, 0x80};
const PrivateData SampleBytes = {sizeof someBytes, someBytes};
const FailureCategoryMapping SampleMapping = {{TRUE, FALSE, TRUE, FALSE, TRUE}};
const SystemHealthEntityId SampleIds[3] = {0x00013780, 0xFFFFFFFF, 0};

static WCHAR text[] = L"\xD83D\xDC33 \x00E4";
static WCHAR emptyText[] = L"";
const CountedString SampleText = {ARRAYSIZE(text) - 1, text};
const CountedString SampleEmptyText = {0, emptyText};
const CountedString SampleNoText = {0, NULL};

static HRESULT codes[] = {S_OK, E_FAIL, (HRESULT)0x80270050};
const FixupInfo SampleFixup = {fixupStateInProgress, 50, {ARRAYSIZE(codes), codes}, 0xDEADBEEF};
const IsolationInfoEx SampleIsolation = {
    isolationStateInProbation,
    extendedIsolationStateInfected,
    {0x01234567, 0x89ABCDEF},
    {ARRAYSIZE(text) - 1, text},
};
const NapComponentRegistrationInfo SampleComponents[2] = {
    {0x00013780,
     {ARRAYSIZE(text) - 1, text},
     {0, emptyText},
     {0, NULL},
     {ARRAYSIZE(text) - 1, text},
     {0x11111111, 0x2222, 0x3333, {4, 4, 4, 4, 4, 4, 4, 4}},
     {0},
     {0x01234567, 0x89ABCDEF},
     ComponentTypeEnforcementClientRp},
    {0, {0, NULL}, {0, NULL}, {0, NULL}, {0, NULL}, {0}, {0}, {0, 0}, 0},
};

void *CopyBytes(const void *bytes, SIZE_T size)
{
    void *copy = bytes ? CoTaskMemAlloc(size) : NULL;

    if (copy) {
        memcpy(copy, bytes, size);
    }
    return copy;
}

static WCHAR *copyString(const CountedString *from)
{
    return CopyBytes(from->string, (from->length + (SIZE_T)1) * sizeof(WCHAR));
}

SoH *CopySoH(const SoH *soh)
{
    SoH *copy = CopyBytes(soh, sizeof *soh);

    if (copy) {
        copy->attributes = CopyBytes(soh->attributes, soh->count * sizeof *soh->attributes);
        for (UINT16 i = 0; copy->attributes && i < soh->count; i++) {
            copy->attributes[i].value =
                CopyBytes(soh->attributes[i].value, soh->attributes[i].size);
        }
    }
    return copy;
}

CountedString *CopyText(const CountedString *original)
{
    CountedString *copy = CopyBytes(original, sizeof *original);

    if (copy) {
        copy->string = copyString(original);
    }
    return copy;
}

NapComponentRegistrationInfo *CopyComponents(void)
{
    NapComponentRegistrationInfo *copy = CopyBytes(SampleComponents, sizeof SampleComponents);

    for (size_t i = 0; copy && i < ARRAYSIZE(SampleComponents); i++) {
        copy[i].friendlyName.string = copyString(&SampleComponents[i].friendlyName);
        copy[i].description.string = copyString(&SampleComponents[i].description);
        copy[i].version.string = copyString(&SampleComponents[i].version);
        copy[i].vendorName.string = copyString(&SampleComponents[i].vendorName);
    }
    return copy;
}

BOOL TextEqual(const CountedString *a, const CountedString *b)
{
    if (a->length != b->length || !a->string || !b->string) {
        return a->length == b->length && a->string == b->string;
    }
    return memcmp(a->string, b->string, (a->length + (size_t)1) * sizeof(WCHAR)) == 0;
}

BOOL CodesEqual(const ResultCodes *a, const ResultCodes *b)
{
    if (a->count != b->count || !a->results || !b->results) {
        return a->count == b->count && a->results == b->results;
    }
    return memcmp(a->results, b->results, a->count * sizeof(HRESULT)) == 0;
}

BOOL FixupEqual(const FixupInfo *a, const FixupInfo *b)
{
    return a->state == b->state && a->percentage == b->percentage &&
           a->fixupMsgId == b->fixupMsgId && CodesEqual(&a->resultCodes, &b->resultCodes);
}

BOOL IsolationEqual(const IsolationInfoEx *a, const IsolationInfoEx *b)
{
    return a->isolationState == b->isolationState &&
           a->extendedIsolationState == b->extendedIsolationState &&
           memcmp(&a->probEndTime, &b->probEndTime, sizeof a->probEndTime) == 0 &&
           TextEqual(&a->failureUrl, &b->failureUrl);
}

BOOL ComponentEqual(const NapComponentRegistrationInfo *a, const NapComponentRegistrationInfo *b)
{
    return a->id == b->id && TextEqual(&a->friendlyName, &b->friendlyName) &&
           TextEqual(&a->description, &b->description) && TextEqual(&a->version, &b->version) &&
           TextEqual(&a->vendorName, &b->vendorName) && IsEqualGUID(&a->infoClsid, &b->infoClsid) &&
           IsEqualGUID(&a->configClsid, &b->configClsid) &&
           memcmp(&a->registrationDate, &b->registrationDate, sizeof(FILETIME)) == 0 &&
           a->componentType == b->componentType;
}
