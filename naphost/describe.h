/* SPDX-License-Identifier: MIT */
/* How the host describes itself, as client and as server. */
#ifndef NAPHOST_DESCRIBE_H
#define NAPHOST_DESCRIBE_H

#include "naptypes.h"

/*
 * Each string is for FreeCountedString. E_INVALIDARG: NULL; E_OUTOFMEMORY. On failure the out
 * parameters that aren't NULL are FALSE or NULL. *isEnabled is TRUE on success.
 */
HRESULT DescribeHost(BOOL *isEnabled, CountedString **name, CountedString **description,
                     CountedString **protocolVersion);

#endif
