/* SPDX-License-Identifier: MIT */
/* An SoH entry as a row of TLVs, the form in which it goes over the network: docs/soh.md. */
#ifndef TESTS_SOH_TLV_H
#define TESTS_SOH_TLV_H

#include <windows.h>

#include "napprotocol.h"

/* Attributes that an entry is parsed to at most: more than a valid one has, to see it refused. */
#define TLV_MOST 128

/* For DestroySoH; NULL if the bytes end inside a TLV or hold more than TLV_MOST. */
SoH *ParseTlvs(const BYTE *bytes, UINT32 size);

/* The number of bytes written, or 0 if they do not fit. */
UINT32 FormatTlvs(const SoH *soh, BYTE *bytes, UINT32 capacity);

#endif
