/* SPDX-License-Identifier: MIT */
/* See peimage.h: the export table. */
#include "peread.h"

#include <string.h>

/* Ordinals have 16 bits. */
#define EXPORT_MAX 0x10000u

PeStatus PeOpenExports(PeImage *image, PeExports *exports)
{
    uint8_t table[40];
    PeStatus status;

    memset(exports, 0, sizeof(*exports));
    exports->range = image->directories[0];
    if (exports->range.rva == 0) {
        return PE_OK;
    }
    status = PeRead(image, exports->range.rva, table, sizeof(table), "the export table");
    if (status != PE_OK) {
        return status;
    }
    exports->ordinalBase = PeU32(table + 16);
    exports->functionCount = PeU32(table + 20);
    exports->nameCount = PeU32(table + 24);
    exports->functions = PeU32(table + 28);
    exports->names = PeU32(table + 32);
    exports->nameOrdinals = PeU32(table + 36);
    if (exports->functionCount > EXPORT_MAX || exports->nameCount > EXPORT_MAX) {
        exports->functionCount = 0;
        exports->nameCount = 0;
        return PeFault(image, PE_MALFORMED, exports->range.rva, "at most 65536 exports");
    }
    return PE_OK;
}

static PeStatus findIndex(PeImage *image, const PeExports *exports, uint32_t index, PeExport *found)
{
    uint8_t address[4];
    PeStatus status;

    if (index >= exports->functionCount) {
        return PE_OK;
    }
    status = PeRead(image, exports->functions + index * 4, address, sizeof(address),
                    "the table of exported functions");
    found->rva = PeU32(address);
    if (status != PE_OK || found->rva == 0) {
        return status;
    }
    found->isFound = true;
    found->ordinal = (uint16_t)(exports->ordinalBase + index);
    if (found->rva - exports->range.rva < exports->range.size && found->rva >= exports->range.rva) {
        status = PeReadName(image, found->rva, &found->forwarder, "the name of a forwarder");
    }
    return status;
}

/* Like strcmp: the table is sorted in that order. */
static int compare(PeSlice a, PeSlice b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common != 0 ? memcmp(a.bytes, b.bytes, common) : 0;

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

PeStatus PeFindExportByName(PeImage *image, const PeExports *exports, PeSlice name, PeExport *found)
{
    uint32_t low = 0;
    uint32_t high = exports->nameCount;
    uint8_t field[4];
    PeStatus status = PE_OK;

    memset(found, 0, sizeof(*found));
    while (status == PE_OK && low < high) {
        uint32_t middle = low + (high - low) / 2;
        PeSlice there;
        int order;

        status = PeRead(image, exports->names + middle * 4, field, 4, "the table of export names");
        if (status == PE_OK) {
            status = PeReadName(image, PeU32(field), &there, "the name of an export");
        }
        if (status != PE_OK) {
            return status;
        }
        order = compare(name, there);
        if (order == 0) {
            status = PeRead(image, exports->nameOrdinals + middle * 2, field, 2,
                            "the table of export ordinals");
            return status == PE_OK ? findIndex(image, exports, PeU16(field), found) : status;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return status;
}

PeStatus PeFindExportByOrdinal(PeImage *image, const PeExports *exports, uint32_t ordinal,
                               PeExport *found)
{
    memset(found, 0, sizeof(*found));
    return ordinal >= exports->ordinalBase
               ? findIndex(image, exports, ordinal - exports->ordinalBase, found)
               : PE_OK;
}

PeStatus PeFindExport(PeImage *image, const PeExports *exports, const PeImport *import,
                      PeExport *found)
{
    return import->byOrdinal ? PeFindExportByOrdinal(image, exports, import->ordinal, found)
                             : PeFindExportByName(image, exports, import->function, found);
}

bool PeSplitForwarder(PeSlice forwarder, PeImport *import)
{
    size_t function = forwarder.size;

    memset(import, 0, sizeof(*import));
    while (function != 0 && forwarder.bytes[function - 1] != '.') {
        function--;
    }
    if (function < 2 || function == forwarder.size) {
        return false;
    }
    import->library = (PeSlice){forwarder.bytes, function - 1};
    import->function = (PeSlice){forwarder.bytes + function, forwarder.size - function};
    import->byOrdinal = forwarder.bytes[function] == '#';
    for (size_t i = function + 1; import->byOrdinal && i < forwarder.size; i++) {
        import->ordinal = (uint16_t)(import->ordinal * 10 + forwarder.bytes[i] - '0');
    }
    return true;
}
