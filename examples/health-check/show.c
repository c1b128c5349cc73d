/* SPDX-License-Identifier: MIT */
/* See show.h. */
#define COBJMACROS
#include "show.h"

#include <objbase.h>
#include <stdio.h>

static const char *nameOf(SoHAttributeType type)
{
    switch (type) {
    case sohAttributeTypeSystemHealthId:
        return "SystemHealthId";
    case sohAttributeTypeIpv4FixupServers:
        return "Ipv4FixupServers";
    case sohAttributeTypeComplianceResultCodes:
        return "ComplianceResultCodes";
    case sohAttributeTypeTimeOfLastUpdate:
        return "TimeOfLastUpdate";
    case sohAttributeTypeVendorSpecific:
        return "VendorSpecific";
    case sohAttributeTypeHealthClass:
        return "HealthClass";
    case sohAttributeTypeProductName:
        return "ProductName";
    case sohAttributeTypeHealthClassStatus:
        return "HealthClassStatus";
    case sohAttributeTypeSoHGenerationTime:
        return "SoHGenerationTime";
    case sohAttributeTypeFailureCategory:
        return "FailureCategory";
    case sohAttributeTypeIpv6FixupServers:
        return "Ipv6FixupServers";
    default:
        return "another";
    }
}

static void printHex(const BYTE *bytes, UINT16 size)
{
    for (UINT16 i = 0; i < size; i++) {
        printf("%02x", bytes[i]);
    }
}

/* UTF-16 from the network: a terminal gets no other characters than ASCII's of it. */
static void printText(const BYTE *bytes, UINT16 size)
{
    putchar('"');
    for (UINT16 i = 0; i + 1 < size; i += 2) {
        BOOL isPlain = bytes[i + 1] == 0 && bytes[i] >= 0x20 && bytes[i] < 0x7F;

        putchar(isPlain ? bytes[i] : '?');
    }
    putchar('"');
}

static void printTime(FILETIME time)
{
    SYSTEMTIME utc;

    if (FileTimeToSystemTime(&time, &utc)) {
        printf("%04u-%02u-%02u %02u:%02u:%02u UTC", utc.wYear, utc.wMonth, utc.wDay, utc.wHour,
               utc.wMinute, utc.wSecond);
    } else {
        printf("no time");
    }
}

static void printCodes(const ResultCodes *codes)
{
    for (UINT16 i = 0; i < codes->count; i++) {
        printf("%s0x%08lx", i == 0 ? "" : " ", (unsigned long)codes->results[i]);
    }
}

static void printIpv4(const Ipv4Address *addresses, UINT16 count)
{
    for (UINT16 i = 0; i < count; i++) {
        const BYTE *byte = addresses[i].addr;

        printf("%s%u.%u.%u.%u", i == 0 ? "" : " ", byte[0], byte[1], byte[2], byte[3]);
    }
}

static void printIpv6(const Ipv6Address *addresses, UINT16 count)
{
    for (UINT16 i = 0; i < count; i++) {
        for (int j = 0; j < 16; j += 2) {
            printf("%s%x",
                   j != 0   ? ":"
                   : i == 0 ? ""
                            : " ",
                   (unsigned)(addresses[i].addr[j] << 8 | addresses[i].addr[j + 1]));
        }
    }
}

/* The type says which member of the union is in use; what is not known is an octet string. */
static void printValue(SoHAttributeType type, const SoHAttributeValue *value)
{
    switch (type) {
    case sohAttributeTypeSystemHealthId:
        printf("0x%08x", (unsigned)value->idVal);
        break;
    case sohAttributeTypeIpv4FixupServers:
        printIpv4(value->v4AddressesVal.addresses, value->v4AddressesVal.count);
        break;
    case sohAttributeTypeIpv6FixupServers:
        printIpv6(value->v6AddressesVal.addresses, value->v6AddressesVal.count);
        break;
    case sohAttributeTypeComplianceResultCodes:
    case sohAttributeTypeErrorCodes:
        printCodes(&value->codesVal);
        break;
    case sohAttributeTypeTimeOfLastUpdate:
    case sohAttributeTypeSoHGenerationTime:
        printTime(value->dateTimeVal);
        break;
    case sohAttributeTypeVendorSpecific:
        printf("enterprise %u, ", (unsigned)value->vendorSpecificVal.vendorId);
        printHex(value->vendorSpecificVal.vendorSpecificData, value->vendorSpecificVal.size);
        break;
    case sohAttributeTypeHealthClass:
    case sohAttributeTypeFailureCategory:
    case sohAttributeTypeExtendedIsolationState:
        printf("%u", value->uint8Val);
        break;
    case sohAttributeTypeProductName:
        printText(value->octetStringVal.data, value->octetStringVal.size);
        break;
    default:
        printHex(value->octetStringVal.data, value->octetStringVal.size);
        break;
    }
}

static HRESULT printAttribute(INapSoHProcessor *processor, UINT16 location)
{
    SoHAttributeType type;
    SoHAttributeValue *value;
    HRESULT hr = INapSoHProcessor_GetAttribute(processor, location, &type, &value);

    if (SUCCEEDED(hr)) {
        printf("%4u %s (%u): ", location, nameOf(type), (unsigned)type);
        printValue(type, value);
        putchar('\n');
        FreeSoHAttributeValue(type, value);
    }
    return hr;
}

HRESULT ShowSoH(const char *title, const SoH *soh, BOOL isRequest)
{
    INapSoHProcessor *processor;
    UINT16 count = 0;
    HRESULT hr = CoCreateInstance(&CLSID_NapSoHProcessor, NULL, CLSCTX_INPROC_SERVER,
                                  &IID_INapSoHProcessor, (void **)&processor);

    if (FAILED(hr)) {
        return hr;
    }
    printf("\n%s\n", title);
    hr = INapSoHProcessor_Initialize(processor, soh, isRequest, NULL);
    if (SUCCEEDED(hr)) {
        hr = INapSoHProcessor_GetNumberOfAttributes(processor, &count);
    }
    for (UINT16 i = 0; SUCCEEDED(hr) && i < count; i++) {
        hr = printAttribute(processor, i);
    }
    INapSoHProcessor_Release(processor);
    return hr;
}
