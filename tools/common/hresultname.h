/* SPDX-License-Identifier: MIT */
/* Names of the HRESULTs that qutil.dll returns and that Statements of Health hold. */
#ifndef TOOLS_COMMON_HRESULTNAME_H
#define TOOLS_COMMON_HRESULTNAME_H

#include <stddef.h>
#include <windows.h>

/* "E_INVALIDARG"; NULL if the table has no name. */
const char *HResultName(HRESULT hr);

/* "0x80070057 E_INVALIDARG", written to the caller's buffer. */
const char *HResultText(HRESULT hr, char *room, size_t size);

#endif
