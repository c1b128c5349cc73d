/* SPDX-License-Identifier: MIT */
/*
 * The service that the notifier's test installs under the name that the notifier watches; the
 * service control manager runs it, never a person.
 */
#include "idleservice.h"
#include "napagent.h"

int main(void)
{
    static WCHAR name[] = NAP_AGENT;

    return IdleServiceMain(name);
}
