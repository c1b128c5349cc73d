/* SPDX-License-Identifier: MIT */
/*
 * Judges a request, and makes the response. COM works on this thread without CoInitializeEx,
 * because NAP's process has a multithreaded apartment.
 */
#define COBJMACROS
#include <windows.h>

#include <objbase.h>
#include <string.h>

#include "server.h"

#include "../contoso.h"
#include "napcommon.h"
#include "naperror.h"
#include "naputil.h"

/* FALSE: the administrator has switched the check off: configuration `id` is one byte, 0. */
static BOOL isWanted(UINT32 id)
{
    INapComponentConfig3 *configuration;
    UINT16 size;
    BYTE *bytes;
    BOOL wanted = TRUE;

    if (FAILED(CoCreateInstance(&ConfigurationClass, NULL, CLSCTX_LOCAL_SERVER,
                                &IID_INapComponentConfig3, (void **)&configuration))) {
        return TRUE; /* it was never configured */
    }
    if (SUCCEEDED(INapComponentConfig3_GetConfigFromID(configuration, id, &size, &bytes))) {
        wanted = size != 1 || bytes[0] != 0;
        CoTaskMemFree(bytes);
    }
    INapComponentConfig3_Release(configuration);
    return wanted;
}

/* 0 is the default configuration, and the only one before Windows Server 2008 R2. */
static UINT32 configurationOf(INapSystemHealthValidationRequest *request)
{
    INapSystemHealthValidationRequest2 *newer;
    UINT32 id = 0;

    if (SUCCEEDED(INapSystemHealthValidationRequest_QueryInterface(
            request, &IID_INapSystemHealthValidationRequest2, (void **)&newer))) {
        if (FAILED(INapSystemHealthValidationRequest2_GetConfigID(newer, &id))) {
            id = 0;
        }
        INapSystemHealthValidationRequest2_Release(newer);
    }
    return id;
}

static BOOL reportsOn(const SoHAttributeValue *value)
{
    static const BYTE on[CONTOSO_STATE_SIZE] = CONTOSO_FIREWALL_ON;

    return value->vendorSpecificVal.vendorId == CONTOSO_ENTERPRISE &&
           value->vendorSpecificVal.size == sizeof(on) &&
           memcmp(value->vendorSpecificVal.vendorSpecificData, on, sizeof(on)) == 0;
}

static HRESULT readReport(INapSoHProcessor *processor, HRESULT *verdict)
{
    SoHAttributeType type;
    SoHAttributeValue *value;
    UINT16 location;
    HRESULT hr =
        INapSoHProcessor_FindNextAttribute(processor, 0, sohAttributeTypeVendorSpecific, &location);

    if (SUCCEEDED(hr)) {
        hr = INapSoHProcessor_GetAttribute(processor, location, &type, &value);
    }
    if (SUCCEEDED(hr)) {
        *verdict = reportsOn(value) ? S_OK : CONTOSO_E_FIREWALL_OFF;
        FreeSoHAttributeValue(type, value);
    }
    return hr;
}

static HRESULT readSoH(const SoH *soh, SystemHealthEntityId *id, HRESULT *verdict)
{
    INapSoHProcessor *processor;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHProcessor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHProcessor, (void **)&processor);

    if (FAILED(hr)) {
        return hr;
    }
    hr = INapSoHProcessor_Initialize(processor, soh, TRUE, id);
    if (SUCCEEDED(hr)) {
        hr = readReport(processor, verdict);
    }
    INapSoHProcessor_Release(processor);
    return hr;
}

static HRESULT readRequest(INapSystemHealthValidationRequest *request, SystemHealthEntityId *id,
                           HRESULT *verdict)
{
    SoH *soh;
    BOOL madeByNap; /* such a request has no report of the agent's */
    HRESULT hr = INapSystemHealthValidationRequest_GetSoHRequest(request, &soh, &madeByNap);

    if (SUCCEEDED(hr)) {
        hr = soh ? readSoH(soh, id, verdict) : NAP_E_MISSING_SOH;
        FreeSoH(soh);
    }
    if (SUCCEEDED(hr) && !isWanted(configurationOf(request))) {
        *verdict = S_OK;
    }
    return hr;
}

static HRESULT build(INapSoHConstructor *constructor, SystemHealthEntityId id, HRESULT verdict,
                     SoH **soh)
{
    SoHAttributeValue value;
    HRESULT hr = INapSoHConstructor_Initialize(constructor, id, FALSE);

    value.codesVal.count = 1;
    value.codesVal.results = &verdict;
    if (SUCCEEDED(hr)) {
        hr = INapSoHConstructor_AppendAttribute(constructor, sohAttributeTypeComplianceResultCodes,
                                                &value);
    }
    return SUCCEEDED(hr) ? INapSoHConstructor_GetSoH(constructor, soh) : hr;
}

static HRESULT respond(INapSystemHealthValidationRequest *request, SystemHealthEntityId id,
                       HRESULT verdict)
{
    INapSoHConstructor *constructor;
    SoH *soh = NULL;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHConstructor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHConstructor, (void **)&constructor);

    if (FAILED(hr)) {
        return hr;
    }
    hr = build(constructor, id, verdict, &soh);
    INapSoHConstructor_Release(constructor);
    if (SUCCEEDED(hr)) {
        hr = INapSystemHealthValidationRequest_SetSoHResponse(request, soh);
    }
    FreeSoH(soh);
    return hr;
}

HRESULT CheckRequest(INapSystemHealthValidationRequest *request)
{
    SystemHealthEntityId id = 0;
    HRESULT verdict = E_FAIL;
    HRESULT hr = readRequest(request, &id, &verdict);

    return SUCCEEDED(hr) ? respond(request, id, verdict) : hr;
}
