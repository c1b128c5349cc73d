/* SPDX-License-Identifier: MIT */
/*
 * qutil-conformance on three kinds of DLL. On our own every rule holds (service.c tries those of
 * the notifier). On one that is broken on purpose each fault is detected. And on files that are no
 * qutil.dll it says so. Every rule fails at least once.
 */
#include "conformancetest.h"
#include "pebuilder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ourDllKeepsAllRules(void **state)
{
    Run run;

    Conformance(&run, "..", "",
                "--rule exports.* --rule layout.* --rule memory.* "
                "--rule com.* --rule constructor.* --rule values.* "
                "--rule validity.* --rule processor.* --rule clients.*");
    ExpectAllHold(&run, 290);
    RunFree(&run);
}

/* Shows that the failures below come from the fault alone. */
static void brokenDllWithoutFaultKeepsAllRules(void **state)
{
    Run run;

    Conformance(
        &run, "conformance-broken", "",
        "--rule exports.* --rule layout.* --rule memory.* "
        "--rule com.* --rule constructor.* --rule values.* "
        "--rule validity.* --rule processor.* --rule clients.* --rule registration.manifest");
    ExpectAllHold(&run, 290);
    RunFree(&run);
}

static void faultsAreDetected(void **state)
{
    ExpectFaultsDetected(FAULTS_PLAIN);
}

/* A rule of the list, "D exports.ordinals: ...", and a pattern of the table. */
static BOOL matches(const char *pattern, size_t length, const char *id, size_t idLength)
{
    if (length != 0 && pattern[length - 1] == '*') {
        return idLength >= length - 1 && memcmp(pattern, id, length - 1) == 0;
    }
    return idLength == length && memcmp(pattern, id, length) == 0;
}

static BOOL isNamed(const char *patterns, const char *id, size_t idLength)
{
    while (*patterns != '\0') {
        size_t length = strcspn(patterns, " ");

        if (matches(patterns, length, id, idLength)) {
            return TRUE;
        }
        patterns += length + strspn(patterns + length, " ");
    }
    return FALSE;
}

static BOOL hasFault(const char *id, size_t idLength)
{
    BOOL has = FALSE;

    for (size_t i = 0; i < FaultCount && !has; i++) {
        has = isNamed(FaultTable[i].rules, id, idLength);
    }
    return has;
}

static BOOL isExcused(const char *id, size_t idLength)
{
    return isNamed(RulesWithoutFault, id, idLength);
}

/* Every rule must have a fault that breaks it, but for those few that are listed. */
static void everyRuleHasAFault(void **state)
{
    unsigned rules = 0;
    unsigned without = 0;
    Run run;

    Conformance(&run, "..", "", "--list");
    assert_int_equal(run.exitCode, 0);
    for (const char *line = run.output; *line != '\0'; line += strcspn(line, "\n") + 1) {
        const char *id = line + 2;
        size_t length = strcspn(id, ":");

        rules++;
        if (hasFault(id, length) == isExcused(id, length)) {
            without++;
            print_error("no fault breaks %.*s, or it is listed as such\n", (int)length, id);
        }
    }
    RunFree(&run);
    print_message("%u rules, %u without a fault\n", rules, without);
    assert_true(rules > 300);
    assert_int_equal(without, 0);
}

/*
 * After a crash the rule is tried again in its own process, and the rules after it are still tried.
 */
static void goesOnAfterACrash(void **state)
{
    Run run;

    Conformance(&run, "conformance-broken", "free.null-crash",
                "--rule memory.free-soh.* --rule memory.alloc-connections.zero --timeout 20");
    assert_int_equal(run.exitCode, 1);
    assert_int_equal(CountLines(run.output, "broken   E memory.free-soh.null:"), 1);
    assert_non_null(strstr(run.output, "It crashes: exception 0xC0000005 (access violation)"));
    assert_int_equal(CountLines(run.output, "holds    E memory.alloc-connections.zero:"), 1);
    assert_int_equal(CountLines(run.output, "holds    D memory.free-soh.embedded:"), 1);
    assert_int_equal(CountLines(run.output, "holds    E memory.free-soh.count:"), 1);
    RunFree(&run);
}

/* A leak of one rule isn't counted against the next: then each gets its own process. */
static void leakIsNotBlamedOnTheNextRule(void **state)
{
    Run run;

    Conformance(&run, "conformance-broken", "com.references",
                "--rule com.processor.references --rule com.processor.object-holds "
                "--rule com.unload.locks");
    assert_int_equal(CountLines(run.output, "broken   D com.processor.references:"), 1);
    assert_int_equal(CountLines(run.output, "holds    D com.processor.object-holds:"), 1);
    assert_int_equal(CountLines(run.output, "holds    D com.unload.locks:"), 1);
    RunFree(&run);
}

/* What the DLL prints isn't taken for lines of the child. */
static void printingIsNoFault(void **state)
{
    Run run;

    Conformance(&run, "conformance-broken", "alloc.prints",
                "--rule exports.alloc-* --rule memory.alloc-connections.*");
    ExpectAllHold(&run, 10);
    RunFree(&run);
}

