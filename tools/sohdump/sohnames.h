/* SPDX-License-Identifier: MIT */
/*
 * Names of the numbers in Statements of Health. Each function returns NULL for a number without a
 * name. (The attribute table of src/soh has the names of attribute types, hresultname.h those of
 * HRESULTs.)
 */
#ifndef TOOLS_SOHDUMP_SOHNAMES_H
#define TOOLS_SOHDUMP_SOHNAMES_H

#include "napprotocol.h"

const char *SohNameOfId(UINT32 id);
const char *SohNameOfHealthClass(UINT32 value);
const char *SohNameOfFailureCategory(UINT32 value);
const char *SohNameOfIsolationState(UINT32 value);
const char *SohNameOfExtendedIsolationState(UINT32 value);

#endif
