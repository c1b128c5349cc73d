/* SPDX-License-Identifier: MIT */
/*
 * Builds SoH structures for the codec's tests. Each block comes from malloc with exactly its size,
 * so the spy counts only the codec's blocks, and a sanitizer finds any read beyond a block.
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

/* Bytes for the parts to point to: more than an attribute can have. */
extern const BYTE SohFiller[65536];

SoH *BuildSoH(const SohPart *parts, UINT16 count);
void DestroySoH(SoH *soh);

#endif
