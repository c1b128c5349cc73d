/* SPDX-License-Identifier: MIT */
/* RADIUS attribute 26 ([MS-RNAP] 2.2.1.19) and DHCP option 43 ([MS-DHCPN] 2.2.1). */
#include "carrierparser.h"

#define RADIUS_VENDOR_SPECIFIC 26
#define RADIUS_SOH             55

#define DHCP_PAD          0
#define DHCP_VENDOR       43
#define DHCP_CONTINUATION 250
#define DHCP_END          255
#define NAP_SOH           220
#define NAP_SOH_NAME      "NAP-SoH (220)"

/*
 * Reads what follows the vendor id: one or more sub-attributes. Then another value may follow,
 * again with the vendor id.
 */
static BOOL readSubAttributes(CarrierParser *parser, SohReader *reader, SohReader *whole)
{
    while (reader->left != 0) {
        SohReader value;
        const BYTE *id;
        UINT8 type;

        if (CARRIER_HAS(reader, 0, "\x00\x00\x01\x37")) {
            SohReaderBytes(reader, 4, &id);
        } else if (!CarrierReadShort(parser, reader, TRUE, &type, &value,
                                     "a sub-attribute of vendor 311") ||
                   (type == RADIUS_SOH && !CarrierAddPart(parser, whole, &value))) {
            return FALSE;
        }
    }
    return TRUE;
}

static BOOL readAttributes(CarrierParser *parser, SohReader *reader, SohReader *whole)
{
    while (reader->left != 0) {
        SohReader value;
        UINT8 type;

        if (!CarrierReadShort(parser, reader, TRUE, &type, &value, "an attribute of RADIUS") ||
            (type == RADIUS_VENDOR_SPECIFIC && CARRIER_HAS(&value, 0, "\x00\x00\x01\x37") &&
             !readSubAttributes(parser, &value, whole))) {
            return FALSE;
        }
    }
    return TRUE;
}

static BOOL openRadius(CarrierParser *parser, SohReader *reader, const char *name,
                       BOOL (*read)(CarrierParser *, SohReader *, SohReader *))
{
    CarrierItem item = {"type", NULL, RADIUS_VENDOR_SPECIFIC, "MS-Quarantine-SOH"};
    SohReader start = *reader;
    SohReader whole = {NULL, 0};

    if (!CarrierAdd(parser, name, reader, item, NULL) || !read(parser, reader, &whole)) {
        return FALSE;
    }
    if (parser->carrier->parts == 0) {
        return MessageFail(parser->message, &start, "MS-Quarantine-SOH, vendor 311 and type 55", 0);
    }
    CarrierEndParts(parser, &whole);
    parser->carrier->continuation = "in the next attribute 26";
    return CarrierSetStatement(parser, &whole);
}

BOOL CarrierOpenRadius(CarrierParser *parser, SohReader *reader)
{
    return openRadius(parser, reader, "RADIUS attribute", readAttributes);
}

BOOL CarrierOpenRadiusValue(CarrierParser *parser, SohReader *reader)
{
    return openRadius(parser, reader, "Value of a RADIUS attribute", readSubAttributes);
}

