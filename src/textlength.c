/* SPDX-License-Identifier: MIT */
/*
 * See textlength.h. The text is read in chunks aligned to their own size, so no chunk crosses a
 * page: if one of its characters can be read, all can.
 */
#include "textlength.h"

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define CHUNK_SIZE   16u
#define CHUNK_LENGTH (CHUNK_SIZE / sizeof(WCHAR))

/* The sanitizer would report a chunk that reaches beyond the text's block. */
#ifdef __clang__
#define READS_BEYOND_NUL __attribute__((no_sanitize("address")))
#else
#define READS_BEYOND_NUL
#endif

#ifdef __SSE2__

static READS_BEYOND_NUL inline BOOL hasNul(const WCHAR *chunk)
{
    __m128i characters = _mm_load_si128((const __m128i *)(const void *)chunk);

    return _mm_movemask_epi8(_mm_cmpeq_epi16(characters, _mm_setzero_si128())) != 0;
}

#else

/*
 * Not 0 if and only if one of the two 16-bit characters is 0. Subtracting 1 turns a clear top bit
 * into a set one only if the character is 0, and only such a character borrows from its neighbour.
 */
static inline UINT32 nulBits(UINT32 characters)
{
    return (characters - 0x00010001) & ~characters & 0x80008000;
}

static READS_BEYOND_NUL inline BOOL hasNul(const WCHAR *chunk)
{
    UINT32 pairs[CHUNK_SIZE / sizeof(UINT32)];

    __builtin_memcpy(pairs, __builtin_assume_aligned(chunk, CHUNK_SIZE), CHUNK_SIZE);
    return (nulBits(pairs[0]) | nulBits(pairs[1]) | nulBits(pairs[2]) | nulBits(pairs[3])) != 0;
}

#endif

READS_BEYOND_NUL size_t TextLength(const WCHAR *text, size_t most)
{
    size_t length = 0;

    /* At an odd address no character is ever aligned, so this loop reads the whole text. */
    while (length < most && (uintptr_t)(text + length) % CHUNK_SIZE != 0) {
        if (text[length] == 0) {
            return length;
        }
        length++;
    }
    while (most - length >= CHUNK_LENGTH && !hasNul(text + length)) {
        length += CHUNK_LENGTH;
    }
    while (length < most && text[length] != 0) {
        length++;
    }
    return length;
}
