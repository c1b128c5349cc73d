/* SPDX-License-Identifier: MIT */
/* See modulepath.h. */
#include "modulepath.h"

#include "allocator.h"

/* The linker's symbol for the start of this module. Its address is the module's handle. */
extern IMAGE_DOS_HEADER __ImageBase;

static BOOL isSame(const WCHAR *one, const WCHAR *other)
{
    return CompareStringOrdinal(one, -1, other, -1, TRUE) == CSTR_EQUAL;
}

static BOOL isSlash(WCHAR character)
{
    return character == L'\\' || character == L'/';
}

/* Any other path depends on the current folder or the loader's search order: it is ambiguous. */
static BOOL isFullPath(const WCHAR *path)
{
    if (isSlash(path[0])) {
        return isSlash(path[1]);
    }
    return path[0] != L'\0' && path[1] == L':' && isSlash(path[2]);
}

/*
 * FALSE if there is no such file. `path` may lie in the buffer `resolved`. The result names the
 * volume's device, because not every volume has a drive letter.
 */
static BOOL resolve(const WCHAR *path, WCHAR *resolved)
{
    HANDLE file = CreateFileW(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    DWORD length;

    if (file == INVALID_HANDLE_VALUE) {
        return FALSE;
    }
    length = GetFinalPathNameByHandleW(file, resolved, PATH_CAPACITY,
                                       FILE_NAME_NORMALIZED | VOLUME_NAME_NT);
    CloseHandle(file);
    return length > 0 && length < PATH_CAPACITY;
}

HRESULT ModulePathGet(ModulePath **path)
{
    ModulePath *found = AllocatorBytes(sizeof(*found));
    HRESULT hr = S_OK;
    DWORD length;

    *path = NULL;
    if (!found) {
        return E_OUTOFMEMORY;
    }
    length = GetModuleFileNameW((HMODULE)&__ImageBase, found->text, PATH_CAPACITY);
    if (length == 0) {
        hr = HRESULT_FROM_WIN32(GetLastError());
    } else if (length >= PATH_CAPACITY) {
        hr = HRESULT_FROM_WIN32(ERROR_FILENAME_EXCED_RANGE);
    }
    if (SUCCEEDED(hr)) {
        *path = found;
    } else {
        AllocatorFree(found);
    }
    return hr;
}

/* COM ignores quotes around a server's path. */
static WCHAR *unquote(WCHAR *text)
{
    WCHAR *end = text;

    if (*text != L'"') {
        return text;
    }
    do {
        end++;
    } while (*end != L'\0' && *end != L'"');
    *end = L'\0';
    return text + 1;
}

BOOL ModulePathIsOther(ModulePath *path)
{
    WCHAR *other = unquote(path->other);

    if (isSame(path->text, other)) {
        return TRUE;
    }
    return isFullPath(other) && resolve(other, path->other) &&
           resolve(path->text, path->resolved) && isSame(path->resolved, path->other);
}

BOOL ModulePathOtherExists(ModulePath *path)
{
    const WCHAR *other = unquote(path->other);

    /* Finds full paths too. */
    return SearchPathW(NULL, other, L".dll", PATH_CAPACITY, path->resolved, NULL) != 0;
}

static const WCHAR *fileName(const WCHAR *path)
{
    const WCHAR *name = path;

    for (const WCHAR *next = path; *next != L'\0'; next++) {
        if (isSlash(*next)) {
            name = next + 1;
        }
    }
    return name;
}

BOOL ModulePathHasOthersName(ModulePath *path)
{
    return isSame(fileName(path->text), fileName(unquote(path->other)));
}
