/* SPDX-License-Identifier: MIT */
/* What the readers of the single carriers share; only they need it. Portable. */
#ifndef SOHDUMP_CARRIERPARSER_H
#define SOHDUMP_CARRIERPARSER_H

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

/* Tells of a layer that begins there: an item whose label may be NULL, bytes that may be NULL. */
BOOL CarrierAdd(CarrierParser *parser, const char *name, const SohReader *where, CarrierItem item,
                const SohReader *bytes);

/* The statement was found; the second one is a fault. */
BOOL CarrierSetStatement(CarrierParser *parser, const SohReader *statement);

/*
 * One byte of type, one of length, which counts these two if headIsCounted, and the value. what is
 * expected if it doesn't fit.
 */
BOOL CarrierReadShort(CarrierParser *parser, SohReader *reader, BOOL headIsCounted, UINT8 *type,
                      SohReader *value, const char *what);

/* What comes in several parts is copied to one place; a single part stays where it is. */
BOOL CarrierAddPart(CarrierParser *parser, SohReader *whole, const SohReader *part);
/* From here on, offsets count in what was joined. */
void CarrierEndParts(CarrierParser *parser, const SohReader *whole);

/* Each of these takes all that the reader has; the others tell whether it begins so. */
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
