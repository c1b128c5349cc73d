/* SPDX-License-Identifier: MIT */
/*
 * Names for the numbers in Statements of Health. Names of attribute types are not here but in the
 * attribute table of src/soh, those of HRESULTs in hresultname.h. Each function returns NULL for a
 * number without a name.
 */
#ifndef TOOLS_SOHNAMES_H
#define TOOLS_SOHNAMES_H

#include "napprotocol.h"

const char *SohNameOfId(UINT32 id);
const char *SohNameOfHealthClass(UINT32 value);
const char *SohNameOfFailureCategory(UINT32 value);
const char *SohNameOfIsolationState(UINT32 value);
const char *SohNameOfExtendedIsolationState(UINT32 value);

#endif
