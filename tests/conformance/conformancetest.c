/* SPDX-License-Identifier: MIT */
/* See conformancetest.h. */
#include "conformancetest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "agentservice.h"
#include "runner.h"

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

    for (const char *line = output; line && *line != '\0'; line = strchr(line, '\n')) {
        line += *line == '\n';
        count += strncmp(line, words, length) == 0;
    }
    return count;
}

/* cmocka would truncate the output. */
static void show(const Run *run)
{
    fprintf(stderr, "exit code %lu\n%s%s\n", run->exitCode, run->output, run->error);
}

/* Counts the rules whose line begins with this verdict. */
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

/* Puts the patterns of a row into the options. The caller frees the returned characters. */
static WCHAR *takeRules(Options *options, const char *rules)
{
    WCHAR *wide = calloc(strlen(rules) + 1, sizeof(*wide));
    WCHAR *next = wide;

    assert_non_null(wide);
    for (size_t i = 0; rules[i] != '\0'; i++) {
        wide[i] = (WCHAR)rules[i];
    }
    while (*next != L'\0') {
        assert_true(options->patternCount < MOST_PATTERNS);
        options->patterns[options->patternCount++] = next;
        next += wcscspn(next, L" ");
        if (*next != L'\0') {
            *next++ = L'\0';
        }
    }
    return wide;
}

static BOOL isAsExpected(const FaultRow *row, const Rule *rule, const Result *result)
{
    Verdict expected = rule->tag == RULE_CHOSEN ? VERDICT_DIFFERS : VERDICT_BROKEN;

    return result->verdict == expected &&
           (!row->observed || strstr(TextChars(&result->observed), row->observed));
}

/* TRUE if every rule that was asked for failed, with the expected observation. */
static BOOL isDetected(const FaultRow *row, const Runner *runner)
{
    BOOL isWell = runner->problem.length == 0;
    unsigned asked = 0;

    if (!isWell) {
        print_error("%s\n", TextChars(&runner->problem));
    }
    for (size_t i = 0; i < RulesCount(); i++) {
        const Result *result = &runner->results[i];

        asked += result->isAsked != FALSE;
        if (result->isAsked && !isAsExpected(row, RulesAt(i), result)) {
            isWell = FALSE;
            print_error("fault \"%s\" of %s: %s %s: %s\n", row->fault, row->dll, RulesAt(i)->id,
                        VerdictNames[result->verdict], TextChars(&result->observed));
        }
    }
    return isWell && asked > 0;
}

/* The runner is called directly, without the program: that saves half of the processes. */
static BOOL isDetectedByConformance(const FaultRow *row, const Options *options, const WCHAR *dll)
{
    WCHAR *self = RunPath(PROGRAM);
    Runner runner;
    BOOL noticed;

    assert_true(RunnerInit(&runner, options, self, dll));
    runner.naphost = options->naphost;
    RunnerRun(&runner);
    noticed = isDetected(row, &runner);
    RunnerFree(&runner);
    free(self);
    return noticed;
}

/* Did cmocka print this mark and the rule, in one line? */
static BOOL isSaid(const Run *run, const char *mark, const Rule *rule)
{
    const char *const outputs[] = {run->output, run->error};
    char line[100];
    const size_t length = (size_t)snprintf(line, sizeof(line), "%s %s", mark, rule->id);
    BOOL found = FALSE;

    assert_true(length < sizeof(line));
    for (size_t i = 0; i < ARRAYSIZE(outputs); i++) {
        for (const char *at = outputs[i]; (at = strstr(at, line)); at += length) {
            found = found || strchr("\r\n", at[length]) != NULL;
        }
    }
    return found;
}

/*
 * Runs test_contract with these rules. Each must fail, and not because something that it needs is
 * missing.
 */
