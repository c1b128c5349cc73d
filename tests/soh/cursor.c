/* SPDX-License-Identifier: MIT */
/* The byte cursor: byte order, and that it doesn't move when something doesn't fit. */
#include "qutiltest.h"

#include <stdlib.h>
#include <string.h>

#include "soh/cursor.h"

static const BYTE ladder[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};

/* volatile, because a compiler that knows the value warns of the copy, which must not happen. */
static const volatile UINT32 wildSize = 0xFFFFFFFF;

static void readsBigEndian(void **state)
{
    SohReader reader = SohReaderOver(ladder, sizeof(ladder));
    UINT8 u8;
    UINT16 u16;
    UINT32 u32;

    assert_true(SohReaderU8(&reader, &u8));
    assert_int_equal(u8, 0x01);
    assert_true(SohReaderU16(&reader, &u16));
    assert_int_equal(u16, 0x0203);
    assert_true(SohReaderU32(&reader, &u32));
    assert_int_equal(u32, 0x04050607);
    assert_int_equal(reader.left, 1);
}

static void readsTheHighWordOfATimeFirst(void **state)
{
    SohReader reader = SohReaderOver(ladder, sizeof(ladder));
    FILETIME time;

    assert_true(SohReaderTime(&reader, &time));
    assert_int_equal(time.dwHighDateTime, 0x01020304);
    assert_int_equal(time.dwLowDateTime, 0x05060708);
    assert_int_equal(reader.left, 0);
}

static void returnsPointersToBytes(void **state)
{
    SohReader reader = SohReaderOver(ladder, sizeof(ladder));
    const BYTE *bytes;

    assert_true(SohReaderBytes(&reader, 3, &bytes));
    assert_ptr_equal(bytes, ladder);
    assert_true(SohReaderBytes(&reader, 5, &bytes));
    assert_ptr_equal(bytes, ladder + 3);
    assert_true(SohReaderBytes(&reader, 0, &bytes));
    assert_false(SohReaderBytes(&reader, 1, &bytes));
}

static void readsTopBits(void **state)
{
    const BYTE ones[] = {0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFD};
    SohReader reader = SohReaderOver(ones, sizeof(ones));
    UINT16 u16;
    UINT32 u32;

    assert_true(SohReaderU16(&reader, &u16));
    assert_int_equal(u16, 0xFFFE);
    assert_true(SohReaderU32(&reader, &u32));
    assert_true(u32 == 0xFFFFFFFDu);
}

/* Blocks of the exact size, so that a sanitizer sees a read beyond them. */
static void refusesToReadBeyond(void **state)
{
    UINT32 size;

    for (size = 0; size < 8; size++) {
        BYTE *block = malloc(size + (size == 0));
        SohReader reader = SohReaderOver(block, size);
        UINT8 u8 = 0xAA;
        UINT16 u16 = 0xAAAA;
        UINT32 u32 = 0xAAAAAAAA;
        FILETIME time = {0xAAAAAAAA, 0xAAAAAAAA};
        const BYTE *bytes = SENTINEL;

        assert_non_null(block);
        memset(block, 0, size);
        assert_false(SohReaderTime(&reader, &time));
        assert_int_equal(SohReaderU32(&reader, &u32), size >= 4);
        reader = SohReaderOver(block, size);
        assert_int_equal(SohReaderU16(&reader, &u16), size >= 2);
        reader = SohReaderOver(block, size);
        assert_int_equal(SohReaderU8(&reader, &u8), size >= 1);
        reader = SohReaderOver(block, size);
        assert_false(SohReaderBytes(&reader, size + 1, &bytes));
        assert_false(SohReaderBytes(&reader, wildSize, &bytes));
        assert_int_equal(reader.left, size);
        assert_true(time.dwHighDateTime == 0xAAAAAAAA && time.dwLowDateTime == 0xAAAAAAAA);
        assert_true(size >= 4 || u32 == 0xAAAAAAAA);
        assert_true(size >= 2 || u16 == 0xAAAA);
        assert_true(size >= 1 || u8 == 0xAA);
        assert_ptr_equal(bytes, SENTINEL);
        free(block);
    }
}

static void writesBigEndian(void **state)
{
    BYTE out[8];
    SohWriter writer = SohWriterOver(out, sizeof(out));

    assert_true(SohWriterU8(&writer, 0x01));
    assert_true(SohWriterU32(&writer, 0x02030405));
    assert_true(SohWriterBytes(&writer, ladder + 5, 3));
    assert_int_equal(writer.left, 0);
    assert_memory_equal(out, ladder, sizeof(ladder));
}

static void writesTheHighWordOfATimeFirst(void **state)
{
    const FILETIME time = {.dwLowDateTime = 0x05060708, .dwHighDateTime = 0x01020304};
    BYTE out[8];
    SohWriter writer = SohWriterOver(out, sizeof(out));

    assert_true(SohWriterTime(&writer, time));
    assert_memory_equal(out, ladder, sizeof(ladder));
}

static void refusesToWriteBeyond(void **state)
{
    const FILETIME time = {1, 2};
    UINT32 size;

    for (size = 0; size < 8; size++) {
        BYTE *block = malloc(size + (size == 0));
        SohWriter writer = SohWriterOver(block, size);

        assert_non_null(block);
        assert_false(SohWriterTime(&writer, time));
        assert_false(SohWriterBytes(&writer, ladder, size + 1));
        assert_false(SohWriterBytes(&writer, ladder, wildSize));
        assert_int_equal(writer.left, size);
        assert_int_equal(SohWriterU32(&writer, 0), size >= 4);
        writer = SohWriterOver(block, size);
        assert_int_equal(SohWriterU8(&writer, 0), size >= 1);
        free(block);
    }
}

static void acceptsNullForNoBytes(void **state)
{
    SohReader reader = SohReaderOver(NULL, 0);
    SohWriter writer = SohWriterOver(NULL, 0);
    const BYTE *bytes = SENTINEL;
    BYTE out[1];

    assert_true(SohReaderBytes(&reader, 0, &bytes));
    assert_null(bytes);
    assert_true(SohWriterBytes(&writer, NULL, 0));
    assert_false(SohWriterU8(&writer, 1));
    writer = SohWriterOver(out, sizeof(out));
    assert_false(SohWriterBytes(&writer, NULL, 1));
    assert_int_equal(writer.left, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readsBigEndian),
        cmocka_unit_test(readsTheHighWordOfATimeFirst),
        cmocka_unit_test(returnsPointersToBytes),
        cmocka_unit_test(readsTopBits),
        cmocka_unit_test(refusesToReadBeyond),
        cmocka_unit_test(writesBigEndian),
        cmocka_unit_test(writesTheHighWordOfATimeFirst),
        cmocka_unit_test(refusesToWriteBeyond),
        cmocka_unit_test(acceptsNullForNoBytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
