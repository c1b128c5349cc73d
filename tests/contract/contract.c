/* SPDX-License-Identifier: MIT */
/*
 * The contract as a cmocka program: each rule is a test, named by the rule's id.
 *
 *     test_contract [--dll PATH] [--naphost PATH] [--timeout SECONDS] [RULE]...
 *
 * RULE is an id, or the beginning of ids and a star; default: all rules. The DLLs are by default
 * the qutil.dll and the naphost.dll beside this program. It must hold no memory after a rule. A
 * rule fails, too, if something that it needs is missing.
 */
#include "qutiltest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "agentservice.h"
#include "registrykeys.h"
#include "runprogram.h"
#include "trial.h"

static struct {
    WCHAR *path;
    WCHAR *naphost;
    DWORD timeout; /* for a rule, in milliseconds */
    WCHAR **patterns;
    int patternCount;
} asked = {NULL, NULL, 60000, NULL, 0};

static QutilDll dll;
static AgentService serviceBefore;
static unsigned needed; /* flags of the rules that are tried in this process */

static HANDLE progress; /* set when a rule ends */
static const Rule *volatile current;

/* Names a rule that hangs, and ends this program. */
static DWORD WINAPI watch(void *parameter)
{
    while (WaitForSingleObject(progress, asked.timeout) == WAIT_OBJECT_0) {
    }
    fprintf(stderr, "It hangs: nothing for %lu s\n[  FAILED  ] %s\n", asked.timeout / 1000,
            current ? current->id : "(no rule)");
    fflush(stderr);
    TerminateProcess(GetCurrentProcess(), 1);
    return 0;
}

static void tryRule(void **state)
{
    const Rule *rule = *state;
    char observed[500];
    Trial trial;
    TrialEnd end;

    current = rule;
    TrialRun(&trial, rule, &dll, TRUE);
    end = trial.end;
    snprintf(observed, sizeof(observed), "%s", TextChars(&trial.observed));
    TrialFree(&trial);
    SetEvent(progress);
    if (end != TRIAL_HELD) {
        print_error("%s\nexpected: %s\n%s: %s\n", rule->text, rule->expected,
                    end == TRIAL_FAILED ? "observed" : "unable", observed);
        fail();
    }
}

/* Runs this program again for this rule, so that the rule has its own process. */
static void tryAlone(void **state)
{
    static const char passed[] = "[  PASSED  ] 1 test(s).";
    const Rule *rule = *state;
    WCHAR arguments[1024];
    WCHAR self[MAX_PATH];
    BOOL isWell;
    Run run;

    current = rule;
    assert_in_range(GetModuleFileNameW(NULL, self, MAX_PATH), 1, MAX_PATH - 1);
    assert_true(swprintf(arguments, ARRAYSIZE(arguments),
                         L"--dll \"%ls\" --naphost \"%ls\" --timeout %lu %hs", asked.path,
                         asked.naphost, asked.timeout / 1000, rule->id) > 0);
    RunProgram(&run, wcsrchr(self, L'\\') + 1, arguments, NULL, 0);
    /* cmocka 2 prints it on stdout, earlier versions on stderr. */
    isWell = run.exitCode == 0 && (strstr(run.output, passed) || strstr(run.error, passed));
    if (!isWell) {
        fprintf(stderr, "in its own process: exit code %lu\n%s%s\n", run.exitCode, run.output,
                run.error);
    }
    RunFree(&run);
    SetEvent(progress);
    assert_true(isWell);
}

/*
 * The group's set-up: loads the DLL, and saves the real registry keys and the service's state if
 * rules will change them.
 */
