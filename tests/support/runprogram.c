/* SPDX-License-Identifier: MIT */
/* See runprogram.h. Output goes to files, because a pipe that isn't read at once can fill up. */
#include "qutiltest.h"

#include "runprogram.h"

#include "path.h"
#include "processcreate.h"

#include <stdlib.h>
#include <wchar.h>

#define PATH_MAX_CHARACTERS 1024
#define RUN_TIMEOUT         60000

WCHAR *RunPath(const WCHAR *relative)
{
    WCHAR *path = PathBeside(relative);

    assert_non_null(path);
    return path;
}

/* The child inherits the file, which is deleted when both have closed it. */
static HANDLE temporaryFile(void)
{
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    WCHAR folder[MAX_PATH];
    WCHAR path[MAX_PATH];
    HANDLE file;

    assert_true(GetTempPathW(MAX_PATH, folder) != 0);
    assert_true(GetTempFileNameW(folder, L"run", 0, path) != 0);
    file = CreateFileW(path, GENERIC_READ | GENERIC_WRITE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherited,
                       CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    assert_true(file != INVALID_HANDLE_VALUE);
    return file;
}

static char *readBack(HANDLE file)
{
    DWORD size = GetFileSize(file, NULL);
    DWORD got = 0;
    char *content = malloc((size_t)size + 1);

    assert_non_null(content);
    assert_int_equal(SetFilePointer(file, 0, NULL, FILE_BEGIN), 0);
    assert_true(ReadFile(file, content, size, &got, NULL));
    assert_int_equal(got, size);
    content[size] = '\0';
    CloseHandle(file);
    return content;
}

/* A pipe that holds the whole input and then ends, as in "type file | program". */
static HANDLE pipeOf(const void *input, size_t size)
{
    SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
    HANDLE readEnd;
    HANDLE writeEnd;
    DWORD written = 0;

    assert_true(CreatePipe(&readEnd, &writeEnd, &inherited, (DWORD)size + 4096));
    if (size != 0) {
        assert_true(WriteFile(writeEnd, input, (DWORD)size, &written, NULL));
    }
    assert_int_equal(written, size);
    CloseHandle(writeEnd);
    return readEnd;
}

void RunProgram(Run *run, const WCHAR *program, const WCHAR *arguments, const void *input,
                size_t size)
{
    RunProgramFrom(run, program, arguments, pipeOf(input, size));
}

void RunProgramFrom(Run *run, const WCHAR *program, const WCHAR *arguments, HANDLE input)
{
    RunBegin(run, program, arguments, input);
    RunEnd(run);
}

void RunBegin(Run *run, const WCHAR *program, const WCHAR *arguments, HANDLE input)
{
    WCHAR *path = RunPath(program);
    WCHAR command[2 * PATH_MAX_CHARACTERS];
    STARTUPINFOW startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;

    assert_true(wcslen(path) + wcslen(arguments) + 4 < ARRAYSIZE(command));
    swprintf(command, ARRAYSIZE(command), L"\"%ls\" %ls", path, arguments);
    run->outputFile = temporaryFile();
    run->errorFile = temporaryFile();
    startup.hStdInput = input;
    startup.hStdOutput = run->outputFile;
    startup.hStdError = run->errorFile;
    assert_true(ProcessCreate(path, command, TRUE, 0, &startup, &process));
    CloseHandle(process.hThread);
    CloseHandle(input);
    run->process = process.hProcess;
    free(path);
}

void RunEnd(Run *run)
{
    assert_int_equal(WaitForSingleObject(run->process, RUN_TIMEOUT), WAIT_OBJECT_0);
    assert_true(GetExitCodeProcess(run->process, &run->exitCode));
    CloseHandle(run->process);
    run->output = readBack(run->outputFile);
    run->error = readBack(run->errorFile);
}

HRESULT RunExport(const WCHAR *dll, const char *name)
{
    WCHAR *path = RunPath(dll);
    HMODULE module = LoadLibraryW(path);
    HRESULT(WINAPI * function)(void);
    HRESULT hr;

    assert_non_null(module);
    function = (HRESULT(WINAPI *)(void))(void *)GetProcAddress(module, name);
    assert_non_null(function);
    hr = function();
    FreeLibrary(module);
    free(path);
    return hr;
}

void RunFree(Run *run)
{
    free(run->output);
    free(run->error);
}
