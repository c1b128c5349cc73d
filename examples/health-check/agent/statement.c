/* SPDX-License-Identifier: MIT */
/* See statement.h. */
#define COBJMACROS
#include "statement.h"

#include <objbase.h>

#include "../contoso.h"
#include "naperror.h"

static HRESULT build(INapSoHConstructor *constructor, BOOL firewallIsOn, SoH **soh)
{
    BYTE on[CONTOSO_STATE_SIZE] = CONTOSO_FIREWALL_ON;
    BYTE off[CONTOSO_STATE_SIZE] = CONTOSO_FIREWALL_OFF;
    SoHAttributeValue value;
    HRESULT hr = INapSoHConstructor_Initialize(constructor, CONTOSO_ID, TRUE);

    value.vendorSpecificVal.vendorId = CONTOSO_ENTERPRISE;
    value.vendorSpecificVal.size = CONTOSO_STATE_SIZE;
    value.vendorSpecificVal.vendorSpecificData = firewallIsOn ? on : off;
    if (SUCCEEDED(hr)) {
        hr =
            INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeVendorSpecific, &value);
    }
    return SUCCEEDED(hr) ? INapSoHConstructor_GetSoH(constructor, soh) : hr;
}

HRESULT StatementReport(BOOL firewallIsOn, SoH **soh)
{
    INapSoHConstructor *constructor;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHConstructor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHConstructor, (void **)&constructor);

    *soh = NULL;
    if (SUCCEEDED(hr)) {
        hr = build(constructor, firewallIsOn, soh);
        INapSoHConstructor_Release(constructor);
    }
    return hr;
}

static HRESULT read(INapSoHProcessor *processor, const SoH *soh, HRESULT *verdict)
{
    SystemHealthEntityId id;
    UINT16 location;
    SoHAttributeType type;
    SoHAttributeValue *value = NULL;
    HRESULT hr = INapSoHProcessor_Initialize(processor, soh, FALSE, &id);

    if (SUCCEEDED(hr)) {
        hr = INapSoHProcessor_FindNextAttribute(processor, 0, sohAttributeTypeComplianceResultCodes,
                                                &location);
    }
    if (SUCCEEDED(hr)) {
        hr = INapSoHProcessor_GetAttribute(processor, location, &type, &value);
    }
    if (SUCCEEDED(hr)) {
        if (value->codesVal.count == 1) {
            *verdict = value->codesVal.results[0];
        } else {
            hr = NAP_E_INVALID_PACKET;
        }
        FreeSoHAttributeValue(type, value);
    }
    return hr;
}

HRESULT StatementReadVerdict(const SoH *soh, HRESULT *verdict)
{
    INapSoHProcessor *processor;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHProcessor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHProcessor, (void **)&processor);

    *verdict = E_FAIL;
    if (SUCCEEDED(hr)) {
        hr = read(processor, soh, verdict);
        INapSoHProcessor_Release(processor);
    }
    return hr;
}
