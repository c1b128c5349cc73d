/* SPDX-License-Identifier: MIT */
/*
 * Included by every test program: cmocka with its prerequisites, the public headers, the spy, and
 * the sentinel as the initial value of outputs.
 */
#ifndef TESTS_SUPPORT_QUTILTEST_H
#define TESTS_SUPPORT_QUTILTEST_H

#ifndef COBJMACROS
#define COBJMACROS
#endif

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <windows.h>
#include <objbase.h>

#include "mallocspy.h"
#include "naperror.h"
#include "naputil.h"

/*
 * The initial value of outputs. A function must not leave it in an output that it promises to set.
 */
#define SENTINEL ((void *)(uintptr_t)0xDEADBEEFu)

/* cmocka compares values of its largest unsigned type, so HRESULTs need a cast. */
#define assert_hresult(actual, expected)                                                           \
    assert_int_equal((unsigned long)(actual), (unsigned long)(expected))

/* For cmocka_unit_test_setup_teardown: the spy watches the whole test, and must find nothing. */
static inline int startSpy(void **state)
{
    (void)state;
    SpyStart();
    return 0;
}

static inline int stopSpy(void **state)
{
    (void)state;
    SpyStop();
    return 0;
}

#define spied_test(function) cmocka_unit_test_setup_teardown(function, startSpy, stopSpy)

#endif
