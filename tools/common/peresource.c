/* SPDX-License-Identifier: MIT */
/* See peimage.h: resources, the version among them. */
#include "peread.h"

#include <string.h>

enum { DIRECTORY_RESOURCE = 2, ENTRIES_MAX = 4096, VERSION_NODES_MAX = 256 };

#define IS_SUBDIRECTORY 0x80000000u

/* The offset in the entry with that id, or in the first entry if id is 0. 0 if there is none. */
static PeStatus findEntry(PeImage *image, uint32_t directory, uint32_t id, uint32_t *offset)
{
    static const char expected[] = "the resource directory";
    uint8_t header[16];
    uint8_t entry[8];
    uint32_t count;
    PeStatus status = PeRead(image, directory, header, sizeof(header), expected);

    *offset = 0;
    if (status != PE_OK) {
        return status;
    }
    count = (uint32_t)PeU16(header + 12) + PeU16(header + 14);
    if (count > ENTRIES_MAX) {
        return PeFault(image, PE_MALFORMED, directory, "at most 4096 resources of a kind");
    }
    for (uint32_t i = 0; i < count; i++) {
        status = PeRead(image, directory + 16 + i * 8, entry, sizeof(entry), expected);
        if (status != PE_OK || id == 0 || PeU32(entry) == id) {
            *offset = status == PE_OK ? PeU32(entry + 4) : 0;
            return status;
        }
    }
    return PE_OK;
}

/* The tree has three levels: type, name, language. */
PeStatus PeFindResource(PeImage *image, uint32_t type, PeSlice *resource)
{
    static const char expected[] = "a resource";
    const uint32_t root = image->directories[DIRECTORY_RESOURCE].rva;
    const uint32_t ids[3] = {type, 0, 0};
    uint32_t offset = IS_SUBDIRECTORY;
    uint8_t entry[8];
    bool isMapped;
    PeStatus status = PE_OK;

    resource->bytes = NULL;
    resource->size = 0;
    if (root == 0) {
        return PE_OK;
    }
    for (int level = 0; level < 3; level++) {
        if ((offset & IS_SUBDIRECTORY) == 0) {
            return PeFault(image, PE_MALFORMED, root + offset, "a resource directory of 3 levels");
        }
        status = findEntry(image, root + (offset & ~IS_SUBDIRECTORY), ids[level], &offset);
        if (status != PE_OK || offset == 0) {
            return status;
        }
    }
    status = PeRead(image, root + offset, entry, sizeof(entry), expected);
    if (status != PE_OK) {
        return status;
    }
    *resource = PeSpan(image, PeU32(entry), &isMapped);
    if (!isMapped || resource->size < PeU32(entry + 4)) {
        resource->size = 0;
        return PeFault(image, PE_MALFORMED, PeU32(entry), expected);
    }
    resource->size = PeU32(entry + 4);
    return PE_OK;
}

/* A node of a VERSIONINFO: sizes, key, value and children, the latter two on 4-byte boundaries. */
typedef struct VersionNode {
    size_t end;
    size_t key;
    size_t keyLength; /* in characters */
    size_t value;
    size_t valueSize;
    size_t children;
} VersionNode;

static size_t align4(size_t offset)
{
    return (offset + 3) & ~(size_t)3;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Offsets and alignment count from the start of the resource. */
static bool readNode(PeSlice version, size_t offset, size_t end, VersionNode *node)
{
    size_t size;
    size_t at;
    bool isText;

    if (offset > end || end - offset < 6) {
        return false;
    }
    size = PeU16(version.bytes + offset);
    if (size < 6 || size > end - offset) {
        return false;
    }
    node->end = offset + size;
    node->valueSize = PeU16(version.bytes + offset + 2);
    isText = PeU16(version.bytes + offset + 4) == 1;
    node->key = offset + 6;
    for (at = node->key; node->end - at >= 2 && PeU16(version.bytes + at) != 0; at += 2) {
    }
    if (node->end - at < 2) {
        return false;
    }
    node->keyLength = (at - node->key) / 2;
    node->value = least(align4(at + 2), node->end);
    if (isText) {
        node->valueSize *= 2;
    }
    node->valueSize = least(node->valueSize, node->end - node->value);
    node->children = least(align4(node->value + node->valueSize), node->end);
    return true;
}

static bool keyIs(PeSlice version, const VersionNode *node, const char *key)
{
    if (strlen(key) != node->keyLength) {
        return false;
    }
    for (size_t i = 0; i < node->keyLength; i++) {
        if (PeU16(version.bytes + node->key + i * 2) != (uint8_t)key[i]) {
            return false;
        }
    }
    return true;
}

/* Finds any child if key is NULL. */
static bool findChild(PeSlice version, const VersionNode *parent, const char *key,
                      VersionNode *child)
{
    size_t at = parent->children;

    for (int i = 0; i < VERSION_NODES_MAX && readNode(version, at, parent->end, child); i++) {
        if (!key || keyIs(version, child, key)) {
            return true;
        }
        at = align4(child->end);
    }
    return false;
}

PeSlice PeVersionString(PeSlice version, const char *key)
{
    PeSlice string = {NULL, 0};
    VersionNode root;
    VersionNode info;
    VersionNode table;
    VersionNode found;

    if (readNode(version, 0, version.size, &root) && keyIs(version, &root, "VS_VERSION_INFO") &&
        findChild(version, &root, "StringFileInfo", &info) &&
        findChild(version, &info, NULL, &table) && findChild(version, &table, key, &found)) {
        string.bytes = version.bytes + found.value;
        string.size = found.valueSize & ~(size_t)1;
        while (string.size != 0 && PeU16(string.bytes + string.size - 2) == 0) {
            string.size -= 2;
        }
    }
    return string;
}
