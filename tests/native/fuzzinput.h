/* SPDX-License-Identifier: MIT */
/* What the fuzzers share: decisions taken from the input, and a check that ends the program. */
#ifndef NATIVE_FUZZINPUT_H
#define NATIVE_FUZZINPUT_H

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

/* A block of just that size from malloc, NULL for 0: the next bytes, and zeros beyond the input. */
void *FuzzBlock(SohReader *input, UINT32 size);

/* Takes a seed, and lets about one allocation of eight fail. */
void FuzzFailAllocations(SohReader *input);

#endif
