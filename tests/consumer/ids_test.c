/* SPDX-License-Identifier: MIT */
/*
 * The import library defines all ids that the headers declare, with the documented values. It must
 * link without INITGUID.
 */
#include <naputil.h>
#include <napcommon.h>
#include <napsystemhealthagent.h>
#include <napsystemhealthvalidator.h>
#include <napcertrelyingparty.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void assertId(const GUID *id, const WCHAR *text)
{
    GUID expected;

    assert_int_equal(IIDFromString(text, &expected), S_OK);
    assert_memory_equal(id, &expected, sizeof expected);
}

static void libraryDefinesEveryClassId(void **state)
{
#define CLASS_ID(name, text) assertId(&CLSID_##name, L"{" text L"}");
#define INTERFACE_ID(name, text)
#include "../headers/ids.inc"
#undef CLASS_ID
#undef INTERFACE_ID
}

static void libraryDefinesEveryInterfaceId(void **state)
{
#define CLASS_ID(name, text)
#define INTERFACE_ID(name, text) assertId(&IID_##name, L"{" text L"}");
#include "../headers/ids.inc"
#undef CLASS_ID
#undef INTERFACE_ID
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libraryDefinesEveryClassId),
        cmocka_unit_test(libraryDefinesEveryInterfaceId),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
