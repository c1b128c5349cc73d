/* SPDX-License-Identifier: MIT */
/* See validator.h. */
#define COBJMACROS
#include "validator.h"

#include <objbase.h>
#include <string.h>

#include "append.h"
#include "contoso.h"
#include "naperror.h"
#include "show.h"

/* What a request says about one health class. */
typedef struct ClassReport {
    BOOL hasStatus;
    HRESULT status;
    UINT64 lastUpdate; /* 0: not given */
} ClassReport;

typedef struct Report {
    ClassReport classes[CONTOSO_CLASSES];
    ClassReport *current; /* of the last HealthClass */
    UINT64 generated;
} Report;

typedef struct Judgement {
    HRESULT code;
    UINT8 failureCategory;
} Judgement;

static UINT64 ticksOf(FILETIME time)
{
    return (UINT64)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static void readStatus(ClassReport *report, const BYTE *octets, UINT16 size)
{
    if (report && size == 4) {
        report->hasStatus = TRUE;
        report->status = (HRESULT)((UINT32)octets[0] << 24 | (UINT32)octets[1] << 16 |
                                   (UINT32)octets[2] << 8 | octets[3]);
    }
}

static ClassReport *classOf(Report *report, UINT8 healthClass)
{
    switch (healthClass) {
    case healthClassFirewall:
        return &report->classes[CONTOSO_FIREWALL];
    case healthClassAntiVirus:
        return &report->classes[CONTOSO_ANTIVIRUS];
    default:
        return NULL;
    }
}

static void readAttribute(Report *report, SoHAttributeType type, const SoHAttributeValue *value)
{
    switch (type) {
    case sohAttributeTypeHealthClass:
        report->current = classOf(report, value->uint8Val);
        break;
    case sohAttributeTypeHealthClassStatus:
        readStatus(report->current, value->octetStringVal.data, value->octetStringVal.size);
        break;
    case sohAttributeTypeTimeOfLastUpdate:
        if (report->current) {
            report->current->lastUpdate = ticksOf(value->dateTimeVal);
        }
        break;
    case sohAttributeTypeSoHGenerationTime:
        report->generated = ticksOf(value->dateTimeVal);
        break;
    default: /* not needed for the verdict */
        break;
    }
}

static BOOL isOurVersion(const SoHAttributeValue *value)
{
    const BYTE *data = value->vendorSpecificVal.vendorSpecificData;

    return value->vendorSpecificVal.vendorId == CONTOSO_ENTERPRISE &&
           value->vendorSpecificVal.size == 2 && (data[0] | data[1] << 8) == CONTOSO_VERSION;
}

/* In another version of the agent the same attributes may have another meaning. */
static HRESULT checkVersion(INapSoHProcessor *processor)
{
    SoHAttributeType type;
    SoHAttributeValue *value;
    UINT16 location;
    HRESULT hr =
        INapSoHProcessor_FindNextAttribute(processor, 0, sohAttributeTypeVendorSpecific, &location);

    if (FAILED(hr)) {
        return hr;
    }
    hr = INapSoHProcessor_GetAttribute(processor, location, &type, &value);
    if (SUCCEEDED(hr)) {
        hr = isOurVersion(value) ? S_OK : NAP_E_INVALID_PACKET;
        FreeSoHAttributeValue(type, value);
    }
    return hr;
}

static HRESULT readReport(INapSoHProcessor *processor, Report *report)
{
    UINT16 count = 0;
    HRESULT hr = INapSoHProcessor_GetNumberOfAttributes(processor, &count);

    for (UINT16 i = 0; SUCCEEDED(hr) && i < count; i++) {
        SoHAttributeType type;
        SoHAttributeValue *value;

        hr = INapSoHProcessor_GetAttribute(processor, i, &type, &value);
        if (SUCCEEDED(hr)) {
            readAttribute(report, type, value);
            FreeSoHAttributeValue(type, value);
        }
    }
    return hr;
}

static HRESULT readRequest(const SoH *soh, SystemHealthEntityId *id, Report *report)
{
    INapSoHProcessor *processor;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHProcessor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHProcessor, (void **)&processor);

    if (FAILED(hr)) {
        return hr;
    }
    hr = INapSoHProcessor_Initialize(processor, soh, TRUE, id);
    if (SUCCEEDED(hr)) {
        hr = checkVersion(processor);
    }
    if (SUCCEEDED(hr)) {
        hr = readReport(processor, report);
    }
    INapSoHProcessor_Release(processor);
    return hr;
}

static Judgement judgeFirewall(const ClassReport *firewall)
{
    Judgement judgement = {SUCCEEDED(firewall->status) ? S_OK : CONTOSO_E_FIREWALL_OFF,
                           failureCategoryNone};

    return judgement;
}

