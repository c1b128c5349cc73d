/* SPDX-License-Identifier: MIT */
/* Tells Wine from Windows, for what is done only because of Wine. */
#ifndef NOTIFIER_WINE_H
#define NOTIFIER_WINE_H

#include <windows.h>

BOOL RunsUnderWine(void);

#endif
