/* SPDX-License-Identifier: MIT */
/*
 * A service that does nothing but start and stop: what is installed under the name that the
 * notifier watches, by its tests and by qutil-conformance.
 */
#ifndef COMMON_IDLESERVICE_H
#define COMMON_IDLESERVICE_H

#include <windows.h>

/*
 * For a process that the service control manager has started as the service of that name; returns
 * when it has stopped, with an exit code.
 */
int IdleServiceMain(WCHAR *name);

#endif