static const struct {
    UINT8 code;
    const char *name; /* NULL: not part of NAP, and not reported */
} subOptions[] = {
    {1, NULL},
    {2, NULL},
    {3, NULL},
    {0x5E, NULL},
    {0x5F, NULL},
    {NAP_SOH, NAP_SOH_NAME},
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

/* What NAP-SoH may contain instead of a statement. */
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

static const CarrierItem *signIn(const SohReader *value)
{
    for (size_t i = 0; i < ARRAYSIZE(signs); i++) {
        if (value->left == signs[i].size && CarrierHasAt(value, 0, signs[i].bytes, value->left)) {
            return &signs[i].item;
        }
    }
    return NULL;
}

static BOOL addSoh(CarrierParser *parser, const SohReader *start, const SohReader *value)
{
    static const CarrierItem none = {NULL, NULL, 0, NULL};
    const CarrierItem *sign = signIn(value);

    return CarrierAdd(parser, NAP_SOH_NAME, start, sign ? *sign : none, NULL) &&
           (sign || CarrierSetStatement(parser, value));
}

BOOL CarrierIsSign(const SohReader *reader)
{
    return reader->left != 0 && signIn(reader);
}

BOOL CarrierOpenSign(CarrierParser *parser, SohReader *reader)
{
    return addSoh(parser, reader, reader);
}

/*
 * A length byte can't count a message of more than 255 bytes. Then the message's own length is
 * used, and MessageOpen reports missing bytes.
 */
static BOOL takeLongMessage(SohReader *reader, SohReader *value)
{
    SohReader ahead = *reader;
    const BYTE *bytes;
    UINT32 size;
    UINT8 code;
    UINT8 length;

    if (!SohReaderU8(&ahead, &code) || code != NAP_SOH || !SohReaderU8(&ahead, &length) ||
        !CarrierIsVendorTlv(&ahead) || (size = 4 + CarrierU16At(&ahead, 2)) <= length) {
        return FALSE;
    }
    size = size < ahead.left ? size : ahead.left;
    SohReaderBytes(&ahead, size, &bytes);
    *value = SohReaderOver(bytes, size);
    *reader = ahead;
    return TRUE;
}

static BOOL nextSubOption(CarrierParser *parser, SohReader *reader, UINT8 *code, SohReader *value)
{
    if (takeLongMessage(reader, value)) {
        *code = NAP_SOH;
        return TRUE;
    }
    return CarrierReadShort(parser, reader, FALSE, code, value, "a sub-option of option 43");
}

/* Skips pads, or the end option and the pads after it. TRUE at the end of the bytes. */
static BOOL takePads(SohReader *reader)
{
    SohReader ahead = *reader;
    UINT8 byte = DHCP_PAD;
    BOOL isOver = FALSE;

    while (ahead.left != 0) {
        SohReaderU8(&ahead, &byte);
        if (byte != DHCP_PAD && (isOver || byte != DHCP_END)) {
            return FALSE;
        }
        isOver = isOver || byte == DHCP_END;
        *reader = isOver ? *reader : ahead;
    }
    return TRUE;
}

static BOOL addSubOption(CarrierParser *parser, const SohReader *start, UINT8 code,
                         const SohReader *value)
{
    static const CarrierItem none = {NULL, NULL, 0, NULL};
    const char *name;

    if (code == NAP_SOH) {
        return addSoh(parser, start, value);
    }
    return !isSubOption(code, &name) || !name || CarrierAdd(parser, name, start, none, value);
}

BOOL CarrierOpenSubOptions(CarrierParser *parser, SohReader *reader)
{
    SohReader whole = *reader;
    BOOL hasSoh = FALSE;

    parser->carrier->continuation = "in option 250, which continues option 43";
    while (!takePads(reader)) {
        SohReader start = *reader;
        SohReader value;
        UINT8 code;

        if (start.bytes[0] == DHCP_END) {
            return MessageFail(parser->message, reader, "nothing but pads behind the end, FF", 0);
        }
        if (!nextSubOption(parser, reader, &code, &value) ||
            !addSubOption(parser, &start, code, &value)) {
            return FALSE;
        }
        hasSoh = hasSoh || code == NAP_SOH;
    }
    return hasSoh || MessageFail(parser->message, &whole, "sub-option 220 (DC), NAP-SoH", 0);
}

/* TRUE if it begins with NAP-SoH, or consists of known sub-options and one of them is NAP-SoH. */
BOOL CarrierIsSubOptions(const SohReader *reader)
{
    Message unused = {.bytes = reader->bytes, .size = reader->left};
    CarrierParser parser = {NULL, &unused, FALSE};
    SohReader rest = *reader;
    BOOL hasSoh = FALSE;

    if (CARRIER_HAS(reader, 0, "\xDC")) {
        return TRUE;
    }
    while (!takePads(&rest)) {
        SohReader value;
        const char *name;
        UINT8 code;

        if (!nextSubOption(&parser, &rest, &code, &value) || !isSubOption(code, &name)) {
            return FALSE;
        }
        hasSoh = hasSoh || code == NAP_SOH;
    }
    return hasSoh;
}

BOOL CarrierOpenOption43(CarrierParser *parser, SohReader *reader)
{
    CarrierItem item = {"code", NULL, DHCP_VENDOR, NULL};
    SohReader whole = {NULL, 0};
    UINT8 wanted = DHCP_VENDOR;

    if (!CarrierAdd(parser, "DHCP option", reader, item, NULL)) {
        return FALSE;
    }
    while (reader->left != 0) {
        SohReader at = *reader;
        SohReader part;
        UINT8 code;

        if (!CarrierReadShort(parser, reader, FALSE, &code, &part,
                              "option 43, or 250 that continues it")) {
            return FALSE;
        }
        if (code != wanted) {
            return MessageFail(parser->message, &at, "the end, or option 250 (FA)", 0);
        }
        if (!CarrierAddPart(parser, &whole, &part)) {
            return FALSE;
        }
        wanted = DHCP_CONTINUATION;
    }
    CarrierEndParts(parser, &whole);
    return CarrierOpenSubOptions(parser, &whole);
}
