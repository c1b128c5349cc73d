/* SPDX-License-Identifier: MIT */
/* See sohliteral.h. */
#include "sohliteral.h"

#include <string.h>

static BOOL attributeEqual(const SoHAttribute *a, const SoHAttribute *b)
{
    return a->type == b->type && a->size == b->size &&
           (a->size == 0 ||
            (a->value != NULL && b->value != NULL && memcmp(a->value, b->value, a->size) == 0));
}

BOOL SohEqual(const SoH *a, const SoH *b)
{
    BOOL equal = a->count == b->count;

    for (UINT16 i = 0; equal && i < a->count; i++) {
        equal = attributeEqual(&a->attributes[i], &b->attributes[i]);
    }
    return equal;
}
