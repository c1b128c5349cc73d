/* SPDX-License-Identifier: MIT */
/* windows.h has all that is needed. */
#include "windows.h"
