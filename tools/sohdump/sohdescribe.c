/* SPDX-License-Identifier: MIT */
/*
 * See sohdescribe.h. The attribute table knows the encoding of the types; here is only how values
 * are shown to people. Octets are read as Microsoft's agents write them. What numbers mean depends
 * on the owner of the entry.
 */
#include "sohdescribe.h"

#include <stdio.h>
#include <string.h>

#include "hresultname.h"
#include "napmicrosoftvendorids.h"
#include "soh/attribute.h"
#include "soh/cursor.h"
#include "sohnames.h"
#include "sohwindows.h"

typedef void DescribeValue(SohContext *context, const SoHAttributeValue *value,
                           const SohItemSink *sink);

static const char *nameOfAnyCode(const SohContext *context, UINT32 code)
{
    (void)context;
    return HResultName((HRESULT)code);
}

static void meanAnyStatus(const SohContext *context, UINT32 status, char *meaning)
{
    const char *name = nameOfAnyCode(context, status);

    snprintf(meaning, SOH_MEANING_MAX, "%s", name ? name : "");
}

static void meanAnyResult(const SohContext *context, UINT32 index, UINT32 code, char *meaning)
{
    (void)index;
    meanAnyStatus(context, code, meaning);
}

static const SohOwner owners[] = {
    {&NapOutOfBoxSystemHealthId, SohWindowsNameOfClass, SohWindowsMeanStatus, SohWindowsMeanResult,
     SohWindowsNameOfCode, SohWindowsDescribeData},
    {NULL, SohNameOfHealthClass, meanAnyStatus, meanAnyResult, nameOfAnyCode, NULL},
};

/*
 * The id, which begins an entry, sets the owner. Before it, or without one, the last row is used.
 */
static const SohOwner *ownerOf(const SohContext *context)
{
    return context->owner ? context->owner : &owners[ARRAYSIZE(owners) - 1];
}

static const SohOwner *findOwner(UINT32 id)
{
    const SohOwner *owner = owners;

    while (owner->id && *owner->id != id) {
        owner++;
    }
    return owner;
}

const char *SohDescribeType(UINT32 type)
{
    return SohAttributeLookUp(type)->name;
}

static BOOL isPlainText(const BYTE *bytes, size_t size)
{
    while (size != 0 && bytes[size - 1] == 0) {
        size--;
    }
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] < 0x20 || bytes[i] > 0x7E) {
            return FALSE;
        }
    }
    return size != 0;
}

static void giveText(const SohItemSink *sink, const BYTE *bytes, size_t size,
                     void (*read)(Text *, const BYTE *, size_t))
{
    Text text;

    TextInit(&text);
    read(&text, bytes, size);
    SohItemString(sink, "text", TextChars(&text));
    TextFree(&text);
}

/* Of unknown meaning: hex, and also text if they are plain ASCII. */
static void giveOctets(const BYTE *bytes, size_t size, const SohItemSink *sink)
{
    SohItemHex(sink, "hex", bytes, size);
    if (isPlainText(bytes, size)) {
        giveText(sink, bytes, size, TextFromUtf8);
    }
}

static void describeOctets(SohContext *context, const SoHAttributeValue *value,
                           const SohItemSink *sink)
{
    (void)context;
    giveOctets(value->octetStringVal.data, value->octetStringVal.size, sink);
}

static void describeProductName(SohContext *context, const SoHAttributeValue *value,
                                const SohItemSink *sink)
{
    (void)context;
    SohItemHex(sink, "hex", value->octetStringVal.data, value->octetStringVal.size);
    if (value->octetStringVal.size != 0) {
        giveText(sink, value->octetStringVal.data, value->octetStringVal.size, TextFromUtf16Le);
    }
}

