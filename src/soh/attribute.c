/* SPDX-License-Identifier: MIT */
/* The attribute table, and the only code that knows how a value of each encoding is laid out. */
#include "attribute.h"

#include <stddef.h>

#include "allocator.h"
#include "cursor.h"

#define VENDOR_ID_SIZE 4

/* How many elements fit into an attribute of maximum size after its prefix. */
#define UP_TO(size, prefix) ((maxSoHAttributeSize - (prefix)) / (size))

/* Elements of all types have one of these sizes, so a shift can replace a division. */
#define SHIFT_OF(size) ((size) == 1 ? 0 : (size) == 4 ? 2 : (size) == 8 ? 3 : 4)

/* Columns that go together. */
#define ELEMENTS(size, least, most)                                                                \
    .elementShift = SHIFT_OF(size), .minimum = (least), .maximum = (most)
#define BLOCK(countMember, pointerMember)                                                          \
    .countOffset = offsetof(SoHAttributeValue, countMember),                                       \
    .pointerOffset = offsetof(SoHAttributeValue, pointerMember)
#define ADDRESSES(size, member)                                                                    \
    .encoding = SOH_ENCODING_RAW, ELEMENTS(size, 1, UP_TO(size, 0)),                               \
    BLOCK(member.count, member.addresses), .roles = SOH_ROLE_ONCE_IN_RESPONSE
#define CODES                                                                                      \
    .encoding = SOH_ENCODING_CODES, ELEMENTS(4, 0, UP_TO(4, 0)),                                   \
    BLOCK(codesVal.count, codesVal.results)
#define OCTETS                                                                                     \
    .encoding = SOH_ENCODING_RAW, ELEMENTS(1, 0, UP_TO(1, 0)),                                     \
    BLOCK(octetStringVal.size, octetStringVal.data)
#define VENDOR_DATA                                                                                \
    .encoding = SOH_ENCODING_RAW, .prefixSize = VENDOR_ID_SIZE,                                    \
    ELEMENTS(1, 0, UP_TO(1, VENDOR_ID_SIZE)),                                                      \
    BLOCK(vendorSpecificVal.size, vendorSpecificVal.vendorSpecificData)
#define ID       .encoding = SOH_ENCODING_ID, ELEMENTS(4, 1, 1)
#define TIME     .encoding = SOH_ENCODING_TIME, ELEMENTS(8, 1, 1)
#define ONE_BYTE .encoding = SOH_ENCODING_BYTE, ELEMENTS(1, 1, 1)

