/* SPDX-License-Identifier: MIT */
/*
 * See carrier.h. One table says how each carrier begins and what reads it. They lie one in the
 * other in one order only (EAP, its method, the row of TLVs), so that nothing recurs, and each loop
 * takes at least one byte at each turn.
 */
#include "carrier.h"

#include <stdlib.h>
#include <string.h>

#include "napmicrosoftvendorids.h"

#define EAP_REQUEST  1
#define EAP_RESPONSE 2
#define EAP_PEAP     25
#define EAP_TLV      33
#define EAP_EXPANDED 254

#define TLV_RESULT             3
#define TLV_VENDOR             7
#define TLV_CRYPTOBINDING      12
#define RESULT_SIZE            2
#define CRYPTOBINDING_SIZE     56
#define CRYPTOBINDING_SUB_TYPE 3 /* where it stands */

#define RADIUS_VENDOR_SPECIFIC 26
#define RADIUS_SOH             55

#define DHCP_PAD          0
#define DHCP_VENDOR       43
#define DHCP_CONTINUATION 250
#define DHCP_END          255
#define NAP_SOH           220

typedef struct Parser {
    Carrier *carrier;
    Message *message;
    BOOL outOfMemory;
} Parser;

static BOOL hasAt(const SohReader *reader, UINT32 at, const char *bytes, UINT32 size)
{
    return reader->left >= size && at <= reader->left - size &&
           memcmp(reader->bytes + at, bytes, size) == 0;
}

#define HAS_AT(reader, at, literal) hasAt(reader, at, literal, sizeof(literal) - 1)

static UINT32 u16At(const SohReader *reader, UINT32 at)
{
    return (UINT32)(reader->bytes[at] << 8 | reader->bytes[at + 1]);
}

static CarrierLayer *addLayer(Parser *parser, const char *name, const SohReader *where)
{
    Carrier *carrier = parser->carrier;
    CarrierLayer *layer;

    if (carrier->count == CARRIER_LAYERS_MAX) {
        MessageFail(parser->message, where, "the end; so many parts carry no statement", 0);
        return NULL;
    }
    layer = &carrier->layers[carrier->count++];
    memset(layer, 0, sizeof(*layer));
    layer->name = name;
    layer->offset = MessageOffset(parser->message, where);
    return layer;
}

static BOOL addNumber(Parser *parser, const char *name, const SohReader *where, const char *label,
                      UINT32 value, const char *meaning)
{
    CarrierLayer *layer = addLayer(parser, name, where);

    if (layer == NULL) {
        return FALSE;
    }
    layer->items[0] = (CarrierItem){label, NULL, value, meaning};
    return TRUE;
}

static BOOL addBytes(Parser *parser, const char *name, const SohReader *where,
                     const SohReader *value)
{
    CarrierLayer *layer = addLayer(parser, name, where);

    if (layer == NULL) {
        return FALSE;
    }
    layer->bytes = value->bytes;
    layer->size = value->left;
    return TRUE;
}

static BOOL setStatement(Parser *parser, const SohReader *statement)
{
    if (parser->carrier->statement.bytes != NULL) {
        return MessageFail(parser->message, statement, "no more than one statement", 0);
    }
    parser->carrier->statement = *statement;
    return TRUE;
}

