/* SPDX-License-Identifier: MIT */
/*
 * The bounds-checked cursor: every byte of a Statement of Health is read through a SohReader and
 * written through a SohWriter. Numbers are big-endian.
 *
 * If too few bytes are left, each function returns FALSE, moves nothing and leaves its out
 * parameter alone. What is called for every value is in this header, to be inlined: a statement
 * costs little more than its allocations, so calls count.
 */
#ifndef SRC_SOH_CURSOR_H
#define SRC_SOH_CURSOR_H

#include "napprotocol.h"

#include <string.h>

typedef struct SohReader {
    const BYTE *bytes; /* the next one */
    UINT32 left;
} SohReader;

typedef struct SohWriter {
    BYTE *bytes; /* where the next one goes */
    UINT32 left;
} SohWriter;

/* bytes may be NULL if size is 0. */
static inline SohReader SohReaderOver(const BYTE *bytes, UINT32 size)
{
    SohReader reader = {bytes, size};

    return reader;
}

/* Points *bytes at the next `size` bytes, without copying them. */
static inline BOOL SohReaderBytes(SohReader *reader, UINT32 size, const BYTE **bytes)
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

BOOL SohReaderU8(SohReader *reader, UINT8 *value);
BOOL SohReaderU16(SohReader *reader, UINT16 *value);
BOOL SohReaderU32(SohReader *reader, UINT32 *value);
/* 8 bytes, the high word first. */
BOOL SohReaderTime(SohReader *reader, FILETIME *value);

/* bytes may be NULL if size is 0. */
static inline SohWriter SohWriterOver(BYTE *bytes, UINT32 size)
{
    SohWriter writer = {bytes, size};

    return writer;
}

/* bytes may be NULL if size is 0. */
static inline BOOL SohWriterBytes(SohWriter *writer, const BYTE *bytes, UINT32 size)
{
    if (size == 0) {
        return TRUE;
    }
    if (size > writer->left || !bytes) {
        return FALSE;
    }
    memcpy(writer->bytes, bytes, size);
    writer->bytes += size;
    writer->left -= size;
    return TRUE;
}

BOOL SohWriterU8(SohWriter *writer, UINT8 value);
BOOL SohWriterU32(SohWriter *writer, UINT32 value);
/* 8 bytes, the high word first. */
BOOL SohWriterTime(SohWriter *writer, FILETIME value);

#endif
