/* SPDX-License-Identifier: MIT */
/* Reads and writes an SoH entry as a sequence of TLVs, as it goes over the network: docs/soh.md. */
#ifndef TESTS_SOH_TLV_H
#define TESTS_SOH_TLV_H

#include <windows.h>

#include "napprotocol.h"

/*
 * The most attributes that ParseTlvs reads: more than a valid entry has, so that tests can see it
 * refused.
 */
#define TLV_MOST 128

/*
 * The caller frees it with DestroySoH. NULL if the bytes end inside a TLV or hold more than
 * TLV_MOST.
 */
SoH *ParseTlvs(const BYTE *bytes, UINT32 size);

/* The number of bytes written, or 0 if they do not fit. */
UINT32 FormatTlvs(const SoH *soh, BYTE *bytes, UINT32 capacity);

#endif
