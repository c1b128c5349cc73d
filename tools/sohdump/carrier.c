/* SPDX-License-Identifier: MIT */
/*
 * See carrier.h. One table says how each carrier begins and which function reads it. Carriers can
 * be nested in one order only (EAP, its method, the sequence of TLVs), so there is no recursion.
 * Each loop consumes at least one byte per iteration.
 */
#include "carrierparser.h"

#include <stdlib.h>

BOOL CarrierAdd(CarrierParser *parser, const char *name, const SohReader *where, CarrierItem item,
                const SohReader *bytes)
{
    Carrier *carrier = parser->carrier;
    CarrierLayer *layer;

    if (carrier->count == CARRIER_LAYERS_MAX) {
        return MessageFail(parser->message, where, "the end; so many parts carry no statement", 0);
    }
    layer = &carrier->layers[carrier->count++];
    memset(layer, 0, sizeof(*layer));
    layer->name = name;
    layer->offset = MessageOffset(parser->message, where);
    layer->items[0] = item;
    if (bytes) {
        layer->bytes = bytes->bytes;
        layer->size = bytes->left;
    }
    return TRUE;
}

BOOL CarrierSetStatement(CarrierParser *parser, const SohReader *statement)
{
    if (parser->carrier->statement.bytes) {
        return MessageFail(parser->message, statement, "no more than one statement", 0);
    }
    parser->carrier->statement = *statement;
    return TRUE;
}

BOOL CarrierAddPart(CarrierParser *parser, SohReader *whole, const SohReader *part)
{
    Carrier *carrier = parser->carrier;

    carrier->parts++;
    if (carrier->parts == 1) {
        *whole = *part;
        return TRUE;
    }
    if (!carrier->joined) {
        carrier->joined = malloc(parser->message->size); /* all parts together are no longer */
        if (!carrier->joined) {
            parser->outOfMemory = TRUE;
            return FALSE;
        }
        memcpy(carrier->joined, whole->bytes, whole->left);
        whole->bytes = carrier->joined;
    }
    memcpy(carrier->joined + whole->left, part->bytes, part->left);
    whole->left += part->left;
    return TRUE;
}

void CarrierEndParts(CarrierParser *parser, const SohReader *whole)
{
    if (parser->carrier->joined) {
        parser->message->bytes = whole->bytes;
        parser->message->size = whole->left;
    }
}

BOOL CarrierReadShort(CarrierParser *parser, SohReader *reader, BOOL headIsCounted, UINT8 *type,
                      SohReader *value, const char *what)
{
    SohReader ahead = *reader;
    const BYTE *bytes;
    UINT8 size;

    if (ahead.left < 2 || !SohReaderU8(&ahead, type) || !SohReaderU8(&ahead, &size)) {
        return MessageFail(parser->message, &ahead, what, 2);
    }
    if (headIsCounted && size < 2) {
        return MessageFail(parser->message, reader, "a length of 2 or more behind the type", 0);
    }
    size = (UINT8)(size - (headIsCounted ? 2 : 0));
    if (!SohReaderBytes(&ahead, size, &bytes)) {
        return MessageFail(parser->message, &ahead, what, size);
    }
    *value = SohReaderOver(bytes, size);
    *reader = ahead;
    return TRUE;
}

static BOOL isOfMicrosoft(const SohReader *reader)
{
    return CARRIER_HAS(reader, 2, "\x00\x00\x01\x37");
}

static BOOL isOuterPeap(const SohReader *reader)
{
    return (CARRIER_HAS(reader, 0, "\x01") || CARRIER_HAS(reader, 0, "\x02")) &&
           CarrierU16At(reader, 2) == reader->left;
}

static BOOL isRadiusPacket(const SohReader *reader)
{
    return reader->left >= 20 && reader->bytes[0] != 0 &&
           (reader->bytes[0] <= 3 || reader->bytes[0] == 11) &&
           CarrierU16At(reader, 2) == reader->left;
}

static BOOL isIpPacket(const SohReader *reader)
{
    return reader->left >= 20 && CarrierU16At(reader, 2) <= reader->left &&
           CarrierU16At(reader, 2) >= 20;
}

/* The check is needed because a statement may have the same bytes there. */
static BOOL isFrame(const SohReader *reader)
{
    return !CARRIER_HAS(reader, 0, "\x00\x02") && !CARRIER_HAS(reader, 0, "\x00\x07");
}

static BOOL isAsn1(const SohReader *reader)
{
    return reader->left >= 4 && CarrierU16At(reader, 2) + 4 == reader->left;
}

static BOOL isSwappedMessage(const SohReader *reader)
{
    return CARRIER_HAS(reader, 4, "\x00\x00\x37\x01");
}

