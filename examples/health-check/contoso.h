/* SPDX-License-Identifier: MIT */
/*
 * What an agent and its validator agree on: their common id, the vendor's own codes, and the
 * layout of what Network Access Protection carries without looking inside.
 */
#ifndef CONTOSO_H
#define CONTOSO_H

#include <windows.h>

#include "naputil.h"

/* 32473 is the enterprise number that is reserved for examples (RFC 5612). */
#define CONTOSO_ENTERPRISE 32473u
#define CONTOSO_ID         (CONTOSO_ENTERPRISE << 8 | 1)

/* Both in HealthClassStatus, as 4 bytes big-endian, and in the validator's results. */
#define CONTOSO_E_FIREWALL_OFF       MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x201)
#define CONTOSO_E_ANTIVIRUS_OFF      MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x202)
#define CONTOSO_E_ANTIVIRUS_OUTDATED MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x203)
#define CONTOSO_E_NOT_REPORTED       MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x204)

/* VendorSpecific: the version of this agreement, 2 bytes, little-endian. */
#define CONTOSO_VERSION 1u

/* How old the signatures of an antivirus program may be. */
#define CONTOSO_SIGNATURE_DAYS 7u

/* The health classes that are checked, in this order. */
enum { CONTOSO_FIREWALL, CONTOSO_ANTIVIRUS, CONTOSO_CLASSES };

#define TICKS_PER_DAY (24ull * 60 * 60 * 10000000)

#endif
