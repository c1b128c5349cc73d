/* SPDX-License-Identifier: MIT */
/*
 * The PE reader on generated files: what it finds in good ones, and what it reports about files
 * that are truncated or damaged anywhere. Runs on Windows and, under sanitizers and valgrind, on
 * the host.
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

/* A block of exactly that size, so that a read beyond it is caught. */
static uint8_t *exactly(const uint8_t *bytes, size_t size)
{
    uint8_t *block = malloc(size != 0 ? size : 1);

    assert_non_null(block);
    memcpy(block, bytes, size);
    return block;
}

/* Reads all that the doctor reads; returns the worst status. */
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
    PeSought sought = {.kind = PE_SOUGHT_FILE_NAME, .pattern = "qutil.dll", .size = 9};
    PeStatus status = PeOpen(&image, bytes, size);

    PeSearch(&image, &sought, 1);
    if (status != PE_OK) {
        assert_non_null(image.fault);
        return status;
    }
    PeReadManaged(&image, &isManaged, &flags);
    status = PeReadImports(&image, see, &seen);
    PeReadDelayImports(&image, see, &seen);
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
    for (size_t i = 0; i < PE_SAMPLE_COUNT; i++) {
        const PeSpec *spec = &peSamples[i];
        const size_t size = PeBuild(spec, file);
        PeImage image;
        Seen seen = {0};

        assert_int_equal(PeOpen(&image, file, size), PE_OK);
        assert_int_equal(image.machine, spec->machine);
        assert_int_equal(image.isDll, spec->isDll);
        assert_int_equal(PeReadImports(&image, see, &seen), PE_OK);
        assert_int_equal(seen.libraries, spec->library && !spec->isDelayed);
        assert_int_equal(PeReadDelayImports(&image, see, &seen), PE_OK);
        assert_int_equal(seen.libraries, spec->library != NULL);
        assert_int_equal(seen.functions, spec->library != NULL);
        if (!spec->library) {
            continue;
        }
        assert_true(PeSliceIs(seen.last.library, "QUTIL.DLL"));
        assert_int_equal(seen.last.isDelayed, spec->isDelayed);
        assert_int_equal(seen.last.byOrdinal, !spec->function);
        if (spec->function) {
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

    assert_int_equal(PeOpen(&image, file, PeBuild(&spec, file)), PE_OK);
    assert_int_equal(PeFindResource(&image, PE_RESOURCE_VERSION, &version), PE_OK);
    assert_true(isUtf16(PeVersionString(version, "ProductName"), "Some product"));
    assert_true(isUtf16(PeVersionString(version, "CompanyName"), "Contoso"));
    assert_int_equal(PeVersionString(version, "Comments").size, 0);
    assert_int_equal(PeFindResource(&image, PE_RESOURCE_MANIFEST, &version), PE_OK);
    assert_int_equal(version.size, 0);
}

static void otherFilesAreRecognised(void **state)
{
    static const uint8_t dos[128] = "MZ";
    PeImage image;

    assert_int_equal(PeOpen(&image, "", 0), PE_EMPTY);
    assert_int_equal(PeOpen(&image, "#include <windows.h>", 20), PE_NOT_A_PROGRAM);
    assert_int_equal(PeOpen(&image, "M", 1), PE_TRUNCATED);
    assert_int_equal(PeOpen(&image, dos, sizeof(dos)), PE_NOT_WINDOWS);
}

static void managedIsRecognised(void **state)
{
    const PeSpec spec = {.machine = PE_MACHINE_X86, .isAnyCpu = true};
    PeImage image;
    bool isManaged = false;
    uint32_t flags = 0;

    assert_int_equal(PeOpen(&image, file, PeBuild(&spec, file)), PE_OK);
    assert_int_equal(PeReadManaged(&image, &isManaged, &flags), PE_OK);
    assert_true(isManaged);
    assert_int_equal(flags, PE_MANAGED_IL_ONLY);
}

/*
 * Truncated at every byte: a file whose headers or tables are cut must be reported. If only the
 * last sector is incomplete the loader accepts the file, and so does the reader.
 */
static void truncatedAnywhere(void **state)
{
    for (size_t i = 0; i < PE_SAMPLE_COUNT; i++) {
        const size_t whole = PeBuild(&peSamples[i], file);

        for (size_t size = 0; size < whole; size++) {
            uint8_t *cut = exactly(file, size);
            PeImage image;
            const PeStatus status = PeOpen(&image, cut, size);

            readAll(cut, size);
            if ((size - 1) / 0x200 == (whole - 1) / 0x200) {
                assert_int_equal(status, PE_OK);
                assert_int_equal(image.missing, whole - size);
            } else {
                assert_int_equal(status, size == 0 ? PE_EMPTY : PE_TRUNCATED);
            }
            free(cut);
        }
        assert_int_equal(readAll(file, whole), PE_OK);
    }
}

/* Asserts only that the reader stays inside the file and returns; sanitizers check that. */
static void damagedAnywhere(void **state)
{
    static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
    size_t read = 0;

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

    assert_non_null(large);
    assert_true(PeBuild(&spec, file) <= 0x400);
    memset(large, 0x80, SIZE);
    memcpy(large, file, 0x400);
    put32(large + 0x40 + 24 + 56, SIZE + PE_BUILD_SECTION_RVA);
    put32(large + sectionHeader + 8, SIZE - PE_BUILD_HEADERS);
    put32(large + sectionHeader + 16, SIZE - PE_BUILD_HEADERS);
    assert_int_equal(PeOpen(&image, large, SIZE), PE_OK);
    importTable = image.directories[1].rva - PE_BUILD_SECTION_RVA + PE_BUILD_HEADERS;
    put32(large + importTable, PE_BUILD_SECTION_RVA + 0x400);
    assert_int_equal(PeReadImports(&image, see, &seen), PE_MALFORMED);
    assert_true(seen.functions >= 0x10000 && seen.functions <= 0x40000);
    free(large);
}

/* Each entry refers to itself as the next level: three levels are read, no fourth. */
static void resourceThatContainsItself(void **state)
{
    const PeSpec spec = {.machine = PE_MACHINE_X64, .product = "P"};
    const size_t size = PeBuild(&spec, file);
    PeImage image;
    PeSlice resource;
    uint32_t root;

    assert_int_equal(PeOpen(&image, file, size), PE_OK);
    root = image.directories[2].rva - PE_BUILD_SECTION_RVA + PE_BUILD_HEADERS;
    put32(file + root + 20, 0x80000000u);
    assert_int_equal(PeFindResource(&image, PE_RESOURCE_VERSION, &resource), PE_MALFORMED);
    assert_int_equal(resource.size, 0);
}

/* The expected results were found by starting such programs with the loader of Wine 8. */
typedef struct HeaderChange {
    const char *what;
    size_t offset; /* into the file */
    uint32_t value;
    PeStatus status;
} HeaderChange;

static void headersAsTheLoaderTakesThem(void **state)
{
    enum { OPTIONAL_HEADER_AT = 0x40 + 24, SECTION_AT = OPTIONAL_HEADER_AT + 96 + 128 };
    static const HeaderChange changes[] = {
        {"contents without a place in the file", SECTION_AT + 20, 0, PE_OK},
        {"contents far behind the file", SECTION_AT + 20, 0x100000, PE_TRUNCATED},
        {"a sector more than the file has", SECTION_AT + 16, 0x600, PE_TRUNCATED},
        {"contents of 2 GB", SECTION_AT + 16, 0x7FFFFFFF, PE_TRUNCATED},
        {"a size in memory that is left out", SECTION_AT + 8, 0, PE_OK},
        {"a size in memory beyond the image", SECTION_AT + 8, 0x100000, PE_MALFORMED},
        {"headers larger than the file", OPTIONAL_HEADER_AT + 60, 0x100000, PE_TRUNCATED},
        {"headers of no size", OPTIONAL_HEADER_AT + 60, 0, PE_OK},
        {"an image larger than its sections", OPTIONAL_HEADER_AT + 56, 0x100000, PE_OK},
        {"an image smaller than its sections", OPTIONAL_HEADER_AT + 56, 0x1000, PE_MALFORMED},
        {"an image that ends within a page", OPTIONAL_HEADER_AT + 56, 0x1001, PE_OK},
        {"more data directories than there are", OPTIONAL_HEADER_AT + 92, 0xFFFFFFFF, PE_OK},
        {"97 sections", 0x46, 97, PE_MALFORMED},
        {"a delay-load table nowhere", OPTIONAL_HEADER_AT + 96 + 13 * 8, 0x7FFF0000, PE_OK},
        {"resources nowhere", OPTIONAL_HEADER_AT + 96 + 2 * 8, 0x7FFF0000, PE_OK},
        {"a header of .NET nowhere", OPTIONAL_HEADER_AT + 96 + 14 * 8, 0x7FFF0000, PE_OK},
        {"an import table nowhere", OPTIONAL_HEADER_AT + 96 + 8, 0x7FFF0000, PE_MALFORMED},
    };
    const PeSpec spec = {.machine = PE_MACHINE_X86, .library = "qutil.dll", .function = "FreeSoH"};

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        const size_t size = PeBuild(&spec, file);
        PeStatus status;

        assert_true(size > 0x200 && size < 0x400);
        if (changes[i].offset == 0x46) {
            file[0x46] = (uint8_t)changes[i].value;
        } else {
            put32(file + changes[i].offset, changes[i].value);
        }
        if (changes[i].offset == OPTIONAL_HEADER_AT + 56 && changes[i].value == 0x1001) {
            put32(file + SECTION_AT + 8, 0x800);
        }
        status = readAll(file, size);
        if (status != changes[i].status) {
            print_message("%s: %d\n", changes[i].what, (int)status);
        }
        /* If its contents are missing, the section has no import table. */
        assert_true(status == changes[i].status ||
                    (changes[i].offset == SECTION_AT + 20 && status == PE_MALFORMED));
    }
}

