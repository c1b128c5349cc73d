/* SPDX-License-Identifier: MIT */
/*
 * A structure that another thread changes while it is read. Whatever is read in between, nothing
 * may overflow, and a statement that was read is a valid one.
 */
#include "qutiltest.h"

#include <pthread.h>
#include <stdatomic.h>

#include "allocator.h"
#include "sohbuilder.h"
#include "soh/statement.h"
#include "soh/validity.h"

#define LEAST 5000 /* rounds of either outcome */

static const BYTE idBytes[] = {0x00, 0x01, 0x37, 0x80};

static volatile SoH *shared;
static atomic_bool enough;

/* Each value has room for the greatest size, so that only the reader can go wrong. */
static void *change(void *context)
{
    static const UINT16 sizes[] = {0, 4, 3, 4000, 4001, 65535, 16};
    static const UINT16 types[] = {4, 6, 2, 7, 15, 0x4000, 3};
    UINT32 i = 0;

    while (!enough) {
        volatile SoHAttribute *attribute = &shared->attributes[1 + i % 99];

        attribute->size = sizes[i % 7];
        attribute->type = types[i / 7 % 7];
        attribute->size = 4;
        attribute->type = 4;
        shared->count = i % 3 == 0 ? 65535 : 100;
        shared->count = (UINT16)(2 + i % 99);
        i++;
    }
    return context;
}

static SoH *buildLarge(void)
{
    SohPart parts[100];
    SoH *soh;

    for (size_t i = 0; i < ARRAYSIZE(parts); i++) {
        const SohPart part = {4, 65535, SohFiller};

        parts[i] = part;
    }
    parts[0].type = 2;
    parts[0].size = 4;
    parts[0].bytes = idBytes;
    soh = BuildSoH(parts, ARRAYSIZE(parts));
    for (size_t i = 1; i < ARRAYSIZE(parts); i++) {
        soh->attributes[i].size = 4;
    }
    return soh;
}

/* 1 if it was read, 0 if it was refused. */
static UINT32 readOnce(const SoH *soh)
{
    SohStatement statement;
    SoH *copy = NULL;
    HRESULT hr;

    SohStatementInit(&statement);
    hr = SohStatementRead(&statement, soh, FALSE);
    if (SUCCEEDED(hr)) {
        assert_hresult(SohStatementWrite(&statement, &copy), S_OK);
        assert_hresult(SohValidate(copy, FALSE), S_OK);
        AllocatorFreeSoH(copy);
    } else {
        assert_hresult(hr, NAP_E_INVALID_PACKET);
    }
    SohStatementClear(&statement);
    return SUCCEEDED(hr);
}

/* Goes on until both outcomes were seen often, however the threads are scheduled. */
static void readsWhatItChecked(void **state)
{
    SoH *soh = buildLarge();
    UINT32 read = 0;
    UINT32 rounds = 0;
    pthread_t thread;

    (void)state;
    shared = soh;
    assert_int_equal(pthread_create(&thread, NULL, change, NULL), 0);
    while (read < LEAST || rounds - read < LEAST) {
        read += readOnce(soh);
        rounds++;
    }
    enough = TRUE;
    assert_int_equal(pthread_join(thread, NULL), 0);
    soh->count = 100;
    DestroySoH(soh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {spied_test(readsWhatItChecked)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
