/* SPDX-License-Identifier: MIT */
/* Fast pseudo-random numbers, the same again for the same seed. */
#ifndef TESTS_ENDURANCE_CHANCE_H
#define TESTS_ENDURANCE_CHANCE_H

#include <windows.h>

typedef struct Chance {
    UINT32 state; /* never 0 */
} Chance;

static inline Chance ChanceFrom(UINT32 seed, UINT32 number)
{
    Chance chance = {(seed ^ (number * 0x9E3779B9u)) | 1u};

    return chance;
}

/* Marsaglia's xorshift. */
static inline UINT32 ChanceNext(Chance *chance)
{
    chance->state ^= chance->state << 13;
    chance->state ^= chance->state >> 17;
    chance->state ^= chance->state << 5;
    return chance->state;
}

/* 0 to limit - 1. */
static inline UINT32 ChanceBelow(Chance *chance, UINT32 limit)
{
    return (UINT32)(((UINT64)ChanceNext(chance) * limit) >> 32);
}

static inline BOOL ChanceOneIn(Chance *chance, UINT32 number)
{
    return ChanceBelow(chance, number) == 0;
}

#endif