/* An uninitialised section may have a file size but no place in the file. */
static void uninitialisedSection(void **state)
{
    enum { SECTION_AT = 0x40 + 24 + 96 + 128 };
    const PeSpec spec = {.machine = PE_MACHINE_X86, .library = "qutil.dll", .function = "FreeSoH"};
    const size_t size = PeBuild(&spec, file);
    uint8_t *second = file + SECTION_AT + 40;

    file[0x46] = 2;
    put32(second + 8, 0x1000);
    put32(second + 12, PE_BUILD_SECTION_RVA + 0x1000);
    put32(second + 16, 0x1000);
    put32(second + 20, 0);
    assert_int_equal(readAll(file, size), PE_OK);
}

/* The last sector's padding may be missing. A missing byte of the contents is reported. */
static void paddingMayBeMissing(void **state)
{
    enum { SECTION_AT = 0x40 + 24 + 96 + 128 };
    const PeSpec spec = {.machine = PE_MACHINE_X86, .library = "qutil.dll", .function = "FreeSoH"};
    const uint32_t contents = (uint32_t)PeBuild(&spec, file) - PE_BUILD_HEADERS;
    PeImage image;

    put32(file + SECTION_AT + 8, contents);
    put32(file + SECTION_AT + 16, 0x200);
    for (size_t size = PE_BUILD_HEADERS + contents; size <= 0x400; size++) {
        assert_int_equal(PeOpen(&image, file, size), PE_OK);
        assert_int_equal(image.missing, 0);
        assert_int_equal(readAll(file, size), PE_OK);
    }
    assert_int_equal(PeOpen(&image, file, PE_BUILD_HEADERS + contents - 1), PE_OK);
    assert_int_equal(image.missing, 1);
    assert_int_equal(PeOpen(&image, file, PE_BUILD_HEADERS), PE_TRUNCATED);
}

