/* SPDX-License-Identifier: MIT */
/*
 * The bounds-checked cursor: every byte of a Statement of Health is read through a SohReader and
 * written through a SohWriter. Numbers are big-endian.
 *
 * Each function returns FALSE, moves nothing and leaves its out parameter alone if what it needs
 * does not fit into what is left.
 */
#ifndef QUTIL_SOH_CURSOR_H
#define QUTIL_SOH_CURSOR_H

#include "napprotocol.h"

typedef struct SohReader {
    const BYTE *bytes; /* the next one */
    UINT32 left;
} SohReader;

typedef struct SohWriter {
    BYTE *bytes; /* where the next one goes */
    UINT32 left;
} SohWriter;

/* bytes may be NULL if size is 0. */
SohReader SohReaderOver(const BYTE *bytes, UINT32 size);
BOOL SohReaderU8(SohReader *reader, UINT8 *value);
BOOL SohReaderU16(SohReader *reader, UINT16 *value);
BOOL SohReaderU32(SohReader *reader, UINT32 *value);
/* 8 bytes, the high word first. */
BOOL SohReaderTime(SohReader *reader, FILETIME *value);
/* Lends the next size bytes, without copying them. */
BOOL SohReaderBytes(SohReader *reader, UINT32 size, const BYTE **bytes);

/* bytes may be NULL if size is 0. */
SohWriter SohWriterOver(BYTE *bytes, UINT32 size);
BOOL SohWriterU8(SohWriter *writer, UINT8 value);
BOOL SohWriterU16(SohWriter *writer, UINT16 value);
BOOL SohWriterU32(SohWriter *writer, UINT32 value);
/* 8 bytes, the high word first. */
BOOL SohWriterTime(SohWriter *writer, FILETIME value);
/* bytes may be NULL if size is 0. */
BOOL SohWriterBytes(SohWriter *writer, const BYTE *bytes, UINT32 size);

#endif
