/* SPDX-License-Identifier: MIT */
/* See lock.h. */
#include "lock.h"

#include <windows.h>

/* After so many yields the holder is taken for a thread of lower priority, which must get time. */
#define YIELDS_BEFORE_SLEEP 64

void ComLockWait(ComLock *lock)
{
    unsigned yields = 0;

    while (atomic_flag_test_and_set_explicit(&lock->held, memory_order_acquire)) {
        if (yields < YIELDS_BEFORE_SLEEP) {
            yields++;
            SwitchToThread();
        } else {
            Sleep(1);
        }
    }
}
