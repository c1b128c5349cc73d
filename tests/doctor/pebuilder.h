/* SPDX-License-Identifier: MIT */
/*
 * Builds small programs and DLLs of any architecture. They are complete enough to be read, not to
 * be run. Portable, so that the native tests use it, too.
 */
#ifndef TESTS_DOCTOR_PEBUILDER_H
#define TESTS_DOCTOR_PEBUILDER_H

#include "peimage.h"

enum { PE_BUILD_MAX = 4096, PE_BUILD_HEADERS = 0x200, PE_BUILD_SECTION_RVA = 0x1000 };

typedef struct PeSpec {
    uint16_t machine;
    bool isDll;
    const char *library;   /* imported; NULL for none */
    const char *function;  /* from there; NULL: by ordinal 5 */
    bool isDelayed;        /* the library is delay-loaded */
    const char *second;    /* imported at the start besides, with the same function; or NULL */
    bool isOldDelay;       /* with addresses instead of RVAs, as linkers of 1998 wrote them */
    const char *exported;  /* two functions, this one and "Zeta"; NULL for none */
    const char *forwarder; /* of the first function; NULL: it is in the DLL */
    const char *product;   /* of a version resource; NULL for none */
    const char *manifest;  /* a resource, instead of the version; NULL for none */
    bool isAnyCpu;         /* a .NET program for any architecture */
    const void *contents;  /* bytes to be found in the file, contentsSize of them */
    size_t contentsSize;
} PeSpec;

/* Returns the size of the file. */
size_t PeBuild(const PeSpec *spec, uint8_t file[PE_BUILD_MAX]);

#endif
