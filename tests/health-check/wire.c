/* SPDX-License-Identifier: MIT */
/* The health check's own reader and writer of bytes, with good and bad input. */
#include "qutiltest.h"

#include "wire.h"

#include <string.h>

static const BYTE entry[] = {0, 2, 0, 4, 0, 0x7E, 0xD9, 1, 0, 10, 0, 0, 0x80, 8, 0, 1, 2};

#define PAGE 4096u

/* The bytes end at an inaccessible page. */
static HRESULT decode(const BYTE *bytes, size_t size, SoH **soh)
{
    BYTE *pages = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    WireBytes wire;
    DWORD before;
    HRESULT hr;

    assert_non_null(pages);
    assert_true(VirtualProtect(pages + PAGE, PAGE, PAGE_NOACCESS, &before));
    assert_true(size <= PAGE);
    wire.bytes = pages + PAGE - size;
    wire.size = (UINT32)size;
    memcpy(wire.bytes, bytes, size);
    *soh = SENTINEL;
    hr = WireDecode(&wire, soh);
    assert_true(VirtualFree(pages, 0, MEM_RELEASE));
    return hr;
}

static void readsAndWritesTheSameBytes(void **state)
{
    WireBytes again;
    SoH *soh;

    (void)state;
    assert_hresult(decode(entry, sizeof(entry), &soh), S_OK);
    assert_int_equal(soh->count, 3);
    assert_int_equal(soh->attributes[0].type, 2);
    assert_memory_equal(soh->attributes[0].value, "\x00\x7E\xD9\x01", 4);
    assert_int_equal(soh->attributes[1].type, 10);
    assert_int_equal(soh->attributes[1].size, 0);
    assert_null(soh->attributes[1].value);
    assert_int_equal(soh->attributes[2].type, 8); /* without the flag bit of the input */
    assert_int_equal(soh->attributes[2].value[0], 2);
    assert_hresult(WireEncode(soh, &again), S_OK);
    assert_int_equal(again.size, sizeof(entry));
    assert_memory_equal(again.bytes, entry, 12);
    assert_memory_equal(again.bytes + 12, "\x00\x08\x00\x01\x02", 5);
    CoTaskMemFree(again.bytes);
    FreeSoH(soh);
}

static void refusesTruncatedBytes(void **state)
{
    (void)state;
    for (size_t size = 0; size < sizeof(entry); size++) {
        BOOL isWhole = size == 8 || size == 12;
        SoH *soh;

        assert_hresult(decode(entry, size, &soh), isWhole ? S_OK : NAP_E_INVALID_PACKET);
        assert_true((soh != NULL) == isWhole);
        FreeSoH(soh);
    }
}

static void refusesTooManyAttributes(void **state)
{
    BYTE heads[4 * 101] = {0};
    SoH *soh;

    (void)state;
    assert_hresult(decode(heads, 4 * 100, &soh), S_OK);
    assert_int_equal(soh->count, 100);
    FreeSoH(soh);
    assert_hresult(decode(heads, 4 * 101, &soh), NAP_E_INVALID_PACKET);
    assert_null(soh);
}

static void leaksNothingWhenMemoryRunsOut(void **state)
{
    LONG n = 0;
    HRESULT hr;

    (void)state;
    do {
        SoH *soh;

        SpyFailAllocation(++n);
        hr = decode(entry, sizeof(entry), &soh);
        assert_true(hr == S_OK || (hr == E_OUTOFMEMORY && !soh));
        FreeSoH(soh);
    } while (SpyHasFailed());
    assert_hresult(hr, S_OK);
    assert_int_equal(n, 5); /* struct, array and two values can fail */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        spied_test(readsAndWritesTheSameBytes),
        spied_test(refusesTruncatedBytes),
        spied_test(refusesTooManyAttributes),
        spied_test(leaksNothingWhenMemoryRunsOut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
