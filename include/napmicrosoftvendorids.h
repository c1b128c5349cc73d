/* SPDX-License-Identifier: MIT */
/*
 * The ids of Microsoft's own NAP components: its IANA enterprise number, 311, in the upper 24
 * bits, the component in the lower 8.
 *
 * They are variables, as documented, not macros or enumerators. They are static, so that any number
 * of files can include this, and const, so that C++ can use them where it needs a constant. (The
 * toolchain's are not const.)
 */
#ifndef NAPMICROSOFTVENDORIDS_H
#define NAPMICROSOFTVENDORIDS_H

#include <windows.h>

#if defined(__GNUC__) || defined(__clang__)
#define QUTIL_VENDOR_ID static const UINT32 __attribute__((unused))
#else
#define QUTIL_VENDOR_ID static const UINT32
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Microsoft's enterprise number. */
QUTIL_VENDOR_ID MicrosoftVendorId = 0x137;

/* The NAP Agent itself. */
QUTIL_VENDOR_ID NapSystemId = 0x00013700;

/* Enforcement clients. */
QUTIL_VENDOR_ID NapDhcpEnforcementId = 0x00013701;
QUTIL_VENDOR_ID NapRasEnforcementId = 0x00013702;
QUTIL_VENDOR_ID NapIpsecEnforcementId = 0x00013703;
QUTIL_VENDOR_ID Nap8021xEnforcementId = 0x00013704;
QUTIL_VENDOR_ID NapAnywhereAccessEnforcementId = 0x00013705;
QUTIL_VENDOR_ID NapIsaEnforcementId = 0x00013706;
QUTIL_VENDOR_ID NapEapEnforcementId = 0x00013707;

/* System health agents and validators: Windows itself, and further products. */
QUTIL_VENDOR_ID NapOutOfBoxSystemHealthId = 0x00013780;
QUTIL_VENDOR_ID NapSmsSystemHealthId = 0x00013781;
QUTIL_VENDOR_ID NapFCSv1SystemHealthId = 0x00013782;
QUTIL_VENDOR_ID NapFCSv2SystemHealthId = 0x00013783;
QUTIL_VENDOR_ID NapTpmSystemHealthId = 0x00013784;

#ifdef __cplusplus
}
#endif

#undef QUTIL_VENDOR_ID

#endif /* NAPMICROSOFTVENDORIDS_H */
