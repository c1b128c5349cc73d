/* SPDX-License-Identifier: MIT */
/* Ends as the test program does that its argument describes: what testrunner must see through. */
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
    {"honest", BEGUN ENDED PASSED, 0},
    {"honest-later-cmocka",
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

/* Its words are not in the program as cmocka has them: it would be taken for a test. */
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
