/* SPDX-License-Identifier: MIT */
/*
 * The length of a text, compared with a simple loop, in blocks that end with the text: valgrind
 * reports a result that depends on bytes beyond. The rules of tests/contract use inaccessible
 * pages, too.
 */
#include "qutiltest.h"

#include <stdlib.h>
#include <string.h>

#include "textlength.h"

#define CHUNK   16u
#define LONGEST 64u

/* Only the host's sanitizer reports odd addresses. */
#ifdef _WIN32
#define STEP 1u
#else
#define STEP 2u
#endif

/* A block aligned by CHUNK. The text begins at offset and ends with the block. */
typedef struct Text {
    BYTE *block;
    WCHAR *start;
} Text;

static Text makeText(size_t offset, size_t characters)
{
    Text text;

    /* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): none is a size, too */
    text.block = malloc(offset + characters * sizeof(WCHAR));
    assert_non_null(text.block);
    memset(text.block, 0, offset); /* NULs before the text must not count */
    text.start = (WCHAR *)(void *)(text.block + offset);
    return text;
}

static void fill(WCHAR *start, size_t characters, WCHAR with)
{
    for (size_t i = 0; i < characters; i++) {
        memcpy((BYTE *)start + i * sizeof(with), &with, sizeof(with));
    }
}

static void findsTheNulAtEveryAlignment(void **state)
{
    for (size_t offset = 0; offset < 2 * CHUNK; offset += STEP) {
        for (size_t length = 0; length <= LONGEST; length++) {
            Text text = makeText(offset, length + 1);

            fill(text.start, length, L'x');
            fill(text.start + length, 1, 0);
            assert_int_equal(TextLength(text.start, 65536), length);
            free(text.block);
        }
    }
}

static void stopsAtMost(void **state)
{
    for (size_t offset = 0; offset < 2 * CHUNK; offset += STEP) {
        for (size_t most = 0; most <= LONGEST; most++) {
            Text text = makeText(offset, most);

            fill(text.start, most, L'x');
            assert_int_equal(TextLength(text.start, most), most);
            free(text.block);
        }
    }
}

static void findsTheFirstNul(void **state)
{
    for (size_t first = 0; first < LONGEST; first++) {
        for (size_t second = first; second < LONGEST; second++) {
            Text text = makeText(0, LONGEST);

            fill(text.start, LONGEST, L'x');
            fill(text.start + first, 1, 0);
            fill(text.start + second, 1, 0);
            assert_int_equal(TextLength(text.start, LONGEST), first);
            free(text.block);
        }
    }
}

/* As in a zeroed block: whole chunks may be NULs. */
static void findsTheFirstOfManyNuls(void **state)
{
    for (size_t offset = 0; offset < CHUNK; offset += STEP) {
        for (size_t first = 0; first < LONGEST; first++) {
            Text text = makeText(offset, LONGEST);

            fill(text.start, first, L'x');
            fill(text.start + first, LONGEST - first, 0);
            assert_int_equal(TextLength(text.start, LONGEST), first);
            free(text.block);
        }
    }
}

/* Arithmetic on several characters at once could take these for a NUL, or miss a NUL. */
static void takesNoOtherCharacterForNul(void **state)
{
    static const WCHAR units[] = {0x0001, 0x0100, 0x0101, 0x00FF, 0xFF00, 0x7FFF,
                                  0x8000, 0x8001, 0x8080, 0xFFFE, 0xFFFF};

    for (size_t one = 0; one < ARRAYSIZE(units); one++) {
        for (size_t other = 0; other < ARRAYSIZE(units); other++) {
            for (size_t length = 0; length <= LONGEST; length++) {
                Text text = makeText(0, LONGEST + 1);

                for (size_t i = 0; i <= LONGEST; i++) {
                    text.start[i] = units[i % 2 == 0 ? one : other];
                }
                assert_int_equal(TextLength(text.start, LONGEST), LONGEST);
                text.start[length] = 0;
                assert_int_equal(TextLength(text.start, LONGEST + 1), length);
                free(text.block);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findsTheNulAtEveryAlignment),
        cmocka_unit_test(stopsAtMost),
        cmocka_unit_test(findsTheFirstNul),
        cmocka_unit_test(findsTheFirstOfManyNuls),
        cmocka_unit_test(takesNoOtherCharacterForNul),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
