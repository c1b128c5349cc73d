/* SPDX-License-Identifier: MIT */
/* qutil-conformance: checks rule by rule what a qutil.dll does. See docs/conformance.md. */
#include <stdlib.h>
#include <wchar.h>

#include "agentservice.h"
#include "child.h"
#include "qutilversion.h"
#include "report.h"
#include "textoutput.h"

#define PATH_CHARACTERS 32768u

enum { EXIT_HOLDS = 0, EXIT_FAULTS = 1, EXIT_USAGE = 2, EXIT_NOTHING = 3 };

/* The absolute path; the caller frees it. NULL if it is too long. */
static WCHAR *fullPath(const WCHAR *path)
{
    WCHAR *full = malloc(PATH_CHARACTERS * sizeof(*full));
    DWORD length = full != NULL ? GetFullPathNameW(path, PATH_CHARACTERS, full, NULL) : 0;

    if (length == 0 || length >= PATH_CHARACTERS) {
        free(full);
        return NULL;
    }
    return full;
}

static WCHAR *ownPath(void)
{
    WCHAR *path = malloc(PATH_CHARACTERS * sizeof(*path));
    DWORD length = path != NULL ? GetModuleFileNameW(NULL, path, PATH_CHARACTERS) : 0;

    if (length == 0 || length >= PATH_CHARACTERS) {
        free(path);
        return NULL;
    }
    return path;
}

static WCHAR *besideSelf(const WCHAR *self)
{
    static const WCHAR name[] = L"qutil.dll";
    const WCHAR *slash = wcsrchr(self, L'\\');
    const size_t folder = slash != NULL ? (size_t)(slash - self) + 1 : 0;
    WCHAR *path = calloc(folder + ARRAYSIZE(name), sizeof(*path));

    if (path != NULL) {
        wmemcpy(path, self, folder);
        wcscpy(path + folder, name);
    }
    return path;
}

static int complain(Text *error, const Subject *subject, const Text *problem)
{
    TextAppend(error, TextChars(&subject->shownPath));
    TextAppend(error, ": ");
    TextAppend(error, TextChars(problem));
    TextAppend(error, ".\n");
    return EXIT_NOTHING;
}

static int examine(const Options *options, const Subject *subject, const WCHAR *self, Text *output,
                   Text *error)
{
    Runner runner;
    int code = EXIT_NOTHING;

    if (RunnerInit(&runner, options, self, subject->path)) {
        RunnerRun(&runner);
        if (runner.problem.length != 0) {
            code = complain(error, subject, &runner.problem);
        } else {
            (options->asJson ? ReportAsJson : ReportAsText)(output, subject, &runner);
            code = RunnerCount(&runner, VERDICT_BROKEN, 0) != 0 ||
                           RunnerCount(&runner, VERDICT_DIFFERS, 0) != 0
                       ? EXIT_FAULTS
                       : EXIT_HOLDS;
        }
    }
    RunnerFree(&runner);
    return code;
}

static int tryDll(const Options *options, Text *output, Text *error)
{
    WCHAR *self = ownPath();
    WCHAR *path = NULL;
    Subject subject;
    Text problem;
    int code = EXIT_NOTHING;

    TextInit(&problem);
    if (self != NULL) {
        path = options->file != NULL ? fullPath(options->file) : besideSelf(self);
    }
    if (path != NULL) {
        if (SubjectOpen(&subject, path, &problem)) {
            code = examine(options, &subject, self, output, error);
        } else {
            complain(error, &subject, &problem);
        }
        SubjectFree(&subject);
    } else {
        TextAppend(error, "qutil-conformance: that is no path, or too long\n");
    }
    TextFree(&problem);
    free(self);
    return code;
}

static int run(int argc, WCHAR **argv, Text *output, Text *error)
{
    Options options;

    if (!OptionsParse(&options, argc, argv, error)) {
        return EXIT_USAGE;
    }
    switch (options.task) {
    case TASK_HELP:
        TextAppend(output, OptionsHelp);
        return EXIT_HOLDS;
    case TASK_VERSION:
        TextAppend(output, "qutil-conformance " QUTIL_VERSION_STRING "\n");
        return EXIT_HOLDS;
    case TASK_LIST:
        ReportRules(output, &options);
        return EXIT_HOLDS;
    default:
        return tryDll(&options, output, error);
    }
}

static int report(int argc, WCHAR **argv)
{
    Text output;
    Text error;
    int code;

    TextInit(&output);
    TextInit(&error);
    code = run(argc, argv, &output, &error);
    if (!TextOutput(&output, STD_OUTPUT_HANDLE)) {
        TextAppend(&error, "qutil-conformance: can't write the output\n");
        code = EXIT_NOTHING;
    }
    TextOutput(&error, STD_ERROR_HANDLE);
    TextFree(&error);
    TextFree(&output);
    return code;
}

int wmain(int argc, WCHAR **argv);

int wmain(int argc, WCHAR **argv)
{
    if (argc == 5 && wcscmp(argv[1], CHILD_OPTION) == 0) {
        return ChildMain(argv[2], argv[3], argv[4]);
    }
    if (argc == 2 && wcscmp(argv[1], AGENT_SERVICE_OPTION) == 0) {
        return AgentServiceMain();
    }
    return report(argc, argv);
}
