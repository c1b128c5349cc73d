/* SPDX-License-Identifier: MIT */
/* Shared by the readers of the carriers. Portable. */
#ifndef TOOLS_SOHDUMP_CARRIERPARSER_H
#define TOOLS_SOHDUMP_CARRIERPARSER_H

#include "carrier.h"

#include <string.h>

typedef struct CarrierParser {
    Carrier *carrier;
    Message *message;
    BOOL outOfMemory;
} CarrierParser;

static inline BOOL CarrierHasAt(const SohReader *reader, UINT32 at, const char *bytes, UINT32 size)
{
    return reader->left >= size && at <= reader->left - size &&
           memcmp(reader->bytes + at, bytes, size) == 0;
}

#define CARRIER_HAS(reader, at, literal) CarrierHasAt(reader, at, literal, sizeof(literal) - 1)

/* Both bytes must be there. */
static inline UINT32 CarrierU16At(const SohReader *reader, UINT32 at)
{
    return (UINT32)(reader->bytes[at] << 8 | reader->bytes[at + 1]);
}

/* Adds a layer that begins there. The item's label may be NULL, and so may the bytes. */
BOOL CarrierAdd(CarrierParser *parser, const char *name, const SohReader *where, CarrierItem item,
                const SohReader *bytes);

/* Sets the statement. A second one is a fault. */
BOOL CarrierSetStatement(CarrierParser *parser, const SohReader *statement);

/*
 * Reads a byte of type, a byte of length, and the value. headIsCounted: the length includes these
 * two bytes. `what` names the expected element in a fault.
 */
BOOL CarrierReadShort(CarrierParser *parser, SohReader *reader, BOOL headIsCounted, UINT8 *type,
                      SohReader *value, const char *what);

/* Several parts are copied into one buffer; a single part isn't copied. */
BOOL CarrierAddPart(CarrierParser *parser, SohReader *whole, const SohReader *part);
/* From now on offsets refer to the joined bytes. */
void CarrierEndParts(CarrierParser *parser, const SohReader *whole);

/* The Is functions test how the bytes begin. The Open functions read all of them. */
BOOL CarrierIsVendorTlv(const SohReader *reader);
BOOL CarrierIsEap(const SohReader *reader);
BOOL CarrierOpenEap(CarrierParser *parser, SohReader *reader);
BOOL CarrierIsMethod(const SohReader *reader);
BOOL CarrierOpenMethod(CarrierParser *parser, SohReader *reader);
BOOL CarrierIsRow(const SohReader *reader);
BOOL CarrierOpenRow(CarrierParser *parser, SohReader *reader);
BOOL CarrierOpenRadius(CarrierParser *parser, SohReader *reader);
BOOL CarrierOpenRadiusValue(CarrierParser *parser, SohReader *reader);
BOOL CarrierOpenOption43(CarrierParser *parser, SohReader *reader);
BOOL CarrierIsSubOptions(const SohReader *reader);
BOOL CarrierOpenSubOptions(CarrierParser *parser, SohReader *reader);
BOOL CarrierIsSign(const SohReader *reader);
BOOL CarrierOpenSign(CarrierParser *parser, SohReader *reader);

#endif
