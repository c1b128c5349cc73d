/* SPDX-License-Identifier: MIT */
/* See tlv.h. */
#include "tlv.h"

#include "sohbuilder.h"
#include "soh/attribute.h"
#include "soh/cursor.h"

static BOOL parseOne(SohReader *reader, SohPart *part)
{
    const BYTE *bytes;

    if (!SohReaderU16(reader, &part->type) || !SohReaderU16(reader, &part->size) ||
        !SohReaderBytes(reader, part->size, &bytes)) {
        return FALSE;
    }
    part->type &= SOH_TYPE_MAX; /* a receiver ignores the two bits above */
    part->bytes = bytes;
    return TRUE;
}

SoH *ParseTlvs(const BYTE *bytes, UINT32 size)
{
    SohReader reader = SohReaderOver(bytes, size);
    SohPart parts[TLV_MOST];
    UINT16 count = 0;
    BOOL isWhole = TRUE;

    while (isWhole && reader.left != 0) {
        isWhole = count < TLV_MOST && parseOne(&reader, &parts[count]);
        if (isWhole) {
            count++;
        }
    }
    return isWhole ? BuildSoH(parts, count) : NULL;
}

static BOOL writeU16(SohWriter *writer, UINT16 value)
{
    return SohWriterU8(writer, (UINT8)(value >> 8)) && SohWriterU8(writer, (UINT8)value);
}

UINT32 FormatTlvs(const SoH *soh, BYTE *bytes, UINT32 capacity)
{
    SohWriter writer = SohWriterOver(bytes, capacity);
    BOOL fits = TRUE;

    for (UINT16 i = 0; fits && i < soh->count; i++) {
        const SoHAttribute *attribute = &soh->attributes[i];

        fits = writeU16(&writer, attribute->type) && writeU16(&writer, attribute->size) &&
               SohWriterBytes(&writer, attribute->value, attribute->size);
    }
    return fits ? capacity - writer.left : 0;
}
