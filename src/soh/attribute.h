/* SPDX-License-Identifier: MIT */
/*
 * The attribute table: how the value of each type of SoH attribute is laid out in memory and in
 * bytes. And the functions that this table drives: measure, encode, decode, free.
 */
#ifndef SRC_SOH_ATTRIBUTE_H
#define SRC_SOH_ATTRIBUTE_H

#include "napprotocol.h"

/* The greatest type that fits into the 14 bits of a TLV. */
#define SOH_TYPE_MAX 0x3FFF

/* How the elements of a value become bytes. */
typedef enum SohEncoding {
    SOH_ENCODING_RAW,   /* the embedded block, unchanged */
    SOH_ENCODING_CODES, /* the embedded block as big-endian 32-bit codes */
    SOH_ENCODING_BYTE,  /* uint8Val */
    SOH_ENCODING_ID,    /* idVal, big-endian */
    SOH_ENCODING_TIME   /* dateTimeVal, big-endian, the high word first */
} SohEncoding;

/* The attribute's role in a statement; see validity.h. */
enum {
    SOH_ROLE_LEADER = 1,           /* must be first, and nowhere else */
    SOH_ROLE_RESULT = 2,           /* a response needs at least one attribute of this role */
    SOH_ROLE_ONCE_IN_RESPONSE = 4, /* a response has at most one of this type */
};

/* A value is encoded as prefixSize bytes, then minimum..maximum elements. */
typedef struct SohAttributeRow {
    UINT16 type;         /* 0 for the row of all types that have no row of their own */
    UINT8 encoding;      /* SohEncoding, of the elements */
    UINT8 roles;         /* SOH_ROLE_ flags */
    UINT8 prefixSize;    /* 4 if a big-endian vendor id comes before the elements, else 0 */
    UINT8 elementShift;  /* an element has 1 << elementShift bytes */
    UINT8 countOffset;   /* in SoHAttributeValue: the UINT16 that counts the elements ... */
    UINT8 pointerOffset; /* ... and the pointer to their block; 0: the value has no block */
    UINT16 minimum;      /* elements */
    UINT16 maximum;
    char name[24]; /* as SoHAttributeType spells it; an array, so that the table needs no
                      relocations */
} SohAttributeRow;

/* The type's row, never NULL: types without a row are octet strings. */
const SohAttributeRow *SohAttributeLookUp(UINT32 type);

/* Whether a value of this row can be size bytes long. */
BOOL SohAttributeSizeFits(const SohAttributeRow *row, UINT32 size);

/*
 * The size of the encoded value in bytes. E_INVALIDARG for a NULL value, and a count above the
 * row's maximum. All else is checked by SohAttributeEncode.
 */
HRESULT SohAttributeMeasure(const SohAttributeRow *row, const SoHAttributeValue *value,
                            UINT16 *size);

/*
 * Encodes the value into exactly `size` bytes, those that SohAttributeMeasure returned.
 * E_INVALIDARG for a size that the row does not allow, and for elements without a block; the bytes
 * are then undefined. Doesn't read the count, which another thread may have changed since.
 */
HRESULT SohAttributeEncode(const SohAttributeRow *row, const SoHAttributeValue *value, BYTE *bytes,
                           UINT16 size);

/*
 * Decodes to a new value, for SohAttributeFree: the union, and one more block if it has elements.
 * Takes any type (see SohAttributeLookUp). E_INVALIDARG for a NULL pointer or a size that the
 * type's row does not allow; E_OUTOFMEMORY. *value is never read, and is NULL on failure.
 */
HRESULT SohAttributeDecode(SoHAttributeType type, const BYTE *bytes, UINT16 size,
                           SoHAttributeValue **value);

/*
 * Frees the pointer in the union member of this type, if it has one, then the value. Takes any
 * type, and does not read the count. NULL does nothing.
 */
void SohAttributeFree(SoHAttributeType type, SoHAttributeValue *value);

#endif
