/* SPDX-License-Identifier: MIT */
/* Prints a statement, one attribute after the other, as the processor reads it. */
#ifndef EXAMPLES_HEALTH_CHECK_SHOW_H
#define EXAMPLES_HEALTH_CHECK_SHOW_H

#include "naputil.h"

HRESULT ShowSoH(const char *title, const SoH *soh, BOOL isRequest);

#endif
