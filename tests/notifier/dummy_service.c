/* SPDX-License-Identifier: MIT */
/*
 * The program of the service that the notifier's tests install. The service control manager starts
 * it.
 */
#include "idleservice.h"
#include "napagent.h"

int main(void)
{
    static WCHAR name[] = NAP_AGENT;

    return IdleServiceMain(name);
}
