/* SPDX-License-Identifier: MIT */
/*
 * What makes an SoH structure valid. The rules are about counts, types and sizes only, never about
 * the bytes of a value.
 *
 *  - count is 1..100 and attributes is not NULL;
 *  - each type is at most 0x3FFF, each size at most 4000 and one that the type's table row allows,
 *    each value not NULL unless its size is 0;
 *  - attribute 0 is SystemHealthId, and no other attribute is;
 *  - a response holds at least one ComplianceResultCodes or FailureCategory, and at most one
 *    attribute of each family of fixup servers.
 *
 * Types 0 and 1 can't be appended to a statement, but in an SoH structure they are valid, as octet
 * strings: only a type that doesn't fit into the 14 bits of a TLV is invalid.
 */
#ifndef SRC_SOH_VALIDITY_H
#define SRC_SOH_VALIDITY_H

#include "napprotocol.h"

/* S_OK, NAP_E_INVALID_PACKET, or E_INVALIDARG for NULL. */
HRESULT SohValidate(const SoH *soh, BOOL isRequest);

/*
 * The incremental form, for callers that copy while validating. Each field of the structure is read
 * only once: what SohCheckNext returns is what was checked, even if another thread changes the
 * structure meanwhile.
 */
typedef struct SohCheck {
    const SoHAttribute *attributes;
    UINT32 seen; /* bit t: an attribute with a role and of type t has been seen */
    UINT16 count;
    UINT16 next;
    BOOL isRequest;
    BOOL hasResult;
} SohCheck;

/* If any of them returns FALSE, the structure is not valid. */
BOOL SohCheckBegin(SohCheck *check, const SoH *soh, BOOL isRequest);
/* Call it check->count times. */
BOOL SohCheckNext(SohCheck *check, SoHAttribute *attribute);
BOOL SohCheckEnd(const SohCheck *check);

#endif
