/* SPDX-License-Identifier: MIT */
/* See conformancetest.h. */
#include "conformancetest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define PROGRAM L"..\\qutil-conformance.exe"

void Conformance(Run *run, const char *folder, const char *fault, const char *options)
{
    WCHAR relative[100];
    WCHAR arguments[1900];
    WCHAR *dll;

    swprintf(relative, ARRAYSIZE(relative), L"%hs\\qutil.dll", folder);
    dll = RunPath(relative);
    assert_true(swprintf(arguments, ARRAYSIZE(arguments), L"%hs \"%ls\"", options, dll) > 0);
    SetEnvironmentVariableA("QUTIL_FAULT", *fault != '\0' ? fault : NULL);
    RunProgram(run, PROGRAM, arguments, NULL, 0);
    SetEnvironmentVariableA("QUTIL_FAULT", NULL);
    free(dll);
}

unsigned CountLines(const char *output, const char *words)
{
    const size_t length = strlen(words);
    unsigned count = 0;

    for (const char *line = output; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
        line += *line == '\n';
        count += strncmp(line, words, length) == 0;
    }
    return count;
}

/* Whole: cmocka would cut it off. */
static void show(const Run *run)
{
    fprintf(stderr, "exit code %lu\n%s%s\n", run->exitCode, run->output, run->error);
}

/* Marks that begin the line of a rule. */
static unsigned rulesThat(const Run *run, const char *verdict)
{
    char words[16];

    snprintf(words, sizeof(words), "%-8s ", verdict);
    return CountLines(run->output, words);
}

void ExpectAllHold(const Run *run, unsigned least)
{
    unsigned holds = rulesThat(run, "holds");
    BOOL isWell = run->exitCode == 0 && holds >= least && rulesThat(run, "broken") == 0 &&
                  rulesThat(run, "differs") == 0 && rulesThat(run, "not run") == 0;

    if (!isWell) {
        show(run);
    }
    assert_true(isWell);
    print_message("%u rules hold\n", holds);
}

static char *argumentsOf(const FaultRow *row)
{
    const size_t size = 2 * strlen(row->rules) + strlen(row->options) + 200;
    char *arguments = calloc(size, 1);
    char *rules = _strdup(row->rules);

    assert_non_null(arguments);
    assert_non_null(rules);
    strcpy(arguments, row->options);
    for (char *rule = strtok(rules, " "); rule != NULL; rule = strtok(NULL, " ")) {
        assert_true(strlen(arguments) + strlen(rule) + 10 < size * 2);
        arguments = realloc(arguments, strlen(arguments) + strlen(rule) + 10);
        assert_non_null(arguments);
        strcat(arguments, " --rule ");
        strcat(arguments, rule);
    }
    free(rules);
    return arguments;
}

/* All rules that were asked for fail, and each says what it is expected to. */
static BOOL isNoticed(const FaultRow *row, const Run *run)
{
    unsigned failed = rulesThat(run, "broken") + rulesThat(run, "differs");
    unsigned saying = 0;

    for (const char *at = run->output; row->observed != NULL && at != NULL; saying += at != NULL) {
        at = strstr(at + (at != run->output), row->observed);
    }
    return run->exitCode == 1 && failed > 0 && rulesThat(run, "holds") == 0 &&
           rulesThat(run, "not run") == 0 && (row->observed == NULL || saying == failed);
}

void ExpectFaultsNoticed(FaultGroup group)
{
    unsigned faults = 0;
    unsigned missed = 0;

    for (size_t i = 0; i < FaultCount; i++) {
        const FaultRow *row = &FaultTable[i];
        char *arguments;
        Run run;

        if (row->group != group) {
            continue;
        }
        arguments = argumentsOf(row);
        Conformance(&run, row->dll, row->fault, arguments);
        faults++;
        if (!isNoticed(row, &run)) {
            missed++;
            print_error("%s, fault \"%s\"\n", row->dll, row->fault);
            show(&run);
        }
        RunFree(&run);
        free(arguments);
    }
    print_message("%u faults, %u missed\n", faults, missed);
    assert_true(faults > 0);
    assert_int_equal(missed, 0);
}