static void changesNothingUnlessAsked(void **state)
{
    Run run;

    Conformance(&run, "..", "", "--rule registration.path --rule service.starts");
    assert_int_equal(run.exitCode, 0);
    assert_int_equal(CountLines(run.output, "not run  D registration.path:"), 1);
    assert_int_equal(CountLines(run.output, "not run  D service.starts:"), 1);
    assert_non_null(strstr(run.output, "observed: needs --registration"));
    assert_non_null(strstr(run.output, "observed: needs --service"));
    RunFree(&run);
}

static void describesItself(void **state)
{
    Run run;

    Conformance(&run, "..", "", "--rule exports.ordinals");
    assert_non_null(strstr(run.output, "qutil-conformance "));
    assert_non_null(strstr(run.output, "\\qutil.dll"));
    assert_non_null(strstr(run.output, " bytes"));
    assert_non_null(strstr(run.output, "The qutil authors"));
    assert_int_equal(CountLines(run.output, "  Windows "), 1);
    assert_int_equal(CountLines(run.output, "documented (D) "), 1);
    RunFree(&run);
}

static void expectRefused(const WCHAR *program, const WCHAR *arguments, DWORD code, const char *why)
{
    Run run;

    RunProgram(&run, program, arguments, NULL, 0);
    if (run.exitCode != code || !strstr(run.error, why)) {
        print_error("%ls: exit code %lu\n%s%s\n", arguments, run.exitCode, run.output, run.error);
    }
    assert_int_equal(run.exitCode, code);
    assert_non_null(strstr(run.error, why));
    assert_string_equal(run.output, "");
    RunFree(&run);
}

static void saysWhyItCannotRun(void **state)
{
    static const WCHAR program[] = L"..\\qutil-conformance.exe";

    expectRefused(program, L"C:\\no\\such\\qutil.dll", 3, "There is no such file");
    expectRefused(program, L"C:\\windows", 3, "That is a folder");
    expectRefused(program, L"C:\\windows\\win.ini", 3, "It is no Windows DLL, or damaged");
    expectRefused(program, L"C:\\windows\\system32\\cmd.exe", 3, "It is a program, not a DLL");
    expectRefused(program, L"--rule no.such.rule", 2, "there is no rule \"no.such.rule\"");
    expectRefused(program, L"--rule", 2, "a value must follow \"--rule\"");
    expectRefused(program, L"--timeout 0", 2, "--timeout takes 1 to 600 seconds, not \"0\"");
    expectRefused(program, L"--timeout -4294967290", 2, "1 to 600 seconds, not \"-4294967290\"");
    expectRefused(program, L"--wrong", 2, "unknown option \"--wrong\"");
    expectRefused(program, L"a.dll b.dll", 2, "one DLL at a time; there is no use for \"b.dll\"");
}

/*
 * Another DLL with none of qutil's exports: they are reported as missing, and no other rule
 * crashes.
 */
static void anotherDllIsReported(void **state)
{
    Run run;

    RunProgram(&run, L"..\\qutil-conformance.exe",
               L"--together --rule exports.free-soh --rule processor.count "
               L"C:\\windows\\system32\\version.dll",
               NULL, 0);
    assert_int_equal(run.exitCode, 1);
    assert_int_equal(CountLines(run.output, "broken   E exports.free-soh:"), 1);
    assert_int_equal(CountLines(run.output, "broken   D processor.count:"), 1);
    assert_non_null(strstr(run.output, "The DLL does not export DllGetClassObject"));
    RunFree(&run);
}

/* For a DLL of the other architecture it names the program to use. */
static void otherArchitectureIsReported(void **state)
{
#ifdef _WIN64
    static const PeSpec other = {.machine = PE_MACHINE_X86, .isDll = true, .exported = "FreeSoH"};
    static const char why[] = "It is an x86 DLL, and this is the x64 program";
#else
    static const PeSpec other = {.machine = PE_MACHINE_X64, .isDll = true, .exported = "FreeSoH"};
    static const char why[] = "It is an x64 DLL, and this is the x86 program";
#endif
    static uint8_t bytes[PE_BUILD_MAX];
    WCHAR argument[1024];
    WCHAR *path = RunPath(L"conformance-other.dll");
    const size_t size = PeBuild(&other, bytes);
    FILE *file = _wfopen(path, L"wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    assert_true(swprintf(argument, ARRAYSIZE(argument), L"\"%ls\"", path) > 0);
    expectRefused(L"..\\qutil-conformance.exe", argument, 3, why);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ourDllKeepsAllRules),
        cmocka_unit_test(brokenDllWithoutFaultKeepsAllRules),
        cmocka_unit_test(everyRuleHasAFault),
        cmocka_unit_test(faultsAreDetected),
        cmocka_unit_test(goesOnAfterACrash),
        cmocka_unit_test(leakIsNotBlamedOnTheNextRule),
        cmocka_unit_test(printingIsNoFault),
        cmocka_unit_test(changesNothingUnlessAsked),
        cmocka_unit_test(describesItself),
        cmocka_unit_test(saysWhyItCannotRun),
        cmocka_unit_test(anotherDllIsReported),
        cmocka_unit_test(otherArchitectureIsReported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
