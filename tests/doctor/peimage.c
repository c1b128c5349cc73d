/* SPDX-License-Identifier: MIT */
/*
 * The PE reader over made files: what it finds in whole ones, and what it says of files that are
 * cut off or damaged anywhere. Runs on Windows and, under sanitizers and valgrind, on the host.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "pebuilder.h"
#include "pesamples.h"

static uint8_t file[PE_BUILD_MAX];

typedef struct Seen {
    unsigned libraries;
    unsigned functions;
    PeImport last;
} Seen;

static bool see(void *context, const PeImport *import)
{
    Seen *seen = context;

    if (import->isLibrary) {
        seen->libraries++;
    } else {
        seen->functions++;
        seen->last = *import;
    }
    return true;
}

/* A block of just that size, so that a read behind it is caught. */
static uint8_t *exactly(const uint8_t *bytes, size_t size)
{
    uint8_t *block = malloc(size != 0 ? size : 1);

    assert_non_null(block);
    memcpy(block, bytes, size);
    return block;
}

/* All that the doctor reads; the worst status. */
static PeStatus readAll(const uint8_t *bytes, size_t size)
{
    PeImage image;
    PeExports exports;
    PeExport found;
    PeSlice resource;
    Seen seen = {0};
    bool isManaged;
    uint32_t flags;
    const PeSlice name = {(const uint8_t *)"AllocConnections", 16};
    PeStatus status = PeOpen(&image, bytes, size);

    if (status != PE_OK) {
        assert_non_null(image.fault);
        return status;
    }
    PeReadManaged(&image, &isManaged, &flags);
    status = PeReadImports(&image, see, &seen);
    if (PeOpenExports(&image, &exports) == PE_OK) {
        PeFindExportByName(&image, &exports, name, &found);
        PeFindExportByOrdinal(&image, &exports, 3, &found);
    }
    if (PeFindResource(&image, PE_RESOURCE_VERSION, &resource) == PE_OK) {
        PeVersionString(resource, "ProductName");
    }
    return status;
}

static void importIsRead(void **state)
{
    (void)state;
    for (size_t i = 0; i < PE_SAMPLE_COUNT; i++) {
        const PeSpec *spec = &peSamples[i];
        const size_t size = PeBuild(spec, file);
        PeImage image;
        Seen seen = {0};

        assert_int_equal(PeOpen(&image, file, size), PE_OK);
        assert_int_equal(image.machine, spec->machine);
        assert_int_equal(image.isDll, spec->isDll);
        assert_int_equal(PeReadImports(&image, see, &seen), PE_OK);
        assert_int_equal(seen.libraries, spec->library != NULL);
        assert_int_equal(seen.functions, spec->library != NULL);
        if (spec->library == NULL) {
            continue;
        }
        assert_true(PeSliceIs(seen.last.library, "QUTIL.DLL"));
        assert_int_equal(seen.last.isDelayed, spec->isDelayed);
        assert_int_equal(seen.last.byOrdinal, spec->function == NULL);
        if (spec->function != NULL) {
            assert_int_equal(seen.last.function.size, strlen(spec->function));
            assert_memory_equal(seen.last.function.bytes, spec->function, strlen(spec->function));
        } else {
            assert_int_equal(seen.last.ordinal, 5);
        }
    }
}

static PeExport byName(PeImage *image, const PeExports *exports, const char *name)
{
    const PeSlice slice = {(const uint8_t *)name, strlen(name)};
    PeExport found;

    assert_int_equal(PeFindExportByName(image, exports, slice, &found), PE_OK);
    return found;
}

static PeExport byOrdinal(PeImage *image, const PeExports *exports, uint32_t ordinal)
{
    PeExport found;

    assert_int_equal(PeFindExportByOrdinal(image, exports, ordinal, &found), PE_OK);
    return found;
}

