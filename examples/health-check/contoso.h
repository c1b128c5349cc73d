/* SPDX-License-Identifier: MIT */
/*
 * What the agent and its validator have agreed on: their id, the vendor's codes, and the layout of
 * data that Network Access Protection carries without reading it.
 */
#ifndef EXAMPLES_HEALTH_CHECK_CONTOSO_H
#define EXAMPLES_HEALTH_CHECK_CONTOSO_H

#include <windows.h>

#include "naputil.h"

/* 32473 is the enterprise number that is reserved for examples (RFC 5612). */
#define CONTOSO_ENTERPRISE 32473u
#define CONTOSO_ID         (CONTOSO_ENTERPRISE << 8 | 1)

/* Used in HealthClassStatus, as 4 bytes big-endian, and in the validator's results. */
#define CONTOSO_E_FIREWALL_OFF       MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x201)
#define CONTOSO_E_ANTIVIRUS_OFF      MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x202)
#define CONTOSO_E_ANTIVIRUS_OUTDATED MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x203)
#define CONTOSO_E_NOT_REPORTED       MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x204)

/* VendorSpecific: the version of this agreement, 2 bytes, little-endian. */
#define CONTOSO_VERSION 1u

/* The greatest age of an antivirus program's signatures. */
#define CONTOSO_SIGNATURE_DAYS 7u

/* The health classes that are checked, in this order. */
enum { CONTOSO_FIREWALL, CONTOSO_ANTIVIRUS, CONTOSO_CLASSES };

#define TICKS_PER_DAY (24ull * 60 * 60 * 10000000)

#endif
