/* SPDX-License-Identifier: MIT */
/*
 * For what the system doesn't do on request: refuse one call of the DLL, or answer it otherwise.
 * The DLL is the real one; only where its import table leads is changed. Calls of the test itself,
 * and of the system's own parts, go where they always went.
 */
#ifndef TESTS_SUPPORT_IMPORTTABLE_H
#define TESTS_SUPPORT_IMPORTTABLE_H

#include <windows.h>

/*
 * From now on what `module` imports under that name is `replacement`, which must be of the same
 * type. Answers what it was before. Fails the test if the module imports nothing of that name. None
 * of the module's own threads may run meanwhile.
 */
FARPROC ImportReplace(HMODULE module, const char *name, FARPROC replacement);

#endif
