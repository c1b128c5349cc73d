/* SPDX-License-Identifier: MIT */
/* Describes values of attributes, as INapSoHProcessor::GetAttribute returns them, for people. */
#ifndef TOOLS_SOHDUMP_SOHDESCRIBE_H
#define TOOLS_SOHDUMP_SOHDESCRIBE_H

#include "sohitem.h"

/*
 * As SoHAttributeType spells it, "Unknown" for other types.
 */
const char *SohDescribeType(UINT32 type);

/*
 * What the meaning of later values in an entry depends on: its owner, and the current health class.
 * Initialise it with {0}.
 */
typedef struct SohContext {
    const struct SohOwner *owner; /* NULL before the id */
    BOOL hasClass;                /* a HealthClass came already ... */
    UINT8 healthClass;            /* ... and the last one was this */
    UINT32 ownData;               /* the owner's VendorSpecific attributes since then */
} SohContext;

/*
 * Gives the items of a value to the sink. Octets are given as hex first, then as what they probably
 * mean; the label says how they were read. An empty list of codes has no items. Call it for each
 * attribute of an entry, in order. value is NULL for an attribute that can't be read; it has no
 * items.
 */
void SohDescribeValue(SohContext *context, SoHAttributeType type, const SoHAttributeValue *value,
                      const SohItemSink *sink);

#endif
