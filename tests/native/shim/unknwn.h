/* SPDX-License-Identifier: MIT */
/* All that is needed of it is in windows.h. */
#include "windows.h"
