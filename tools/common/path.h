/* SPDX-License-Identifier: MIT */
/* Paths of Windows, of any length. What returns WCHAR * gives memory for free(), or NULL. */
#ifndef TOOLS_COMMON_PATH_H
#define TOOLS_COMMON_PATH_H

#include <stdbool.h>
#include <windows.h>

WCHAR *PathCopy(const WCHAR *path);
WCHAR *PathJoin(const WCHAR *folder, const WCHAR *name);
WCHAR *PathAppend(const WCHAR *path, const WCHAR *extension);
WCHAR *PathFolder(const WCHAR *path);
WCHAR *PathFull(const WCHAR *path);
/* Of this program. */
WCHAR *PathOwn(void);
/* Of a file of that name in this program's folder. */
WCHAR *PathBeside(const WCHAR *name);

/* The last part of path. */
const WCHAR *PathName(const WCHAR *path);
bool PathIsSeparator(WCHAR character);
bool PathSame(const WCHAR *a, const WCHAR *b);

#endif
