/* SPDX-License-Identifier: MIT */
/* See lists.h. */
#include "lists.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <windows.h>

#include "needs.h"
#include "run.h"

#define LINE_ROOM      2048
#define NAME_ROOM      300
#define CANARY_SECONDS 60
#define LONGEST_PATH   160
#define SEPARATORS     "\t\r\n"

#ifdef _WIN64
#define OWN_ARCHITECTURE "x64"
#else
#define OWN_ARCHITECTURE "x86"
#endif

typedef enum Outcome { PASSED, FAILED, SKIPPED, OUTCOMES } Outcome;

typedef struct Lists {
    const char *folder;
    const char *architecture; /* the current one */
    FILE *report;
    unsigned counts[OUTCOMES];
    char failures[8192]; /* the names of outputs to be shown at the end, each with a NUL */
    size_t failuresLength;
} Lists;

/* Prints to standard output and to the report. */
static void tell(const Lists *lists, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    fflush(stdout);
    va_start(arguments, format);
    vfprintf(lists->report, format, arguments);
    va_end(arguments);
    fflush(lists->report);
}

static void noteFailure(Lists *lists, const char *output)
{
    size_t length = strlen(output) + 1;

    if (length < sizeof(lists->failures) - lists->failuresLength) {
        memcpy(lists->failures + lists->failuresLength, output, length);
        lists->failuresLength += length;
    }
}

static void record(Lists *lists, Outcome outcome, const char *name, const char *words)
{
    static const char *const names[OUTCOMES] = {"passed ", "FAILED ", "skipped"};

    lists->counts[outcome]++;
    tell(lists, "%s  %s  %-30s %s\n", lists->architecture, names[outcome], name, words);
}

static bool outputName(const Lists *lists, const char *name, char *output)
{
    int length =
        snprintf(output, NAME_ROOM, "%s\\%s\\%s.txt", lists->folder, lists->architecture, name);
    FILE *file = length > 0 && length < NAME_ROOM ? fopen(output, "wb") : NULL;

    return file && fclose(file) == 0;
}

static void runTest(Lists *lists, const char *name, const Order *order)
{
    const char *missing = NeedsMissing(order->needs, strcmp(lists->architecture, "x86") == 0);
    char output[NAME_ROOM];
    char words[LINE_ROOM];
    Verdict verdict;

    if (missing) {
        record(lists, SKIPPED, name, missing);
        return;
    }
    if (!outputName(lists, name, output)) {
        record(lists, FAILED, name, "the file for its output can't be written");
        return;
    }
    RunOrder(order, output, NULL, &verdict);
    if (verdict.why) {
        snprintf(words, sizeof(words), "%s; last line: %s", verdict.why, verdict.judge.last);
        noteFailure(lists, output);
    } else {
        snprintf(words, sizeof(words), "exit code %lu, %.0f s: %s", verdict.exitCode,
                 verdict.seconds, verdict.judge.last);
    }
    record(lists, verdict.why ? FAILED : PASSED, name, words);
}

/* Modifies the line. */
static void runLine(Lists *lists, char *line)
{
    char *words[ORDER_WORDS];
    char *name = strtok(line, SEPARATORS);
    const char *problem;
    Order order;
    int count = 0;

    for (char *word = strtok(NULL, SEPARATORS); word && count < ORDER_WORDS;
         word = strtok(NULL, SEPARATORS)) {
        words[count++] = word;
    }
    if (!name) {
        return;
    }
    problem = OrderParse(&order, count, words);
    if (problem) {
        record(lists, FAILED, name, problem);
    } else {
        runTest(lists, name, &order);
    }
}

/* NULL if this system runs programs of the architecture; else the reason. That is no failure. */
static const char *whySkipped(const char *architecture)
{
    WCHAR folder[MAX_PATH];
    SYSTEM_INFO system;

    if (strcmp(architecture, OWN_ARCHITECTURE) == 0) {
        return NULL;
    }
#ifdef _WIN64
    (void)system;
    return GetSystemWow64DirectoryW(folder, MAX_PATH) != 0 ? NULL
                                                           : "this system runs no 32-bit programs";
#else
    (void)folder;
    GetNativeSystemInfo(&system);
    return system.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64
               ? NULL
               : "this system runs no x64 programs";
#endif
}

