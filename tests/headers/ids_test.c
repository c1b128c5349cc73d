/* SPDX-License-Identifier: MIT */
/*
 * The ids in all ways that a program may use: defined by INITGUID in C, or by the import library
 * (with IDS_LINKED), and by __uuidof in C++. They are compared with the documented text, not with
 * our own IDL.
 */
#ifndef IDS_LINKED
#define INITGUID
#endif
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

#include "ids.h"

static void assertId(const GUID *id, const WCHAR *text)
{
    GUID expected;

    assert_int_equal(IIDFromString(text, &expected), S_OK);
    assert_memory_equal(id, &expected, sizeof expected);
}

static void everyClassIdIsDefined(void **state)
{
#define CLASS_ID(name, text) assertId(&CLSID_##name, L"{" text L"}");
#define INTERFACE_ID(name, text)
#include "ids.inc"
#undef CLASS_ID
#undef INTERFACE_ID
}

static void everyInterfaceIdIsDefined(void **state)
{
#define CLASS_ID(name, text)
#define INTERFACE_ID(name, text) assertId(&IID_##name, L"{" text L"}");
#include "ids.inc"
#undef CLASS_ID
#undef INTERFACE_ID
}

static void uuidofKnowsEveryId(void **state)
{
#define CLASS_ID(name, text)     assertId(UuidOf(#name), L"{" text L"}");
#define INTERFACE_ID(name, text) assertId(UuidOf(#name), L"{" text L"}");
#include "ids.inc"
#undef CLASS_ID
#undef INTERFACE_ID
    assert_null(UuidOf("another name"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everyClassIdIsDefined),
        cmocka_unit_test(everyInterfaceIdIsDefined),
        cmocka_unit_test(uuidofKnowsEveryId),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
