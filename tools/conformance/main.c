/* SPDX-License-Identifier: MIT */
/* qutil-conformance: checks rule by rule what a qutil.dll does. See docs/conformance.md. */
#include <stdlib.h>
#include <wchar.h>

#include "agentservice.h"
#include "child.h"
#include "path.h"
#include "qutilversion.h"
#include "report.h"
#include "textoutput.h"

enum { EXIT_HOLDS = 0, EXIT_FAULTS = 1, EXIT_USAGE = 2, EXIT_NOTHING = 3 };

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
    WCHAR *naphost = options->naphost ? PathFull(options->naphost) : NULL;
    int code = EXIT_NOTHING;

    if (RunnerInit(&runner, options, self, subject->path)) {
        runner.naphost = naphost;
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
    free(naphost);
    return code;
}

static int tryDll(const Options *options, Text *output, Text *error)
{
    WCHAR *self = PathOwn();
    WCHAR *path = NULL;
    Subject subject;
    Text problem;
    int code = EXIT_NOTHING;

    TextInit(&problem);
    if (self) {
        path = options->file ? PathFull(options->file) : PathBeside(L"qutil.dll");
    }
    if (path) {
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
    if ((argc == 5 || argc == 6) && wcscmp(argv[1], CHILD_OPTION) == 0) {
        return ChildMain(argv[2], argv[3], argv[4], argc == 6 ? argv[5] : NULL);
    }
    if (argc == 2 && wcscmp(argv[1], AGENT_SERVICE_OPTION) == 0) {
        return AgentServiceMain();
    }
    return report(argc, argv);
}
