/* SPDX-License-Identifier: MIT */
/* What AllocConnections, AllocCountedString and AllocFixupInfo give, and refuse. */
#include "qutiltest.h"

#include "allocspy.h"

#include <stdlib.h>
#include <wchar.h>

#define MOST 65535u

static BOOL isZero(const void *bytes, size_t size)
{
    const BYTE *byte = bytes;

    for (size_t i = 0; i < size; i++) {
        if (byte[i] != 0) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Just what is needed: neither a byte less nor one more. */
static void expectSize(const void *block, size_t expected)
{
    SIZE_T size = 0;

    assert_true(AllocSpyFind(block, &size));
    assert_int_equal(size, expected);
}

static void allocConnectionsOf(UINT16 count)
{
    Connections *connections = SENTINEL;

    assert_hresult(AllocConnections(&connections, count), S_OK);
    assert_int_equal(connections->count, count);
    assert_int_equal(SpyRead().live, 2);
    expectSize(connections, sizeof(*connections));
    expectSize(connections->connections, count * sizeof(connections->connections[0]));
    assert_true(isZero(connections->connections, count * sizeof(connections->connections[0])));
    FreeConnections(connections);
    assert_int_equal(SpyRead().live, 0);
}

static void allocConnectionsGivesZeroedPointers(void **state)
{
    (void)state;
    allocConnectionsOf(1);
    allocConnectionsOf(2);
    allocConnectionsOf(20);
    allocConnectionsOf(0x8000);
    allocConnectionsOf(MOST);
}

static void allocConnectionsOfNoneHasNoSecondBlock(void **state)
{
    Connections *connections = SENTINEL;

    (void)state;
    assert_hresult(AllocConnections(&connections, 0), S_OK);
    assert_int_equal(connections->count, 0);
    assert_null(connections->connections);
    assert_int_equal(SpyRead().allocations, 1);
    FreeConnections(connections);
}

static void allocConnectionsRefusesNullOut(void **state)
{
    (void)state;
    assert_hresult(AllocConnections(NULL, 0), E_INVALIDARG);
    assert_hresult(AllocConnections(NULL, 7), E_INVALIDARG);
    assert_int_equal(SpyRead().allocations, 0);
}

static void allocFixupInfoOf(UINT16 count)
{
    FixupInfo *info = SENTINEL;

    assert_hresult(AllocFixupInfo(&info, count), S_OK);
    assert_int_equal(info->resultCodes.count, count);
    assert_int_equal(info->state, fixupStateSuccess);
    assert_int_equal(info->percentage, 0);
    assert_int_equal(info->fixupMsgId, 0);
    assert_int_equal(SpyRead().live, 2);
    expectSize(info, sizeof(*info));
    expectSize(info->resultCodes.results, count * sizeof(info->resultCodes.results[0]));
    assert_true(isZero(info->resultCodes.results, count * sizeof(info->resultCodes.results[0])));
    FreeFixupInfo(info);
    assert_int_equal(SpyRead().live, 0);
}

static void allocFixupInfoGivesZeroedResults(void **state)
{
    (void)state;
    allocFixupInfoOf(1);
    allocFixupInfoOf(1000);
    allocFixupInfoOf(MOST);
}

static void allocFixupInfoOfNoneHasNoResults(void **state)
{
    FixupInfo *info = SENTINEL;

    (void)state;
    assert_hresult(AllocFixupInfo(&info, 0), S_OK);
    assert_true(isZero(info, sizeof(*info)));
    assert_int_equal(SpyRead().allocations, 1);
    FreeFixupInfo(info);
}

static void allocFixupInfoRefusesNullOut(void **state)
{
    (void)state;
    assert_hresult(AllocFixupInfo(NULL, 0), E_INVALIDARG);
    assert_hresult(AllocFixupInfo(NULL, 1), E_INVALIDARG);
    assert_int_equal(SpyRead().allocations, 0);
}

static WCHAR *longString(size_t length)
{
    WCHAR *string = test_malloc((length + 1) * sizeof(WCHAR));

    for (size_t i = 0; i < length; i++) {
        string[i] = (WCHAR)(L'a' + i % 26);
    }
    string[length] = 0;
    return string;
}

static void allocCountedStringOf(size_t length)
{
    WCHAR *string = longString(length);
    CountedString *counted = SENTINEL;

    assert_hresult(AllocCountedString(&counted, string), S_OK);
    assert_int_equal(counted->length, length);
    assert_ptr_not_equal(counted->string, string);
    assert_memory_equal(counted->string, string, (length + 1) * sizeof(WCHAR));
    expectSize(counted, sizeof(*counted));
    expectSize(counted->string, (length + 1) * sizeof(WCHAR));
    assert_int_equal(SpyRead().live, 2);
    FreeCountedString(counted);
    test_free(string);
}

static void allocCountedStringCountsCharacters(void **state)
{
    (void)state;
    for (size_t length = 0; length <= 40; length++) {
        allocCountedStringOf(length);
    }
    allocCountedStringOf(maxStringLength);
    allocCountedStringOf(maxStringLength + 1);
    allocCountedStringOf(MOST - 1);
    allocCountedStringOf(MOST);
}

static void allocCountedStringKeepsEveryCodeUnit(void **state)
{
    /* A lone surrogate and values whose low or high byte is zero are characters like any other. */
    static const WCHAR units[] = {0x0100, 0x00FF, 0xD800, 0xFFFF, 0x0001, 0};
    CountedString *counted = SENTINEL;

    (void)state;
    assert_hresult(AllocCountedString(&counted, units), S_OK);
    assert_int_equal(counted->length, 5);
    assert_memory_equal(counted->string, units, sizeof(units));
    FreeCountedString(counted);
}

static void allocCountedStringStartsAnywhere(void **state)
{
    /* Not even the alignment of a WCHAR is promised by a caller on x86 or x64. */
    BYTE bytes[64] = {0};
    static const WCHAR text[] = L"unaligned";

    (void)state;
    for (size_t offset = 0; offset < 32; offset++) {
        CountedString *counted = SENTINEL;

        memset(bytes, 0x11, sizeof(bytes));
        memcpy(bytes + offset, text, sizeof(text));
        assert_hresult(AllocCountedString(&counted, (const WCHAR *)(const void *)(bytes + offset)),
                       S_OK);
        assert_int_equal(counted->length, 9);
        assert_memory_equal(counted->string, text, sizeof(text));
        FreeCountedString(counted);
    }
}

static void allocCountedStringRefusesTooLong(void **state)
{
    WCHAR *string = longString(MOST + 1);
    CountedString *counted = SENTINEL;

    (void)state;
    assert_hresult(AllocCountedString(&counted, string), E_INVALIDARG);
    assert_null(counted);
    assert_int_equal(SpyRead().allocations, 0);
    test_free(string);
}

/* Memory between two pages that must not be touched. */
typedef struct Guarded {
    BYTE *pages;
    BYTE *start;
    BYTE *end;
} Guarded;

static Guarded makeGuarded(SIZE_T size)
{
    SYSTEM_INFO system;
    SIZE_T page;
    SIZE_T usable;
    DWORD old;
    Guarded guarded;

    GetSystemInfo(&system);
    page = system.dwPageSize;
    usable = (size + page - 1) / page * page;
    guarded.pages = VirtualAlloc(NULL, usable + 2 * page, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    assert_non_null(guarded.pages);
    guarded.start = guarded.pages + page;
    guarded.end = guarded.start + usable;
    assert_true(VirtualProtect(guarded.pages, page, PAGE_NOACCESS, &old));
    assert_true(VirtualProtect(guarded.end, page, PAGE_NOACCESS, &old));
    return guarded;
}

/* What follows the text up to the page is no NUL. Every second address is odd. */
static void putAndCount(BYTE *where, size_t length, const BYTE *end)
{
    CountedString *counted = SENTINEL;
    WCHAR text[65];

    for (size_t i = 0; i < length; i++) {
        text[i] = (WCHAR)(L'a' + i % 26);
    }
    text[length] = 0;
    memset(where, 0x55, (size_t)(end - where));
    memcpy(where, text, (length + 1) * sizeof(WCHAR));
    assert_hresult(AllocCountedString(&counted, (const WCHAR *)(const void *)where), S_OK);
    assert_int_equal(counted->length, length);
    assert_memory_equal(counted->string, text, (length + 1) * sizeof(WCHAR));
    FreeCountedString(counted);
}

static void allocCountedStringReadsNoFurtherThanNul(void **state)
{
    Guarded guarded = makeGuarded(4096);

    (void)state;
    for (size_t gap = 0; gap < 64; gap++) {
        for (size_t length = 0; length <= 64; length++) {
            BYTE *text = guarded.end - gap - (length + 1) * sizeof(WCHAR);

            putAndCount(text, length, guarded.end);
        }
    }
    VirtualFree(guarded.pages, 0, MEM_RELEASE);
}

static void allocCountedStringReadsNothingBefore(void **state)
{
    Guarded guarded = makeGuarded(4096);

    (void)state;
    for (size_t gap = 0; gap < 64; gap++) {
        for (size_t length = 0; length <= 64; length++) {
            putAndCount(guarded.start + gap, length, guarded.start + 512);
        }
    }
    VirtualFree(guarded.pages, 0, MEM_RELEASE);
}

static void allocCountedStringReads65536CharactersAtMost(void **state)
{
    /* No NUL at all before the forbidden page: one character more read is an access violation. */
    Guarded guarded = makeGuarded((MOST + 1) * sizeof(WCHAR));
    WCHAR *string = (WCHAR *)(void *)guarded.end - (MOST + 1);
    CountedString *counted = SENTINEL;

    (void)state;
    for (size_t i = 0; i <= MOST; i++) {
        string[i] = L'y';
    }
    assert_hresult(AllocCountedString(&counted, string), E_INVALIDARG);
    assert_null(counted);
    assert_int_equal(SpyRead().allocations, 0);
    VirtualFree(guarded.pages, 0, MEM_RELEASE);
}

static void allocCountedStringKnowsItsLimitAtEveryAlignment(void **state)
{
    /* One character too many, then a NUL in the place of the last, which is as long as can be. */
    Guarded guarded = makeGuarded((MOST + 1) * sizeof(WCHAR) + 64);

    (void)state;
    for (size_t gap = 0; gap < 32; gap++) {
        BYTE *text = guarded.end - gap - (MOST + 1) * sizeof(WCHAR);
        CountedString *counted = SENTINEL;

        memset(text, 0x55, (MOST + 1) * sizeof(WCHAR));
        assert_hresult(AllocCountedString(&counted, (const WCHAR *)(const void *)text),
                       E_INVALIDARG);
        assert_null(counted);
        memset(text + MOST * sizeof(WCHAR), 0, sizeof(WCHAR));
        assert_hresult(AllocCountedString(&counted, (const WCHAR *)(const void *)text), S_OK);
        assert_int_equal(counted->length, MOST);
        assert_memory_equal(counted->string, text, (MOST + 1) * sizeof(WCHAR));
        FreeCountedString(counted);
    }
    VirtualFree(guarded.pages, 0, MEM_RELEASE);
}

static void allocCountedStringRefusesNull(void **state)
{
    CountedString *counted = SENTINEL;

    (void)state;
    assert_hresult(AllocCountedString(&counted, NULL), E_INVALIDARG);
    assert_null(counted);
    assert_hresult(AllocCountedString(NULL, L"text"), E_INVALIDARG);
    assert_hresult(AllocCountedString(NULL, NULL), E_INVALIDARG);
    assert_int_equal(SpyRead().allocations, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(allocConnectionsGivesZeroedPointers),
        spied_test(allocConnectionsOfNoneHasNoSecondBlock),
        spied_test(allocConnectionsRefusesNullOut),
        spied_test(allocFixupInfoGivesZeroedResults),
        spied_test(allocFixupInfoOfNoneHasNoResults),
        spied_test(allocFixupInfoRefusesNullOut),
        spied_test(allocCountedStringCountsCharacters),
        spied_test(allocCountedStringKeepsEveryCodeUnit),
        spied_test(allocCountedStringStartsAnywhere),
        spied_test(allocCountedStringRefusesTooLong),
        spied_test(allocCountedStringReadsNoFurtherThanNul),
        spied_test(allocCountedStringReadsNothingBefore),
        spied_test(allocCountedStringReads65536CharactersAtMost),
        spied_test(allocCountedStringKnowsItsLimitAtEveryAlignment),
        spied_test(allocCountedStringRefusesNull),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
