/* SPDX-License-Identifier: MIT */
/*
 * A statement as bytes, as agents and validators exchange it: for each attribute 2 bytes of type,
 * 2 bytes of length, and the value, all big-endian; the first is SystemHealthId.
 */
#ifndef EXAMPLES_HEALTH_CHECK_WIRE_H
#define EXAMPLES_HEALTH_CHECK_WIRE_H

#include "naputil.h"

typedef struct WireBytes {
    BYTE *bytes; /* free with CoTaskMemFree */
    UINT32 size;
} WireBytes;

HRESULT WireEncode(const SoH *soh, WireBytes *wire);

/*
 * Free *soh with FreeSoH. NAP_E_INVALID_PACKET if the last attribute is incomplete, or there are
 * more attributes than a statement can have. The processor checks everything else.
 */
HRESULT WireDecode(const WireBytes *wire, SoH **soh);

#endif
