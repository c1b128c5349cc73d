/* SPDX-License-Identifier: MIT */
/* See agent.h. */
#define COBJMACROS
#include "agent.h"

#include "append.h"
#include "naperror.h"

static UINT64 now(void)
{
    FILETIME time;

    GetSystemTimeAsFileTime(&time);
    return (UINT64)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

static HRESULT appendFirewall(INapSoHConstructor *constructor, const ClientState *state)
{
    HRESULT hr = AppendByte(constructor, sohAttributeTypeHealthClass, healthClassFirewall);

    if (SUCCEEDED(hr)) {
        hr = AppendText(constructor, sohAttributeTypeProductName, L"Contoso Firewall");
    }
    if (SUCCEEDED(hr)) {
        hr = AppendStatus(constructor, sohAttributeTypeHealthClassStatus,
                          state->firewallOn ? S_OK : CONTOSO_E_FIREWALL_OFF);
    }
    return hr;
}

static HRESULT appendAntivirus(INapSoHConstructor *constructor, const ClientState *state)
{
    HRESULT hr = AppendByte(constructor, sohAttributeTypeHealthClass, healthClassAntiVirus);

    if (SUCCEEDED(hr)) {
        hr = AppendText(constructor, sohAttributeTypeProductName, L"Contoso Antivirus");
    }
    if (SUCCEEDED(hr) && state->antivirusReports) {
        hr = AppendStatus(constructor, sohAttributeTypeHealthClassStatus,
                          state->antivirusOn ? S_OK : CONTOSO_E_ANTIVIRUS_OFF);
    }
    if (SUCCEEDED(hr) && state->antivirusReports) {
        hr = AppendTime(constructor, sohAttributeTypeTimeOfLastUpdate,
                        now() - state->signatureAge * TICKS_PER_DAY);
    }
    return hr;
}

static HRESULT appendVersion(INapSoHConstructor *constructor)
{
    BYTE data[2] = {CONTOSO_VERSION & 0xFF, CONTOSO_VERSION >> 8};
    SoHAttributeValue value;

    value.vendorSpecificVal.vendorId = CONTOSO_ENTERPRISE;
    value.vendorSpecificVal.size = sizeof(data);
    value.vendorSpecificVal.vendorSpecificData = data;
    return INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeVendorSpecific, &value);
}

static HRESULT build(INapSoHConstructor *constructor, const ClientState *state, SoH **soh)
{
    HRESULT hr = INapSoHConstructor_Initialize(constructor, CONTOSO_ID, TRUE);

    if (SUCCEEDED(hr)) {
        hr = appendVersion(constructor);
    }
    if (SUCCEEDED(hr)) {
        hr = AppendTime(constructor, sohAttributeTypeSoHGenerationTime, now());
    }
    if (SUCCEEDED(hr)) {
        hr = appendFirewall(constructor, state);
    }
    if (SUCCEEDED(hr)) {
        hr = appendAntivirus(constructor, state);
    }
    return SUCCEEDED(hr) ? INapSoHConstructor_GetSoH(constructor, soh) : hr;
}

HRESULT AgentBuildRequest(const ClientState *state, SoH **soh)
{
    INapSoHConstructor *constructor;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHConstructor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHConstructor, (void **)&constructor);

    *soh = NULL;
    if (SUCCEEDED(hr)) {
        hr = build(constructor, state, soh);
        INapSoHConstructor_Release(constructor);
    }
    return hr;
}

/* The state while a response is read. */
typedef struct Reading {
    Verdict *verdict;
    ClassVerdict *current; /* of the last HealthClass; NULL: none, or not ours */
    UINT32 found;          /* bit c: a code for class c was found */
} Reading;

static ClassVerdict *verdictOf(Verdict *verdict, UINT8 healthClass)
{
    switch (healthClass) {
    case healthClassFirewall:
        return &verdict->classes[CONTOSO_FIREWALL];
    case healthClassAntiVirus:
        return &verdict->classes[CONTOSO_ANTIVIRUS];
    default:
        return NULL;
    }
}

static void readCode(Reading *reading, const ResultCodes *codes)
{
    if (reading->current && codes->count == 1) {
        reading->current->code = codes->results[0];
        reading->found |= 1u << (reading->current - reading->verdict->classes);
    }
}

static void readAttribute(Reading *reading, SoHAttributeType type, const SoHAttributeValue *value)
{
    switch (type) {
    case sohAttributeTypeHealthClass:
        reading->current = verdictOf(reading->verdict, value->uint8Val);
        break;
    case sohAttributeTypeComplianceResultCodes:
        readCode(reading, &value->codesVal);
        break;
    case sohAttributeTypeFailureCategory:
        if (reading->current) {
            reading->current->failureCategory = value->uint8Val;
        }
        break;
    case sohAttributeTypeIpv4FixupServers:
        reading->verdict->ipv4Servers = value->v4AddressesVal.count;
        break;
    case sohAttributeTypeIpv6FixupServers:
        reading->verdict->ipv6Servers = value->v6AddressesVal.count;
        break;
    default: /* nothing that this agent needs */
        break;
    }
}

static HRESULT read(INapSoHProcessor *processor, const SoH *soh, Verdict *verdict)
{
    Reading reading = {verdict, NULL, 0};
    SystemHealthEntityId id;
    UINT16 count = 0;
    HRESULT hr = INapSoHProcessor_Initialize(processor, soh, FALSE, &id);

    if (SUCCEEDED(hr)) {
        hr = id == CONTOSO_ID ? INapSoHProcessor_GetNumberOfAttributes(processor, &count)
                              : NAP_E_INVALID_PACKET;
    }
    for (UINT16 i = 0; SUCCEEDED(hr) && i < count; i++) {
        SoHAttributeType type;
        SoHAttributeValue *value;

        hr = INapSoHProcessor_GetAttribute(processor, i, &type, &value);
        if (SUCCEEDED(hr)) {
            readAttribute(&reading, type, value);
            FreeSoHAttributeValue(type, value);
        }
    }
    if (SUCCEEDED(hr) && reading.found != (1u << CONTOSO_CLASSES) - 1) {
        hr = NAP_E_INVALID_PACKET;
    }
    return hr;
}

HRESULT AgentReadResponse(const SoH *soh, Verdict *verdict)
{
    static const Verdict none;
    INapSoHProcessor *processor;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHProcessor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHProcessor, (void **)&processor);

    *verdict = none;
    if (SUCCEEDED(hr)) {
        hr = read(processor, soh, verdict);
        INapSoHProcessor_Release(processor);
    }
    return hr;
}
