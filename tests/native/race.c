/* SPDX-License-Identifier: MIT */
/*
 * Another thread changes a structure while it is read. Nothing may overflow, and a statement that
 * was read must be valid.
 */
#include "qutiltest.h"

#include <pthread.h>
#include <stdatomic.h>

#include "allocator.h"
#include "sohbuilder.h"
#include "soh/statement.h"
#include "soh/validity.h"

#define LEAST 200 /* rounds with another result than the round before */

static const BYTE idBytes[] = {0x00, 0x01, 0x37, 0x80};

static volatile SoH *shared;
static atomic_bool enough;

/*
 * Sizes alternate between two valid ones, so that a size read twice differs. Sometimes a type or
 * the count is wrong for a moment. Each value has room for the greatest size, so an overflow is the
 * reader's fault.
 */
static void *change(void *context)
{
    for (UINT32 i = 0; !enough; i++) {
        volatile SoHAttribute *attribute = &shared->attributes[1 + i % 99];

        attribute->size = i / 99 % 2 == 0 ? 4000 : 4;
        if (i % 1024 == 0) {
            attribute->type = 0x4000;
            attribute->type = 4;
        }
        if (i % 4096 == 0) {
            shared->count = 65535;
            shared->count = 100;
        }
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

/* The number of bytes that were read, or 0 if the structure was refused. */
static UINT32 readOnce(const SoH *soh)
{
    SohStatement statement;
    SoH *copy = NULL;
    HRESULT hr;
    UINT32 used;

    SohStatementInit(&statement);
    hr = SohStatementRead(&statement, soh, FALSE);
    used = statement.used;
    if (SUCCEEDED(hr)) {
        assert_hresult(SohStatementWrite(&statement, &copy), S_OK);
        assert_hresult(SohValidate(copy, FALSE), S_OK);
        AllocatorFreeSoH(copy);
    } else {
        assert_hresult(hr, NAP_E_INVALID_PACKET);
    }
    SohStatementClear(&statement);
    return used;
}

/* Runs until enough changes were seen, however the threads are scheduled. */
static void readsWhatItChecked(void **state)
{
    SoH *soh = buildLarge();
    UINT32 before = 0;
    pthread_t thread;

    shared = soh;
    assert_int_equal(pthread_create(&thread, NULL, change, NULL), 0);
    for (int changes = 0; changes < LEAST;) {
        const UINT32 used = readOnce(soh);

        changes += used != before;
        before = used;
    }
    enough = TRUE;
    assert_int_equal(pthread_join(thread, NULL), 0);
    DestroySoH(soh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {spied_test(readsWhatItChecked)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
