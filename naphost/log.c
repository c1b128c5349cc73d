/* SPDX-License-Identifier: MIT */
/*
 * See log.h. The file is opened anew for each line: so it can be deleted at any time, and no handle
 * is left when the host is done.
 */
#include "log.h"

#include "elevated.h"
#include "store.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PATH_CAPACITY 1024      /* characters with the NUL; a longer path is not used */
#define LINE_CAPACITY 1000      /* bytes with the line feed */
#define FULL_SIZE     (1 << 20) /* bytes; a file of this size gets no more lines */

static const char lastLine[] = "The log ends here, because it has reached 1 MiB.\n";

static SRWLOCK lock = SRWLOCK_INIT; /* of the path */
/* Wine loses one of two lines that threads append at the same moment. Before `lock`. */
static SRWLOCK writing = SRWLOCK_INIT;
static WCHAR path[PATH_CAPACITY];
static atomic_bool isOn;
static atomic_ulong lineCount;

static BOOL readVariable(WCHAR found[PATH_CAPACITY])
{
    DWORD length = GetEnvironmentVariableW(L"QUTIL_NAPHOST_LOG", found, PATH_CAPACITY);

    return length > 0 && length < PATH_CAPACITY;
}

static BOOL readSetting(HKEY root, WCHAR found[PATH_CAPACITY])
{
    DWORD size = PATH_CAPACITY * sizeof(WCHAR);
    HKEY key;
    LSTATUS status =
        RegOpenKeyExW(root, STORE_ROOT_KEY, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key);

    if (status != ERROR_SUCCESS) {
        return FALSE;
    }
    status = RegGetValueW(key, NULL, L"Log", RRF_RT_REG_SZ, NULL, found, &size);
    RegCloseKey(key);
    return status == ERROR_SUCCESS && found[0] != 0;
}

void LogRefresh(void)
{
    WCHAR found[PATH_CAPACITY] = {0};
    /* A user must not choose which file an administrator's process writes. */
    BOOL isNamed =
        !ProcessIsElevated() && (readVariable(found) || readSetting(HKEY_CURRENT_USER, found));

    isNamed = isNamed || readSetting(HKEY_LOCAL_MACHINE, found);
    if (isNamed) {
        AcquireSRWLockExclusive(&lock);
        memcpy(path, found, sizeof(path));
        ReleaseSRWLockExclusive(&lock);
    }
    atomic_store(&isOn, isNamed);
}

BOOL LogIsOn(void)
{
    return atomic_load_explicit(&isOn, memory_order_relaxed);
}

/* Others may write, read and delete the file meanwhile. INVALID_HANDLE_VALUE on failure. */
static HANDLE openFile(void)
{
    HANDLE file;

    AcquireSRWLockShared(&lock);
    file = CreateFileW(path, FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_ALWAYS,
                       FILE_ATTRIBUTE_NORMAL, NULL);
    ReleaseSRWLockShared(&lock);
    return file;
}

/* Appends by one write, because other processes write too. `line` has space for the last line. */
static BOOL append(HANDLE file, char *line, size_t length)
{
    LARGE_INTEGER size;
    DWORD written;

    if (!GetFileSizeEx(file, &size)) {
        return FALSE;
    }
    if (size.QuadPart >= FULL_SIZE) {
        return TRUE;
    }
    if (size.QuadPart + (LONGLONG)length >= FULL_SIZE) {
        memcpy(line + length, lastLine, sizeof(lastLine) - 1);
        length += sizeof(lastLine) - 1;
    }
    return WriteFile(file, line, (DWORD)length, &written, NULL);
}

/* Until the next LogRefresh a file that can't be written isn't tried again. */
static void writeLine(char *line, size_t length)
{
    BOOL isWritten = FALSE;
    HANDLE file;

    AcquireSRWLockExclusive(&writing);
    file = openFile();
    if (file != INVALID_HANDLE_VALUE) {
        isWritten = append(file, line, length);
        CloseHandle(file);
    }
    ReleaseSRWLockExclusive(&writing);
    if (!isWritten) {
        atomic_store(&isOn, false);
    }
}

/* The length of what _snprintf made, which writes no NUL, and returns -1, where it cuts. */
static size_t lengthOf(const char *line)
{
    size_t length = 0;

    while (length < LINE_CAPACITY - 1 && line[length] != 0) {
        length++;
    }
    return length;
}

void LogStep(const char *step, const char *format, ...)
{
    char line[LINE_CAPACITY + sizeof(lastLine)] = {0};
    DWORD error = GetLastError();
    SYSTEMTIME now;
    size_t length;
    va_list arguments;

    if (!LogIsOn()) {
        return;
    }
    GetSystemTime(&now);
    _snprintf(line, LINE_CAPACITY - 1, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ %lu %lu %lu %s ",
              now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond,
              now.wMilliseconds, GetCurrentProcessId(), GetCurrentThreadId(),
              atomic_fetch_add(&lineCount, 1) + 1, step);
    length = lengthOf(line);
    va_start(arguments, format);
    _vsnprintf(line + length, LINE_CAPACITY - 1 - length, format, arguments);
    va_end(arguments);
    length = lengthOf(line);
    line[length] = '\n';
    writeLine(line, length + 1);
    SetLastError(error);
}
