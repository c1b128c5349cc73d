/* SPDX-License-Identifier: MIT */
/* What this agent watches: a firewall that is only pretended. Any thread may call these. */
#ifndef EXAMPLES_HEALTH_CHECK_AGENT_FIREWALL_H
#define EXAMPLES_HEALTH_CHECK_AGENT_FIREWALL_H

#include <windows.h>

/* It is on until somebody switches it off. */
BOOL FirewallIsOn(void);
void FirewallSwitch(BOOL on);

#endif
