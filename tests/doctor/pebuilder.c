/* SPDX-License-Identifier: MIT */
/* See pebuilder.h. One section holds everything and grows at its end. */
#include "pebuilder.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER = 0x40, OPTIONAL_HEADER = HEADER + 24 };

#define IMAGE_BASE 0x400000u

typedef struct Builder {
    const PeSpec *spec;
    uint8_t *file;
    size_t size;
    bool is64;
} Builder;

static void put(uint8_t *at, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

/* Reserves zeroed bytes on an 8-byte boundary and returns their RVA. */
static uint32_t reserve(Builder *builder, size_t size)
{
    size_t at = (builder->size + 7) & ~(size_t)7;

    if (at + size > PE_BUILD_MAX) {
        abort();
    }
    builder->size = at + size;
    return (uint32_t)(at - PE_BUILD_HEADERS + PE_BUILD_SECTION_RVA);
}

static uint8_t *at(const Builder *builder, uint32_t rva)
{
    return builder->file + (rva - PE_BUILD_SECTION_RVA + PE_BUILD_HEADERS);
}

static uint32_t addBytes(Builder *builder, const void *bytes, size_t size)
{
    uint32_t rva = reserve(builder, size);

    memcpy(at(builder, rva), bytes, size);
    return rva;
}

static uint32_t addText(Builder *builder, const char *text)
{
    return addBytes(builder, text, strlen(text) + 1);
}

static void setDirectory(Builder *builder, unsigned number, uint32_t rva, size_t size)
{
    uint8_t *entry = builder->file + OPTIONAL_HEADER + (builder->is64 ? 112 : 96) + number * 8;

    put(entry, rva, 4);
    put(entry + 4, size, 4);
}

static void addHeaders(Builder *builder)
{
    uint8_t *header = builder->file + HEADER;
    uint8_t *optional = builder->file + OPTIONAL_HEADER;
    const size_t optionalSize = (builder->is64 ? 112 : 96) + 8 * PE_DIRECTORY_COUNT;

    memcpy(builder->file, "MZ", 2);
    put(builder->file + 60, HEADER, 4);
    memcpy(header, "PE", 2);
    put(header + 4, builder->spec->machine, 2);
    put(header + 6, 1, 2);
    put(header + 20, optionalSize, 2);
    put(header + 22, builder->spec->isDll ? 0x2002 : 2, 2);
    put(optional, builder->is64 ? 0x20B : 0x10B, 2);
    put(optional + (builder->is64 ? 24 : 28), IMAGE_BASE, builder->is64 ? 8 : 4);
    put(optional + 32, 0x1000, 4);
    put(optional + 36, 0x200, 4);
    put(optional + 56, 0x3000, 4);
    put(optional + 60, PE_BUILD_HEADERS, 4);
    put(optional + 68, 3, 2);
    put(optional + (builder->is64 ? 108 : 92), PE_DIRECTORY_COUNT, 4);
}

static void addSection(Builder *builder)
{
    uint8_t *section =
        builder->file + OPTIONAL_HEADER + (builder->is64 ? 112 : 96) + 8 * PE_DIRECTORY_COUNT;

    memcpy(section, ".data", 5);
    put(section + 8, 0x1000, 4);
    put(section + 12, PE_BUILD_SECTION_RVA, 4);
    put(section + 16, builder->size - PE_BUILD_HEADERS, 4);
    put(section + 20, PE_BUILD_HEADERS, 4);
}

/* How the tables of a delay-loaded DLL refer to something: by RVA, in old tables by address. */
static uint32_t pointerTo(const Builder *builder, uint32_t rva)
{
    return builder->spec->isOldDelay ? rva + IMAGE_BASE : rva;
}

static uint32_t addThunks(Builder *builder)
{
    const size_t size = builder->is64 ? 8 : 4;
    uint64_t value = (builder->is64 ? 1ull << 63 : 1ull << 31) | 5;
    uint32_t thunks;

    if (builder->spec->function) {
        uint32_t hint = reserve(builder, 2 + strlen(builder->spec->function) + 1);

        memcpy(at(builder, hint) + 2, builder->spec->function, strlen(builder->spec->function));
        value = pointerTo(builder, hint);
    }
    thunks = reserve(builder, 2 * size);
    put(at(builder, thunks), value, size);
    return thunks;
}

static void addDelayedImport(Builder *builder)
{
    const uint32_t name = addText(builder, builder->spec->library);
    const uint32_t thunks = addThunks(builder);
    const uint32_t table = reserve(builder, 64);

    put(at(builder, table), builder->spec->isOldDelay ? 0 : 1, 4);
    put(at(builder, table) + 4, pointerTo(builder, name), 4);
    put(at(builder, table) + 12, pointerTo(builder, thunks), 4);
    put(at(builder, table) + 16, pointerTo(builder, thunks), 4);
    setDirectory(builder, 13, table, 64);
}

static void addImports(Builder *builder, const char *const *libraries, size_t count)
{
    const uint32_t thunks = addThunks(builder);
    const uint32_t table = reserve(builder, 20 * (count + 1));

    for (size_t i = 0; i < count; i++) {
        uint8_t *entry = at(builder, table) + 20 * i;

        put(entry, thunks, 4);
        put(entry + 12, addText(builder, libraries[i]), 4);
        put(entry + 16, thunks, 4);
    }
    setDirectory(builder, 1, table, 20 * (count + 1));
}

static void addLibraries(Builder *builder)
{
    const char *libraries[2] = {builder->spec->library, builder->spec->second};

    if (builder->spec->isDelayed) {
        addDelayedImport(builder);
        libraries[0] = libraries[1];
        libraries[1] = NULL;
    }
    if (libraries[0]) {
        addImports(builder, libraries, libraries[1] ? 2 : 1);
    }
}

/* Ordinals 3 and 4: the first function and Zeta. */
static void addExports(Builder *builder)
{
    const uint32_t table = reserve(builder, 40);
    const uint32_t functions = reserve(builder, 8);
    const uint32_t names = reserve(builder, 8);
    const uint32_t ordinals = reserve(builder, 4);
    const char *forwarder = builder->spec->forwarder;

    put(at(builder, table) + 16, 3, 4);
    put(at(builder, table) + 20, 2, 4);
    put(at(builder, table) + 24, 2, 4);
    put(at(builder, table) + 28, functions, 4);
    put(at(builder, table) + 32, names, 4);
    put(at(builder, table) + 36, ordinals, 4);
    put(at(builder, names), addText(builder, builder->spec->exported), 4);
    put(at(builder, names) + 4, addText(builder, "Zeta"), 4);
    put(at(builder, ordinals) + 2, 1, 2);
    put(at(builder, functions),
        forwarder ? addText(builder, forwarder) : PE_BUILD_SECTION_RVA + 0xF00, 4);
    put(at(builder, functions) + 4, PE_BUILD_SECTION_RVA + 0xF10, 4);
    setDirectory(builder, 0, table, builder->size - (size_t)(at(builder, table) - builder->file));
}

/* A node of a version; its children follow before it is closed. Offsets are in the file. */
static size_t openNode(Builder *builder, const char *key, const char *value)
{
    const size_t start = (builder->size + 3) & ~(size_t)3;
    size_t end = start + 6;

    put(builder->file + start + 4, 1, 2);
    for (; *key != '\0'; key++, end += 2) {
        builder->file[end] = (uint8_t)*key;
    }
    end = (end + 2 + 3) & ~(size_t)3;
    if (value) {
        put(builder->file + start + 2, strlen(value) + 1, 2);
        for (; *value != '\0'; value++, end += 2) {
            builder->file[end] = (uint8_t)*value;
        }
        end += 2;
    }
    builder->size = end;
    return start;
}

static void closeNode(Builder *builder, size_t start)
{
    put(builder->file + start, builder->size - start, 2);
}

static void addVersionString(Builder *builder, const char *key, const char *value)
{
    closeNode(builder, openNode(builder, key, value));
}

static void addVersion(Builder *builder)
{
    size_t nodes[3];

    nodes[0] = openNode(builder, "VS_VERSION_INFO", NULL);
    nodes[1] = openNode(builder, "StringFileInfo", NULL);
    nodes[2] = openNode(builder, "040904B0", NULL);
    addVersionString(builder, "CompanyName", "Contoso");
    addVersionString(builder, "ProductName", builder->spec->product);
    addVersionString(builder, "ProductVersion", "6.1.7600");
    for (int i = 3; i-- > 0;) {
        closeNode(builder, nodes[i]);
    }
}

/* Adds a resource of that type, a version or a manifest, with the name 1. */
static void addResource(Builder *builder, uint32_t type)
{
    const uint32_t tree = reserve(builder, 3 * 24 + 16);
    const uint32_t data = reserve(builder, 0);

    for (uint32_t level = 0; level < 3; level++) {
        uint8_t *directory = at(builder, tree) + level * 24;

        put(directory + 14, 1, 2);
        put(directory + 16, level == 0 ? type : 1, 4);
        put(directory + 20, (level + 1) * 24 | (level < 2 ? 0x80000000u : 0), 4);
    }
    if (type == PE_RESOURCE_VERSION) {
        addVersion(builder);
    } else {
        addBytes(builder, builder->spec->manifest, strlen(builder->spec->manifest));
    }
    put(at(builder, tree) + 72, data, 4);
    put(at(builder, tree) + 76, builder->size - (size_t)(at(builder, data) - builder->file), 4);
    setDirectory(builder, 2, tree, 88);
}

size_t PeBuild(const PeSpec *spec, uint8_t file[PE_BUILD_MAX])
{
    Builder builder = {spec, file, PE_BUILD_HEADERS, false};

    builder.is64 = spec->machine == PE_MACHINE_X64 || spec->machine == PE_MACHINE_ARM64;
    memset(file, 0, PE_BUILD_MAX);
    addHeaders(&builder);
    if (spec->library) {
        addLibraries(&builder);
    }
    if (spec->exported) {
        addExports(&builder);
    }
    if (spec->product) {
        addResource(&builder, PE_RESOURCE_VERSION);
    } else if (spec->manifest) {
        addResource(&builder, PE_RESOURCE_MANIFEST);
    }
    if (spec->isAnyCpu) {
        uint32_t header = reserve(&builder, 72);

        put(at(&builder, header) + 16, PE_MANAGED_IL_ONLY, 4);
        setDirectory(&builder, 14, header, 72);
    }
    if (spec->contents) {
        addBytes(&builder, spec->contents, spec->contentsSize);
    }
    reserve(&builder, 8);
    addSection(&builder);
    return builder.size;
}