static void describeHealthClassStatus(SohContext *context, const SoHAttributeValue *value,
                                      const SohItemSink *sink)
{
    SohReader reader = SohReaderOver(value->octetStringVal.data, value->octetStringVal.size);
    UINT32 status;

    SohItemHex(sink, "hex", value->octetStringVal.data, value->octetStringVal.size);
    if (reader.left == 4 && SohReaderU32(&reader, &status)) {
        char meaning[SOH_MEANING_MAX] = "";

        ownerOf(context)->meanStatus(context, status, meaning);
        SohItemHexNumber(sink, "bigEndian", status, 4, meaning);
    }
}

static void describeId(SohContext *context, const SoHAttributeValue *value, const SohItemSink *sink)
{
    if (!context->owner) {
        context->owner = findOwner(value->idVal);
    }
    SohItemId(sink, "value", value->idVal);
}

static void describeResults(SohContext *context, const SoHAttributeValue *value,
                            const SohItemSink *sink)
{
    for (UINT16 i = 0; i < value->codesVal.count; i++) {
        UINT32 code = (UINT32)value->codesVal.results[i];
        char meaning[SOH_MEANING_MAX] = "";

        ownerOf(context)->meanResult(context, i, code, meaning);
        SohItemHexNumber(sink, "value", code, 4, meaning);
    }
}

static void describeCodes(SohContext *context, const SoHAttributeValue *value,
                          const SohItemSink *sink)
{
    for (UINT16 i = 0; i < value->codesVal.count; i++) {
        UINT32 code = (UINT32)value->codesVal.results[i];

        SohItemHexNumber(sink, "value", code, 4, ownerOf(context)->nameOfCode(context, code));
    }
}

static void describeTime(SohContext *context, const SoHAttributeValue *value,
                         const SohItemSink *sink)
{
    (void)context;
    SohItemTime(sink, "value", value->dateTimeVal);
}

static void describeHealthClass(SohContext *context, const SoHAttributeValue *value,
                                const SohItemSink *sink)
{
    context->hasClass = TRUE;
    context->healthClass = value->uint8Val;
    context->ownData = 0;
    SohItemNumber(sink, "value", value->uint8Val, ownerOf(context)->nameOfClass(value->uint8Val));
}

static void describeFailureCategory(SohContext *context, const SoHAttributeValue *value,
                                    const SohItemSink *sink)
{
    (void)context;
    SohItemNumber(sink, "value", value->uint8Val, SohNameOfFailureCategory(value->uint8Val));
}

static void describeExtendedIsolationState(SohContext *context, const SoHAttributeValue *value,
                                           const SohItemSink *sink)
{
    (void)context;
    SohItemNumber(sink, "value", value->uint8Val, SohNameOfExtendedIsolationState(value->uint8Val));
}

static void describeIpv4(SohContext *context, const SoHAttributeValue *value,
                         const SohItemSink *sink)
{
    (void)context;
    for (UINT16 i = 0; i < value->v4AddressesVal.count; i++) {
        const BYTE *a = value->v4AddressesVal.addresses[i].addr;
        char address[16];

        snprintf(address, sizeof(address), "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
        SohItemToken(sink, "value", address, NULL);
    }
}

static unsigned groupAt(const Ipv6Address *address, int i)
{
    return (unsigned)(address->addr[2 * (size_t)i] << 8 | address->addr[2 * (size_t)i + 1]);
}

/* The first of the longest runs of two or more zero groups. RFC 5952 writes it as "::". */
static int longestZeros(const Ipv6Address *address, int *length)
{
    int best = -1;
    int run = 0;

    *length = 1;
    for (int i = 0; i < 8; i++) {
        run = groupAt(address, i) == 0 ? run + 1 : 0;
        if (run > *length) {
            *length = run;
            best = i + 1 - run;
        }
    }
    return best;
}

static void giveIpv6(const Ipv6Address *address, const SohItemSink *sink)
{
    char text[48] = "";
    size_t used = 0;
    int length;
    int zeros = longestZeros(address, &length);

    for (int i = 0; i < 8; i++) {
        if (i == zeros) {
            used += (size_t)snprintf(text + used, sizeof(text) - used, "::");
            i += length - 1;
        } else {
            const char *colon = used != 0 && text[used - 1] != ':' ? ":" : "";

            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%x", colon,
                                     groupAt(address, i));
        }
    }
    SohItemToken(sink, "value", text, NULL);
}