static void exportsAreFound(void **state)
{
    const PeSpec spec = {.machine = PE_MACHINE_X64,
                         .isDll = true,
                         .exported = "FreeSoH",
                         .forwarder = "OTHER.Function"};
    PeImage image;
    PeExports exports;

    (void)state;
    assert_int_equal(PeOpen(&image, file, PeBuild(&spec, file)), PE_OK);
    assert_int_equal(PeOpenExports(&image, &exports), PE_OK);
    assert_int_equal(exports.functionCount, 2);
    assert_true(byName(&image, &exports, "FreeSoH").isFound);
    assert_int_equal(byName(&image, &exports, "FreeSoH").ordinal, 3);
    assert_true(PeSliceIs(byName(&image, &exports, "FreeSoH").forwarder, "other.function"));
    assert_true(byName(&image, &exports, "Zeta").isFound);
    assert_int_equal(byName(&image, &exports, "Zeta").forwarder.size, 0);
    assert_false(byName(&image, &exports, "freesoh").isFound);
    assert_false(byName(&image, &exports, "Alpha").isFound);
    assert_false(byName(&image, &exports, "FreeSoHs").isFound);
    assert_false(byOrdinal(&image, &exports, 2).isFound);
    assert_true(byOrdinal(&image, &exports, 4).isFound);
    assert_false(byOrdinal(&image, &exports, 5).isFound);
}

static bool isUtf16(PeSlice slice, const char *text)
{
    bool isIt = slice.size == 2 * strlen(text);

    for (size_t i = 0; isIt && i < strlen(text); i++) {
        isIt = slice.bytes[2 * i] == (uint8_t)text[i] && slice.bytes[2 * i + 1] == 0;
    }
    return isIt;
}

static void versionIsRead(void **state)
{
    const PeSpec spec = {.machine = PE_MACHINE_X86, .product = "Some product"};
    PeImage image;
    PeSlice version;

    (void)state;
    assert_int_equal(PeOpen(&image, file, PeBuild(&spec, file)), PE_OK);
    assert_int_equal(PeFindResource(&image, PE_RESOURCE_VERSION, &version), PE_OK);
    assert_true(isUtf16(PeVersionString(version, "ProductName"), "Some product"));
    assert_true(isUtf16(PeVersionString(version, "CompanyName"), "Contoso"));
    assert_int_equal(PeVersionString(version, "Comments").size, 0);
    assert_int_equal(PeFindResource(&image, PE_RESOURCE_MANIFEST, &version), PE_OK);
    assert_int_equal(version.size, 0);
}

static void otherFilesAreTold(void **state)
{
    static const uint8_t dos[128] = "MZ";
    PeImage image;

    (void)state;
    assert_int_equal(PeOpen(&image, "", 0), PE_EMPTY);
    assert_int_equal(PeOpen(&image, "#include <windows.h>", 20), PE_NOT_A_PROGRAM);
    assert_int_equal(PeOpen(&image, "M", 1), PE_TRUNCATED);
    assert_int_equal(PeOpen(&image, dos, sizeof(dos)), PE_NOT_WINDOWS);
}

static void managedIsTold(void **state)
{
    const PeSpec spec = {.machine = PE_MACHINE_X86, .isAnyCpu = true};
    PeImage image;
    bool isManaged = false;
    uint32_t flags = 0;

    (void)state;
    assert_int_equal(PeOpen(&image, file, PeBuild(&spec, file)), PE_OK);
    assert_int_equal(PeReadManaged(&image, &isManaged, &flags), PE_OK);
    assert_true(isManaged);
    assert_int_equal(flags, PE_MANAGED_IL_ONLY);
}

/* At every byte, so that no header and no table can be cut without a word. */
static void cutOffAnywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < PE_SAMPLE_COUNT; i++) {
        const size_t whole = PeBuild(&peSamples[i], file);

        for (size_t size = 0; size < whole; size++) {
            uint8_t *cut = exactly(file, size);

            assert_int_equal(readAll(cut, size), size == 0 ? PE_EMPTY : PE_TRUNCATED);
            free(cut);
        }
        assert_int_equal(readAll(file, whole), PE_OK);
    }
}

