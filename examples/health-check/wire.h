/* SPDX-License-Identifier: MIT */
/*
 * A statement as bytes, as agents and validators exchange it: for each attribute 2 bytes of type,
 * 2 bytes of length, and the value, all big-endian; the first is SystemHealthId.
 */
#ifndef WIRE_H
#define WIRE_H

#include "naputil.h"

typedef struct WireBytes {
    BYTE *bytes; /* CoTaskMemFree */
    UINT32 size;
} WireBytes;

HRESULT WireEncode(const SoH *soh, WireBytes *wire);

/*
 * For FreeSoH. NAP_E_INVALID_PACKET if the bytes do not come out even, or there are more
 * attributes than a statement can have; whether the statement is valid otherwise is the
 * processor's to say.
 */
HRESULT WireDecode(const WireBytes *wire, SoH **soh);

#endif
