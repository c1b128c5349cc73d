/* SPDX-License-Identifier: MIT */
/* See peimage.h. Headers, sections and imports; the rest is in peexports.c and peresource.c. */
#include "peread.h"

#include <string.h>

enum {
    DOS_HEADER_SIZE = 64,
    DOS_NEW_HEADER = 60,
    FILE_HEADER_SIZE = 20,
    SECTION_SIZE = 40,
    IMPORT_SIZE = 20,
    /* Limits of Windows' loader. */
    SECTION_MAX = 96,
    SECTOR = 0x200,
    PAGE = 0x1000,
    /* Limits that no real program reaches. They bound the time for a crafted file. */
    LIBRARY_MAX = 4096,
    FUNCTION_MAX = 0x40000
};

enum { DIRECTORY_IMPORT = 1, DIRECTORY_DELAY_IMPORT = 13, DIRECTORY_MANAGED = 14 };

PeStatus PeFault(PeImage *image, PeStatus status, size_t offset, const char *expected)
{
    image->fault = expected;
    image->faultOffset = offset;
    return status;
}

static bool fits(const PeImage *image, size_t offset, size_t size)
{
    return offset <= image->size && size <= image->size - offset;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

uint16_t PeU16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

uint32_t PeU32(const uint8_t *bytes)
{
    return PeU16(bytes) | (uint32_t)PeU16(bytes + 2) << 16;
}

static uint64_t u64(const uint8_t *bytes)
{
    return PeU32(bytes) | (uint64_t)PeU32(bytes + 4) << 32;
}

/* Reads the fields of the optional header, whose first part has two forms. */
static void readOptionalHeader(PeImage *image, const uint8_t *header, uint32_t *directoryCount,
                               size_t *directories)
{
    image->imageBase = image->is64 ? u64(header + 24) : PeU32(header + 28);
    image->isFlat = PeU32(header + 32) < 0x1000;
    image->memorySize = PeU32(header + 56);
    image->headersSize = PeU32(header + 60);
    image->subsystem = PeU16(header + 68);
    *directoryCount = PeU32(header + (image->is64 ? 108 : 92));
    *directories = image->is64 ? 112 : 96;
}

static PeStatus openOptionalHeader(PeImage *image, size_t offset, size_t size)
{
    const uint8_t *header;
    uint32_t count;
    size_t directories;
    uint16_t magic;

    if (!fits(image, offset, size)) {
        return PeFault(image, PE_TRUNCATED, offset, "the optional header");
    }
    header = image->bytes + offset;
    magic = size >= 2 ? PeU16(header) : 0;
    if (magic != 0x10B && magic != 0x20B) {
        return PeFault(image, PE_MALFORMED, offset, "an optional header of a known form");
    }
    image->is64 = magic == 0x20B;
    if (size < (image->is64 ? 112u : 96u)) {
        return PeFault(image, PE_MALFORMED, offset, "an optional header of the full size");
    }
    readOptionalHeader(image, header, &count, &directories);
    /* The loader uses only their number, not the size of the header. */
    for (uint32_t i = 0; i < count && i < PE_DIRECTORY_COUNT; i++) {
        if (!fits(image, offset + directories + (size_t)i * 8, 8)) {
            return PeFault(image, PE_TRUNCATED, offset, "the data directories");
        }
        image->directories[i].rva = PeU32(header + directories + (size_t)i * 8);
        image->directories[i].size = PeU32(header + directories + (size_t)i * 8 + 4);
    }
    return PE_OK;
}

typedef struct Section {
    uint32_t rva;
    uint32_t virtualSize;
    uint32_t offset;
    uint32_t size;
} Section;

static Section sectionAt(const PeImage *image, uint32_t index)
{
    const uint8_t *header = image->bytes + image->sectionTable + (size_t)index * SECTION_SIZE;
    Section section = {PeU32(header + 12), PeU32(header + 8), PeU32(header + 20),
                       PeU32(header + 16)};

    if (section.offset == 0) {
        section.size = 0; /* as in the loader: nothing comes from the file */
    }
    /* Windows rounds the offset down to a sector. */
    section.offset &= ~(uint32_t)(SECTOR - 1);
    if (section.virtualSize == 0) {
        section.virtualSize = PeU32(header + 16);
    }
    return section;
}

static uint64_t roundUp(uint64_t value, uint64_t unit)
{
    return (value + unit - 1) & ~(unit - 1);
}

/*
 * The number of the section's bytes that the file lacks. Padding of its last sector doesn't count.
 */
static uint32_t missingOf(const PeImage *image, const Section *section)
{
    const uint32_t used =
        section->size < section->virtualSize ? section->size : section->virtualSize;
    const uint64_t end = (uint64_t)section->offset + used;

    return used != 0 && end > image->size ? (uint32_t)(end - image->size) : 0;
}

/* The loader requires whole sectors, but the file's last one may be incomplete. */
static PeStatus checkSection(PeImage *image, const Section *section)
{
    const uint64_t fileEnd = roundUp(image->size, SECTOR);
    const uint64_t memoryEnd = (uint64_t)section->rva + section->virtualSize;
    uint32_t missing;

    if (section->size != 0 && (uint64_t)section->offset + section->size > fileEnd) {
        return PeFault(image, PE_TRUNCATED, section->offset, "the contents of a section");
    }
    if (memoryEnd > roundUp(image->memorySize, PAGE)) {
        return PeFault(image, PE_MALFORMED, image->sectionTable,
                       "an image size that has room for all sections");
    }
    missing = missingOf(image, section);
    if (missing > image->missing) {
        image->missing = missing;
    }
    return PE_OK;
}

static PeStatus openSections(PeImage *image)
{
    PeStatus status = PE_OK;

    if (image->sectionCount > SECTION_MAX) {
        return PeFault(image, PE_MALFORMED, image->sectionTable, "at most 96 sections");
    }
    if (!fits(image, image->sectionTable, (size_t)image->sectionCount * SECTION_SIZE)) {
        return PeFault(image, PE_TRUNCATED, image->sectionTable, "the section table");
    }
    if (image->isFlat) {
        return PE_OK;
    }
    if (image->headersSize > roundUp(image->size, SECTOR)) {
        return PeFault(image, PE_TRUNCATED, image->size, "the end of the headers");
    }
    for (uint32_t i = 0; i < image->sectionCount && status == PE_OK; i++) {
        const Section section = sectionAt(image, i);

        status = checkSection(image, &section);
    }
    return status;
}

static PeStatus openFileHeader(PeImage *image, size_t offset)
{
    const uint8_t *header;
    size_t optionalHeaderSize;
    PeStatus status;

    if (!fits(image, offset, 4 + FILE_HEADER_SIZE)) {
        return PeFault(image, PE_TRUNCATED, offset, "the PE header");
    }
    header = image->bytes + offset + 4;
    image->machine = PeU16(header);
    image->sectionCount = PeU16(header + 2);
    optionalHeaderSize = PeU16(header + 16);
    image->isDll = (PeU16(header + 18) & 0x2000) != 0;
    status = openOptionalHeader(image, offset + 4 + FILE_HEADER_SIZE, optionalHeaderSize);
    if (status != PE_OK) {
        return status;
    }
    image->sectionTable = offset + 4 + FILE_HEADER_SIZE + optionalHeaderSize;
    return openSections(image);
}

static PeStatus openHeaders(PeImage *image)
{
    size_t offset;

    if (image->size == 0) {
        return PeFault(image, PE_EMPTY, 0, "anything");
    }
    if (image->bytes[0] != 'M' || (image->size >= 2 && image->bytes[1] != 'Z')) {
        return PeFault(image, PE_NOT_A_PROGRAM, 0, "MZ");
    }
    if (image->size < DOS_HEADER_SIZE) {
        return PeFault(image, PE_TRUNCATED, image->size, "the DOS header");
    }
    offset = PeU32(image->bytes + DOS_NEW_HEADER);
    if (!fits(image, offset, 4)) {
        /* In a DOS program this field may be anything. No linker puts the PE header that far. */
        return PeFault(image, offset > 0x100000 ? PE_NOT_WINDOWS : PE_TRUNCATED, offset,
                       "the PE header");
    }
    if (memcmp(image->bytes + offset, "PE\0\0", 4) != 0) {
        return PeFault(image, PE_NOT_WINDOWS, offset, "the PE signature");
    }
    return openFileHeader(image, offset);
}

PeStatus PeOpen(PeImage *image, const void *bytes, size_t size)
{
    PeStatus status;

    memset(image, 0, sizeof(*image));
    image->bytes = bytes;
    image->size = size;
    status = openHeaders(image);
    if (status != PE_OK) {
        /* Sections that were not checked must not be read. */
        image->sectionCount = 0;
        memset(image->directories, 0, sizeof(image->directories));
    }
    return status;
}

PeSlice PeSpan(const PeImage *image, uint32_t rva, bool *isMapped)
{
    PeSlice span = {NULL, 0};

    *isMapped = true;
    if (rva < image->headersSize || image->isFlat) {
        if (fits(image, rva, 1)) {
            span.bytes = image->bytes + rva;
            span.size = image->size - rva;
            if (!image->isFlat && span.size > image->headersSize - rva) {
                span.size = image->headersSize - rva;
            }
        }
        *isMapped = span.bytes != NULL;
        return span;
    }
    for (uint32_t i = 0; i < image->sectionCount; i++) {
        Section section = sectionAt(image, i);
        uint32_t inside = rva - section.rva;

        if (rva >= section.rva && (inside < section.virtualSize || inside < section.size)) {
            if (inside < section.size && fits(image, (size_t)section.offset + inside, 1)) {
                span.bytes = image->bytes + section.offset + inside;
                span.size = least(section.size - inside, image->size - section.offset - inside);
            }
            return span;
        }
    }
    *isMapped = false;
    return span;
}

/* In memory, a section's bytes beyond its part in the file are zero. */
PeStatus PeRead(PeImage *image, uint32_t rva, uint8_t *buffer, size_t size, const char *expected)
{
    bool isMapped;
    PeSlice span = PeSpan(image, rva, &isMapped);
    size_t there = least(span.size, size);

    if (!isMapped) {
        return PeFault(image, PE_MALFORMED, rva, expected);
    }
    if (there != 0) {
        memcpy(buffer, span.bytes, there);
    }
    memset(buffer + there, 0, size - there);
    return PE_OK;
}

PeStatus PeReadName(PeImage *image, uint32_t rva, PeSlice *name, const char *expected)
{
    bool isMapped;
    PeSlice span = PeSpan(image, rva, &isMapped);
    size_t most = least(span.size, PE_NAME_MAX + 1);
    const uint8_t *end = most != 0 ? memchr(span.bytes, 0, most) : NULL;

    name->bytes = span.bytes;
    name->size = end ? (size_t)(end - span.bytes) : 0;
    if (!isMapped || !end || name->size == 0) {
        return PeFault(image, PE_MALFORMED, rva, expected);
    }
    return PE_OK;
}

PeStatus PeReadManaged(PeImage *image, bool *isManaged, uint32_t *flags)
{
    uint8_t field[4] = {0};
    PeStatus status = PE_OK;

    *isManaged = image->directories[DIRECTORY_MANAGED].rva != 0;
    if (*isManaged) {
        status = PeRead(image, image->directories[DIRECTORY_MANAGED].rva + 16, field, sizeof(field),
                        "the header of .NET");
    }
    *flags = PeU32(field);
    return status;
}

typedef struct ImportReader {
    PeImage *image;
    PeImportSink sink;
    void *context;
    uint32_t functionsLeft;
    uint64_t base; /* to subtract from addresses: old delay-load tables do not hold RVAs */
    bool isStopped;
} ImportReader;

static void give(ImportReader *reader, const PeImport *import)
{
    reader->isStopped = !reader->sink(reader->context, import);
}

static PeStatus toRva(ImportReader *reader, uint64_t address, uint32_t *rva)
{
    uint64_t relative = address - reader->base;

    if (address < reader->base || relative > UINT32_MAX) {
        return PeFault(reader->image, PE_MALFORMED, 0, "an address in the import table");
    }
    *rva = (uint32_t)relative;
    return PE_OK;
}

static PeStatus readFunction(ImportReader *reader, PeImport *import, uint64_t thunk)
{
    const uint64_t ordinalFlag = reader->image->is64 ? 1ull << 63 : 1ull << 31;
    uint32_t rva = 0;
    PeStatus status = PE_OK;

    import->byOrdinal = (thunk & ordinalFlag) != 0;
    import->ordinal = import->byOrdinal ? (uint16_t)thunk : 0;
    import->function.size = 0;
    if (!import->byOrdinal) {
        status = toRva(reader, thunk, &rva);
        if (status == PE_OK) {
            /* Two bytes of hint come before the name. */
            status = PeReadName(reader->image, rva + 2, &import->function,
                                "the name of an imported function");
        }
    }
    if (status == PE_OK) {
        give(reader, import);
    }
    return status;
}

static PeStatus readFunctions(ImportReader *reader, PeImport *import, uint32_t table)
{
    const uint32_t size = reader->image->is64 ? 8 : 4;
    uint8_t thunk[8] = {0};
    PeStatus status = PE_OK;
    uint64_t value = 1;

    while (status == PE_OK && value != 0 && !reader->isStopped) {
        if (reader->functionsLeft-- == 0) {
            reader->functionsLeft = 0;
            return PeFault(reader->image, PE_MALFORMED, table, "an end of the imported functions");
        }
        status = PeRead(reader->image, table, thunk, size, "the table of imported functions");
        value = u64(thunk);
        if (status == PE_OK && value != 0) {
            status = readFunction(reader, import, value);
        }
        table += size;
    }
    return status;
}

static PeStatus readLibrary(ImportReader *reader, uint32_t name, uint32_t table, bool isDelayed)
{
    PeImport import = {.isDelayed = isDelayed, .isLibrary = true};
    PeStatus status =
        PeReadName(reader->image, name, &import.library, "the name of an imported DLL");

    if (status != PE_OK) {
        return status;
    }
    give(reader, &import);
    import.isLibrary = false;
    return reader->isStopped ? PE_OK : readFunctions(reader, &import, table);
}

/* *isEnd becomes TRUE at the entry that ends the table. */
static PeStatus readImportEntry(ImportReader *reader, uint32_t rva, bool *isEnd)
{
    uint8_t entry[IMPORT_SIZE];
    PeStatus status =
        PeRead(reader->image, rva, entry, sizeof(entry), "the table of imported DLLs");
    uint32_t table;

    *isEnd = status != PE_OK || PeU32(entry + 12) == 0 || PeU32(entry + 16) == 0;
    if (*isEnd) {
        return status;
    }
    /* Some linkers write only the address table, which has the same contents in the file. */
    table = PeU32(entry);
    if (table == 0) {
        table = PeU32(entry + 16);
    }
    return readLibrary(reader, PeU32(entry + 12), table, false);
}

static PeStatus readDelayEntry(ImportReader *reader, uint32_t rva, bool *isEnd)
{
    uint8_t entry[32];
    uint32_t name = 0;
    uint32_t table = 0;
    PeStatus status =
        PeRead(reader->image, rva, entry, sizeof(entry), "the table of delay-loaded DLLs");

    *isEnd = status != PE_OK || PeU32(entry + 4) == 0;
    if (*isEnd) {
        return status;
    }
    reader->base = (PeU32(entry) & 1) != 0 ? 0 : reader->image->imageBase;
    status = toRva(reader, PeU32(entry + 4), &name);
    if (status == PE_OK) {
        status = toRva(reader, PeU32(entry + 16), &table);
    }
    return status == PE_OK ? readLibrary(reader, name, table, true) : status;
}

typedef PeStatus (*EntryReader)(ImportReader *reader, uint32_t rva, bool *isEnd);

static PeStatus readTable(ImportReader *reader, uint32_t rva, uint32_t entrySize, EntryReader read)
{
    bool isEnd = rva == 0;
    PeStatus status = PE_OK;

    for (uint32_t i = 0; status == PE_OK && !isEnd && !reader->isStopped; i++) {
        if (i == LIBRARY_MAX) {
            return PeFault(reader->image, PE_MALFORMED, rva, "an end of the imported DLLs");
        }
        status = read(reader, rva + i * entrySize, &isEnd);
    }
    return status;
}

PeStatus PeReadImports(PeImage *image, PeImportSink sink, void *context)
{
    const PeDirectory table = image->directories[DIRECTORY_IMPORT];
    ImportReader reader = {image, sink, context, FUNCTION_MAX, 0, false};
    uint8_t name[4];

    /* What an interrupted copy has left: the loader accepts it, but no linker makes it. */
    if (table.rva != 0 && table.size >= 2 * IMPORT_SIZE &&
        PeRead(image, table.rva + 12, name, sizeof(name), "") == PE_OK && PeU32(name) == 0) {
        return PeFault(image, PE_MALFORMED, table.rva, "an imported DLL");
    }
    return readTable(&reader, table.rva, IMPORT_SIZE, readImportEntry);
}

PeStatus PeReadDelayImports(PeImage *image, PeImportSink sink, void *context)
{
    ImportReader reader = {image, sink, context, FUNCTION_MAX, 0, false};

    return readTable(&reader, image->directories[DIRECTORY_DELAY_IMPORT].rva, 32, readDelayEntry);
}