/* Nothing is asserted but that the reader stays inside and comes back; sanitizers watch it. */
static void damagedAnywhere(void **state)
{
    static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
    size_t read = 0;

    (void)state;
    for (size_t i = 0; i < PE_SAMPLE_COUNT; i++) {
        const size_t size = PeBuild(&peSamples[i], file);
        uint8_t *damaged = exactly(file, size);

        for (size_t at = 0; at < size; at++) {
            for (size_t v = 0; v < sizeof(values); v++) {
                damaged[at] = values[v];
                readAll(damaged, size);
                read++;
            }
            damaged[at] = file[at];
        }
        free(damaged);
    }
    assert_true(read > 10000);
}

static void put32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> (8 * i));
    }
}

/* A section of 1 MB whose table of functions never ends: all are ordinals. */
static void endlessFunctionsEnd(void **state)
{
    enum { SIZE = 0x400000 };
    const PeSpec spec = {.machine = PE_MACHINE_X86, .library = "qutil.dll"};
    const size_t sectionHeader = 0x40 + 24 + 96 + 128;
    uint8_t *large = malloc(SIZE);
    uint32_t importTable;
    Seen seen = {0};
    PeImage image;

    (void)state;
    assert_non_null(large);
    assert_true(PeBuild(&spec, file) <= 0x400);
    memset(large, 0x80, SIZE);
    memcpy(large, file, 0x400);
    put32(large + sectionHeader + 8, SIZE - PE_BUILD_HEADERS);
    put32(large + sectionHeader + 16, SIZE - PE_BUILD_HEADERS);
    assert_int_equal(PeOpen(&image, large, SIZE), PE_OK);
    importTable = image.directories[1].rva - PE_BUILD_SECTION_RVA + PE_BUILD_HEADERS;
    put32(large + importTable, PE_BUILD_SECTION_RVA + 0x400);
    assert_int_equal(PeReadImports(&image, see, &seen), PE_MALFORMED);
    assert_true(seen.functions >= 0x10000 && seen.functions <= 0x40000);
    free(large);
}

/* Each entry names itself as the next level: three levels are read, and no fourth. */
static void resourceThatContainsItself(void **state)
{
    const PeSpec spec = {.machine = PE_MACHINE_X64, .product = "P"};
    const size_t size = PeBuild(&spec, file);
    PeImage image;
    PeSlice resource;
    uint32_t root;

    (void)state;
    assert_int_equal(PeOpen(&image, file, size), PE_OK);
    root = image.directories[2].rva - PE_BUILD_SECTION_RVA + PE_BUILD_HEADERS;
    put32(file + root + 20, 0x80000000u);
    assert_int_equal(PeFindResource(&image, PE_RESOURCE_VERSION, &resource), PE_MALFORMED);
    assert_int_equal(resource.size, 0);
}

static void mentionsAreFound(void **state)
{
    static const uint8_t wide[] = "q\0U\0t\0i\0l\0.\0d\0l\0l";
    PeImage image;
    PeSpec spec = {.machine = PE_MACHINE_X86, .contents = "\1\2\3\4", .contentsSize = 4};

    (void)state;
    PeOpen(&image, file, PeBuild(&spec, file));
    assert_false(PeMentionsText(&image, "QUTIL.DLL"));
    assert_true(PeMentionsBytes(&image, "\1\2\3\4", 4));
    assert_false(PeMentionsBytes(&image, "\1\2\3\5", 4));
    spec.contents = wide;
    spec.contentsSize = sizeof(wide);
    PeOpen(&image, file, PeBuild(&spec, file));
    assert_true(PeMentionsText(&image, "QUTIL.DLL"));
    spec.contents = "see QUTIL.dll";
    spec.contentsSize = 13;
    PeOpen(&image, file, PeBuild(&spec, file));
    assert_true(PeMentionsText(&image, "QUTIL.DLL"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(importIsRead),
        cmocka_unit_test(exportsAreFound),
        cmocka_unit_test(versionIsRead),
        cmocka_unit_test(otherFilesAreTold),
        cmocka_unit_test(managedIsTold),
        cmocka_unit_test(cutOffAnywhere),
        cmocka_unit_test(damagedAnywhere),
        cmocka_unit_test(endlessFunctionsEnd),
        cmocka_unit_test(resourceThatContainsItself),
        cmocka_unit_test(mentionsAreFound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
