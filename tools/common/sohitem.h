/* SPDX-License-Identifier: MIT */
/*
 * One piece of information, as a person reads it, and ready for any form of output: what it is,
 * its value, and what the value means. Values of attributes are described as rows of items.
 */
#ifndef TOOLS_SOHITEM_H
#define TOOLS_SOHITEM_H

#include "napprotocol.h"

#include "text.h"

typedef enum SohItemKind {
    SOH_ITEM_TOKEN,  /* a word without spaces: a code, an address, a time */
    SOH_ITEM_NUMBER, /* decimal digits */
    SOH_ITEM_HEX,    /* pairs of hexadecimal digits, of bytes as they are */
    SOH_ITEM_STRING  /* anything that a stranger wrote, control characters included */
} SohItemKind;

/* All strings are UTF-8 and end with the visit. */
typedef struct SohItem {
    const char *label; /* a word; "value" says no more than the attribute's name does */
    SohItemKind kind;
    const char *value;
    const char *meaning; /* "" if it is not known */
} SohItem;

/* Who gets the items. */
typedef struct SohItemSink {
    void (*visit)(void *context, const SohItem *item);
    void *context;
} SohItemSink;

void SohItemToken(const SohItemSink *sink, const char *label, const char *value,
                  const char *meaning);
void SohItemNumber(const SohItemSink *sink, const char *label, UINT32 value, const char *meaning);
void SohItemHexNumber(const SohItemSink *sink, const char *label, UINT32 value, UINT32 bytes,
                      const char *meaning);
void SohItemHex(const SohItemSink *sink, const char *label, const BYTE *bytes, size_t size);
void SohItemString(const SohItemSink *sink, const char *label, const char *value);

/* An id of a component: its name, or whose it is. */
void SohItemId(const SohItemSink *sink, const char *label, UINT32 id);
/* UTC as ISO 8601 writes it; as a number where that has no form for it. */
void SohItemTime(const SohItemSink *sink, const char *label, FILETIME time);
void SohItemGuid(const SohItemSink *sink, const char *label, const GUID *guid);

#endif
