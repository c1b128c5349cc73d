/* SPDX-License-Identifier: MIT */
/* See wire.h. Bytes from the network are untrusted: each length is checked before reading. */
#include "wire.h"

#include <objbase.h>
#include <string.h>

#include "naperror.h"

#define HEAD_SIZE 4u
#define TYPE_MASK 0x3FFF /* the two bits above it are flags that receivers ignore */

static BYTE *put(BYTE *to, UINT16 number)
{
    to[0] = (BYTE)(number >> 8);
    to[1] = (BYTE)number;
    return to + 2;
}

static UINT16 get(const BYTE *from)
{
    return (UINT16)(from[0] << 8 | from[1]);
}

HRESULT WireEncode(const SoH *soh, WireBytes *wire)
{
    UINT32 size = 0;
    BYTE *to;

    for (UINT16 i = 0; i < soh->count; i++) {
        size += HEAD_SIZE + soh->attributes[i].size;
    }
    wire->size = size;
    wire->bytes = CoTaskMemAlloc(size);
    if (!wire->bytes) {
        return E_OUTOFMEMORY;
    }
    to = wire->bytes;
    for (UINT16 i = 0; i < soh->count; i++) {
        const SoHAttribute *attribute = &soh->attributes[i];

        to = put(put(to, attribute->type), attribute->size);
        if (attribute->size != 0) {
            memcpy(to, attribute->value, attribute->size);
            to += attribute->size;
        }
    }
    return S_OK;
}

/* The number of attributes; 0 unless the bytes are 1 to 100 complete ones. */
static UINT16 count(const WireBytes *wire)
{
    UINT32 at = 0;
    UINT16 attributes = 0;

    while (at != wire->size) {
        if (wire->size - at < HEAD_SIZE || attributes == maxSoHAttributeCount) {
            return 0;
        }
        at += HEAD_SIZE;
        if (wire->size - at < get(wire->bytes + at - 2)) {
            return 0;
        }
        at += get(wire->bytes + at - 2);
        attributes++;
    }
    return attributes;
}

static HRESULT copyAttribute(SoHAttribute *attribute, const BYTE *from)
{
    attribute->type = get(from) & TYPE_MASK;
    attribute->size = get(from + 2);
    attribute->value = NULL;
    if (attribute->size != 0) {
        attribute->value = CoTaskMemAlloc(attribute->size);
        if (!attribute->value) {
            return E_OUTOFMEMORY;
        }
        memcpy(attribute->value, from + HEAD_SIZE, attribute->size);
    }
    return S_OK;
}

/* fresh->count is always the number of attributes that FreeSoH may read. */
static HRESULT copyAttributes(SoH *fresh, UINT16 attributes, const BYTE *from)
{
    HRESULT hr = S_OK;

    fresh->count = 0;
    fresh->attributes = CoTaskMemAlloc(attributes * sizeof(*fresh->attributes));
    if (!fresh->attributes) {
        return E_OUTOFMEMORY;
    }
    while (SUCCEEDED(hr) && fresh->count < attributes) {
        hr = copyAttribute(&fresh->attributes[fresh->count], from);
        from += HEAD_SIZE + fresh->attributes[fresh->count].size;
        fresh->count++;
    }
    return hr;
}

HRESULT WireDecode(const WireBytes *wire, SoH **soh)
{
    UINT16 attributes = count(wire);
    SoH *fresh;
    HRESULT hr;

    *soh = NULL;
    if (attributes == 0) {
        return NAP_E_INVALID_PACKET;
    }
    fresh = CoTaskMemAlloc(sizeof(*fresh));
    if (!fresh) {
        return E_OUTOFMEMORY;
    }
    hr = copyAttributes(fresh, attributes, wire->bytes);
    if (SUCCEEDED(hr)) {
        *soh = fresh;
    } else {
        FreeSoH(fresh);
    }
    return hr;
}
