/* SPDX-License-Identifier: MIT */
/* Statements of Health as literals, and whether two of them, or two values, are the same. */
#ifndef TOOLS_COMMON_SOHLITERAL_H
#define TOOLS_COMMON_SOHLITERAL_H

#include <windows.h>

#include "napprotocol.h"

#define BYTES(...)                                                                                 \
    sizeof((BYTE[]){__VA_ARGS__}), (BYTE[])                                                        \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define ATTRIBUTE(type, ...)                                                                       \
    {                                                                                              \
        (type), BYTES(__VA_ARGS__)                                                                 \
    }
#define EMPTY_ATTRIBUTE(type)                                                                      \
    {                                                                                              \
        (type), 0, NULL                                                                            \
    }
#define ID_ATTRIBUTE ATTRIBUTE(sohAttributeTypeSystemHealthId, 0x00, 0x01, 0x37, 0x00)
#define SOH_OF(array)                                                                              \
    {                                                                                              \
        ARRAYSIZE(array), (array)                                                                  \
    }

/* Byte for byte. */
BOOL SohEqual(const SoH *a, const SoH *b);

/* A copy in one block, for free(). It takes nothing of COM's allocator. NULL: no memory. */
SoH *SohCopy(const SoH *soh);
/* Frees one that is all of COM's allocator, as methods return them. NULL does nothing. */
void SohFree(SoH *soh);

/*
 * These two follow the documentation of the types, not the table of src/soh, which they help to
 * test.
 */
BOOL SohSizeIsAllowed(UINT32 type, UINT32 size);
BOOL SohValueEqual(UINT32 type, const SoHAttributeValue *one, const SoHAttributeValue *other);

#endif
