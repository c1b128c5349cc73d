/* SPDX-License-Identifier: MIT */
/* Whether this process is elevated: its integrity level is high or above, as of services. */
#ifndef NAPHOST_ELEVATED_H
#define NAPHOST_ELEVATED_H

#include <windows.h>

/* TRUE also if the level can't be found out: the stricter rules hold then. */
BOOL ProcessIsElevated(void);

#endif
