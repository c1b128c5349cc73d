/* SPDX-License-Identifier: MIT */
/*
 * A service that only starts and stops. The notifier's tests and qutil-conformance install it with
 * the name that the notifier watches.
 */
#ifndef TOOLS_COMMON_IDLESERVICE_H
#define TOOLS_COMMON_IDLESERVICE_H

#include <windows.h>

/*
 * The main function of a process that the service control manager has started as the service of
 * that name. Returns an exit code when the service has stopped.
 */
int IdleServiceMain(WCHAR *name);

#endif
