/* SPDX-License-Identifier: MIT */
/* The meaning of entries of Windows' own agent and validator, 0x00013780 ([MS-WSH]). */
#ifndef TOOLS_SOHDUMP_SOHWINDOWS_H
#define TOOLS_SOHDUMP_SOHWINDOWS_H

#include "sohowner.h"

/* The functions for SohOwner. */
const char *SohWindowsNameOfClass(UINT32 value);
void SohWindowsMeanStatus(const SohContext *context, UINT32 status, char *meaning);
void SohWindowsMeanResult(const SohContext *context, UINT32 index, UINT32 code, char *meaning);
const char *SohWindowsNameOfCode(const SohContext *context, UINT32 code);
void SohWindowsDescribeData(const SohContext *context, const BYTE *data, UINT32 size,
                            const SohItemSink *sink);

#endif