static BOOL tryContract(const FaultRow *row, const Options *options, const WCHAR *dll,
                        const WCHAR *rules)
{
    WCHAR arguments[1900];
    BOOL isWell;
    Run run;

    assert_true(swprintf(arguments, ARRAYSIZE(arguments),
                         L"--dll \"%ls\" --naphost \"%ls\" --timeout %lu %ls", dll,
                         options->naphost ? options->naphost : L"none", options->timeout / 1000,
                         rules) > 0);
    RunProgram(&run, L"test_contract.exe", arguments, NULL, 0);
    if ((row->allowed & RULE_SERVICE) != 0) {
        AgentServiceRemove(); /* a fault may have ended the program before it did this itself */
    }
    isWell = strstr(run.error, "unable: ") == NULL;
    for (size_t i = 0; isWell && i < RulesCount(); i++) {
        const Rule *rule = RulesAt(i);

        /* A crash may end the program before it says so, and with any exit code. */
        isWell = !OptionsSelect(options, rule) ||
                 (isSaid(&run, "[ RUN      ]", rule) && !isSaid(&run, "[       OK ]", rule));
    }
    if (!isWell) {
        fprintf(stderr, "fault \"%s\" of %s, test_contract %ls: exit code %lu\n%s%s\n", row->fault,
                row->dll, rules, run.exitCode, run.output, run.error);
    }
    RunFree(&run);
    return isWell;
}

static BOOL isCrash(const FaultRow *row)
{
    return row->observed && strstr(row->observed, "It crashes") != NULL;
}

/*
 * Tries all rules of the row in one process. If a rule would end the process, only the first rule
 * is tried: qutil-conformance has shown that the others detect the fault.
 */
static BOOL isDetectedByContract(const FaultRow *row, const Options *options, const WCHAR *dll)
{
    WCHAR rules[1600] = L"";
    Options first = {.timeout = options->timeout,
                     .naphost = options->naphost,
                     .patterns = {rules},
                     .patternCount = 1};

    if (row->isTogether && !isCrash(row)) {
        swprintf(rules, ARRAYSIZE(rules), L"%hs", row->rules);
        return tryContract(row, options, dll, rules);
    }
    for (size_t i = RulesCount(); i-- > 0;) {
        if (OptionsSelect(options, RulesAt(i))) {
            swprintf(rules, ARRAYSIZE(rules), L"%hs", RulesAt(i)->id);
        }
    }
    return tryContract(row, &first, dll, rules);
}

static BOOL tryFault(const FaultRow *row, BOOL bothRunners)
{
    Options options = {.allowed = row->allowed,
                       .isTogether = row->isTogether,
                       .timeout = row->timeout != 0 ? row->timeout : 30000};
    WCHAR relative[100];
    WCHAR *rules = takeRules(&options, row->rules);
    WCHAR *naphost =
        row->group == FAULTS_OF_NAPHOST ? RunPath(L"conformance-naphost\\naphost.dll") : NULL;
    WCHAR *dll;
    BOOL byConformance;
    BOOL byContract;

    swprintf(relative, ARRAYSIZE(relative), L"%hs\\qutil.dll", row->dll);
    dll = RunPath(relative);
    options.naphost = naphost;
    SetEnvironmentVariableA("QUTIL_FAULT", *row->fault != '\0' ? row->fault : NULL);
    SetEnvironmentVariableA("QUTIL_PATIENCE_MS", row->group == FAULTS_OF_NAPHOST ? "2500" : "1000");
    byConformance = isDetectedByConformance(row, &options, dll);
    byContract = !bothRunners || isDetectedByContract(row, &options, dll);
    SetEnvironmentVariableA("QUTIL_PATIENCE_MS", NULL);
    SetEnvironmentVariableA("QUTIL_FAULT", NULL);
    free(dll);
    free(naphost);
    free(rules);
    return byConformance && byContract;
}

bool TriesAllFaults(void)
{
    return getenv("QUTIL_ALL_FAULTS") != NULL;
}

/*
 * Those of naphost.dll take minutes, because health checks have pauses. So a normal run tries every
 * fourth, and every eighth by both runners.
 */
static bool isTried(FaultGroup group, unsigned number)
{
    return group != FAULTS_OF_NAPHOST || number % 4 == 0 || TriesAllFaults();
}

void ExpectFaultsDetected(FaultGroup group)
{
    unsigned faults = 0;
    unsigned tried = 0;
    unsigned missed = 0;

    for (size_t i = 0; i < FaultCount; i++) {
        if (FaultTable[i].group == group) {
            faults++;
            if (isTried(group, faults)) {
                tried++;
                missed += !tryFault(&FaultTable[i], group != FAULTS_OF_NAPHOST || faults % 8 == 0);
            }
        }
    }
    print_message("%u of %u faults tried, %u missed by one of the two runners\n", tried, faults,
                  missed);
    assert_true(tried > 0);
    assert_int_equal(missed, 0);
}
