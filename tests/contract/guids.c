/* SPDX-License-Identifier: MIT */
/* The ids of the two classes and their interfaces, defined once in the program. */
#include <initguid.h>

#include "napprotocol.h"
