/* SPDX-License-Identifier: MIT */
/*
 * Lets time run faster inside naphost.dll, by the calls with which it waits and reads its clock. So
 * a test needn't wait for whole time limits; the limits themselves are tried by tests with the real
 * clock.
 */
#ifndef TESTS_NAPHOST_FASTCLOCK_H
#define TESTS_NAPHOST_FASTCLOCK_H

#include <windows.h>

/*
 * Not more: a call that should be in time must stay so on a busy machine, where the limit of a
 * validator is half a second then.
 */
#define FAST_CLOCK_FACTOR 4

/* Once for each time that the module is loaded, while no thread is in it. */
void FastClockStart(HMODULE module);

#endif
