/* SPDX-License-Identifier: MIT */
/*
 * Fuzzes the PE reader: headers, imports, exports by name and ordinal, the version, and the search
 * for names. Reads every byte that the reader returns, so that the sanitizers check it.
 */
#include "fuzzinput.h"

#include <string.h>

#include "peimage.h"

static unsigned sum;

static void touch(PeSlice slice)
{
    for (size_t i = 0; i < slice.size; i++) {
        sum += slice.bytes[i];
    }
}

typedef struct Walk {
    PeImage *image;
    PeExports exports;
    unsigned count;
} Walk;

/* Looks up each import in the file's own exports. */
static bool visit(void *context, const PeImport *import)
{
    Walk *walk = context;
    PeExport found;

    touch(import->library);
    if (!import->isLibrary) {
        if (import->byOrdinal) {
            PeFindExportByOrdinal(walk->image, &walk->exports, import->ordinal, &found);
        } else {
            touch(import->function);
            PeFindExportByName(walk->image, &walk->exports, import->function, &found);
        }
        touch(found.forwarder);
    }
    return ++walk->count < 10000;
}

static void readExports(Walk *walk)
{
    static const PeSlice name = {(const uint8_t *)"AllocConnections", 16};
    PeExport found;

    if (PeOpenExports(walk->image, &walk->exports) != PE_OK) {
        REQUIRE(walk->exports.functionCount == 0);
        return;
    }
    PeFindExportByName(walk->image, &walk->exports, name, &found);
    touch(found.forwarder);
    for (uint32_t ordinal = 0; ordinal < 40; ordinal++) {
        PeFindExportByOrdinal(walk->image, &walk->exports, ordinal, &found);
        REQUIRE(!found.isFound || found.ordinal == ordinal);
        touch(found.forwarder);
    }
}

static void readVersion(PeImage *image)
{
    PeSlice resource;

    if (PeFindResource(image, PE_RESOURCE_VERSION, &resource) == PE_OK) {
        touch(resource);
        touch(PeVersionString(resource, "ProductName"));
    }
    if (PeFindResource(image, PE_RESOURCE_MANIFEST, &resource) == PE_OK) {
        touch(resource);
    }
}

static void search(PeImage *image)
{
    PeSought sought[] = {{.kind = PE_SOUGHT_BYTES, .pattern = "0123456789abcdef", .size = 16},
                         {.kind = PE_SOUGHT_TEXT, .pattern = "8E594310", .size = 8},
                         {.kind = PE_SOUGHT_FILE_NAME, .pattern = "qutil.dll", .size = 9},
                         {.kind = PE_SOUGHT_WORD, .pattern = "qutil", .size = 5}};

    PeSearch(image, sought, sizeof(sought) / sizeof(sought[0]));
    for (size_t i = 0; i < sizeof(sought) / sizeof(sought[0]); i++) {
        sum += sought[i].isFound;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PeImage image;
    Walk walk = {.image = &image};
    bool isManaged;
    uint32_t flags;
    PeStatus status = PeOpen(&image, data, size);
    const PeSlice all = {data, size};

    REQUIRE(status == PE_OK || image.fault);
    touch(PeVersionString(all, "ProductName"));
    search(&image);
    if (status == PE_OK) {
        PeReadManaged(&image, &isManaged, &flags);
        readExports(&walk);
        PeReadImports(&image, visit, &walk);
        PeReadDelayImports(&image, visit, &walk);
        readVersion(&image);
    }
    return 0;
}