static int begin(void **state)
{
    if (!QutilDllLoad(&dll, asked.path)) {
        print_error("%ls can't be loaded: error %lu\n", asked.path, GetLastError());
        return -1;
    }
    dll.naphost = asked.naphost;
    if ((needed & RULE_SERVICE) != 0 && !AgentServiceIsForeign()) {
        AgentServiceRemove(); /* left by a run that crashed */
    }
    if ((needed & RULE_SERVICE) != 0 && !AgentServiceLook(&serviceBefore)) {
        print_error("services can't be installed: this needs an administrator\n");
        return -1;
    }
    if ((needed & RULE_REGISTRATION) != 0 && !RegistrySave()) {
        print_error("the registry's keys can't be saved, or an ended run has left its copy below "
                    "HKEY_CURRENT_USER\\Software\\qutil-conformance-saved-*\n");
        return -1;
    }
    progress = CreateEventW(NULL, FALSE, FALSE, NULL);
    return progress && CreateThread(NULL, 0, watch, NULL, 0, NULL) ? 0 : -1;
}

static int putBack(void **state)
{
    BOOL ok = TRUE;

    if ((needed & RULE_REGISTRATION) != 0) {
        RegistryRestoreRoots();
        RegistryForget(GetCurrentProcessId());
        ok = RegistryPutBack();
    }
    if ((needed & RULE_SERVICE) != 0) {
        ok = AgentServiceRestore(&serviceBefore) && ok;
    }
    return ok ? 0 : -1;
}

static BOOL isAsked(const Rule *rule)
{
    BOOL matches = asked.patternCount == 0;

    for (int i = 0; !matches && i < asked.patternCount; i++) {
        matches = RuleMatches(rule, asked.patterns[i]);
    }
    return matches;
}

static int runRules(void)
{
    struct CMUnitTest *tests = calloc(RulesCount(), sizeof(*tests));
    size_t count = 0;
    int failed;

    if (!tests) {
        return -1;
    }
    for (size_t i = 0; i < RulesCount(); i++) {
        if (isAsked(RulesAt(i))) {
            tests[count++] = (struct CMUnitTest){RulesAt(i)->id, tryRule, NULL, NULL,
                                                 (void *)(ULONG_PTR)RulesAt(i)};
        }
    }
    for (size_t i = 0; i < count; i++) {
        const Rule *rule = tests[i].initial_state;

        if (count > 1 && (rule->flags & RULE_ALONE) != 0) {
            tests[i].test_func = tryAlone;
        } else {
            needed |= rule->flags;
        }
    }
    failed = _cmocka_run_group_tests("contract", tests, count, begin, putBack);
    free(tests);
    return failed;
}

/* FALSE if the arguments are wrong. */
static BOOL parse(int argc, WCHAR **argv)
{
    int next = 1;

    while (next + 1 < argc && argv[next][0] == L'-') {
        if (wcscmp(argv[next], L"--dll") == 0) {
            free(asked.path);
            asked.path = _wcsdup(argv[next + 1]);
        } else if (wcscmp(argv[next], L"--naphost") == 0) {
            free(asked.naphost);
            asked.naphost = _wcsdup(argv[next + 1]);
        } else if (wcscmp(argv[next], L"--timeout") == 0) {
            asked.timeout = wcstoul(argv[next + 1], NULL, 10) * 1000;
        } else {
            return FALSE;
        }
        next += 2;
    }
    asked.patterns = argv + next;
    asked.patternCount = argc - next;
    return asked.path && asked.naphost && asked.timeout != 0;
}

int wmain(int argc, WCHAR **argv);

int wmain(int argc, WCHAR **argv)
{
    int failed;

    if (argc == 2 && wcscmp(argv[1], AGENT_SERVICE_OPTION) == 0) {
        return AgentServiceMain();
    }
    asked.path = RunPath(L"qutil.dll");
    asked.naphost = RunPath(L"naphost.dll");
    if (!parse(argc, argv)) {
        fprintf(stderr, "usage: test_contract [--dll PATH] [--naphost PATH] [--timeout SECONDS] "
                        "[RULE]...\n");
        return 255;
    }
    setvbuf(stdout, NULL, _IONBF, 0); /* so that the name of a rule that crashes is printed */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    failed = runRules();
    free(asked.naphost);
    free(asked.path);
    return failed;
}
