/* SPDX-License-Identifier: MIT */
/* Detects Wine, for workarounds that only Wine needs. */
#ifndef SRC_NOTIFIER_WINE_H
#define SRC_NOTIFIER_WINE_H

#include <windows.h>

BOOL RunsUnderWine(void);

#endif
