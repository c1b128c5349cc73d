/* SPDX-License-Identifier: MIT */
/*
 * Reads Windows programs and DLLs (PE files) of any architecture: portable C, no allocation, no
 * recursion, and no trust in anything that the file says. All results point into the bytes given
 * to PeOpen, which must outlive them.
 */
#ifndef TOOLS_COMMON_PEIMAGE_H
#define TOOLS_COMMON_PEIMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum PeStatus {
    PE_OK,
    PE_EMPTY,
    PE_NOT_A_PROGRAM, /* does not begin with MZ */
    PE_NOT_WINDOWS,   /* a DOS or 16-bit program */
    PE_TRUNCATED,     /* the file is shorter than its headers say */
    PE_MALFORMED
} PeStatus;

enum {
    PE_MACHINE_X86 = 0x014C,
    PE_MACHINE_ARM = 0x01C4,
    PE_MACHINE_IA64 = 0x0200,
    PE_MACHINE_X64 = 0x8664,
    PE_MACHINE_ARM64 = 0xAA64
};

enum { PE_SUBSYSTEM_WINDOWS = 2, PE_SUBSYSTEM_CONSOLE = 3 };

enum { PE_RESOURCE_VERSION = 16, PE_RESOURCE_MANIFEST = 24 };

enum { PE_MANAGED_IL_ONLY = 1, PE_MANAGED_32BIT_REQUIRED = 2 };

/* PE_NAME_MAX: the longest valid name. */
enum { PE_DIRECTORY_COUNT = 16, PE_NAME_MAX = 4095 };

typedef struct PeDirectory {
    uint32_t rva;
    uint32_t size;
} PeDirectory;

/* Bytes in the file. For text, without the NUL. */
typedef struct PeSlice {
    const uint8_t *bytes;
    size_t size;
} PeSlice;

typedef struct PeImage {
    const uint8_t *bytes;
    size_t size;
    uint16_t machine;
    uint16_t subsystem;
    bool isDll;
    bool is64;   /* the form of the file (PE32+), not the machine */
    bool isFlat; /* the alignment is so small that Windows maps the file unchanged */
    uint64_t imageBase;
    uint32_t memorySize; /* of the whole image, once loaded */
    uint32_t headersSize;
    uint32_t missing; /* bytes that the file lacks at its end; the loader reads zeros */
    size_t sectionTable;
    uint32_t sectionCount;
    PeDirectory directories[PE_DIRECTORY_COUNT];
    /* After a status other than PE_OK: what was expected, and near which byte. */
    const char *fault;
    size_t faultOffset;
} PeImage;

/* Reads the headers. Refuses what the loader refuses. */
PeStatus PeOpen(PeImage *image, const void *bytes, size_t size);

/* *isManaged: it is a .NET program; then *flags are PE_MANAGED_*. */
PeStatus PeReadManaged(PeImage *image, bool *isManaged, uint32_t *flags);

typedef struct PeImport {
    PeSlice library;
    bool isDelayed;
    bool isLibrary; /* the library itself, before its functions */
    bool byOrdinal;
    uint16_t ordinal;
    PeSlice function; /* unless byOrdinal or isLibrary */
} PeImport;

/* Returning FALSE ends the reading. */
typedef bool (*PeImportSink)(void *context, const PeImport *import);

/* Calls the sink for each library, then for each of its functions. */
PeStatus PeReadImports(PeImage *image, PeImportSink sink, void *context);
/* The same for delay-loaded libraries. The loader itself never reads that table. */
PeStatus PeReadDelayImports(PeImage *image, PeImportSink sink, void *context);

typedef struct PeExports {
    PeDirectory range;
    uint32_t ordinalBase;
    uint32_t functionCount; /* 0 if nothing is exported */
    uint32_t functions;
    uint32_t nameCount;
    uint32_t names;
    uint32_t nameOrdinals;
} PeExports;

typedef struct PeExport {
    bool isFound;
    uint16_t ordinal;
    uint32_t rva;
    PeSlice forwarder; /* "DLL.Function" if it is not in this DLL; else empty */
} PeExport;

PeStatus PeOpenExports(PeImage *image, PeExports *exports);

/* Like the loader: finds names by binary search. */
PeStatus PeFindExportByName(PeImage *image, const PeExports *exports, PeSlice name,
                            PeExport *found);
PeStatus PeFindExportByOrdinal(PeImage *image, const PeExports *exports, uint32_t ordinal,
                               PeExport *found);

/* Either of them. */
PeStatus PeFindExport(PeImage *image, const PeExports *exports, const PeImport *import,
                      PeExport *found);

/* "DLL.Function" or "DLL.#7", the DLL mostly without its extension. FALSE for anything else. */
bool PeSplitForwarder(PeSlice forwarder, PeImport *import);

/*
 * The first resource of that type (PE_RESOURCE_*), with any name and language; empty if there is
 * none.
 */
PeStatus PeFindResource(PeImage *image, uint32_t type, PeSlice *resource);

/*
 * A string of a VERSIONINFO resource, for instance "ProductName", in UTF-16 little-endian without
 * the NUL. Empty if it is missing or the resource is damaged.
 */
PeSlice PeVersionString(PeSlice version, const char *key);

typedef enum PeSoughtKind {
    PE_SOUGHT_BYTES,
    PE_SOUGHT_TEXT, /* in ASCII or UTF-16, upper or lower case; the pattern is ASCII */
    /* Such text that is not part of a longer file name. */
    PE_SOUGHT_FILE_NAME,
    /* Such text that stands alone and ends with a NUL. */
    PE_SOUGHT_WORD
} PeSoughtKind;

typedef struct PeSought {
    PeSoughtKind kind;
    const void *pattern;
    size_t size;
    bool isFound;
    bool isPart; /* a name or word was found only within a longer one */
} PeSought;

enum { PE_SOUGHT_MAX = 64 };

/*
 * Searches for all patterns in one pass over the file. Names and words in its version resource
 * don't count, because that describes the file itself.
 */
void PeSearch(PeImage *image, PeSought *sought, size_t count);

/* Compares without regard to the case of ASCII letters. */
bool PeSliceIs(PeSlice slice, const char *text);

#endif
