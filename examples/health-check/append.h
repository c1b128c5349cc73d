/* SPDX-License-Identifier: MIT */
/*
 * Append attributes: each fills a value on the stack for its type, and AppendAttribute copies it.
 */
#ifndef EXAMPLES_HEALTH_CHECK_APPEND_H
#define EXAMPLES_HEALTH_CHECK_APPEND_H

#include "naputil.h"

/* HealthClass, FailureCategory */
HRESULT AppendByte(INapSoHConstructor *constructor, SoHAttributeType type, UINT8 byte);
/* SoHGenerationTime, TimeOfLastUpdate */
HRESULT AppendTime(INapSoHConstructor *constructor, SoHAttributeType type, UINT64 ticks);
/* ComplianceResultCodes */
HRESULT AppendCode(INapSoHConstructor *constructor, SoHAttributeType type, HRESULT code);
/* ProductName, as UTF-16 little-endian */
HRESULT AppendText(INapSoHConstructor *constructor, SoHAttributeType type, const WCHAR *text);
/* HealthClassStatus, as a code of 4 bytes big-endian */
HRESULT AppendStatus(INapSoHConstructor *constructor, SoHAttributeType type, HRESULT status);

#endif
