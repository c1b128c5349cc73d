/* SPDX-License-Identifier: MIT */
/*
 * An item is one piece of information for people, for any form of output: a label, a value, and
 * what the value means. The value of an attribute is described by several items.
 */
#ifndef TOOLS_SOHDUMP_SOHITEM_H
#define TOOLS_SOHDUMP_SOHITEM_H

#include "napprotocol.h"

#include "text.h"

typedef enum SohItemKind {
    SOH_ITEM_TOKEN,  /* a word without spaces: a code, an address, a time */
    SOH_ITEM_NUMBER, /* decimal digits */
    SOH_ITEM_HEX,    /* bytes as pairs of hexadecimal digits */
    SOH_ITEM_STRING  /* untrusted text, may contain control characters */
} SohItemKind;

/* All strings are UTF-8 and valid only during the call. */
typedef struct SohItem {
    const char *label; /* a word; "value" if the attribute's name says it all */
    SohItemKind kind;
    const char *value;
    const char *meaning; /* "" if it is not known */
} SohItem;

/* The receiver of items. */
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

/* Gives the id of a component, with its name or its owner. */
void SohItemId(const SohItemSink *sink, const char *label, UINT32 id);
/* Gives a time as UTC in ISO 8601, or as a number where that is impossible. */
void SohItemTime(const SohItemSink *sink, const char *label, FILETIME time);
void SohItemGuid(const SohItemSink *sink, const char *label, const GUID *guid);

#endif
