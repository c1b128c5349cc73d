/* SPDX-License-Identifier: MIT */
/* Writes a Text to a standard handle. */
#ifndef TOOLS_COMMON_TEXTOUTPUT_H
#define TOOLS_COMMON_TEXTOUTPUT_H

#include "text.h"

/*
 * handle is STD_OUTPUT_HANDLE or STD_ERROR_HANDLE. A console gets characters, whatever its code
 * page; a file or a pipe gets UTF-8. FALSE if not all could be written.
 */
BOOL TextOutput(const Text *text, DWORD handle);

#endif
