/* SPDX-License-Identifier: MIT */
/* The example watch-agent: it prints a line for a start and one for a stop, and then ends. */
#include "qutiltest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dummyservice.h"
#include "processcreate.h"

#define OUTPUT_SIZE 4096
#define LIMIT_MS    20000

/* Well below the time that the program would run. */
#define CONTROL_MS 10000

typedef struct Program {
    HANDLE process;
    DWORD id;
    HANDLE output;
    char text[OUTPUT_SIZE];
    DWORD length;
} Program;

static void startProgram(Program *program, const WCHAR *arguments, DWORD flags)
{
    SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION information;
    WCHAR command[MAX_PATH + 64];
    WCHAR *name;
    HANDLE input;

    command[0] = L'"';
    assert_in_range(GetModuleFileNameW(NULL, command + 1, MAX_PATH), 1, MAX_PATH - 1);
    name = wcsrchr(command, L'\\');
    assert_non_null(name);
    wcscpy(name, L"\\..\\examples\\watch-agent.exe\" ");
    wcscat(command, arguments);
    memset(program, 0, sizeof *program);
    assert_true(CreatePipe(&program->output, &input, &inherited, 0));
    SetHandleInformation(program->output, HANDLE_FLAG_INHERIT, 0);
    startup.hStdOutput = input;
    startup.hStdError = input;
    assert_true(ProcessCreate(NULL, command, TRUE, flags, &startup, &information));
    CloseHandle(input);
    CloseHandle(information.hThread);
    program->process = information.hProcess;
    program->id = information.dwProcessId;
}

/* Reads until the text was printed, or the output has ended. */
static BOOL readUntil(Program *program, const char *wanted)
{
    DWORD got;

    while (!strstr(program->text, wanted) && program->length + 1 < OUTPUT_SIZE &&
           ReadFile(program->output, program->text + program->length,
                    OUTPUT_SIZE - 1 - program->length, &got, NULL) &&
           got > 0) {
        program->length += got;
    }
    return strstr(program->text, wanted) != NULL;
}

static DWORD endProgram(Program *program)
{
    DWORD code = 0;

    readUntil(program, "\f"); /* to the end */
    if (WaitForSingleObject(program->process, LIMIT_MS) != WAIT_OBJECT_0) {
        TerminateProcess(program->process, 99);
    }
    GetExitCodeProcess(program->process, &code);
    CloseHandle(program->process);
    CloseHandle(program->output);
    print_message("%s", program->text);
    return code;
}

static void printsEachChange(void **state)
{
    Program program;

    DummyServiceInstall();
    startProgram(&program, L"--changes 2 --seconds 15", 0);
    assert_true(readUntil(&program, "Watching: the NAP Agent service is stopped"));
    DummyServiceStart();
    assert_true(readUntil(&program, "Changed: the NAP Agent service is running"));
    DummyServiceStop();
    assert_true(readUntil(&program, "Changed: the NAP Agent service is stopped"));
    assert_int_equal(endProgram(&program), 0);
    assert_non_null(strstr(program.text, "2 change(s) seen"));
}

/*
 * The program gets its own console, because under ctest there is none; this program then attaches
 * to it. Wine 8 sends Ctrl-C to all processes of a console, this one included, but not to a single
 * process group.
 */
static void sendControlC(const Program *program)
{
    FreeConsole(); /* Ctrl-C must not reach the console of the test run */
    assert_true(AttachConsole(program->id));
    assert_true(SetConsoleCtrlHandler(NULL, TRUE));
    assert_true(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
    assert_true(FreeConsole()); /* a console keeps the program's output open */
}

static void controlCEndsIt(void **state)
{
    Program program;
    ULONGLONG begin;

    startProgram(&program, L"--seconds 30", CREATE_NO_WINDOW);
    assert_true(readUntil(&program, "Watching: the NAP Agent service is not installed"));
    begin = GetTickCount64();
    sendControlC(&program);
    assert_int_equal(endProgram(&program), 0);
    assert_in_range(GetTickCount64() - begin, 0, CONTROL_MS);
    assert_non_null(strstr(program.text, "0 change(s) seen"));
}

static void saysThatThereIsNoService(void **state)
{
    Program program;

    startProgram(&program, L"--seconds 0", 0);
    assert_int_equal(endProgram(&program), 0);
    assert_non_null(strstr(program.text, "Watching: the NAP Agent service is not installed"));
    assert_non_null(strstr(program.text, "0 change(s) seen"));
}

static void refusesWrongOptions(void **state)
{
    static const WCHAR *const wrong[] = {L"--changes", L"--changes x", L"--seconds -1", L"foo 1",
                                         L"--seconds 4294967"};
    Program program;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        startProgram(&program, wrong[i], 0);
        assert_int_equal(endProgram(&program), 2);
        assert_non_null(strstr(program.text, "usage:"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(printsEachChange, DummyServiceRemove),
        cmocka_unit_test_teardown(controlCEndsIt, DummyServiceRemove),
        cmocka_unit_test_teardown(saysThatThereIsNoService, DummyServiceRemove),
        cmocka_unit_test_teardown(refusesWrongOptions, DummyServiceRemove),
    };

    return cmocka_run_group_tests(tests, DummyServiceSetUp, NULL);
}
