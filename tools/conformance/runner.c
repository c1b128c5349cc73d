/* SPDX-License-Identifier: MIT */
/* See runner.h. */
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "agentservice.h"
#include "child.h"
#include "childprocess.h"
#include "naphostdll.h"
#include "registrykeys.h"

#define POLL_MS        3
#define LINE_SIZE      2048
#define NO_RULE        ((size_t)-1)
#define START_GRACE_MS 30000

const char *const VerdictNames[VERDICT_COUNT] = {"holds", "broken", "differs", "not run"};

typedef enum RuleState { STATE_DONE, STATE_PENDING, STATE_SUSPECT } RuleState;

/* One child process, and the state of its output. */
typedef struct Child {
    Runner *runner;
    RuleState *states;
    ChildProcess process;
    char line[LINE_SIZE];
    size_t lineLength;
    size_t current; /* index of the running rule, or NO_RULE */
    size_t tried;   /* number of rules that have ended */
    BOOL isDone;
    BOOL isLoaded;
    BOOL hasCrashed;
    DWORD crashCode;
    DWORD heard; /* when it last wrote a line */
} Child;

BOOL RunnerInit(Runner *runner, const Options *options, const WCHAR *self, const WCHAR *dll)
{
    memset(runner, 0, sizeof(*runner));
    TextInit(&runner->problem);
    runner->options = options;
    runner->self = self;
    runner->dll = dll;
    runner->results = calloc(RulesCount(), sizeof(*runner->results));
    for (size_t i = 0; runner->results && i < RulesCount(); i++) {
        TextInit(&runner->results[i].observed);
        runner->results[i].verdict = VERDICT_NOT_RUN;
    }
    return runner->results != NULL;
}

void RunnerFree(Runner *runner)
{
    for (size_t i = 0; runner->results && i < RulesCount(); i++) {
        TextFree(&runner->results[i].observed);
    }
    free(runner->results);
    TextFree(&runner->problem);
}

static void settle(Runner *runner, size_t index, Verdict verdict, const char *observed)
{
    Result *result = &runner->results[index];

    result->verdict = verdict;
    TextClear(&result->observed);
    /* Text from another process is untrusted. */
    TextFromUtf8(&result->observed, (const BYTE *)observed, strlen(observed));
}

static Verdict verdictOfFailure(size_t index)
{
    return RulesAt(index)->tag == RULE_CHOSEN ? VERDICT_DIFFERS : VERDICT_BROKEN;
}

/* A rule that failed in a process with others is tried again alone, unless --together is given. */
static void fail(Child *child, size_t index, const char *observed)
{
    BOOL wasAlone = child->tried == 0 || child->runner->options->isTogether;

    settle(child->runner, index, verdictOfFailure(index), observed);
    child->states[index] = wasAlone ? STATE_DONE : STATE_SUSPECT;
}

static void takeVerdict(Child *child, const char *word, size_t index, const char *text)
{
    if (index >= RulesCount()) {
        return;
    }
    if (strcmp(word, "@begin") == 0) {
        child->current = index;
        return;
    }
    if (strcmp(word, "@holds") == 0) {
        settle(child->runner, index, VERDICT_HOLDS, *text != '\0' ? text : "as expected");
        child->states[index] = STATE_DONE;
    } else if (strcmp(word, "@unable") == 0) {
        settle(child->runner, index, VERDICT_NOT_RUN, text);
        child->states[index] = STATE_DONE;
    } else if (strcmp(word, "@fails") == 0) {
        fail(child, index, text);
    } else {
        return;
    }
    child->tried++;
    child->current = NO_RULE;
}

static void takeLine(Child *child, char *line)
{
    char *number = strchr(line, ' ');
    char *text;
    unsigned long value;

    child->heard = GetTickCount();
    if (line[0] != '@' || !number) {
        return;
    }
    *number++ = '\0';
    value = strtoul(number, &text, strcmp(line, "@crash") == 0 ? 16 : 10);
    text += *text == ' ';
    if (strcmp(line, "@load") == 0) {
        child->isLoaded = FALSE;
        TextFormat(&child->runner->problem, "Windows can't load it: error %lu", value);
    } else if (strcmp(line, "@done") == 0) {
        child->isDone = TRUE;
    } else if (strcmp(line, "@crash") == 0) {
        child->hasCrashed = TRUE;
        child->crashCode = value;
    } else {
        takeVerdict(child, line, value, text);
    }
}

static void takeBytes(Child *child, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n') {
            child->line[child->lineLength] = '\0';
            child->lineLength = 0;
            takeLine(child, child->line);
        } else if (bytes[i] != '\r' && child->lineLength + 1 < sizeof(child->line)) {
            child->line[child->lineLength++] = bytes[i];
        }
    }
}

