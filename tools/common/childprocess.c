/* SPDX-License-Identifier: MIT */
/* See childprocess.h. */
#include "childprocess.h"

#include <string.h>

#include "processcreate.h"

#define KILL_TIMEOUT_MS 5000

/* Takes the inheritable handles that the child gets. */
static bool startWith(ChildProcess *child, const WCHAR *program, WCHAR *line, HANDLE nothing,
                      HANDLE output)
{
    STARTUPINFOW startup = {.cb = sizeof(startup),
                            .dwFlags = STARTF_USESTDHANDLES,
                            .hStdInput = nothing,
                            .hStdOutput = output,
                            .hStdError = nothing};
    PROCESS_INFORMATION process;

    if (!ProcessCreate(program, line, TRUE, 0, &startup, &process)) {
        return false;
    }
    CloseHandle(process.hThread);
    child->process = process.hProcess;
    child->id = process.dwProcessId;
    return true;
}

bool ChildProcessStart(ChildProcess *child, const WCHAR *program, WCHAR *line)
{
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    HANDLE nothing;
    HANDLE output;
    DWORD error;
    bool ok;

    memset(child, 0, sizeof(*child));
    if (!CreatePipe(&child->output, &output, &inherited, CHILD_PIPE_SIZE)) {
        child->output = NULL;
        return false;
    }
    SetHandleInformation(child->output, HANDLE_FLAG_INHERIT, 0);
    nothing = CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                          &inherited, OPEN_EXISTING, 0, NULL);
    ok = startWith(child, program, line, nothing, output);
    error = GetLastError();
    CloseHandle(output);
    if (nothing != INVALID_HANDLE_VALUE) {
        CloseHandle(nothing);
    }
    if (!ok) {
        ChildProcessClose(child);
        SetLastError(error);
    }
    return ok;
}

size_t ChildProcessRead(const ChildProcess *child, char *bytes, size_t size)
{
    DWORD there = 0;
    DWORD got = 0;

    if (!PeekNamedPipe(child->output, NULL, 0, NULL, &there, NULL) || there == 0 ||
        !ReadFile(child->output, bytes, there < size ? there : (DWORD)size, &got, NULL)) {
        return 0;
    }
    return got;
}

bool ChildProcessAwait(const ChildProcess *child, DWORD milliseconds)
{
    if (WaitForSingleObject(child->process, milliseconds) == WAIT_OBJECT_0) {
        return true;
    }
    ChildProcessKill(child);
    return false;
}

void ChildProcessKill(const ChildProcess *child)
{
    TerminateProcess(child->process, 1);
    WaitForSingleObject(child->process, KILL_TIMEOUT_MS);
}

void ChildProcessClose(ChildProcess *child)
{
    if (child->process) {
        CloseHandle(child->process);
    }
    if (child->output) {
        CloseHandle(child->output);
    }
    memset(child, 0, sizeof(*child));
}
