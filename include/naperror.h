/* SPDX-License-Identifier: MIT */
/*
 * The error codes of Network Access Protection (facility 0x27).
 *
 * winerror.h of most SDKs has them too. This file defines only those that are missing, so it can be
 * included before or after winerror.h.
 */
#ifndef NAPERROR_H
#define NAPERROR_H

#include <windows.h>

/* A Statement of Health does not conform to the protocol. */
#ifndef NAP_E_INVALID_PACKET
#define NAP_E_INVALID_PACKET _HRESULT_TYPEDEF_(0x80270001)
#endif

/* An expected Statement of Health is missing. */
#ifndef NAP_E_MISSING_SOH
#define NAP_E_MISSING_SOH _HRESULT_TYPEDEF_(0x80270002)
#endif

/* The id of a component is in use already. */
#ifndef NAP_E_CONFLICTING_ID
#define NAP_E_CONFLICTING_ID _HRESULT_TYPEDEF_(0x80270003)
#endif

/* There is no cached Statement of Health. */
#ifndef NAP_E_NO_CACHED_SOH
#define NAP_E_NO_CACHED_SOH _HRESULT_TYPEDEF_(0x80270004)
#endif

/* The component is still bound to the NAP system. */
#ifndef NAP_E_STILL_BOUND
#define NAP_E_STILL_BOUND _HRESULT_TYPEDEF_(0x80270005)
#endif

/* The component is not registered with the NAP system. */
#ifndef NAP_E_NOT_REGISTERED
#define NAP_E_NOT_REGISTERED _HRESULT_TYPEDEF_(0x80270006)
#endif

/* The object, or the component's binding, is not initialized. */
#ifndef NAP_E_NOT_INITIALIZED
#define NAP_E_NOT_INITIALIZED _HRESULT_TYPEDEF_(0x80270007)
#endif

/* The correlation ids of a request and a response differ. */
#ifndef NAP_E_MISMATCHED_ID
#define NAP_E_MISMATCHED_ID _HRESULT_TYPEDEF_(0x80270008)
#endif

/* This request isn't waiting for a response. */
#ifndef NAP_E_NOT_PENDING
#define NAP_E_NOT_PENDING _HRESULT_TYPEDEF_(0x80270009)
#endif

/* The component's id was not found. */
#ifndef NAP_E_ID_NOT_FOUND
#define NAP_E_ID_NOT_FOUND _HRESULT_TYPEDEF_(0x8027000A)
#endif

/* The maximum size is too small for a Statement of Health. */
#ifndef NAP_E_MAXSIZE_TOO_SMALL
#define NAP_E_MAXSIZE_TOO_SMALL _HRESULT_TYPEDEF_(0x8027000B)
#endif

/* The NAP Agent service is not running. */
#ifndef NAP_E_SERVICE_NOT_RUNNING
#define NAP_E_SERVICE_NOT_RUNNING _HRESULT_TYPEDEF_(0x8027000C)
#endif

/* Success: there is a certificate already. */
#ifndef NAP_S_CERT_ALREADY_PRESENT
#define NAP_S_CERT_ALREADY_PRESENT _HRESULT_TYPEDEF_(0x0027000D)
#endif

/* The component is disabled with the NAP Agent service. */
#ifndef NAP_E_ENTITY_DISABLED
#define NAP_E_ENTITY_DISABLED _HRESULT_TYPEDEF_(0x8027000E)
#endif

/* Group policy is not configured, so netsh can't do this. */
#ifndef NAP_E_NETSH_GROUPPOLICY_ERROR
#define NAP_E_NETSH_GROUPPOLICY_ERROR _HRESULT_TYPEDEF_(0x8027000F)
#endif

/* Too many calls at once. */
#ifndef NAP_E_TOO_MANY_CALLS
#define NAP_E_TOO_MANY_CALLS _HRESULT_TYPEDEF_(0x80270010)
#endif

/* A validator's configuration exists already. */
#ifndef NAP_E_SHV_CONFIG_EXISTED
#define NAP_E_SHV_CONFIG_EXISTED _HRESULT_TYPEDEF_(0x80270011)
#endif

/* A validator's configuration is not found. */
#ifndef NAP_E_SHV_CONFIG_NOT_FOUND
#define NAP_E_SHV_CONFIG_NOT_FOUND _HRESULT_TYPEDEF_(0x80270012)
#endif

/* A validator did not answer in time. */
#ifndef NAP_E_SHV_TIMEOUT
#define NAP_E_SHV_TIMEOUT _HRESULT_TYPEDEF_(0x80270013)
#endif

#endif /* NAPERROR_H */