static WCHAR *commandLine(const Runner *runner, const WCHAR *rules)
{
    static const WCHAR format[] = L"\"%ls\" %ls %ls %ls \"%ls\"";
    static const WCHAR further[] = L" \"%ls\"";
    const WCHAR *naphost = runner->naphost ? runner->naphost : L"";
    const size_t size =
        wcslen(runner->self) + wcslen(runner->dll) + wcslen(naphost) + wcslen(rules) + 80;
    WCHAR *line = calloc(size, sizeof(*line));

    if (line) {
        _snwprintf(line, size - 1, format, runner->self, CHILD_OPTION,
                   runner->options->isTogether ? CHILD_GOES_ON : CHILD_STOPS, rules, runner->dll);
    }
    if (line && runner->naphost) {
        size_t length = wcslen(line);

        _snwprintf(line + length, size - 1 - length, further, naphost);
    }
    return line;
}

static BOOL start(Child *child, const WCHAR *rules)
{
    WCHAR *line = commandLine(child->runner, rules);
    BOOL ok = line && ChildProcessStart(&child->process, child->runner->self, line);

    free(line);
    return ok;
}

/* Before the first rule the time includes Windows' own work, so it is longer. */
static DWORD patience(const Child *child)
{
    BOOL isStarting = child->tried == 0 && child->current == NO_RULE;

    return child->runner->options->timeout + (isStarting ? START_GRACE_MS : 0);
}

static void readAll(Child *child)
{
    char bytes[512];
    size_t got;

    while ((got = ChildProcessRead(&child->process, bytes, sizeof(bytes))) != 0) {
        takeBytes(child, bytes, got);
    }
}

/* FALSE: it hangs, and was killed. */
static BOOL listenTo(Child *child)
{
    BOOL hasEnded = FALSE;

    child->heard = GetTickCount();
    while (!hasEnded) {
        hasEnded = WaitForSingleObject(child->process.process, POLL_MS) == WAIT_OBJECT_0;
        readAll(child);
        if (!hasEnded && GetTickCount() - child->heard > patience(child)) {
            ChildProcessKill(&child->process);
            return FALSE;
        }
    }
    return TRUE;
}

static const char *exceptionName(DWORD code)
{
    switch (code) {
    case EXCEPTION_ACCESS_VIOLATION:
        return " (access violation)";
    case EXCEPTION_STACK_OVERFLOW:
        return " (stack overflow)";
    case 0xC0000374:
        return " (heap corruption)";
    case 0xC0000409:
        return " (stack buffer overrun)";
    case EXCEPTION_ILLEGAL_INSTRUCTION:
        return " (illegal instruction)";
    case EXCEPTION_INT_DIVIDE_BY_ZERO:
        return " (division by zero)";
    default:
        return "";
    }
}

static void describeEnd(const Child *child, BOOL hangs, char *text, size_t size)
{
    DWORD code = child->crashCode;

    if (hangs) {
        snprintf(text, size, "It hangs: nothing for %lu s", child->runner->options->timeout / 1000);
        return;
    }
    if (!child->hasCrashed) {
        GetExitCodeProcess(child->process.process, &code);
    }
    /* Bit 28 tells them apart: exception codes don't have it set, small negative exit codes do. */
    if (child->hasCrashed || (code & 0x90000000) == 0x80000000) {
        snprintf(text, size, "It crashes: exception 0x%08lX%s", code, exceptionName(code));
    } else {
        snprintf(text, size, "The process ended with code %lu", code);
    }
}

/* Records the failure of the rule during which the child ended. */
static void noteEnd(Child *child, BOOL hangs)
{
    char text[120];

    describeEnd(child, hangs, text, sizeof(text));
    if (child->current != NO_RULE) {
        fail(child, child->current, text);
        child->tried++;
    } else if (child->tried == 0 && child->isLoaded && !child->isDone) {
        TextClear(&child->runner->problem);
        TextFormat(&child->runner->problem, "Loading it fails before any rule is tried. %s", text);
    }
}

/* Chooses the rules of the next child: one rule alone, or all that can be tried together. */
static size_t choose(const RuleState *states, WCHAR *rules)
{
    size_t chosen = 0;
    BOOL isAlone = FALSE;

    for (size_t i = 0; i < RulesCount(); i++) {
        BOOL needsOwn = states[i] == STATE_SUSPECT || (RulesAt(i)->flags & RULE_ALONE) != 0;
        BOOL isChosen = states[i] != STATE_DONE && !isAlone && (!needsOwn || chosen == 0);

        rules[i] = isChosen ? L'1' : L'0';
        chosen += isChosen ? 1 : 0;
        isAlone = isAlone || (isChosen && needsOwn);
    }
    rules[RulesCount()] = L'\0';
    return chosen;
}

