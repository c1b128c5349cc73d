/* SPDX-License-Identifier: MIT */
/* See lifetime.h. */
#include "lifetime.h"

#include <stdatomic.h>

static atomic_long references;

void LifetimeAddRef(void)
{
    atomic_fetch_add(&references, 1);
}

void LifetimeRelease(void)
{
    atomic_fetch_sub(&references, 1);
}

BOOL LifetimeInUse(void)
{
    return atomic_load(&references) != 0;
}
