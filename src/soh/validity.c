/* SPDX-License-Identifier: MIT */
/* The rules of a valid structure. The rules of each type come from the attribute table. */
#include "validity.h"

#include "naperror.h"

#include "attribute.h"

BOOL SohCheckBegin(SohCheck *check, const SoH *soh, BOOL isRequest)
{
    const volatile SoH *shared = soh; /* volatile: each field is read once, here and below */

    check->attributes = shared->attributes;
    check->seen = 0;
    check->count = shared->count;
    check->next = 0;
    check->isRequest = isRequest;
    check->hasResult = FALSE;
    return check->attributes && check->count != 0 && check->count <= maxSoHAttributeCount;
}

static BOOL isWellFormed(const SohAttributeRow *row, const SoHAttribute *attribute)
{
    return attribute->type <= SOH_TYPE_MAX && SohAttributeSizeFits(row, attribute->size) &&
           (attribute->value || attribute->size == 0);
}

/* Whether the attribute is allowed at its place, after the ones before it. */
static BOOL mayFollow(const SohCheck *check, const SohAttributeRow *row)
{
    BOOL isFirst = check->next == 0;
    BOOL leads = (row->roles & SOH_ROLE_LEADER) != 0;
    BOOL isSecond = (check->seen >> row->type & 1) != 0;

    return isFirst == leads &&
           (check->isRequest || (row->roles & SOH_ROLE_ONCE_IN_RESPONSE) == 0 || !isSecond);
}

BOOL SohCheckNext(SohCheck *check, SoHAttribute *attribute)
{
    const volatile SoHAttribute *shared = &check->attributes[check->next];
    const SohAttributeRow *row;

    attribute->type = shared->type;
    attribute->size = shared->size;
    attribute->value = shared->value;
    row = SohAttributeLookUp(attribute->type);
    if (!isWellFormed(row, attribute) || !mayFollow(check, row)) {
        return FALSE;
    }
    if (row->roles & SOH_ROLE_RESULT) {
        check->hasResult = TRUE;
    }
    check->seen |= (UINT32)1 << row->type;
    check->next++;
    return TRUE;
}

BOOL SohCheckEnd(const SohCheck *check)
{
    return check->next == check->count && (check->isRequest || check->hasResult);
}

HRESULT SohValidate(const SoH *soh, BOOL isRequest)
{
    SohCheck check;
    SoHAttribute attribute;
    BOOL isValid;

    if (!soh) {
        return E_INVALIDARG;
    }
    isValid = SohCheckBegin(&check, soh, isRequest);
    while (isValid && check.next < check.count) {
        isValid = SohCheckNext(&check, &attribute);
    }
    return isValid && SohCheckEnd(&check) ? S_OK : NAP_E_INVALID_PACKET;
}