typedef struct Mention {
    const char *contents;
    bool isName; /* contains the name qutil.dll */
    bool isWord; /* contains the word qutil */
} Mention;

static const Mention mentions[] = {
    {"qutil.dll", true, false},
    {"QUtil.Dll", true, false},
    {"see QUTIL.dll", true, false},
    {"C:\\x\\qutil.dll", true, false},
    {"./qutil.dll", true, false},
    {"rundll32 qutil.dll,Entry", true, false},
    {"\"qutil.dll\"", true, false},
    {"Can't load qutil.dll.", true, false},
    {"kernel32.dll;qutil.dll;ole32.dll", true, false},
    {"%s\\qutil.dll", true, false},
    {"[qutil.dll]", true, false},
    {"\x12qutil.dll", true, false},
    {"MQUTIL.DLL", false, false},
    {"myqutil.dll", false, false},
    {"my-qutil.dll", false, false},
    {"my_qutil.dll", false, false},
    {"2qutil.dll", false, false},
    {"x.qutil.dll", false, false},
    {"qutil.dll.bak", false, false},
    {"qutil.dll.mui", false, false},
    {"qutil.dll_old", false, false},
    {"qutil.dllx", false, false},
    {"qutil.dll2", false, false},
    {"qutil.dl", false, false},
    {"qutil-dll", false, false},
    {"qutil", false, true},
    {"QUTIL", false, true},
    {"\x05qutil", false, true},
    {"mqutil", false, false},
    {"qutils", false, false},
    {"qutil.", false, false},
    {"the qutil", false, false},
    {"C:\\src\\qutil", false, false},
    {"qutil\\src", false, false},
    {"qutil and more", false, false},
};

