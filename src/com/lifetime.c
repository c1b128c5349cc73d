/* SPDX-License-Identifier: MIT */
/* See lifetime.h. */
#include "lifetime.h"

#include <stdatomic.h>

static atomic_long references;
static atomic_long locks;

void LifetimeAddRef(void)
{
    atomic_fetch_add(&references, 1);
}

void LifetimeRelease(void)
{
    atomic_fetch_sub(&references, 1);
}

void LifetimeLock(void)
{
    atomic_fetch_add(&locks, 1);
}

void LifetimeUnlock(void)
{
    long held = atomic_load(&locks);

    while (held > 0 && !atomic_compare_exchange_weak(&locks, &held, held - 1)) {
    }
}

BOOL LifetimeInUse(void)
{
    return atomic_load(&references) != 0 || atomic_load(&locks) != 0;
}
