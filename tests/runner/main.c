/* SPDX-License-Identifier: MIT */
/*
 * testrunner: runs one test program for ctest, or on Windows all tests in the lists of the test
 * archive.
 *
 *     testrunner [--needs service|unregistered|registry]… [--seconds N] [--ends TEXT]
 *                PROGRAM [ARGUMENTS]
 *     testrunner --lists REPORT-FOLDER ARCHITECTURE…
 *     testrunner --canary
 *
 * The last line says whether the program passed, and the exit code is 0, 1, or 77 if the test was
 * skipped. ctest looks for that line, because a runner that Wine can't start ends with 0, too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "run.h"

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "lists.h"
#include "needs.h"
#endif

#define SKIP_CODE  77
#define USAGE_CODE 2

static int runOne(const Order *order)
{
    char *output = ChildOutputName();
    Verdict verdict;

    if (!output) {
        puts("testrunner: FAILED: there is no place for a temporary file");
        return EXIT_FAILURE;
    }
    RunOrder(order, output, stdout, &verdict);
    remove(output);
    free(output);
    if (verdict.why) {
        printf("testrunner: FAILED: %s\n", verdict.why);
        return EXIT_FAILURE;
    }
    printf("testrunner: passed: %s\n", order->ends ? verdict.judge.last : order->arguments[0]);
    return EXIT_SUCCESS;
}

#ifdef _WIN32
/* Turns off message boxes, here and in the programs that are run. */
static void prepare(void)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    _setmode(_fileno(stdout), _O_BINARY);
}

static const char *missingFor(const Order *order)
{
    return NeedsMissing(order->needs, sizeof(void *) == 4);
}

static int otherUse(int argc, char **argv, int *code)
{
    if (argc == 2 && strcmp(argv[1], "--canary") == 0) {
        *code = CANARY_CODE;
    } else if (argc > 2 && strcmp(argv[1], "--lists") == 0) {
        _setmode(_fileno(stdout), _O_TEXT);
        *code = ListsRun(argv[2], argc - 3, argv + 3);
    } else {
        return 0;
    }
    return 1;
}
#else
static void prepare(void)
{
}

static const char *missingFor(const Order *order)
{
    return order->needs ? "only Windows has that" : NULL;
}

static int otherUse(int argc, char **argv, int *code)
{
    (void)argc, (void)argv, (void)code;
    return 0;
}
#endif

int main(int argc, char **argv)
{
    const char *missing;
    const char *problem;
    Order order;
    int code = USAGE_CODE;

    prepare();
    if (otherUse(argc, argv, &code)) {
        return code;
    }
    problem = OrderParse(&order, argc - 1, argv + 1);
    if (problem) {
        printf("testrunner: FAILED: %s\n", problem);
        return USAGE_CODE;
    }
    missing = missingFor(&order);
    if (missing) {
        printf("testrunner: skipped: %s\n", missing);
        return SKIP_CODE;
    }
    return runOne(&order);
}