static bool canaryRuns(Lists *lists)
{
    char program[NAME_ROOM];
    char option[] = "--canary";
    char output[NAME_ROOM];
    Order order = {.seconds = CANARY_SECONDS, .arguments = {program, option}};
    Verdict verdict;

    snprintf(program, sizeof(program), "%s\\tests\\testrunner.exe", lists->architecture);
    if (!outputName(lists, "canary", output)) {
        record(lists, FAILED, "canary", "the file for its output can't be written");
        return false;
    }
    RunOrder(&order, output, NULL, &verdict);
    if (verdict.hasEnded && verdict.exitCode == CANARY_CODE) {
        return true;
    }
    record(lists, FAILED, "canary", verdict.why ? verdict.why : "it ran, but not to its end");
    return false;
}

static void forEachLine(Lists *lists, FILE *list, const char *whyNot)
{
    char line[LINE_ROOM];

    while (fgets(line, sizeof(line), list)) {
        if (whyNot) {
            record(lists, SKIPPED, strtok(line, SEPARATORS), whyNot);
        } else {
            runLine(lists, line);
        }
    }
}

static void runList(Lists *lists, const char *architecture)
{
    const char *whyNot = whySkipped(architecture);
    char name[NAME_ROOM];
    FILE *list;

    lists->architecture = architecture;
    snprintf(name, sizeof(name), "%s\\%s", lists->folder, architecture);
    CreateDirectoryA(name, NULL);
    snprintf(name, sizeof(name), "%s\\tests.txt", architecture);
    list = fopen(name, "r");
    if (!list) {
        record(lists, FAILED, name, "this list can't be read");
        return;
    }
    if (whyNot || canaryRuns(lists)) {
        forEachLine(lists, list, whyNot);
    }
    fclose(list);
    if (!whyNot) {
        const char *left = NeedsCleanUp(strcmp(architecture, "x86") == 0);

        record(lists, left ? FAILED : PASSED, "nothing_is_left_behind",
               left ? left : "no service, no class");
    }
}

/* Failed tests' output goes into the report, so that the user sends only one file. */
static void appendFailures(const Lists *lists)
{
    char line[LINE_ROOM];

    for (size_t at = 0; at < lists->failuresLength; at += strlen(lists->failures + at) + 1) {
        FILE *output = fopen(lists->failures + at, "r");

        fprintf(lists->report, "\n== %s\n", lists->failures + at);
        while (output && fgets(line, sizeof(line), output)) {
            fputs(line, lists->report);
        }
        if (output) {
            fclose(output);
        }
    }
    if (lists->failuresLength != 0) {
        fputs("\n", lists->report);
    }
}

/* Tests create files in folders below this one, and no path may be longer than MAX_PATH. */
static bool isPathTooLong(void)
{
    return GetCurrentDirectoryA(0, NULL) > LONGEST_PATH;
}

int ListsRun(const char *report, int count, char **architectures)
{
    Lists lists = {.folder = report};
    char name[NAME_ROOM];

    if (isPathTooLong()) {
        puts("The path of this folder is too long for some tests. Move the folder, for instance to "
             "C:\\qutil-tests.");
        return 2;
    }
    if (count == 0) {
        fputs("testrunner: no architecture is named\n", stderr);
        return 2;
    }
    snprintf(name, sizeof(name), "%s\\report.txt", report);
    lists.report = fopen(name, "a");
    if (!lists.report) {
        fputs("testrunner: the report can't be written\n", stderr);
        return 2;
    }
    for (int i = 0; i < count; i++) {
        runList(&lists, architectures[i]);
    }
    appendFailures(&lists);
    tell(&lists, "%u passed, %u failed, %u skipped\n", lists.counts[PASSED], lists.counts[FAILED],
         lists.counts[SKIPPED]);
    fclose(lists.report);
    return lists.counts[FAILED] != 0 || lists.counts[PASSED] == 0;
}
