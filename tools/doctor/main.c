/* SPDX-License-Identifier: MIT */
/* qutil-doctor: tells what a program that needs qutil.dll lacks. See docs/doctor.md. */
#include "doctor.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "arguments.h"
#include "probe.h"
#include "qutilversion.h"
#include "textoutput.h"

enum { EXIT_WELL = 0, EXIT_ILL = 1, EXIT_USAGE = 2 };

static const char help[] =
    "Usage: qutil-doctor [OPTION]... [FILE]\n"
    "Tells what a program that needs qutil.dll or naphost.dll lacks, and what to do\n"
    "about it.\n"
    "\n"
    "  FILE               the .exe or .dll that doesn't work; without one, the\n"
    "                     qutil.dll beside this doctor and the system are examined\n"
    "\n"
    "  --register-user    register both classes of qutil.dll for this user alone;\n"
    "                     no administrator is needed\n"
    "  --unregister-user  take that back\n"
    "  --naphost          with one of these: the four classes of naphost.dll instead\n"
    "  --dll PATH         the DLL to register; default: beside this doctor\n"
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
    const ClassGroup *group; /* to register; NULL if it wasn't said */
    DWORD timeout;
} Options;

/* Beside the tasks, whose ids are Task's. */
enum { DLL = TASK_VERSION + 1, NAPHOST, TIMEOUT };

static const Option table[] = {
    {L"--register-user", TASK_REGISTER, false},
    {L"--unregister-user", TASK_UNREGISTER, false},
    {L"--help", TASK_HELP, false},
    {L"-h", TASK_HELP, false},
    {L"/?", TASK_HELP, false},
    {L"--version", TASK_VERSION, false},
    {L"--dll", DLL, true},
    {L"--naphost", NAPHOST, false},
    {L"--timeout", TIMEOUT, true},
};

static bool take(Options *options, int id, const Arguments *arguments)
{
    switch (id) {
    case DLL:
        options->dll = arguments->value;
        return true;
    case NAPHOST:
        options->group = &HostClasses;
        return true;
    case TIMEOUT:
        return ArgumentsSeconds(arguments, &options->timeout);
    case ARGUMENT_OPERAND:
        return ArgumentsOnlyOperand(arguments, "one file at a time; there is no use for",
                                    &options->file);
    case ARGUMENT_WRONG:
        return false;
    default:
        if (options->task != TASK_JUDGE && options->task != (Task)id) {
            return ArgumentsComplain(arguments, "one task at a time, so not also",
                                     arguments->current);
        }
        options->task = (Task)id;
        return true;
    }
}

static bool checkTogether(const Options *options, const Arguments *arguments)
{
    const bool isRegistering = options->task == TASK_REGISTER || options->task == TASK_UNREGISTER;

    if (options->dll && options->task != TASK_REGISTER) {
        return ArgumentsComplain(arguments, "only --register-user has a use for --dll",
                                 options->dll);
    }
    if (options->group && !isRegistering) {
        return ArgumentsComplain(arguments,
                                 "only --register-user and --unregister-user have a "
                                 "use for",
                                 L"--naphost");
    }
    if (options->file && isRegistering) {
        return ArgumentsComplain(arguments, "there is no use for", options->file);
    }
    return true;
}

static bool parse(Options *options, int argc, WCHAR **argv, Text *error)
{
    Arguments arguments;
    bool ok = true;
    int id;

    memset(options, 0, sizeof(*options));
    options->timeout = 20000;
    ArgumentsBegin(&arguments, "qutil-doctor", table, ARRAYSIZE(table), argc, argv, error);
    while (ok && (id = ArgumentsNext(&arguments)) != ARGUMENT_END) {
        ok = take(options, id, &arguments);
    }
    return ok && checkTogether(options, &arguments);
}

static void examine(Doctor *doctor, const Options *options)
{
    const ClassGroup *group = options->group ? options->group : &QutilClasses;

    if (options->task == TASK_REGISTER) {
        DoctorRegisterUser(doctor, group, options->dll);
    } else if (options->task == TASK_UNREGISTER) {
        DoctorUnregisterUser(doctor, group);
    } else if (options->file) {
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