static void describeIpv6(SohContext *context, const SoHAttributeValue *value,
                         const SohItemSink *sink)
{
    (void)context;
    for (UINT16 i = 0; i < value->v6AddressesVal.count; i++) {
        giveIpv6(&value->v6AddressesVal.addresses[i], sink);
    }
}

/* Whole 32-bit words, or a single smaller number. */
static void giveLittleEndian(const BYTE *bytes, UINT32 size, const SohItemSink *sink)
{
    UINT32 width = size < 4 ? size : 4;

    if (width == 3 || width == 0 || size % width != 0) {
        return;
    }
    for (UINT32 i = 0; i < size; i += width) {
        UINT32 number = 0;

        for (UINT32 b = width; b != 0; b--) {
            number = number << 8 | bytes[i + b - 1];
        }
        SohItemHexNumber(sink, "littleEndian", number, width, NULL);
    }
}

static void describeOwnData(SohContext *context, const BYTE *data, UINT32 size,
                            const SohItemSink *sink)
{
    SohItemHex(sink, "hex", data, size);
    ownerOf(context)->describeData(context, data, size, sink);
    context->ownData++;
}

static void describeVendorSpecific(SohContext *context, const SoHAttributeValue *value,
                                   const SohItemSink *sink)
{
    const SohOwner *owner = ownerOf(context);
    UINT32 vendor = value->vendorSpecificVal.vendorId;
    const BYTE *data = value->vendorSpecificVal.vendorSpecificData;
    UINT32 size = value->vendorSpecificVal.size;
    BOOL isOwn = owner->describeData && vendor == *owner->id;
    char enterprise[32];

    snprintf(enterprise, sizeof(enterprise), "enterprise %u", (unsigned)vendor);
    if (isOwn) {
        SohItemId(sink, "vendor", vendor);
        describeOwnData(context, data, size, sink);
        return;
    }
    SohItemHexNumber(sink, "vendor", vendor, 4,
                     vendor == MicrosoftVendorId ? "Microsoft" : enterprise);
    if (vendor == MicrosoftVendorId) {
        SohItemHex(sink, "hex", data, size);
        giveLittleEndian(data, size, sink);
    } else {
        giveOctets(data, size, sink);
    }
}

static DescribeValue *const describers[] = {
    [sohAttributeTypeSystemHealthId] = describeId,
    [sohAttributeTypeIpv4FixupServers] = describeIpv4,
    [sohAttributeTypeComplianceResultCodes] = describeResults,
    [sohAttributeTypeTimeOfLastUpdate] = describeTime,
    [sohAttributeTypeVendorSpecific] = describeVendorSpecific,
    [sohAttributeTypeHealthClass] = describeHealthClass,
    [sohAttributeTypeProductName] = describeProductName,
    [sohAttributeTypeHealthClassStatus] = describeHealthClassStatus,
    [sohAttributeTypeSoHGenerationTime] = describeTime,
    [sohAttributeTypeErrorCodes] = describeCodes,
    [sohAttributeTypeFailureCategory] = describeFailureCategory,
    [sohAttributeTypeIpv6FixupServers] = describeIpv6,
    [sohAttributeTypeExtendedIsolationState] = describeExtendedIsolationState,
};

void SohDescribeValue(SohContext *context, SoHAttributeType type, const SoHAttributeValue *value,
                      const SohItemSink *sink)
{
    DescribeValue *describe =
        (UINT32)type < ARRAYSIZE(describers) ? describers[(UINT32)type] : NULL;

    if (value) {
        (describe ? describe : describeOctets)(context, value, sink);
    } else if (type == sohAttributeTypeHealthClass) {
        context->hasClass = TRUE; /* an unknown one */
        context->healthClass = 0xFF;
    }
}
