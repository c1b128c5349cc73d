/* SPDX-License-Identifier: MIT */
/* See sohvalues.h. */
#include "sohvalues.h"

#include <string.h>

static BOOL sameBlock(UINT16 count, const void *one, UINT16 otherCount, const void *other,
                      size_t elementSize)
{
    return count == otherCount && (count == 0 || memcmp(one, other, count * elementSize) == 0);
}

BOOL SameValue(UINT32 type, const SoHAttributeValue *one, const SoHAttributeValue *other)
{
    switch (type) {
    case 2:
        return one->idVal == other->idVal;
    case 3:
        return sameBlock(one->v4AddressesVal.count, one->v4AddressesVal.addresses,
                         other->v4AddressesVal.count, other->v4AddressesVal.addresses, 4);
    case 4:
    case 13:
        return sameBlock(one->codesVal.count, one->codesVal.results, other->codesVal.count,
                         other->codesVal.results, 4);
    case 5:
    case 12:
        return one->dateTimeVal.dwHighDateTime == other->dateTimeVal.dwHighDateTime &&
               one->dateTimeVal.dwLowDateTime == other->dateTimeVal.dwLowDateTime;
    case 7:
        return one->vendorSpecificVal.vendorId == other->vendorSpecificVal.vendorId &&
               sameBlock(one->vendorSpecificVal.size, one->vendorSpecificVal.vendorSpecificData,
                         other->vendorSpecificVal.size, other->vendorSpecificVal.vendorSpecificData,
                         1);
    case 8:
    case 14:
    case 16:
        return one->uint8Val == other->uint8Val;
    case 15:
        return sameBlock(one->v6AddressesVal.count, one->v6AddressesVal.addresses,
                         other->v6AddressesVal.count, other->v6AddressesVal.addresses, 16);
    default:
        return sameBlock(one->octetStringVal.size, one->octetStringVal.data,
                         other->octetStringVal.size, other->octetStringVal.data, 1);
    }
}
