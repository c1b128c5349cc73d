/* SPDX-License-Identifier: MIT */
/* What the fuzzers share: reading decisions from the input, and a check that ends the program. */
#ifndef TESTS_NATIVE_FUZZINPUT_H
#define TESTS_NATIVE_FUZZINPUT_H

#include <windows.h>

#include "soh/cursor.h"

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            FuzzFail(__FILE__, __LINE__, #condition);                                              \
        }                                                                                          \
    } while (0)

_Noreturn void FuzzFail(const char *file, int line, const char *condition);

/* The next number, or 0 when the input is used up. */
UINT8 FuzzU8(SohReader *input);
UINT16 FuzzU16(SohReader *input);
UINT32 FuzzU32(SohReader *input);

/*
 * A block of exactly that size from malloc, NULL for 0. It holds the next bytes of the input, and
 * zeros beyond its end.
 */
void *FuzzBlock(SohReader *input, UINT32 size);

/* Reads a seed, and lets about one allocation in eight fail. */
void FuzzFailAllocations(SohReader *input);

#endif