#define AT(at, literal) at, literal, sizeof(literal) - 1
#define ANYHOW          AT(0, "")

#define NO_FRAME "RADIUS attribute 26, DHCP option 43 and 250 or an EAP packet, not a whole frame"
#define NO_DHCP  "option 43 (2B), with 250 (FA) behind it, not a whole DHCP packet"
#define SWAPPED                                                                                    \
    "bytes in their order: these are swapped in pairs, as od -x and hexdump show them; use od "    \
    "-An "                                                                                         \
    "-v -tx1"

/* The first matching row is used. If none matches, the bytes are a statement without a carrier. */
static const struct {
    UINT32 at; /* the position of these bytes ... */
    const char *bytes;
    UINT32 size;
    BOOL (*is)(const SohReader *reader); /* ... and a further condition; NULL: none */
    BOOL (*open)(CarrierParser *parser, SohReader *reader);
    const char *refusal; /* the expected input, if open is NULL */
} carriers[] = {
    {ANYHOW, CarrierIsSign, CarrierOpenSign, NULL},
    {ANYHOW, CarrierIsEap, CarrierOpenEap, NULL},
    {ANYHOW, CarrierIsMethod, CarrierOpenMethod, NULL},
    {ANYHOW, CarrierIsRow, CarrierOpenRow, NULL},
    {AT(0, "\x00\x00\x01\x37\x37"), NULL, CarrierOpenRadiusValue, NULL},
    {AT(0, "\x1A"), isOfMicrosoft, CarrierOpenRadius, NULL},
    {AT(0, "\x2B"), NULL, CarrierOpenOption43, NULL},
    {ANYHOW, CarrierIsSubOptions, CarrierOpenSubOptions, NULL},
    {AT(4, "\x19"), isOuterPeap, NULL,
     "the packet inside the tunnel, as a server's log shows it: this outer PEAP packet is "
     "encrypted"},
    {ANYHOW, isRadiusPacket, NULL, "attribute 26 (1A) alone, not a whole RADIUS packet"},
    {AT(236, "\x63\x82\x53\x63"), isFrame, NULL, NO_DHCP},
    {AT(0, "\x45"), isIpPacket, NULL,
     "RADIUS attribute 26 or DHCP option 43 and 250 alone, not a whole IP packet"},
    {AT(12, "\x08\x00\x45"), isFrame, NULL, NO_FRAME},
    {AT(12, "\x88\x8E"), isFrame, NULL, NO_FRAME},
    {AT(0, "\x30\x82"), isAsn1, NULL,
     "a message; if this is a certificate request, the OCTET STRING of its extension "
     "1.3.6.1.4.1.311.47.1.1"},
    {AT(0, "\x02\x00\x04\x00"), NULL, NULL, SWAPPED},
    {AT(0, "\x07\x00"), isSwappedMessage, NULL, SWAPPED},
};

static BOOL open(CarrierParser *parser, SohReader *reader)
{
    for (size_t i = 0; i < ARRAYSIZE(carriers); i++) {
        if (CarrierHasAt(reader, carriers[i].at, carriers[i].bytes, carriers[i].size) &&
            (!carriers[i].is || carriers[i].is(reader))) {
            return carriers[i].open ? carriers[i].open(parser, reader)
                                    : MessageFail(parser->message, reader, carriers[i].refusal, 0);
        }
    }
    return CarrierSetStatement(parser, reader);
}

HRESULT CarrierOpen(Carrier *carrier, Message *message, const BYTE *bytes, UINT32 size,
                    MessageForm form)
{
    CarrierParser parser = {carrier, message, FALSE};
    SohReader reader = SohReaderOver(bytes, size);

    memset(carrier, 0, sizeof(*carrier));
    MessageInit(message, bytes, size);
    if (!open(&parser, &reader)) {
        return parser.outOfMemory ? E_OUTOFMEMORY : S_FALSE;
    }
    if (!carrier->statement.bytes) {
        message->form = MESSAGE_FORM_NONE;
        return S_OK;
    }
    return MessageOpen(message, carrier->statement, form) ? S_OK : S_FALSE;
}

void CarrierClose(Carrier *carrier)
{
    free(carrier->joined);
    carrier->joined = NULL;
}

void CarrierDescribe(const CarrierLayer *layer, const SohItemSink *sink)
{
    for (size_t i = 0; i < CARRIER_ITEMS_MAX && layer->items[i].label; i++) {
        const CarrierItem *item = &layer->items[i];

        if (item->token) {
            SohItemToken(sink, item->label, item->token, item->meaning);
        } else {
            SohItemNumber(sink, item->label, item->value, item->meaning);
        }
    }
    if (layer->bytes) {
        SohItemHex(sink, "hex", layer->bytes, layer->size);
    }
}
