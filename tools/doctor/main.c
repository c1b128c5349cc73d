/* SPDX-License-Identifier: MIT */
/* qutil-doctor: tells what a program that needs qutil.dll lacks. See docs/doctor.md. */
#include "doctor.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "probe.h"
#include "qutilversion.h"
#include "textoutput.h"

enum { EXIT_WELL = 0, EXIT_ILL = 1, EXIT_USAGE = 2 };

static const char help[] =
    "Usage: qutil-doctor [OPTION]... [FILE]\n"
    "Tells what a program that needs qutil.dll lacks, and what to do about it.\n"
    "\n"
    "  FILE               the .exe or .dll that doesn't work; without one, the\n"
    "                     qutil.dll beside this doctor and the system are examined\n"
    "\n"
    "  --register-user    register both classes of qutil.dll for this user alone;\n"
    "                     no administrator is needed\n"
    "  --dll PATH         the qutil.dll to register; default: beside this doctor\n"
    "  --unregister-user  take that back\n"
    "  --timeout SECONDS  for creating the classes (1 to 600); default: 20\n"
    "  --help             print this\n"
    "  --version          print the version\n"
    "\n"
    "The doctor of each architecture registers for its own programs, and tries the\n"
    "classes for them; it finds the other one in the folder ..\\x64 or ..\\x86.\n"
    "\n"
    "Exit code: 0 all is well; 1 something must be done; 2 wrong usage.\n";

typedef enum Task { TASK_JUDGE, TASK_REGISTER, TASK_UNREGISTER, TASK_HELP, TASK_VERSION } Task;

typedef struct Options {
    Task task;
    const WCHAR *file;
    const WCHAR *dll;
    const WCHAR *seconds;
    DWORD timeout;
} Options;

static bool complain(Text *error, const char *what, const WCHAR *argument)
{
    ReportFormat(error, "qutil-doctor: %s %w; see qutil-doctor --help\n", what, argument);
    return false;
}

static bool setTask(Options *options, Task task, const WCHAR *argument, Text *error)
{
    if (options->task != TASK_JUDGE && options->task != task) {
        return complain(error, "one task at a time, so not also", argument);
    }
    options->task = task;
    return true;
}

static bool parseTask(Options *options, const WCHAR *argument, Text *error)
{
    static const struct {
        const WCHAR *name;
        Task task;
    } tasks[] = {
        {L"--register-user", TASK_REGISTER},
        {L"--unregister-user", TASK_UNREGISTER},
        {L"--help", TASK_HELP},
        {L"-h", TASK_HELP},
        {L"/?", TASK_HELP},
        {L"--version", TASK_VERSION},
    };

    for (size_t i = 0; i < ARRAYSIZE(tasks); i++) {
        if (wcscmp(argument, tasks[i].name) == 0) {
            return setTask(options, tasks[i].task, argument, error);
        }
    }
    return complain(error, "unknown option", argument);
}

static const WCHAR **valueOption(Options *options, const WCHAR *argument)
{
    if (wcscmp(argument, L"--dll") == 0) {
        return &options->dll;
    }
    return wcscmp(argument, L"--timeout") == 0 ? &options->seconds : NULL;
}

static bool parseTimeout(Options *options, Text *error)
{
    WCHAR *end;
    unsigned long seconds;

    options->timeout = 20000;
    if (options->seconds == NULL) {
        return true;
    }
    seconds = wcstoul(options->seconds, &end, 10);
    if (*end != L'\0' || seconds < 1 || seconds > 600) {
        return complain(error, "--timeout takes 1 to 600 seconds, not", options->seconds);
    }
    options->timeout = seconds * 1000;
    return true;
}

static bool checkTogether(const Options *options, Text *error)
{
    if (options->dll != NULL && options->task != TASK_REGISTER) {
        return complain(error, "only --register-user has a use for --dll", options->dll);
    }
    if (options->file != NULL &&
        (options->task == TASK_REGISTER || options->task == TASK_UNREGISTER)) {
        return complain(error, "there is no use for", options->file);
    }
    return true;
}

static bool isOption(const WCHAR *argument)
{
    return argument[0] == L'-' || wcscmp(argument, L"/?") == 0;
}

static bool parse(Options *options, int argc, WCHAR **argv, Text *error)
{
    bool onlyOperands = false;
    bool ok = true;

    memset(options, 0, sizeof(*options));
    for (int i = 1; ok && i < argc; i++) {
        const WCHAR **value = onlyOperands ? NULL : valueOption(options, argv[i]);

        if (value != NULL) {
            ok = i + 1 < argc && argv[i + 1][0] != L'\0'
                     ? true
                     : complain(error, "a value must follow", argv[i]);
            *value = ok ? argv[++i] : NULL;
        } else if (!onlyOperands && wcscmp(argv[i], L"--") == 0) {
            onlyOperands = true;
        } else if (!onlyOperands && isOption(argv[i])) {
            ok = parseTask(options, argv[i], error);
        } else if (options->file != NULL || argv[i][0] == L'\0') {
            ok = complain(error, "one file at a time; there is no use for", argv[i]);
        } else {
            options->file = argv[i];
        }
    }
    return ok && parseTimeout(options, error) && checkTogether(options, error);
}

static void examine(Doctor *doctor, const Options *options)
{
    if (options->task == TASK_REGISTER) {
        DoctorRegisterUser(doctor, options->dll);
    } else if (options->task == TASK_UNREGISTER) {
        DoctorUnregisterUser(doctor);
    } else if (options->file != NULL) {
        DoctorJudgeFile(doctor, options->file);
    } else {
        DoctorJudgeSystem(doctor);
    }
}

static int run(Doctor *doctor, int argc, WCHAR **argv, Text *error)
{
    Options options;
    Text *output = &doctor->report.output;

    if (!parse(&options, argc, argv, error)) {
        return EXIT_USAGE;
    }
    doctor->timeout = options.timeout;
    if (options.task == TASK_HELP) {
        TextAppend(output, help);
    } else if (options.task == TASK_VERSION) {
        TextAppend(output, "qutil-doctor " QUTIL_VERSION_STRING "\n");
    } else {
        examine(doctor, &options);
    }
    return doctor->report.problems == 0 ? EXIT_WELL : EXIT_ILL;
}

static int consult(Doctor *doctor, int argc, WCHAR **argv)
{
    Text error;
    int code;

    TextInit(&error);
    ReportInit(&doctor->report);
    code = run(doctor, argc, argv, &error);
    if (!TextOutput(&doctor->report.output, STD_OUTPUT_HANDLE)) {
        TextAppend(&error, "qutil-doctor: can't write the output\n");
        code = EXIT_ILL;
    }
    TextOutput(&error, STD_ERROR_HANDLE);
    TextFree(&error);
    ReportFree(&doctor->report);
    return code;
}

int wmain(int argc, WCHAR **argv);

int wmain(int argc, WCHAR **argv)
{
    Doctor doctor;
    int code = EXIT_ILL;

    if (SystemOpen(&doctor.system)) {
        code = argc == 5 && wcscmp(argv[1], PROBE_OPTION) == 0
                   ? ProbeChild(&doctor.system, argv[2], argv[3], argv[4])
                   : consult(&doctor, argc, argv);
    }
    SystemClose(&doctor.system);
    return code;
}
