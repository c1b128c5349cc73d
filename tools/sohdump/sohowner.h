/* SPDX-License-Identifier: MIT */
/*
 * The owner of an entry may give the bytes of attributes its own meaning. sohdescribe.c has the
 * table of owners; its last row is for all others.
 */
#ifndef TOOLS_SOHDUMP_SOHOWNER_H
#define TOOLS_SOHDUMP_SOHOWNER_H

#include "sohdescribe.h"

#define SOH_MEANING_MAX 192

typedef struct SohOwner {
    const UINT32 *id; /* of the entry; NULL: all others */
    const char *(*nameOfClass)(UINT32 value);
    /* These write at most SOH_MEANING_MAX characters; "" if there is no meaning. */
    void (*meanStatus)(const SohContext *context, UINT32 status, char *meaning);
    void (*meanResult)(const SohContext *context, UINT32 index, UINT32 code, char *meaning);
    const char *(*nameOfCode)(const SohContext *context, UINT32 code);
    /* Describes the data after the owner's id in VendorSpecific; may be NULL. */
    void (*describeData)(const SohContext *context, const BYTE *data, UINT32 size,
                         const SohItemSink *sink);
} SohOwner;

#endif
