/* SPDX-License-Identifier: MIT */
/* See fuzzinput.h. */
#include "fuzzinput.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nativealloc.h"

void FuzzFail(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: not true: %s\n", file, line, condition);
    abort();
}

UINT8 FuzzU8(SohReader *input)
{
    UINT8 value = 0;

    SohReaderU8(input, &value);
    return value;
}

UINT16 FuzzU16(SohReader *input)
{
    UINT16 value = 0;

    SohReaderU16(input, &value);
    return value;
}

UINT32 FuzzU32(SohReader *input)
{
    UINT32 value = 0;

    SohReaderU32(input, &value);
    return value;
}

void *FuzzBlock(SohReader *input, UINT32 size)
{
    const UINT32 given = size < input->left ? size : input->left;
    const BYTE *bytes;
    BYTE *block = NULL;

    if (size != 0) {
        block = calloc(size, 1);
        REQUIRE(block != NULL);
        REQUIRE(SohReaderBytes(input, given, &bytes));
        if (given != 0) {
            memcpy(block, bytes, given);
        }
    }
    return block;
}

void FuzzFailAllocations(SohReader *input)
{
    NativeFailRandomly(FuzzU32(input), 0x20000000);
}
