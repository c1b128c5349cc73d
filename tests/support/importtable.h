/* SPDX-License-Identifier: MIT */
/*
 * Replaces a function that a DLL imports, so that a test can let a system call fail. The DLL is the
 * real one; only its import table is changed. Calls of the test itself and of the system's DLLs are
 * not affected.
 */
#ifndef TESTS_SUPPORT_IMPORTTABLE_H
#define TESTS_SUPPORT_IMPORTTABLE_H

#include <windows.h>

/*
 * Replaces what `module` imports under that name by `replacement`, which must have the same type.
 * Returns the function that it was before. Fails the test if the module imports no such function.
 * No other thread may be in the module meanwhile.
 */
FARPROC ImportReplace(HMODULE module, const char *name, FARPROC replacement);

#endif
