/* SPDX-License-Identifier: MIT */
/* See append.h. */
#define COBJMACROS
#include "append.h"

#include <wchar.h>

HRESULT AppendByte(INapSoHConstructor *constructor, SoHAttributeType type, UINT8 byte)
{
    SoHAttributeValue value;

    value.uint8Val = byte;
    return INapSoHConstructor_AppendAttribute(constructor, type, &value);
}

HRESULT AppendTime(INapSoHConstructor *constructor, SoHAttributeType type, UINT64 ticks)
{
    SoHAttributeValue value;

    value.dateTimeVal.dwLowDateTime = (DWORD)ticks;
    value.dateTimeVal.dwHighDateTime = (DWORD)(ticks >> 32);
    return INapSoHConstructor_AppendAttribute(constructor, type, &value);
}

HRESULT AppendCode(INapSoHConstructor *constructor, SoHAttributeType type, HRESULT code)
{
    SoHAttributeValue value;

    value.codesVal.count = 1;
    value.codesVal.results = &code;
    return INapSoHConstructor_AppendAttribute(constructor, type, &value);
}

static HRESULT appendOctets(INapSoHConstructor *constructor, SoHAttributeType type, BYTE *octets,
                            size_t size)
{
    SoHAttributeValue value;

    value.octetStringVal.size = (UINT16)size;
    value.octetStringVal.data = octets;
    return INapSoHConstructor_AppendAttribute(constructor, type, &value);
}

HRESULT AppendText(INapSoHConstructor *constructor, SoHAttributeType type, const WCHAR *text)
{
    BYTE octets[128];
    size_t length = wcslen(text);

    if (length > sizeof(octets) / 2) {
        return E_INVALIDARG;
    }
    for (size_t i = 0; i < length; i++) {
        octets[2 * i] = (BYTE)text[i];
        octets[2 * i + 1] = (BYTE)(text[i] >> 8);
    }
    return appendOctets(constructor, type, octets, 2 * length);
}

HRESULT AppendStatus(INapSoHConstructor *constructor, SoHAttributeType type, HRESULT status)
{
    UINT32 code = (UINT32)status;
    BYTE octets[4] = {(BYTE)(code >> 24), (BYTE)(code >> 16), (BYTE)(code >> 8), (BYTE)code};

    return appendOctets(constructor, type, octets, sizeof(octets));
}
