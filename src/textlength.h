/* SPDX-License-Identifier: MIT */
/*
 * The length of a text that may lack its NUL. wcsnlen would do, but it looks at one character at a
 * time: for a long text that costs several times as much as copying it.
 */
#ifndef SRC_TEXTLENGTH_H
#define SRC_TEXTLENGTH_H

#include <windows.h>

#include <stddef.h>

/*
 * The number of characters before the NUL, or `most` if the first `most` characters have no NUL.
 * Never reads at or beyond text + most. May read beyond the NUL, but not on another page. The text
 * may be at an odd address.
 */
size_t TextLength(const WCHAR *text, size_t most);

#endif