static Judgement judgeAntivirus(const ClassReport *antivirus, UINT64 generated)
{
    BOOL isRecent = antivirus->lastUpdate <= generated &&
                    generated - antivirus->lastUpdate <= CONTOSO_SIGNATURE_DAYS * TICKS_PER_DAY;
    Judgement judgement = {S_OK, failureCategoryNone};

    if (FAILED(antivirus->status)) {
        judgement.code = CONTOSO_E_ANTIVIRUS_OFF;
    } else if (!isRecent) {
        judgement.code = CONTOSO_E_ANTIVIRUS_OUTDATED;
    }
    return judgement;
}

/* A class without a report is neither healthy nor unhealthy: a component of the client failed. */
static Judgement judge(const Report *report, int healthClass)
{
    const ClassReport *class = &report->classes[healthClass];
    Judgement unknown = {CONTOSO_E_NOT_REPORTED, failureCategoryClientComponent};

    if (!class->hasStatus) {
        return unknown;
    }
    return healthClass == CONTOSO_FIREWALL ? judgeFirewall(class)
                                           : judgeAntivirus(class, report->generated);
}

static HRESULT appendClass(INapSoHConstructor *constructor, UINT8 healthClass,
                           const Judgement *judgement)
{
    HRESULT hr = AppendByte(constructor, sohAttributeTypeHealthClass, healthClass);

    if (SUCCEEDED(hr)) {
        hr = AppendCode(constructor, sohAttributeTypeComplianceResultCodes, judgement->code);
    }
    if (SUCCEEDED(hr)) {
        hr = AppendByte(constructor, sohAttributeTypeFailureCategory, judgement->failureCategory);
    }
    return hr;
}

/* Addresses that are reserved for documentation. */
static HRESULT appendFixupServers(INapSoHConstructor *constructor)
{
    Ipv4Address v4[] = {{{192, 0, 2, 10}}, {{198, 51, 100, 10}}};
    Ipv6Address v6[] = {{{0x20, 0x01, 0x0D, 0xB8, [15] = 0x10}}};
    SoHAttributeValue value;
    HRESULT hr;

    value.v4AddressesVal.count = ARRAYSIZE(v4);
    value.v4AddressesVal.addresses = v4;
    hr = INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeIpv4FixupServers, &value);
    if (SUCCEEDED(hr)) {
        value.v6AddressesVal.count = ARRAYSIZE(v6);
        value.v6AddressesVal.addresses = v6;
        hr = INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeIpv6FixupServers,
                                                &value);
    }
    return hr;
}

static HRESULT build(INapSoHConstructor *constructor, SystemHealthEntityId id, const Report *report,
                     SoH **soh)
{
    static const UINT8 classes[CONTOSO_CLASSES] = {
        [CONTOSO_FIREWALL] = healthClassFirewall, [CONTOSO_ANTIVIRUS] = healthClassAntiVirus};
    BOOL isHealthy = TRUE;
    HRESULT hr = INapSoHConstructor_Initialize(constructor, id, FALSE);

    for (int i = 0; SUCCEEDED(hr) && i < CONTOSO_CLASSES; i++) {
        Judgement judgement = judge(report, i);

        isHealthy = isHealthy && SUCCEEDED(judgement.code);
        hr = appendClass(constructor, classes[i], &judgement);
    }
    if (SUCCEEDED(hr) && !isHealthy) {
        hr = appendFixupServers(constructor);
    }
    if (SUCCEEDED(hr)) {
        hr = INapSoHConstructor_GetSoH(constructor, soh);
    }
    if (SUCCEEDED(hr)) {
        hr = INapSoHConstructor_Validate(constructor, *soh, FALSE);
    }
    return hr;
}

static HRESULT buildResponse(SystemHealthEntityId id, const Report *report, WireBytes *response)
{
    INapSoHConstructor *constructor;
    SoH *soh = NULL;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHConstructor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHConstructor, (void **)&constructor);

    if (FAILED(hr)) {
        return hr;
    }
    hr = build(constructor, id, report, &soh);
    INapSoHConstructor_Release(constructor);
    if (SUCCEEDED(hr)) {
        hr = WireEncode(soh, response);
    }
    FreeSoH(soh);
    return hr;
}

HRESULT ValidatorJudge(const WireBytes *request, WireBytes *response)
{
    Report report;
    SystemHealthEntityId id = 0;
    SoH *soh;
    HRESULT hr = WireDecode(request, &soh);

    memset(&report, 0, sizeof(report));
    if (SUCCEEDED(hr)) {
        hr = ShowSoH("The validator, in the multi-threaded apartment, reads this request:", soh,
                     TRUE);
    }
    if (SUCCEEDED(hr)) {
        hr = readRequest(soh, &id, &report);
    }
    if (SUCCEEDED(hr)) {
        hr = buildResponse(id, &report, response);
    }
    FreeSoH(soh);
    return hr;
}
