/* SPDX-License-Identifier: MIT */
/* The value of an attribute, as INapSoHProcessor::GetAttribute returns it, for people. */
#ifndef TOOLS_SOHDESCRIBE_H
#define TOOLS_SOHDESCRIBE_H

#include "sohitem.h"

/*
 * As SoHAttributeType spells it, "Unknown" for other types.
 */
const char *SohDescribeType(UINT32 type);

/*
 * What has been read of an entry, as far as the meaning of later values depends on it: whose it is,
 * and which health class is being described. Begins as {0}.
 */
typedef struct SohContext {
    const struct SohOwner *owner; /* NULL before the id */
    BOOL hasClass;                /* a HealthClass came already ... */
    UINT8 healthClass;            /* ... and the last one was this */
    UINT32 ownData;               /* how many VendorSpecific of the owner came since */
} SohContext;

/*
 * Octets come as hex first; what they probably say follows, with a label that tells how they were
 * read. An empty list of codes has no items. Each attribute of an entry is to be described, in the
 * order in which they stand; value is NULL for one that can't be read, which has no items.
 */
void SohDescribeValue(SohContext *context, SoHAttributeType type, const SoHAttributeValue *value,
                      const SohItemSink *sink);

/* Octets of no known kind: hex, and the text if they are plain ASCII. */
void SohDescribeOctets(const BYTE *bytes, size_t size, const SohItemSink *sink);

#endif
