/* SPDX-License-Identifier: MIT */
/* See input.h. */
#include "input.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "textform.h"

#define CHUNK     0x10000u
#define EMPTY_MAX 16

HRESULT InputFromText(Input *input, const char *text, size_t size)
{
    memset(input, 0, sizeof(*input));
    input->bytes = malloc(size + 1);
    if (!input->bytes) {
        return E_OUTOFMEMORY;
    }
    memcpy(input->bytes, text, size);
    input->size = size;
    input->isText = TRUE;
    return S_OK;
}

/*
 * A read from a pipe may return nothing, or a part of a message, before the end. For a file,
 * nothing means the end.
 */
static HRESULT readChunk(Input *input, HANDLE file, DWORD *got, BOOL *isBroken)
{
    *got = 0;
    *isBroken = FALSE;
    if (!ReadFile(file, input->bytes + input->size, CHUNK, got, NULL)) {
        DWORD failure = GetLastError();

        *isBroken = failure == ERROR_BROKEN_PIPE || failure == ERROR_HANDLE_EOF;
        if (!*isBroken && failure != ERROR_MORE_DATA) {
            return HRESULT_FROM_WIN32(failure);
        }
    }
    input->size += *got;
    return S_OK;
}

/*
 * Asks for one byte more than is allowed, to detect input that is too large. Under Wine a pipe of
 * the host returns nothing, again and again, at its end. So even for a pipe, empty reads are
 * limited.
 */
static HRESULT readAll(Input *input, HANDLE file)
{
    DWORD patience = GetFileType(file) == FILE_TYPE_PIPE ? EMPTY_MAX : 1;
    DWORD empty = 0;
    DWORD got;
    BOOL isBroken = FALSE;

    input->bytes = malloc(INPUT_MAX + CHUNK);
    if (!input->bytes) {
        return E_OUTOFMEMORY;
    }
    while (!isBroken && empty < patience && input->size <= INPUT_MAX) {
        HRESULT hr = readChunk(input, file, &got, &isBroken);

        if (FAILED(hr)) {
            return hr;
        }
        empty = got == 0 ? empty + 1 : 0;
    }
    return input->size <= INPUT_MAX ? S_OK : HRESULT_FROM_WIN32(ERROR_FILE_TOO_LARGE);
}

static HRESULT openAndRead(Input *input, const WCHAR *path)
{
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    HRESULT hr;

    if (file == INVALID_HANDLE_VALUE) {
        return HRESULT_FROM_WIN32(GetLastError());
    }
    hr = readAll(input, file);
    CloseHandle(file);
    return hr;
}

static void explain(const WCHAR *file, HRESULT hr, Text *error)
{
    Text name;

    TextInit(&name);
    TextFromUtf16Le(&name, (const BYTE *)file, wcslen(file) * sizeof(*file));
    TextAppend(error, "can't read ");
    TextQuoted(error, TextChars(&name));
    if (hr == HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND) ||
        hr == HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND)) {
        TextAppend(
            error,
            ": there is no such file; an argument that is not hexadecimal digits is taken as "
            "a file name, so give other text in a file or a pipe");
    } else if (hr == HRESULT_FROM_WIN32(ERROR_FILE_TOO_LARGE)) {
        TextFormat(error, ": more than the %u bytes that any statement can have", INPUT_MAX);
    } else {
        TextFormat(error, ": error 0x%08X", (unsigned)hr);
    }
    TextFree(&name);
}

HRESULT InputFromFile(Input *input, const WCHAR *file, Text *error)
{
    HRESULT hr;

    memset(input, 0, sizeof(*input));
    if (wcscmp(file, L"-") == 0) {
        hr = readAll(input, GetStdHandle(STD_INPUT_HANDLE));
    } else {
        hr = openAndRead(input, file);
    }
    if (FAILED(hr)) {
        explain(file, hr, error);
        return hr;
    }
    input->size = TextFormNormalise(input->bytes, input->size);
    input->isText = TextFormIsText(input->bytes, input->size);
    return S_OK;
}

void InputFree(Input *input)
{
    free(input->bytes);
    input->bytes = NULL;
}
