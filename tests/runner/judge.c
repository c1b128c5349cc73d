/* SPDX-License-Identifier: MIT */
/* See judge.h. */
#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The lines of cmocka 1.1.5 to 1.1.7. Later versions print the group's name after the first mark.
 */
#define MARK_GROUP  "[==========] "
#define MARK_BEGUN  "Running "
#define MARK_ENDED  " test(s) run."
#define MARK_PASSED "[  PASSED  ] "
#define MARK_FAILED "[  FAILED  ]"
#define MARK_ERROR  "[  ERROR   ]"

void JudgeLine(Judge *judge, const char *line)
{
    const char *passed = strstr(line, MARK_PASSED);

    if (strstr(line, MARK_GROUP)) {
        judge->begun += strstr(line, MARK_BEGUN) != NULL;
        judge->ended += strstr(line, MARK_ENDED) != NULL;
    }
    if (passed) {
        judge->passed += strtoul(passed + sizeof(MARK_PASSED) - 1, NULL, 10);
    }
    judge->hasFailures |= strstr(line, MARK_FAILED) || strstr(line, MARK_ERROR);
    if (*line != '\0') {
        snprintf(judge->last, sizeof(judge->last), "%s", line);
    }
}

static const char *cmockaVerdict(const Judge *judge, unsigned long exitCode)
{
    static char why[128];

    if (judge->hasFailures) {
        snprintf(why, sizeof(why), "cmocka reports failures (exit code %lu)", exitCode);
    } else if (exitCode != 0) {
        snprintf(why, sizeof(why),
                 "exit code %lu (0x%lX) though no test failed; did it crash, or a group's set-up "
                 "fail?",
                 exitCode, exitCode);
    } else if (judge->begun == 0) {
        return "exit code 0, but cmocka never began: the program did not start, or has no tests";
    } else if (judge->begun != judge->ended) {
        snprintf(why, sizeof(why), "exit code 0, but of %u group(s) of tests only %u ended",
                 judge->begun, judge->ended);
    } else if (judge->passed == 0) {
        return "exit code 0, but no test ran; does the filter match anything?";
    } else {
        return NULL;
    }
    return why;
}

const char *JudgeVerdict(const Judge *judge, unsigned long exitCode)
{
    static char why[JUDGE_LINE];

    if (!judge->ends) {
        return cmockaVerdict(judge, exitCode);
    }
    if (exitCode == 0 && strncmp(judge->last, judge->ends, strlen(judge->ends)) == 0) {
        return NULL;
    }
    snprintf(why, sizeof(why), "exit code %lu (0x%lX), and its last line doesn't begin with \"%s\"",
             exitCode, exitCode, judge->ends);
    if (exitCode != 0) {
        snprintf(why, sizeof(why), "exit code %lu (0x%lX)", exitCode, exitCode);
    }
    return why;
}
