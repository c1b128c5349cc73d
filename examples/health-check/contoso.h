/* SPDX-License-Identifier: MIT */
/*
 * All that the agent and its validator have agreed on: their id, and what is in the statements that
 * Network Access Protection (NAP) carries between them without reading it. Both report and judge
 * one thing, whether the computer's firewall is on.
 */
#ifndef EXAMPLES_HEALTH_CHECK_CONTOSO_H
#define EXAMPLES_HEALTH_CHECK_CONTOSO_H

#include <windows.h>

/* Number 1 of the enterprise 32473, which is reserved for examples (RFC 5612). */
#define CONTOSO_ENTERPRISE 32473u
#define CONTOSO_ID         (CONTOSO_ENTERPRISE << 8 | 1)

/* The request: VendorSpecific with CONTOSO_ENTERPRISE and one of these states. */
#define CONTOSO_STATE_SIZE 2
#define CONTOSO_FIREWALL_ON                                                                        \
    {                                                                                              \
        0xAA, 0xAA                                                                                 \
    }
#define CONTOSO_FIREWALL_OFF                                                                       \
    {                                                                                              \
        0xBA, 0xAD                                                                                 \
    }

/* The response: ComplianceResultCodes with one code, this one or S_OK. */
#define CONTOSO_E_FIREWALL_OFF MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x201)

#endif
