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
 * Octets come as hex first; what they probably say follows, with a label that tells how they were
 * read. An empty list of codes has no items.
 */
void SohDescribeValue(SoHAttributeType type, const SoHAttributeValue *value,
                      const SohItemSink *sink);

/* Octets of no known kind: hex, and the text if they are plain ASCII. */
void SohDescribeOctets(const BYTE *bytes, size_t size, const SohItemSink *sink);

#endif
