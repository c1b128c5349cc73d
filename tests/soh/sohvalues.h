/* SPDX-License-Identifier: MIT */
/* Compares decoded values, by the documentation and not by the table that is under test. */
#ifndef TESTS_SOH_SOHVALUES_H
#define TESTS_SOH_SOHVALUES_H

#include <windows.h>

#include "napprotocol.h"

BOOL SameValue(UINT32 type, const SoHAttributeValue *one, const SoHAttributeValue *other);

#endif
