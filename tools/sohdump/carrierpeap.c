/* SPDX-License-Identifier: MIT */
/*
 * PEAP's carriers ([MS-PEAP] 2.2): an EAP packet, in it one of two methods, in that a sequence of
 * TLVs.
 */
#include "carrierparser.h"

#define EAP_TLV      33
#define EAP_EXPANDED 254

#define SOH_METHOD   "\xFE\x00\x01\x37\x00\x00\x00\x21"
#define CAPABILITIES "\xFE\x00\x01\x37\x00\x00\x00\x22"
#define METHOD_HEAD  8
#define EAP_HEAD     4

/* The TLVs that are reported, beside the vendor TLV that holds the statement. */
static const struct {
    UINT16 type;
    UINT16 size;
    UINT16 at; /* position and width of the number in the value */
    UINT16 width;
    const char *name;
    const char *label;
    const char *meanings[3];
} tlvs[] = {
    {3, 2, 0, 2, "Result", "status", {NULL, "success", "failure"}},
    {12, 56, 3, 1, "Cryptobinding", "subType", {"request", "response", NULL}},
};

BOOL CarrierIsVendorTlv(const SohReader *reader)
{
    return (CARRIER_HAS(reader, 0, "\x00\x07") || CARRIER_HAS(reader, 0, "\x80\x07")) &&
           CARRIER_HAS(reader, 4, "\x00\x00\x01\x37");
}

/* TRUE if one of these TLVs begins there. */
static BOOL isRowAt(const SohReader *reader, UINT32 at)
{
    if (reader->left < 4 || at > reader->left - 4) {
        return FALSE;
    }
    for (size_t i = 0; i < ARRAYSIZE(tlvs); i++) {
        if ((CarrierU16At(reader, at) & ~MESSAGE_MANDATORY_FLAG) == tlvs[i].type &&
            CarrierU16At(reader, at + 2) == tlvs[i].size) {
            return TRUE;
        }
    }
    return FALSE;
}

BOOL CarrierIsRow(const SohReader *reader)
{
    return isRowAt(reader, 0) ||
           (CarrierIsVendorTlv(reader) && isRowAt(reader, 4 + CarrierU16At(reader, 2)));
}

static BOOL addTlv(CarrierParser *parser, const SohReader *start, UINT16 type,
                   const SohReader *value)
{
    CarrierItem item = {"type", NULL, type & MESSAGE_TYPE_MASK,
                        (type & MESSAGE_MANDATORY_FLAG) != 0 ? "mandatory" : NULL};

    for (size_t i = 0; i < ARRAYSIZE(tlvs); i++) {
        if (tlvs[i].type == item.value && tlvs[i].size == value->left) {
            UINT32 number =
                tlvs[i].width == 2 ? CarrierU16At(value, tlvs[i].at) : value->bytes[tlvs[i].at];

            item = (CarrierItem){tlvs[i].label, NULL, number,
                                 number < 3 ? tlvs[i].meanings[number] : NULL};
            return CarrierAdd(parser, tlvs[i].name, start, item, NULL);
        }
    }
    return CarrierAdd(parser, "Other TLV", start, item, value);
}

/* The TLVs may come in any order. */
BOOL CarrierOpenRow(CarrierParser *parser, SohReader *reader)
{
    while (reader->left != 0) {
        SohReader start = *reader;
        SohReader value;
        UINT16 type;

        if (!MessageReadTlv(parser->message, reader, &type, &value)) {
            return FALSE;
        }
        start.left -= reader->left;
        if (CarrierIsVendorTlv(&start) ? !CarrierSetStatement(parser, &start)
                                       : !addTlv(parser, &start, type, &value)) {
            return FALSE;
        }
    }
    return TRUE;
}

BOOL CarrierIsMethod(const SohReader *reader)
{
    SohReader row = *reader;
    UINT8 type;

    return CARRIER_HAS(reader, 0, SOH_METHOD) || CARRIER_HAS(reader, 0, CAPABILITIES) ||
           (SohReaderU8(&row, &type) && type == EAP_TLV &&
            (isRowAt(&row, 0) || CarrierIsVendorTlv(&row)));
}

BOOL CarrierOpenMethod(CarrierParser *parser, SohReader *reader)
{
    BOOL isSoh = CARRIER_HAS(reader, 0, SOH_METHOD);
    BOOL isCapabilities = CARRIER_HAS(reader, 0, CAPABILITIES);
    CarrierItem item = {"type", NULL, reader->bytes[0],
                        isSoh
                            ? "SoH, of vendor 311"
                            : (isCapabilities ? "capabilities of PEAP, of vendor 311" : "EAP-TLV")};
    SohReader start = *reader;
    const BYTE *head;

    SohReaderBytes(reader, isSoh || isCapabilities ? METHOD_HEAD : 1, &head);
    if (!CarrierAdd(parser, "EAP method", &start, item, isCapabilities ? reader : NULL)) {
        return FALSE;
    }
    if (isSoh && !CarrierIsVendorTlv(reader)) {
        return MessageFail(parser->message, reader, "a vendor TLV, 0007 and 00000137", 0);
    }
    return isCapabilities || CarrierOpenRow(parser, reader);
}

/* A wrong length is accepted only if the bytes can't be anything else. */
BOOL CarrierIsEap(const SohReader *reader)
{
    return (CARRIER_HAS(reader, 0, "\x01") || CARRIER_HAS(reader, 0, "\x02")) &&
           (CARRIER_HAS(reader, EAP_HEAD, SOH_METHOD) ||
            CARRIER_HAS(reader, EAP_HEAD, CAPABILITIES) ||
            (CARRIER_HAS(reader, EAP_HEAD, "\x21") && CarrierU16At(reader, 2) == reader->left));
}

BOOL CarrierOpenEap(CarrierParser *parser, SohReader *reader)
{
    SohReader start = *reader;
    CarrierItem code = {"code", NULL, reader->bytes[0],
                        reader->bytes[0] == 1 ? "request: the server asks"
                                              : "response: the client answers"};
    const BYTE *head;

    if (!CarrierAdd(parser, "EAP packet", reader, code, NULL)) {
        return FALSE;
    }
    parser->carrier->layers[parser->carrier->count - 1].items[1] =
        (CarrierItem){"id", NULL, reader->bytes[1], NULL};
    SohReaderBytes(reader, EAP_HEAD, &head);
    return CarrierU16At(&start, 2) == start.left
               ? CarrierOpenMethod(parser, reader)
               : MessageFail(parser->message, &start,
                             "an EAP packet whose length is that of all bytes", 0);
}
