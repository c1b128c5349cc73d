/* SPDX-License-Identifier: MIT */
/*
 * Threads of the host. Each is in the multithreaded apartment, counts as an object for
 * DllCanUnloadNow, and holds the DLL until it has ended, even if everyone else frees it.
 */
#ifndef NAPHOST_THREAD_H
#define NAPHOST_THREAD_H

#include <windows.h>

/* Returns when the thread is in its apartment. On failure no thread runs, and `run` isn't called.
 */
HRESULT ThreadStart(void (*run)(void *context), void *context);

#endif
