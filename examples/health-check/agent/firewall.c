/* SPDX-License-Identifier: MIT */
/* See firewall.h. */
#include "firewall.h"

static volatile LONG isOff;

BOOL FirewallIsOn(void)
{
    return InterlockedCompareExchange(&isOff, 0, 0) == 0;
}

void FirewallSwitch(BOOL on)
{
    InterlockedExchange(&isOff, !on);
}
