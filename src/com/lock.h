/* SPDX-License-Identifier: MIT */
/*
 * An object's lock. Nearly every object is used by one thread at a time, and then taking the lock
 * is one interlocked instruction and giving it back a store. An SRWLOCK costs more than twice that,
 * which was a sixth of the time to build a statement of ten attributes. What is done under the lock
 * is bounded and calls no one but the allocator, so that who has to wait can do it by yielding. A
 * caller's pointer that faults under the lock is fatal for the object, as with any lock.
 */
#ifndef QUTIL_COM_LOCK_H
#define QUTIL_COM_LOCK_H

#include <stdatomic.h>

typedef struct ComLock {
    atomic_flag held;
} ComLock;

/* Waits until the lock is taken. */
void ComLockWait(ComLock *lock);

static inline void ComLockInit(ComLock *lock)
{
    atomic_flag_clear_explicit(&lock->held, memory_order_relaxed);
}

static inline void ComLockAcquire(ComLock *lock)
{
    if (atomic_flag_test_and_set_explicit(&lock->held, memory_order_acquire)) {
        ComLockWait(lock);
    }
}

static inline void ComLockRelease(ComLock *lock)
{
    atomic_flag_clear_explicit(&lock->held, memory_order_release);
}

#endif