#define ROW(typeName, ...)                                                                         \
    [sohAttributeType##                                                                            \
        typeName] = {.type = sohAttributeType##typeName, .name = #typeName, __VA_ARGS__}

static const SohAttributeRow rows[] = {
    [0] = {.name = "Unknown", OCTETS},
    ROW(SystemHealthId, ID, .roles = SOH_ROLE_LEADER),
    ROW(Ipv4FixupServers, ADDRESSES(4, v4AddressesVal)),
    ROW(ComplianceResultCodes, CODES, .roles = SOH_ROLE_RESULT),
    ROW(TimeOfLastUpdate, TIME),
    ROW(ClientId, OCTETS),
    ROW(VendorSpecific, VENDOR_DATA),
    ROW(HealthClass, ONE_BYTE),
    ROW(SoftwareVersion, OCTETS),
    ROW(ProductName, OCTETS),
    ROW(HealthClassStatus, OCTETS),
    ROW(SoHGenerationTime, TIME),
    ROW(ErrorCodes, CODES),
    ROW(FailureCategory, ONE_BYTE, .roles = SOH_ROLE_RESULT),
    ROW(Ipv6FixupServers, ADDRESSES(16, v6AddressesVal)),
    ROW(ExtendedIsolationState, ONE_BYTE),
};

const SohAttributeRow *SohAttributeLookUp(UINT32 type)
{
    /* A gap in the array is a row of zeros, whose type doesn't match. */
    return &rows[type < ARRAYSIZE(rows) && rows[type].type == type ? type : 0];
}

BOOL SohAttributeSizeFits(const SohAttributeRow *row, UINT32 size)
{
    UINT32 elements;

    if (size < row->prefixSize) {
        return FALSE;
    }
    elements = (size - row->prefixSize) >> row->elementShift;
    return elements >= row->minimum && elements <= row->maximum &&
           (elements << row->elementShift) + row->prefixSize == size;
}

/*
 * Copies the pointer, because its type differs between the union's members. The built-in is a plain
 * load or store; memcpy in freestanding code would be a call.
 */
static void *getBlock(const SohAttributeRow *row, const SoHAttributeValue *value)
{
    void *block;

    __builtin_memcpy(&block, (const BYTE *)value + row->pointerOffset, sizeof(block));
    return block;
}

static void setBlock(const SohAttributeRow *row, SoHAttributeValue *value, UINT16 count,
                     void *block)
{
    __builtin_memcpy((BYTE *)value + row->countOffset, &count, sizeof(count));
    __builtin_memcpy((BYTE *)value + row->pointerOffset, &block, sizeof(block));
}

HRESULT SohAttributeMeasure(const SohAttributeRow *row, const SoHAttributeValue *value,
                            UINT16 *size)
{
    UINT16 count = 1;

    if (!value) {
        return E_INVALIDARG;
    }
    if (row->pointerOffset != 0) {
        __builtin_memcpy(&count, (const BYTE *)value + row->countOffset, sizeof(count));
    }
    if (count > row->maximum) {
        return E_INVALIDARG;
    }
    *size = (UINT16)(row->prefixSize + (count << row->elementShift));
    return S_OK;
}

static BOOL encodeCodes(SohWriter *writer, const HRESULT *codes)
{
    for (UINT32 count = writer->left / sizeof(*codes); codes && count != 0; count--) {
        SohWriterU32(writer, (UINT32)*codes++);
    }
    return writer->left == 0;
}

/*
 * FALSE if a block is NULL. Doesn't read the count again: the space left says how many elements
 * there are.
 */
static BOOL encode(const SohAttributeRow *row, const SoHAttributeValue *value, SohWriter *writer)
{
    if (row->prefixSize != 0) {
        SohWriterU32(writer, value->vendorSpecificVal.vendorId);
    }
    switch ((SohEncoding)row->encoding) {
    case SOH_ENCODING_RAW:
        return SohWriterBytes(writer, getBlock(row, value), writer->left);
    case SOH_ENCODING_CODES:
        return encodeCodes(writer, getBlock(row, value));
    case SOH_ENCODING_BYTE:
        return SohWriterU8(writer, value->uint8Val);
    case SOH_ENCODING_ID:
        return SohWriterU32(writer, value->idVal);
    case SOH_ENCODING_TIME:
        break;
    }
    return SohWriterTime(writer, value->dateTimeVal);
}

HRESULT SohAttributeEncode(const SohAttributeRow *row, const SoHAttributeValue *value, BYTE *bytes,
                           UINT16 size)
{
    SohWriter writer = SohWriterOver(bytes, size);

    return SohAttributeSizeFits(row, size) && encode(row, value, &writer) ? S_OK : E_INVALIDARG;
}

static void decodeCodes(SohReader *reader, HRESULT *codes)
{
    UINT32 code;

    while (SohReaderU32(reader, &code)) {
        *codes++ = (HRESULT)code;
    }
}

static HRESULT decodeBlock(const SohAttributeRow *row, SohReader *reader, SoHAttributeValue *value)
{
    UINT32 size = reader->left;
    SohWriter writer;
    void *block;

    if (size == 0) {
        return S_OK;
    }
    block = AllocatorBytes(size);
    if (!block) {
        return E_OUTOFMEMORY;
    }
    setBlock(row, value, (UINT16)(size >> row->elementShift), block);
    if (row->encoding == SOH_ENCODING_CODES) {
        decodeCodes(reader, block);
    } else {
        writer = SohWriterOver(block, size);
        SohWriterBytes(&writer, reader->bytes, size);
    }
    return S_OK;
}

/* The size fits the row. `value` is all zero before, so that it can be freed after a failure. */
static HRESULT decode(const SohAttributeRow *row, SohReader *reader, SoHAttributeValue *value)
{
    if (row->prefixSize != 0) {
        SohReaderU32(reader, &value->vendorSpecificVal.vendorId);
    }
    switch ((SohEncoding)row->encoding) {
    case SOH_ENCODING_RAW:
    case SOH_ENCODING_CODES:
        return decodeBlock(row, reader, value);
    case SOH_ENCODING_BYTE:
        SohReaderU8(reader, &value->uint8Val);
        return S_OK;
    case SOH_ENCODING_ID:
        SohReaderU32(reader, &value->idVal);
        return S_OK;
    case SOH_ENCODING_TIME:
        break;
    }
    SohReaderTime(reader, &value->dateTimeVal);
    return S_OK;
}

HRESULT SohAttributeDecode(SoHAttributeType type, const BYTE *bytes, UINT16 size,
                           SoHAttributeValue **value)
{
    static const SoHAttributeValue nothing;
    const SohAttributeRow *row = SohAttributeLookUp((UINT32)type);
    SohReader reader = SohReaderOver(bytes, size);
    SoHAttributeValue *fresh;
    HRESULT hr;

    if (!value) {
        return E_INVALIDARG;
    }
    *value = NULL;
    if ((!bytes && size != 0) || !SohAttributeSizeFits(row, size)) {
        return E_INVALIDARG;
    }
    fresh = AllocatorBytes(sizeof(*fresh));
    if (!fresh) {
        return E_OUTOFMEMORY;
    }
    *fresh = nothing;
    hr = decode(row, &reader, fresh);
    if (SUCCEEDED(hr)) {
        *value = fresh;
    } else {
        SohAttributeFree(type, fresh);
    }
    return hr;
}

void SohAttributeFree(SoHAttributeType type, SoHAttributeValue *value)
{
    const SohAttributeRow *row = SohAttributeLookUp((UINT32)type);

    if (!value) {
        return;
    }
    if (row->pointerOffset != 0) {
        AllocatorFree(getBlock(row, value));
    }
    AllocatorFree(value);
}