/* FALSE if the child can't be started, or the DLL can't be loaded. */
static BOOL runChild(Runner *runner, RuleState *states, const WCHAR *rules)
{
    Child child = {.runner = runner, .states = states, .current = NO_RULE, .isLoaded = TRUE};
    BOOL ok = start(&child, rules);

    if (ok) {
        noteEnd(&child, !listenTo(&child));
        if (runner->options->allowed & RULE_REGISTRATION) {
            RegistryForget(child.process.id);
        }
        if (runner->naphost) {
            NaphostRegistryForget(child.process.id);
        }
        ChildProcessClose(&child.process);
    } else {
        TextFormat(&runner->problem, "No process can be started: error %lu", GetLastError());
    }
    return ok && TextChars(&runner->problem)[0] == '\0';
}

static void runChildren(Runner *runner, RuleState *states, WCHAR *rules)
{
    /*
     * Each child settles at least one rule or marks it to be tried again, so this many are enough.
     */
    const size_t most = 2 * RulesCount();

    for (size_t i = 0; i < most && choose(states, rules) != 0; i++) {
        if (!runChild(runner, states, rules)) {
            return;
        }
    }
}

/* TRUE if a rule with these flags is still to be tried. */
static BOOL isPending(const RuleState *states, unsigned flags)
{
    for (size_t i = 0; i < RulesCount(); i++) {
        if (states[i] != STATE_DONE && (RulesAt(i)->flags & flags) != 0) {
            return TRUE;
        }
    }
    return FALSE;
}

static void giveUp(Runner *runner, RuleState *states, unsigned flags, const char *why)
{
    for (size_t i = 0; i < RulesCount(); i++) {
        if (states[i] != STATE_DONE && (RulesAt(i)->flags & flags) != 0) {
            states[i] = STATE_DONE;
            settle(runner, i, VERDICT_NOT_RUN, why);
        }
    }
}

static const char *missingOption(unsigned refused)
{
    if ((refused & RULE_NAPHOST) != 0) {
        return "needs --naphost";
    }
    return (refused & RULE_SERVICE) != 0 ? "needs --service" : "needs --registration";
}

static void selectRules(Runner *runner, RuleState *states)
{
    for (size_t i = 0; i < RulesCount(); i++) {
        const Rule *rule = RulesAt(i);
        unsigned refused = rule->flags & (RULE_REGISTRATION | RULE_SERVICE | RULE_NAPHOST) &
                           ~runner->options->allowed;

        runner->results[i].isAsked = OptionsSelect(runner->options, rule);
        if (!runner->results[i].isAsked) {
            states[i] = STATE_DONE;
        } else if (refused != 0) {
            states[i] = STATE_DONE;
            settle(runner, i, VERDICT_NOT_RUN, missingOption(refused));
        } else {
            states[i] = STATE_PENDING;
        }
    }
}

/* Restores the registry and the service afterwards, whatever the children did. */
static void runGuarded(Runner *runner, RuleState *states, WCHAR *rules)
{
    AgentService before;
    BOOL watchesService = isPending(states, RULE_SERVICE);
    BOOL watchesRegistry = isPending(states, RULE_REGISTRATION);

    if (watchesService && !AgentServiceLook(&before)) {
        giveUp(runner, states, RULE_SERVICE,
               "services can't be installed: this needs an administrator");
        watchesService = FALSE;
    }
    if (watchesRegistry && !RegistrySave()) {
        giveUp(
            runner, states, RULE_REGISTRATION,
            "the registry's keys can't be saved first, or an earlier run that was ended has left "
            "its copy below HKEY_CURRENT_USER\\Software\\qutil-conformance-saved-*");
        watchesRegistry = FALSE;
    }
    runChildren(runner, states, rules);
    if (watchesRegistry && !RegistryPutBack()) {
        TextAppend(&runner->problem, "The registry could not be put back; what was there is below "
                                     "HKEY_CURRENT_USER\\Software\\qutil-conformance-saved-*");
    }
    if (watchesService && !AgentServiceRestore(&before)) {
        TextAppend(&runner->problem, "The service napagent could not be put back to what it was");
    }
}

void RunnerRun(Runner *runner)
{
    RuleState *states = calloc(RulesCount(), sizeof(*states));
    WCHAR *rules = calloc(RulesCount() + 1, sizeof(*rules));

    if (states && rules) {
        selectRules(runner, states);
        runGuarded(runner, states, rules);
    } else {
        TextAppend(&runner->problem, "Memory ran out");
    }
    free(rules);
    free(states);
}

size_t RunnerCount(const Runner *runner, Verdict verdict, int tag)
{
    size_t count = 0;

    for (size_t i = 0; i < RulesCount(); i++) {
        count += runner->results[i].isAsked && runner->results[i].verdict == verdict &&
                 (tag == 0 || (int)RulesAt(i)->tag == tag);
    }
    return count;
}
