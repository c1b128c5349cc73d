/* SPDX-License-Identifier: MIT */
/* See child.h. */
#include "child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "processcreate.h"

#define COMMAND_LINE  8192
#define KILL_PATIENCE 10000
#define KILLED        1

char *ChildOutputName(void)
{
    char folder[MAX_PATH];
    char *name = malloc(MAX_PATH);

    if (name && (!GetTempPathA(MAX_PATH, folder) || !GetTempFileNameA(folder, "qut", 0, name))) {
        free(name);
        name = NULL;
    }
    return name;
}

/* Puts each argument in quotes. No argument may contain quotes or end with a backslash. */
static bool commandLine(char *line, size_t size, char *const *arguments)
{
    size_t used = 0;

    for (; *arguments; arguments++) {
        int length = snprintf(line + used, size - used, "%s\"%s\"", used ? " " : "", *arguments);

        if (length < 0 || (size_t)length >= size - used) {
            return false;
        }
        used += (size_t)length;
    }
    return true;
}

static HANDLE openInherited(const char *name, DWORD access)
{
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};

    return CreateFileA(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       &inherited, OPEN_EXISTING, 0, NULL);
}

/* These two are the only inheritable handles here. */
static bool startWith(Child *child, char *const *arguments, HANDLE input, HANDLE output)
{
    STARTUPINFOW startup = {.cb = sizeof(startup),
                            .dwFlags = STARTF_USESTDHANDLES,
                            .hStdInput = input,
                            .hStdOutput = output,
                            .hStdError = output};
    PROCESS_INFORMATION process;
    char line[COMMAND_LINE];
    WCHAR wide[COMMAND_LINE];

    if (!commandLine(line, sizeof(line), arguments) ||
        !MultiByteToWideChar(CP_ACP, 0, line, -1, wide, COMMAND_LINE)) {
        SetLastError(ERROR_FILENAME_EXCED_RANGE);
        return false;
    }
    if (!ProcessCreate(NULL, wide, TRUE, 0, &startup, &process)) {
        return false;
    }
    CloseHandle(process.hThread);
    child->process = process.hProcess;
    return true;
}

bool ChildStart(Child *child, char *const *arguments, const char *output, unsigned long *error)
{
    HANDLE none = openInherited("NUL", GENERIC_READ);
    HANDLE file = openInherited(output, FILE_APPEND_DATA | SYNCHRONIZE);
    bool isStarted = false;

    *error = GetLastError();
    if (none != INVALID_HANDLE_VALUE && file != INVALID_HANDLE_VALUE) {
        isStarted = startWith(child, arguments, none, file);
        *error = GetLastError();
    }
    if (file != INVALID_HANDLE_VALUE) {
        CloseHandle(file);
    }
    if (none != INVALID_HANDLE_VALUE) {
        CloseHandle(none);
    }
    return isStarted;
}

bool ChildEnded(Child *child, unsigned milliseconds, unsigned long *exitCode)
{
    DWORD code = KILLED;

    if (WaitForSingleObject(child->process, milliseconds) == WAIT_TIMEOUT) {
        return false;
    }
    GetExitCodeProcess(child->process, &code);
    *exitCode = code;
    CloseHandle(child->process);
    return true;
}

void ChildKill(Child *child)
{
    TerminateProcess(child->process, KILLED);
    WaitForSingleObject(child->process, KILL_PATIENCE);
    CloseHandle(child->process);
}
