/* SPDX-License-Identifier: MIT */
/* A fake test program for the tests of testrunner: prints and ends as its argument says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#define BEGUN  "[==========] Running 2 test(s).\r\n"
#define ENDED  "[==========] 2 test(s) run.\r\n"
#define PASSED "<PASSED> 2 test(s).\r\n"

static const struct {
    const char *kind;
    const char *words;
    int code;
} ends[] = {
    {"passing", BEGUN ENDED PASSED, 0},
    {"passing-later-cmocka",
     "[==========] later cmocka: Running 2 test(s).\r\n"
     "[==========] later cmocka: 2 test(s) run.\r\n" PASSED,
     0},
    {"silent", "", 0},
    {"talkative", "All went well.\r\n", 0},
    {"fails-at-its-end", BEGUN ENDED PASSED, 1},
    {"fails-by-256", BEGUN ENDED PASSED, 256},
    {"no-test",
     "[==========] Running 0 test(s).\r\n[==========] 0 test(s) run.\r\n<PASSED> 0 test(s).\r\n",
     0},
    {"half-a-group", BEGUN ENDED PASSED BEGUN, 0},
    {"failed", BEGUN "<FAILED> one\r\n" ENDED "<PASSED> 1 test(s).\r\n", 0},
    {"set-up-failed", BEGUN "<ERROR > set-up\r\n" ENDED PASSED, 0},
    {"only-passed", PASSED, 0},
};

/*
 * cmocka's marks are not in this program as whole strings, because that would mark it as a test
 * program.
 */
static void say(const char *words)
{
    for (; *words != '\0'; words++) {
        if (*words == '<') {
            fputs("[  ", stderr);
        } else if (*words == '>') {
            fputs("  ]", stderr);
        } else {
            fputc(*words, stderr);
        }
    }
}

int main(int argc, char **argv)
{
    const char *kind = argc > 1 ? argv[1] : "";

    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        if (strcmp(ends[i].kind, kind) == 0) {
            say(ends[i].words);
            return ends[i].code;
        }
    }
    say(BEGUN ENDED PASSED);
    if (strcmp(kind, "crashes") == 0) {
        *(volatile int *)NULL = 0; /* cppcheck-suppress nullPointer; on purpose */
    }
    if (strcmp(kind, "hangs") == 0) {
        Sleep(INFINITE);
    }
    return EXIT_FAILURE;
}
