/* SPDX-License-Identifier: MIT */
/*
 * SoH structures for the codec's tests, whose blocks come from malloc, each of just its size: so
 * the spy counts only what the codec does, and a sanitizer sees any read beyond a block.
 */
#ifndef TESTS_SOH_SOHBUILDER_H
#define TESTS_SOH_SOHBUILDER_H

#include <windows.h>

#include "napprotocol.h"

typedef struct SohPart {
    UINT16 type;
    UINT16 size;
    const void *bytes; /* NULL makes a NULL value; else size bytes are copied, if size is not 0 */
} SohPart;

/* Bytes to point parts at: as many as an attribute can have, and some more. */
extern const BYTE SohFiller[65536];

SoH *BuildSoH(const SohPart *parts, UINT16 count);
void DestroySoH(SoH *soh);

#endif
