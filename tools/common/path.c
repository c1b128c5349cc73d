/* SPDX-License-Identifier: MIT */
/* See path.h. */
#include "path.h"

#include <stdlib.h>
#include <wchar.h>

/* The longest path that Windows knows, in characters with the NUL. */
#define PATH_CAPACITY 32768u

WCHAR *PathCopy(const WCHAR *path)
{
    return _wcsdup(path);
}

static WCHAR *join(const WCHAR *first, const WCHAR *middle, const WCHAR *last)
{
    const size_t size = wcslen(first) + wcslen(middle) + wcslen(last) + 1;
    WCHAR *path = malloc(size * sizeof(*path));

    if (path) {
        wcscpy(path, first);
        wcscat(path, middle);
        wcscat(path, last);
    }
    return path;
}

bool PathIsSeparator(WCHAR character)
{
    return character == L'\\' || character == L'/';
}

WCHAR *PathJoin(const WCHAR *folder, const WCHAR *name)
{
    const size_t length = wcslen(folder);

    return join(folder, length != 0 && PathIsSeparator(folder[length - 1]) ? L"" : L"\\", name);
}

WCHAR *PathAppend(const WCHAR *path, const WCHAR *extension)
{
    return join(path, L"", extension);
}

const WCHAR *PathName(const WCHAR *path)
{
    const WCHAR *name = path;

    for (; *path != L'\0'; path++) {
        if (PathIsSeparator(*path) || *path == L':') {
            name = path + 1;
        }
    }
    return name;
}

WCHAR *PathFolder(const WCHAR *path)
{
    WCHAR *folder = PathCopy(path);
    size_t length = (size_t)(PathName(path) - path);

    if (folder) {
        /* "C:\" keeps its separator. */
        if (length > 1 && PathIsSeparator(folder[length - 1]) && folder[length - 2] != L':') {
            length--;
        }
        folder[length] = L'\0';
    }
    return folder;
}

WCHAR *PathFull(const WCHAR *path)
{
    WCHAR *full = malloc(PATH_CAPACITY * sizeof(*full));
    DWORD length = full ? GetFullPathNameW(path, PATH_CAPACITY, full, NULL) : 0;

    if (length == 0 || length >= PATH_CAPACITY) {
        free(full);
        return NULL;
    }
    return full;
}

WCHAR *PathOwn(void)
{
    WCHAR *path = malloc(PATH_CAPACITY * sizeof(*path));
    DWORD length = path ? GetModuleFileNameW(NULL, path, PATH_CAPACITY) : 0;

    if (length == 0 || length >= PATH_CAPACITY) {
        free(path);
        return NULL;
    }
    return path;
}

WCHAR *PathBeside(const WCHAR *name)
{
    WCHAR *own = PathOwn();
    WCHAR *folder = own ? PathFolder(own) : NULL;
    WCHAR *path = folder ? PathJoin(folder, name) : NULL;

    free(folder);
    free(own);
    return path;
}

bool PathSame(const WCHAR *a, const WCHAR *b)
{
    return CompareStringW(LOCALE_INVARIANT, NORM_IGNORECASE, a, -1, b, -1) == CSTR_EQUAL;
}
