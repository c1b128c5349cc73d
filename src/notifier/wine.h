/* SPDX-License-Identifier: MIT */
/* Detects Wine, for workarounds that only Wine needs. */
#ifndef NOTIFIER_WINE_H
#define NOTIFIER_WINE_H

#include <windows.h>

BOOL RunsUnderWine(void);

#endif
