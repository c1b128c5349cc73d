/* SPDX-License-Identifier: MIT */
/* See sohliteral.h. */
#include "sohliteral.h"

#include <objbase.h>
#include <stdlib.h>
#include <string.h>

static BOOL attributeEqual(const SoHAttribute *a, const SoHAttribute *b)
{
    return a->type == b->type && a->size == b->size &&
           (a->size == 0 || (a->value && b->value && memcmp(a->value, b->value, a->size) == 0));
}

BOOL SohEqual(const SoH *a, const SoH *b)
{
    BOOL equal;

    if (!a || !b) {
        return a == b;
    }
    equal = a->count == b->count;
    for (UINT16 i = 0; equal && i < a->count; i++) {
        equal = attributeEqual(&a->attributes[i], &b->attributes[i]);
    }
    return equal;
}

SoH *SohCopy(const SoH *soh)
{
    size_t size = sizeof(*soh) + soh->count * sizeof(*soh->attributes);
    SoHAttribute *attributes;
    SoH *copy;
    BYTE *next;

    for (UINT16 i = 0; i < soh->count; i++) {
        size += soh->attributes[i].size;
    }
    copy = malloc(size);
    if (!copy) {
        return NULL;
    }
    attributes = (SoHAttribute *)(copy + 1);
    next = (BYTE *)(attributes + soh->count);
    copy->count = soh->count;
    copy->attributes = attributes;
    for (UINT16 i = 0; i < soh->count; i++) {
        attributes[i] = soh->attributes[i];
        attributes[i].value = next;
        if (attributes[i].size != 0) {
            memcpy(next, soh->attributes[i].value, attributes[i].size);
        }
        next += attributes[i].size;
    }
    return copy;
}

void SohFree(SoH *soh)
{
    for (UINT16 i = 0; soh && soh->attributes && i < soh->count; i++) {
        CoTaskMemFree(soh->attributes[i].value);
    }
    if (soh) {
        CoTaskMemFree(soh->attributes);
    }
    CoTaskMemFree(soh);
}

static BOOL blockEqual(UINT16 count, const void *one, UINT16 otherCount, const void *other,
                       size_t elementSize)
{
    return count == otherCount &&
           (count == 0 || (one && other && memcmp(one, other, count * elementSize) == 0));
}

BOOL SohValueEqual(UINT32 type, const SoHAttributeValue *one, const SoHAttributeValue *other)
{
    switch (type) {
    case 2:
        return one->idVal == other->idVal;
    case 3:
        return blockEqual(one->v4AddressesVal.count, one->v4AddressesVal.addresses,
                          other->v4AddressesVal.count, other->v4AddressesVal.addresses, 4);
    case 4:
    case 13:
        return blockEqual(one->codesVal.count, one->codesVal.results, other->codesVal.count,
                          other->codesVal.results, 4);
    case 5:
    case 12:
        return one->dateTimeVal.dwHighDateTime == other->dateTimeVal.dwHighDateTime &&
               one->dateTimeVal.dwLowDateTime == other->dateTimeVal.dwLowDateTime;
    case 7:
        return one->vendorSpecificVal.vendorId == other->vendorSpecificVal.vendorId &&
               blockEqual(one->vendorSpecificVal.size, one->vendorSpecificVal.vendorSpecificData,
                          other->vendorSpecificVal.size,
                          other->vendorSpecificVal.vendorSpecificData, 1);
    case 8:
    case 14:
    case 16:
        return one->uint8Val == other->uint8Val;
    case 15:
        return blockEqual(one->v6AddressesVal.count, one->v6AddressesVal.addresses,
                          other->v6AddressesVal.count, other->v6AddressesVal.addresses, 16);
    default:
        return blockEqual(one->octetStringVal.size, one->octetStringVal.data,
                          other->octetStringVal.size, other->octetStringVal.data, 1);
    }
}

BOOL SohSizeIsAllowed(UINT32 type, UINT32 size)
{
    switch (type) {
    case 2:
        return size == 4;
    case 3:
        return size >= 4 && size <= 4000 && size % 4 == 0;
    case 4:
    case 13:
        return size <= 4000 && size % 4 == 0;
    case 5:
    case 12:
        return size == 8;
    case 7:
        return size >= 4 && size <= 4000;
    case 8:
    case 14:
    case 16:
        return size == 1;
    case 15:
        return size >= 16 && size <= 4000 && size % 16 == 0;
    default:
        return size <= 4000;
    }
}
