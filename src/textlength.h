/* SPDX-License-Identifier: MIT */
/*
 * The length of a text of unknown origin, which need not end where it should. wcsnlen would do, but
 * it looks at one character at a time, which for a long text costs several times as much as copying
 * it.
 */
#ifndef QUTIL_TEXTLENGTH_H
#define QUTIL_TEXTLENGTH_H

#include <windows.h>

#include <stddef.h>

/*
 * The number of characters before the NUL, or most if there is none among the first most. No
 * character at or beyond text + most is read. Those behind the NUL may be, but never one on another
 * page. The text may lie at an odd address.
 */
size_t TextLength(const WCHAR *text, size_t most);

#endif
