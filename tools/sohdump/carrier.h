/* SPDX-License-Identifier: MIT */
/*
 * Carriers of statements: an EAP packet with one of PEAP's methods and its sequence of TLVs, RADIUS
 * attribute 26, DHCP option 43. Each is recognised by its first bytes, and all its lengths must
 * match exactly. Portable, like message.h.
 */
#ifndef TOOLS_SOHDUMP_CARRIER_H
#define TOOLS_SOHDUMP_CARRIER_H

#include "message.h"
#include "sohitem.h"

#define CARRIER_LAYERS_MAX 24
#define CARRIER_ITEMS_MAX  2

typedef struct CarrierItem {
    const char *label; /* NULL: no item */
    const char *token; /* NULL: value is a number */
    UINT32 value;
    const char *meaning;
} CarrierItem;

/* One layer, or a part beside the statement, for the report. */
typedef struct CarrierLayer {
    const char *name;
    UINT32 offset; /* of its first byte in the message's bytes */
    CarrierItem items[CARRIER_ITEMS_MAX];
    const BYTE *bytes; /* to be shown as hex; NULL: none */
    UINT32 size;
} CarrierLayer;

typedef struct Carrier {
    CarrierLayer layers[CARRIER_LAYERS_MAX];
    UINT32 count;
    SohReader statement; /* the carried statement; bytes is NULL if there is none */
    BYTE *joined;        /* the message's bytes, joined from several parts */
    UINT32 parts;
    const char *continuation; /* where the rest of a truncated message may be; NULL: unknown */
} Carrier;

/*
 * Removes the carrier and passes the statement to MessageOpen. S_FALSE: see message->fault. bytes
 * must outlive both. Always call CarrierClose afterwards.
 */
HRESULT CarrierOpen(Carrier *carrier, Message *message, const BYTE *bytes, UINT32 size,
                    MessageForm form);
void CarrierClose(Carrier *carrier);

void CarrierDescribe(const CarrierLayer *layer, const SohItemSink *sink);

#endif