/* What comes in several parts is copied to one place; a single part stays where it is. */
static BOOL addPart(Parser *parser, SohReader *whole, const SohReader *part)
{
    Carrier *carrier = parser->carrier;

    carrier->parts++;
    if (carrier->parts == 1) {
        *whole = *part;
        return TRUE;
    }
    if (carrier->joined == NULL) {
        carrier->joined = malloc(parser->message->size);
        if (carrier->joined == NULL) {
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

/* From here on, offsets count in what was joined. */
static void endParts(Parser *parser, const SohReader *whole)
{
    if (parser->carrier->joined != NULL) {
        parser->message->bytes = whole->bytes;
        parser->message->size = whole->left;
    }
}

/* One byte of type, one of length, which counts them too if headIsCounted. */
static BOOL readShort(Parser *parser, SohReader *reader, BOOL headIsCounted, UINT8 *type,
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

static BOOL isRowType(const SohReader *reader, UINT32 at)
{
    return HAS_AT(reader, at, "\x80\x03\x00\x02") || HAS_AT(reader, at, "\x00\x03\x00\x02") ||
           HAS_AT(reader, at, "\x80\x0C\x00\x38") || HAS_AT(reader, at, "\x00\x0C\x00\x38");
}

static BOOL isVendorTlv(const SohReader *reader)
{
    return (HAS_AT(reader, 0, "\x00\x07") || HAS_AT(reader, 0, "\x80\x07")) &&
           HAS_AT(reader, 4, "\x00\x00\x01\x37");
}

static BOOL isRow(const SohReader *reader)
{
    return isRowType(reader, 0) || (isVendorTlv(reader) && isRowType(reader, 4 + u16At(reader, 2)));
}

static BOOL addTlv(Parser *parser, const SohReader *start, UINT16 type, const SohReader *value)
{
    static const char *const results[] = {"", "success", "failure"};
    static const char *const subTypes[] = {"request", "response"};
    UINT32 number = 0;

    if ((type & MESSAGE_TYPE_MASK) == TLV_RESULT && value->left == RESULT_SIZE) {
        number = u16At(value, 0);
        return addNumber(parser, "Result", start, "status", number,
                         number < ARRAYSIZE(results) ? results[number] : NULL);
    }
    if ((type & MESSAGE_TYPE_MASK) == TLV_CRYPTOBINDING && value->left == CRYPTOBINDING_SIZE) {
        number = value->bytes[CRYPTOBINDING_SUB_TYPE];
        return addNumber(parser, "Cryptobinding", start, "subType", number,
                         number < ARRAYSIZE(subTypes) ? subTypes[number] : NULL);
    }
    if (!addBytes(parser, "Other TLV", start, value)) {
        return FALSE;
    }
    parser->carrier->layers[parser->carrier->count - 1].items[0] =
        (CarrierItem){"type", NULL, type & MESSAGE_TYPE_MASK,
                      (type & MESSAGE_MANDATORY_FLAG) != 0 ? "mandatory" : NULL};
    return TRUE;
}

/* TLVs in any order, one of which may hold the statement. */
static BOOL openRow(Parser *parser, SohReader *reader)
{
    while (reader->left != 0) {
        SohReader start = *reader;
        SohReader value;
        UINT16 type;
        BOOL ok;

        if (!MessageReadTlv(parser->message, reader, &type, &value)) {
            return FALSE;
        }
        if (isVendorTlv(&start) && value.left >= 4) {
            start.left -= reader->left;
            ok = setStatement(parser, &start);
        } else {
            ok = addTlv(parser, &start, type, &value);
        }
        if (!ok) {
            return FALSE;
        }
    }
    return TRUE;
}

static BOOL isSohMethod(const SohReader *reader)
{
    return HAS_AT(reader, 0, "\xFE\x00\x01\x37\x00\x00\x00\x21");
}

static BOOL openSohMethod(Parser *parser, SohReader *reader)
{
    const BYTE *head;

    if (!addNumber(parser, "EAP method", reader, "type", EAP_EXPANDED, "SoH, of vendor 311") ||
        !SohReaderBytes(reader, 8, &head)) {
        return FALSE;
    }
    return isVendorTlv(reader)
               ? openRow(parser, reader)
               : MessageFail(parser->message, reader, "a vendor TLV, 0007 and 00000137", 0);
}

static BOOL isCapabilities(const SohReader *reader)
{
    return HAS_AT(reader, 0, "\xFE\x00\x01\x37\x00\x00\x00\x22");
}

static BOOL openCapabilities(Parser *parser, SohReader *reader)
{
    SohReader value = SohReaderOver(reader->bytes + 8, reader->left - 8);

    if (!addBytes(parser, "EAP method", reader, &value)) {
        return FALSE;
    }
    parser->carrier->layers[parser->carrier->count - 1].items[0] =
        (CarrierItem){"type", NULL, EAP_EXPANDED, "capabilities of PEAP, of vendor 311"};
    return TRUE;
}

static BOOL isTlvMethod(const SohReader *reader)
{
    SohReader row = *reader;
    UINT8 type;

    return SohReaderU8(&row, &type) && type == EAP_TLV && (isRowType(&row, 0) || isVendorTlv(&row));
}

static BOOL openTlvMethod(Parser *parser, SohReader *reader)
{
    SohReader start = *reader;
    UINT8 type;

    return SohReaderU8(reader, &type) &&
           addNumber(parser, "EAP method", &start, "type", EAP_TLV, "EAP-TLV") &&
           openRow(parser, reader);
}

static BOOL isEap(const SohReader *reader)
{
    SohReader method;

    if (reader->left < 5 || reader->bytes[0] < EAP_REQUEST || reader->bytes[0] > EAP_RESPONSE) {
        return FALSE;
    }
    method = SohReaderOver(reader->bytes + 4, reader->left - 4);
    return isSohMethod(&method) || isCapabilities(&method) ||
           (method.bytes[0] == EAP_TLV && u16At(reader, 2) == reader->left);
}

static BOOL openEap(Parser *parser, SohReader *reader)
{
    BOOL asks = reader->bytes[0] == EAP_REQUEST;
    SohReader method = SohReaderOver(reader->bytes + 4, reader->left - 4);

    if (!addNumber(parser, "EAP packet", reader, "code", reader->bytes[0],
                   asks ? "request: the server asks" : "response: the client answers")) {
        return FALSE;
    }
    parser->carrier->layers[parser->carrier->count - 1].items[1] =
        (CarrierItem){"id", NULL, reader->bytes[1], NULL};
    if (u16At(reader, 2) != reader->left) {
        return MessageFail(parser->message, reader,
                           "an EAP packet whose length is that of all bytes", 0);
    }
    if (isSohMethod(&method)) {
        return openSohMethod(parser, &method);
    }
    return isCapabilities(&method) ? openCapabilities(parser, &method)
                                   : openTlvMethod(parser, &method);
}

/* What stands behind the vendor id: one or more sub-attributes; and then perhaps another value. */
static BOOL readSubAttributes(Parser *parser, SohReader *reader, SohReader *whole)
{
    while (reader->left != 0) {
        SohReader value;
        const BYTE *id;
        UINT8 type;

        if (HAS_AT(reader, 0, "\x00\x00\x01\x37")) {
            SohReaderBytes(reader, 4, &id);
        } else if (!readShort(parser, reader, TRUE, &type, &value,
                              "a sub-attribute of vendor 311") ||
                   (type == RADIUS_SOH && !addPart(parser, whole, &value))) {
            return FALSE;
        }
    }
    return TRUE;
}

static BOOL endRadius(Parser *parser, const SohReader *start, const SohReader *whole)
{
    if (parser->carrier->parts == 0) {
        return MessageFail(parser->message, start, "MS-Quarantine-SOH, vendor 311 and type 55", 0);
    }
    endParts(parser, whole);
    parser->carrier->continuation = "in the next attribute 26";
    return setStatement(parser, whole);
}

static BOOL isRadius(const SohReader *reader)
{
    return HAS_AT(reader, 0, "\x1A") && HAS_AT(reader, 2, "\x00\x00\x01\x37");
}

static BOOL openRadius(Parser *parser, SohReader *reader)
{
    SohReader start = *reader;
    SohReader whole = {NULL, 0};

    if (!addNumber(parser, "RADIUS attribute", reader, "type", RADIUS_VENDOR_SPECIFIC,
                   "MS-Quarantine-SOH")) {
        return FALSE;
    }
    while (reader->left != 0) {
        SohReader value;
        UINT8 type;

        if (!readShort(parser, reader, TRUE, &type, &value, "an attribute of RADIUS")) {
            return FALSE;
        }
        if (type == RADIUS_VENDOR_SPECIFIC && HAS_AT(&value, 0, "\x00\x00\x01\x37") &&
            !readSubAttributes(parser, &value, &whole)) {
            return FALSE;
        }
    }
    return endRadius(parser, &start, &whole);
}

static BOOL isRadiusValue(const SohReader *reader)
{
    return HAS_AT(reader, 0, "\x00\x00\x01\x37\x37");
}

static BOOL openRadiusValue(Parser *parser, SohReader *reader)
{
    SohReader start = *reader;
    SohReader whole = {NULL, 0};

    return addNumber(parser, "Value of a RADIUS attribute", reader, "type", RADIUS_VENDOR_SPECIFIC,
                     "MS-Quarantine-SOH") &&
           readSubAttributes(parser, reader, &whole) && endRadius(parser, &start, &whole);
}

static const struct {
    UINT8 code;
    const char *name; /* NULL: it is not NAP's, and nothing is told of it */
} subOptions[] = {
    {1, NULL},
    {2, NULL},
    {3, NULL},
    {0x5E, NULL},
    {0x5F, NULL},
    {NAP_SOH, "NAP-SoH (220)"},
    {221, "NAP-Mask (221)"},
    {222, "NAP-CoID (222)"},
    {223, "NAP-IPv6 (223)"},
};

static BOOL isSubOption(UINT8 code, const char **name)
{
    *name = NULL;
    for (size_t i = 0; i < ARRAYSIZE(subOptions); i++) {
        if (subOptions[i].code == code) {
            *name = subOptions[i].name;
            return TRUE;
        }
    }
    return FALSE;
}

static const struct {
    const char *bytes;
    UINT32 size;
    CarrierItem item;
} signs[] = {
    {"", 0, {"kind", "probe", 0, "of a client, in a DISCOVER"}},
    {"\0", 1, {"kind", "probe", 0, "of a client, in a REQUEST or an INFORM"}},
    {"NAP", 3, {"kind", "mark", 0, "NAP, of a server, in an OFFER or an ACK"}},
    {"PAN", 3, {"kind", "mark", 0, "NAP backwards, of a server, in an OFFER or an ACK"}},
};

/* What NAP-SoH holds if not a statement; NULL: something else. */
static const CarrierItem *signIn(const SohReader *value)
{
    for (size_t i = 0; i < ARRAYSIZE(signs); i++) {
        if (value->left == signs[i].size && hasAt(value, 0, signs[i].bytes, signs[i].size)) {
            return &signs[i].item;
        }
    }
    return NULL;
}

static BOOL addSoh(Parser *parser, const SohReader *start, const SohReader *value)
{
    const CarrierItem *sign = signIn(value);

    if (!addNumber(parser, "NAP-SoH (220)", start, NULL, 0, NULL)) {
        return FALSE;
    }
    if (sign == NULL) {
        return setStatement(parser, value);
    }
    parser->carrier->layers[parser->carrier->count - 1].items[0] = *sign;
    return TRUE;
}

/*
 * A length byte can't count a message of more than 255 bytes: then the message's own length does,
 * and what is missing of it is for MessageOpen to say.
 */
static BOOL takeLongMessage(SohReader *reader, SohReader *value)
{
    SohReader ahead = *reader;
    const BYTE *bytes;
    UINT32 size;
    UINT8 code;
    UINT8 length;

    if (!SohReaderU8(&ahead, &code) || code != NAP_SOH || !SohReaderU8(&ahead, &length) ||
        !isVendorTlv(&ahead) || (size = 4 + u16At(&ahead, 2)) <= length) {
        return FALSE;
    }
    size = size < ahead.left ? size : ahead.left;
    SohReaderBytes(&ahead, size, &bytes);
    *value = SohReaderOver(bytes, size);
    *reader = ahead;
    return TRUE;
}

static BOOL nextSubOption(Parser *parser, SohReader *reader, UINT8 *code, SohReader *value)
{
    if (takeLongMessage(reader, value)) {
        *code = NAP_SOH;
        return TRUE;
    }
    return readShort(parser, reader, FALSE, code, value, "a sub-option of option 43");
}

static BOOL takePads(SohReader *reader)
{
    UINT8 pad;

    while (reader->left != 0 && reader->bytes[0] == DHCP_PAD) {
        SohReaderU8(reader, &pad);
    }
    return reader->left == 0;
}

static BOOL openSubOptions(Parser *parser, SohReader *reader)
{
    BOOL hasSoh = FALSE;
    SohReader whole = *reader;

    parser->carrier->continuation = "in option 250, which continues option 43";
    while (!takePads(reader)) {
        SohReader start = *reader;
        SohReader value;
        const char *name;
        UINT8 code;

        if (reader->bytes[0] == DHCP_END) {
            SohReaderU8(reader, &code);
            if (!takePads(reader)) {
                return MessageFail(parser->message, reader, "nothing behind the end, FF", 0);
            }
        } else if (!nextSubOption(parser, reader, &code, &value)) {
            return FALSE;
        } else if (code == NAP_SOH) {
            hasSoh = TRUE;
            if (!addSoh(parser, &start, &value)) {
                return FALSE;
            }
        } else if (isSubOption(code, &name) && name != NULL &&
                   !addBytes(parser, name, &start, &value)) {
            return FALSE;
        }
    }
    return hasSoh || MessageFail(parser->message, &whole, "sub-option 220 (DC), NAP-SoH", 0);
}

static BOOL isOption43(const SohReader *reader)
{
    return HAS_AT(reader, 0, "\x2B");
}

static BOOL openOption43(Parser *parser, SohReader *reader)
{
    SohReader start = *reader;
    SohReader whole = {NULL, 0};
    UINT8 wanted = DHCP_VENDOR;

    if (!addNumber(parser, "DHCP option", &start, "code", DHCP_VENDOR, NULL)) {
        return FALSE;
    }
    do {
        SohReader at = *reader;
        SohReader part;
        UINT8 code;

        if (!readShort(parser, reader, FALSE, &code, &part,
                       "option 43, or 250 that continues it")) {
            return FALSE;
        }
        if (code != wanted) {
            return MessageFail(parser->message, &at, "the end, or option 250 (FA)", 0);
        }
        if (!addPart(parser, &whole, &part)) {
            return FALSE;
        }
        wanted = DHCP_CONTINUATION;
    } while (reader->left != 0);
    endParts(parser, &whole);
    return openSubOptions(parser, &whole);
}

/* Whether it consists of known sub-options, NAP-SoH among them. */
static BOOL isSubOptions(const SohReader *reader)
{
    SohReader rest = *reader;
    Message unused = {.bytes = reader->bytes, .size = reader->left};
    Parser parser = {.message = &unused};
    SohReader value;
    const char *name;
    UINT8 code = 0;
    BOOL hasSoh = FALSE;

    if (HAS_AT(reader, 0, "\xDC")) {
        return TRUE;
    }
    while (!takePads(&rest)) {
        if (rest.bytes[0] == DHCP_END) {
            return hasSoh;
        }
        if (!nextSubOption(&parser, &rest, &code, &value) || !isSubOption(code, &name)) {
            return FALSE;
        }
        hasSoh = hasSoh || code == NAP_SOH;
    }
    return hasSoh;
}

static BOOL isSign(const SohReader *reader)
{
    return reader->left != 0 && signIn(reader) != NULL;
}

static BOOL openSign(Parser *parser, SohReader *reader)
{
    return addSoh(parser, reader, reader);
}

static BOOL isOuterPeap(const SohReader *reader)
{
    return reader->left >= 5 && reader->bytes[0] >= EAP_REQUEST &&
           reader->bytes[0] <= EAP_RESPONSE && reader->bytes[4] == EAP_PEAP &&
           u16At(reader, 2) == reader->left;
}

static BOOL isRadiusPacket(const SohReader *reader)
{
    return reader->left >= 20 && reader->bytes[0] != 0 &&
           (reader->bytes[0] <= 3 || reader->bytes[0] == 11) && u16At(reader, 2) == reader->left;
}

static BOOL isDhcpPacket(const SohReader *reader)
{
    return (HAS_AT(reader, 0, "\x01\x01\x06") || HAS_AT(reader, 0, "\x02\x01\x06")) &&
           HAS_AT(reader, 236, "\x63\x82\x53\x63");
}

static BOOL isIpPacket(const SohReader *reader)
{
    return HAS_AT(reader, 0, "\x45") && reader->left >= 20 && u16At(reader, 2) <= reader->left &&
           u16At(reader, 2) >= 20;
}

/* Of Ethernet, with IP or EAPOL in it; a statement can have such bytes there, too. */
static BOOL isFrame(const SohReader *reader)
{
    return !HAS_AT(reader, 0, "\x00\x02") && !HAS_AT(reader, 0, "\x00\x07") &&
           (HAS_AT(reader, 12, "\x08\x00\x45") || HAS_AT(reader, 12, "\x86\xDD\x60") ||
            HAS_AT(reader, 12, "\x88\x8E"));
}

static BOOL isAsn1(const SohReader *reader)
{
    return HAS_AT(reader, 0, "\x30\x82") && reader->left >= 4 &&
           u16At(reader, 2) + 4 == reader->left;
}

static BOOL isSwapped(const SohReader *reader)
{
    return HAS_AT(reader, 0, "\x02\x00\x04\x00") ||
           (HAS_AT(reader, 0, "\x07\x00") && HAS_AT(reader, 4, "\x00\x00\x37\x01"));
}

/*
 * The first row that fits counts. What begins with 0002 or 0007 and has no row is a statement by
 * itself.
 */
static const struct {
    BOOL (*begins)(const SohReader *reader);
    BOOL (*open)(Parser *parser, SohReader *reader);
    const char *refusal; /* what is needed, if there is nothing to open */
} carriers[] = {
    {isSign, openSign, NULL},
    {isEap, openEap, NULL},
    {isSohMethod, openSohMethod, NULL},
    {isCapabilities, openCapabilities, NULL},
    {isTlvMethod, openTlvMethod, NULL},
    {isRow, openRow, NULL},
    {isRadius, openRadius, NULL},
    {isRadiusValue, openRadiusValue, NULL},
    {isOption43, openOption43, NULL},
    {isSubOptions, openSubOptions, NULL},
    {isOuterPeap, NULL,
     "the packet inside the tunnel, as a server's log shows it: this outer PEAP packet is "
     "encrypted"},
    {isRadiusPacket, NULL, "attribute 26 (1A) alone, not a whole RADIUS packet"},
    {isDhcpPacket, NULL, "option 43 (2B), with 250 (FA) behind it, not a whole DHCP packet"},
    {isIpPacket, NULL,
     "RADIUS attribute 26 or DHCP option 43 and 250 alone, not a whole IP packet"},
    {isFrame, NULL,
     "RADIUS attribute 26, DHCP option 43 and 250 or an EAP packet alone, not a whole frame"},
    {isAsn1, NULL,
     "a message; if this is a certificate request, the OCTET STRING of its extension "
     "1.3.6.1.4.1.311.47.1.1"},
    {isSwapped, NULL,
     "bytes in their order: these are swapped in pairs, as od -x and hexdump show them; use od -An "
     "-v -tx1"},
};

static BOOL open(Parser *parser, SohReader *reader)
{
    for (size_t i = 0; i < ARRAYSIZE(carriers); i++) {
        if (carriers[i].begins(reader)) {
            return carriers[i].open != NULL
                       ? carriers[i].open(parser, reader)
                       : MessageFail(parser->message, reader, carriers[i].refusal, 0);
        }
    }
    return setStatement(parser, reader);
}

HRESULT CarrierOpen(Carrier *carrier, Message *message, const BYTE *bytes, UINT32 size,
                    MessageForm form)
{
    Parser parser = {carrier, message, FALSE};
    SohReader reader = SohReaderOver(bytes, size);

    memset(carrier, 0, sizeof(*carrier));
    MessageInit(message, bytes, size);
    if (!open(&parser, &reader)) {
        return parser.outOfMemory ? E_OUTOFMEMORY : S_FALSE;
    }
    if (carrier->statement.bytes == NULL) {
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
    for (size_t i = 0; i < CARRIER_ITEMS_MAX && layer->items[i].label != NULL; i++) {
        const CarrierItem *item = &layer->items[i];

        if (item->token != NULL) {
            SohItemToken(sink, item->label, item->token, item->meaning);
        } else {
            SohItemNumber(sink, item->label, item->value, item->meaning);
        }
    }
    if (layer->bytes != NULL) {
        SohItemHex(sink, "hex", layer->bytes, layer->size);
    }
}
