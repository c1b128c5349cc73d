/* SPDX-License-Identifier: MIT */
/* Each direction has one function that checks bounds and moves; all the others go through it. */
#include "cursor.h"

#include <string.h>

SohReader SohReaderOver(const BYTE *bytes, UINT32 size)
{
    SohReader reader = {bytes, size};

    return reader;
}

BOOL SohReaderBytes(SohReader *reader, UINT32 size, const BYTE **bytes)
{
    if (size > reader->left) {
        return FALSE;
    }
    *bytes = reader->bytes;
    if (size != 0) { /* bytes may be NULL, and adding to NULL is undefined, even 0 */
        reader->bytes += size;
        reader->left -= size;
    }
    return TRUE;
}

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

SohWriter SohWriterOver(BYTE *bytes, UINT32 size)
{
    SohWriter writer = {bytes, size};

    return writer;
}

/* Where the next size bytes go, or NULL; size is not 0. */
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

    if (b == NULL) {
        return FALSE;
    }
    b[0] = value;
    return TRUE;
}

BOOL SohWriterU16(SohWriter *writer, UINT16 value)
{
    BYTE *b = advance(writer, 2);

    if (b == NULL) {
        return FALSE;
    }
    b[0] = (BYTE)(value >> 8);
    b[1] = (BYTE)value;
    return TRUE;
}

BOOL SohWriterU32(SohWriter *writer, UINT32 value)
{
    BYTE *b = advance(writer, 4);

    if (b == NULL) {
        return FALSE;
    }
    putU32(b, value);
    return TRUE;
}

BOOL SohWriterTime(SohWriter *writer, FILETIME value)
{
    BYTE *b = advance(writer, 8);

    if (b == NULL) {
        return FALSE;
    }
    putU32(b, value.dwHighDateTime);
    putU32(b + 4, value.dwLowDateTime);
    return TRUE;
}

BOOL SohWriterBytes(SohWriter *writer, const BYTE *bytes, UINT32 size)
{
    BYTE *b;

    if (size == 0) {
        return TRUE;
    }
    b = bytes != NULL ? advance(writer, size) : NULL;
    if (b == NULL) {
        return FALSE;
    }
    memcpy(b, bytes, size);
    return TRUE;
}
