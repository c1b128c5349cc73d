/* SPDX-License-Identifier: MIT */
/* Numbers. Every read goes through SohReaderBytes, every write of a number through advance. */
#include "cursor.h"

BOOL SohReaderU8(SohReader *reader, UINT8 *value)
{
    const BYTE *b;

    if (!SohReaderBytes(reader, 1, &b)) {
        return FALSE;
    }
    *value = b[0];
    return TRUE;
}

BOOL SohReaderU16(SohReader *reader, UINT16 *value)
{
    const BYTE *b;

    if (!SohReaderBytes(reader, 2, &b)) {
        return FALSE;
    }
    *value = (UINT16)(b[0] << 8 | b[1]);
    return TRUE;
}

static UINT32 getU32(const BYTE *b)
{
    return (UINT32)b[0] << 24 | (UINT32)b[1] << 16 | (UINT32)b[2] << 8 | b[3];
}

BOOL SohReaderU32(SohReader *reader, UINT32 *value)
{
    const BYTE *b;

    if (!SohReaderBytes(reader, 4, &b)) {
        return FALSE;
    }
    *value = getU32(b);
    return TRUE;
}

BOOL SohReaderTime(SohReader *reader, FILETIME *value)
{
    const BYTE *b;

    if (!SohReaderBytes(reader, 8, &b)) {
        return FALSE;
    }
    value->dwHighDateTime = getU32(b);
    value->dwLowDateTime = getU32(b + 4);
    return TRUE;
}

/* Claims the next `size` bytes, which is not 0. NULL if they don't fit. */
static BYTE *advance(SohWriter *writer, UINT32 size)
{
    BYTE *b = writer->bytes;

    if (size > writer->left) {
        return NULL;
    }
    writer->bytes += size;
    writer->left -= size;
    return b;
}

static void putU32(BYTE *b, UINT32 value)
{
    b[0] = (BYTE)(value >> 24);
    b[1] = (BYTE)(value >> 16);
    b[2] = (BYTE)(value >> 8);
    b[3] = (BYTE)value;
}

BOOL SohWriterU8(SohWriter *writer, UINT8 value)
{
    BYTE *b = advance(writer, 1);

    if (!b) {
        return FALSE;
    }
    b[0] = value;
    return TRUE;
}

BOOL SohWriterU32(SohWriter *writer, UINT32 value)
{
    BYTE *b = advance(writer, 4);

    if (!b) {
        return FALSE;
    }
    putU32(b, value);
    return TRUE;
}

BOOL SohWriterTime(SohWriter *writer, FILETIME value)
{
    BYTE *b = advance(writer, 8);

    if (!b) {
        return FALSE;
    }
    putU32(b, value.dwHighDateTime);
    putU32(b + 4, value.dwLowDateTime);
    return TRUE;
}
