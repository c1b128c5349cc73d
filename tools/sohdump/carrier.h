/* SPDX-License-Identifier: MIT */
/*
 * What carries a statement: an EAP packet with one of PEAP's methods and its row of TLVs, RADIUS
 * attribute 26, DHCP option 43. Each is recognised by its first bytes, and all its lengths must fit
 * to the last byte. Portable, like message.h.
 */
#ifndef SOHDUMP_CARRIER_H
#define SOHDUMP_CARRIER_H

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

/* What is to be told of one layer, or of a part that stands beside the statement. */
typedef struct CarrierLayer {
    const char *name;
    UINT32 offset; /* of its first byte in the message's bytes */
    CarrierItem items[CARRIER_ITEMS_MAX];
    const BYTE *bytes; /* to be shown as they are; NULL: nothing */
    UINT32 size;
} CarrierLayer;

typedef struct Carrier {
    CarrierLayer layers[CARRIER_LAYERS_MAX];
    UINT32 count;
    SohReader statement; /* what it carries; bytes is NULL if nothing */
    BYTE *joined;        /* the message's bytes, if they came in several parts */
    UINT32 parts;
    const char *continuation; /* where more of a message stands that is cut off; NULL: nowhere */
} Carrier;

/*
 * Takes off what carries the statement and hands that to MessageOpen. S_FALSE: see message->fault.
 * bytes must outlive both. Close it whatever this returns.
 */
HRESULT CarrierOpen(Carrier *carrier, Message *message, const BYTE *bytes, UINT32 size,
                    MessageForm form);
void CarrierClose(Carrier *carrier);

void CarrierDescribe(const CarrierLayer *layer, const SohItemSink *sink);

#endif