static void searchFor(PeSpec *spec, const void *contents, size_t size, PeSought sought[2])
{
    PeImage image;

    spec->contents = contents;
    spec->contentsSize = size;
    assert_int_equal(PeOpen(&image, file, PeBuild(spec, file)), PE_OK);
    sought[0] = (PeSought){.kind = PE_SOUGHT_FILE_NAME, .pattern = "qutil.dll", .size = 9};
    sought[1] = (PeSought){.kind = PE_SOUGHT_WORD, .pattern = "qutil", .size = 5};
    PeSearch(&image, sought, 2);
}

static void assertMention(const Mention *mention, const PeSought sought[2], const char *encoding)
{
    if (sought[0].isFound != mention->isName || sought[1].isFound != mention->isWord) {
        print_message("in %s: %s\n", encoding, mention->contents);
        fail();
    }
}

/* In ASCII, in UTF-16 at even and odd places, and as .NET writes it. */
static void wholeNamesAreFound(void **state)
{
    PeSpec spec = {.machine = PE_MACHINE_X86};

    for (size_t i = 0; i < sizeof(mentions) / sizeof(mentions[0]); i++) {
        const size_t length = strlen(mentions[i].contents);
        uint8_t wide[128] = {0};
        PeSought sought[2];

        searchFor(&spec, mentions[i].contents, length + 1, sought);
        assertMention(&mentions[i], sought, "ASCII");
        for (size_t c = 0; c < length; c++) {
            wide[2 + 2 * c] = (uint8_t)mentions[i].contents[c];
        }
        searchFor(&spec, wide, 2 + 2 * length + 2, sought);
        assertMention(&mentions[i], sought, "UTF-16");
        searchFor(&spec, wide + 1, 1 + 2 * length + 2, sought);
        assertMention(&mentions[i], sought, "UTF-16 at an odd place");
        /*
         * As .NET writes it: the length first, then the text, a flag, and the next text's length.
         */
        wide[1] = (uint8_t)(2 * length + 1);
        wide[2 + 2 * length] = 1;
        wide[3 + 2 * length] = 7;
        searchFor(&spec, wide + 1, 1 + 2 * length + 2, sought);
        assertMention(&mentions[i], sought, ".NET");
    }
}

/* The name in a version resource doesn't count: it says what the file is, not what it loads. */
static void versionResourceIsNoMention(void **state)
{
    PeSpec spec = {.machine = PE_MACHINE_X86, .product = "qutil"};
    PeSought sought[2];

    searchFor(&spec, "", 0, sought);
    assert_false(sought[1].isFound);
    spec.product = "qutil.dll";
    searchFor(&spec, "", 0, sought);
    assert_false(sought[0].isFound);
    searchFor(&spec, "qutil.dll", 10, sought);
    assert_true(sought[0].isFound);
}

static void bytesAndTextAreFound(void **state)
{
    PeSpec spec = {.machine = PE_MACHINE_X86, .contents = "x\1\2\3\4-ABC-", .contentsSize = 10};
    PeSought sought[] = {
        {.kind = PE_SOUGHT_BYTES, .pattern = "\1\2\3\4", .size = 4},
        {.kind = PE_SOUGHT_BYTES, .pattern = "\1\2\3\5", .size = 4},
        {.kind = PE_SOUGHT_BYTES, .pattern = "-abc-", .size = 5},
        {.kind = PE_SOUGHT_TEXT, .pattern = "-abc-", .size = 5},
        {.kind = PE_SOUGHT_FILE_NAME, .pattern = "BC", .size = 2},
    };
    PeImage image;

    assert_int_equal(PeOpen(&image, file, PeBuild(&spec, file)), PE_OK);
    PeSearch(&image, sought, sizeof(sought) / sizeof(sought[0]));
    assert_true(sought[0].isFound);
    assert_false(sought[1].isFound);
    assert_false(sought[2].isFound);
    assert_true(sought[3].isFound);
    assert_false(sought[4].isFound);
    assert_true(sought[4].isPart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(importIsRead),
        cmocka_unit_test(exportsAreFound),
        cmocka_unit_test(versionIsRead),
        cmocka_unit_test(otherFilesAreRecognised),
        cmocka_unit_test(managedIsRecognised),
        cmocka_unit_test(truncatedAnywhere),
        cmocka_unit_test(damagedAnywhere),
        cmocka_unit_test(endlessFunctionsEnd),
        cmocka_unit_test(resourceThatContainsItself),
        cmocka_unit_test(headersAsTheLoaderTakesThem),
        cmocka_unit_test(uninitialisedSection),
        cmocka_unit_test(paddingMayBeMissing),
        cmocka_unit_test(wholeNamesAreFound),
        cmocka_unit_test(versionResourceIsNoMention),
        cmocka_unit_test(bytesAndTextAreFound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
