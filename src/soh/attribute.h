/* SPDX-License-Identifier: MIT */
/*
 * The attribute table, which says for each type of SoH attribute what its value looks like in
 * memory and in bytes, and what is done by that table alone: measure, encode, decode, free.
 */
#ifndef QUTIL_SOH_ATTRIBUTE_H
#define QUTIL_SOH_ATTRIBUTE_H

#include "napprotocol.h"

/* The greatest type that the 14 bits of a TLV hold. */
#define SOH_TYPE_MAX 0x3FFF

/* How the elements of a value become bytes. */
typedef enum SohEncoding {
    SOH_ENCODING_RAW,   /* the embedded block, untouched */
    SOH_ENCODING_CODES, /* the embedded block as big-endian 32-bit codes */
    SOH_ENCODING_BYTE,  /* uint8Val */
    SOH_ENCODING_ID,    /* idVal, big-endian */
    SOH_ENCODING_TIME   /* dateTimeVal, big-endian, the high word first */
} SohEncoding;

/* What part the attribute plays in a whole statement; see validity.h. */
enum {
    SOH_ROLE_LEADER = 1,           /* stands first, and only there */
    SOH_ROLE_RESULT = 2,           /* is what a response needs one of */
    SOH_ROLE_ONCE_IN_RESPONSE = 4, /* a response holds at most one of this type */
};

/* A value's bytes are prefixSize bytes and then minimum..maximum elements. */
typedef struct SohAttributeRow {
    UINT16 type;         /* 0 for the row that serves every type without one of its own */
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

/* The row of any type at all, never NULL: types without a row are octet strings. */
const SohAttributeRow *SohAttributeLookUp(UINT32 type);

/* Whether a value of this row can be size bytes long. */
BOOL SohAttributeSizeFits(const SohAttributeRow *row, UINT32 size);

/*
 * The number of bytes that the value encodes to. E_INVALIDARG for a NULL value, a count that the
 * row does not allow, and a count above 0 without a block.
 */
HRESULT SohAttributeMeasure(const SohAttributeRow *row, const SoHAttributeValue *value,
                            UINT16 *size);

/*
 * Encodes a value that SohAttributeMeasure has given size for into just size bytes. E_INVALIDARG
 * if another thread has changed the value since then, so that it no longer has that size; the
 * bytes are undefined then, but nothing outside them was written.
 */
HRESULT SohAttributeEncode(const SohAttributeRow *row, const SoHAttributeValue *value, BYTE *bytes,
                           UINT16 size);

/*
 * A fresh value for SohAttributeFree: the union, and one more block if it holds any elements.
 * E_INVALIDARG for a NULL pointer or a size that the type's row does not allow; E_OUTOFMEMORY;
 * *value is NULL then. It is never read. Any type is taken (see SohAttributeLookUp).
 */
HRESULT SohAttributeDecode(SoHAttributeType type, const BYTE *bytes, UINT16 size,
                           SoHAttributeValue **value);

/*
 * Frees the pointer that the union member of this type holds, if it has one, then the value. Any
 * type is taken, and any count, which is not looked at; NULL does nothing.
 */
void SohAttributeFree(SoHAttributeType type, SoHAttributeValue *value);

#endif
