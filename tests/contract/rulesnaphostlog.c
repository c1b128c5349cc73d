/* SPDX-License-Identifier: MIT */
/* Rules for naphost.dll: the log. */
#include "naphostworld.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define VARIABLE L"QUTIL_NAPHOST_LOG"
#define FULL     (1u << 20)

/* A path for the log in the folder for temporary files. */
static const WCHAR *logPath(Trial *trial)
{
    static WCHAR path[MAX_PATH + 60];
    DWORD length = GetTempPathW(MAX_PATH, path);

    if (length == 0 || length > MAX_PATH) {
        TrialUnable(trial, "There is no folder for temporary files");
    }
    _snwprintf(path + length, 60, L"qutil-naphost-test-%lu.log", GetCurrentProcessId());
    DeleteFileW(path);
    return path;
}

static void setPath(HKEY root, const WCHAR *path)
{
    RegSetValueExW(root, L"Log", 0, REG_SZ, (const BYTE *)path,
                   (DWORD)((wcslen(path) + 1) * sizeof(*path)));
    RegCloseKey(root);
}

/* Turns the log on where this process may: the value in both roots. */
static void turnOn(World *world, const WCHAR *path)
{
    setPath(WorldRoot(world), path);
    setPath(WorldOtherRoot(world), path);
}

/* The whole file with a NUL, or NULL if there is none. The caller frees it. */
static char *readFile(const WCHAR *path)
{
    FILE *file = _wfopen(path, L"rb");
    char *text = NULL;
    size_t size;

    if (!file) {
        return NULL;
    }
    text = malloc(2 * FULL + 1);
    size = text ? fread(text, 1, 2 * FULL, file) : 0;
    fclose(file);
    if (text) {
        text[size] = '\0';
    }
    return text;
}

/* A life of an agent and a validator, in which each step occurs. */
static void live(World *world)
{
    WorldPair(world, 0);
    ScriptedValidatorSay(&world->validators[0], WorldCodes(world, 0, UNHEALTHY));
    WorldExchange(world, 0);
    ScriptedAgentCompares(&world->agents[0], S_OK, TRUE);
    WorldBarrier(world, 0);
    WorldBarrier(world, 0); /* when it begins, the check before it is over */
    NaphostDllUnregisterValidator(world->host, WorldId(0));
    ScriptedAgentCompares(&world->agents[0], S_OK, FALSE);
    WorldNotify(world, 0);
    ScriptedAgentAwait(&world->agents[0], AGENT_ORPHANED, 1, WorldPatience());
    ScriptedAgentResult(&world->agents[0], AGENT_GET_REQUEST, E_FAIL);
    WorldBarrier(world, 0);
    WorldBarrier(world, 0);
    WorldUnbind(world, 0);
    NaphostDllUnregisterAgent(world->host, WorldId(0));
}

/* The log of such a life. The caller frees it. */
static char *logOfLife(World *world)
{
    const WCHAR *path = logPath(world->trial);
    char *text;

    turnOn(world, path);
    live(world);
    NaphostDllAwaitUnused(world->host, WorldPatience());
    text = readFile(path);
    DeleteFileW(path);
    TrialExpect(world->trial, text != NULL, "There is no log");
    return text;
}

/* Is it the word number `field` of a line? */
static BOOL hasStep(const char *text, const char *step)
{
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        const char *word = line;

        for (unsigned field = 0; field < 4 && *word != '\0'; field++) {
            word += strcspn(word, " \n");
            word += *word == ' ';
        }
        if (strncmp(word, step, strlen(step)) == 0 && strchr(" \r\n", word[strlen(step)])) {
            return TRUE;
        }
        if (!strchr(line, '\n')) {
            break;
        }
    }
    return FALSE;
}

static void logsSteps(Trial *trial, int parameter)
{
    static const char *const steps[] = {"register",  "unregister", "bind",    "unbind", "trigger",
                                        "unchanged", "check",      "request", "call",   "validator",
                                        "response",  "orphaned",   "state",   "fixup"};
    World *world = WorldBegin(trial);
    char *text = logOfLife(world);
    const char *missing = NULL;

    for (unsigned i = 0; i < ARRAYSIZE(steps) && !missing; i++) {
        missing = hasStep(text, steps[i]) ? NULL : steps[i];
    }
    free(text);
    TrialExpect(trial, !missing, "There is no line of the step %s", missing);
}

/* 9 stands for a digit. */
static BOOL isLike(const char *text, const char *pattern)
{
    for (; *pattern != '\0'; pattern++, text++) {
        if (*pattern == '9' ? !isdigit((unsigned char)*text) : *pattern != *text) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Three numbers after the time, then the step. */
static BOOL isLine(const char *line)
{
    static const char time[] = "9999-99-99T99:99:99.999Z ";
    const char *next = line + sizeof(time) - 1;

    if (!isLike(line, time)) {
        return FALSE;
    }
    for (unsigned i = 0; i < 3; i++) {
        size_t digits = strspn(next, "0123456789");

        if (digits == 0 || next[digits] != ' ') {
            return FALSE;
        }
        next += digits + 1;
    }
    return islower((unsigned char)*next);
}

static void logsLines(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);
    char *text = logOfLife(world);
    char wrong[100] = "";
    unsigned count = 0;

    for (char *line = strtok(text, "\r\n"); line; line = strtok(NULL, "\r\n")) {
        count++;
        if (!isLine(line) && wrong[0] == '\0') {
            snprintf(wrong, sizeof(wrong), "%s", line);
        }
    }
    free(text);
    TrialExpect(trial, count > 10, "The log has %u lines", count);
    TrialExpect(trial, wrong[0] == '\0', "This is no line of a log: %s", wrong);
}

static void logsNoBytes(Trial *trial, int parameter)
{
    SoHAttribute secret[] = {ATTRIBUTE(sohAttributeTypeVendorSpecific, 0, 1, 0x37, 0xF0, 'S', 'e',
                                       'c', 'r', 'e', 't', 0x5E)};
    const WCHAR *path = logPath(trial);
    World *world = WorldBegin(trial);
    BOOL isTold;
    char *text;

    turnOn(world, path);
    WorldPair(world, 0);
    ScriptedAgentSay(&world->agents[0], WorldSoH(world, 0, secret, 1), TRUE);
    WorldExchange(world, 0);
    WorldUnbind(world, 0);
    text = readFile(path);
    DeleteFileW(path);
    TrialExpect(trial, text != NULL, "There is no log");
    isTold = strstr(text, "ecret") || strstr(text, "536563726574") || strstr(text, "65637265") ||
             strstr(text, "5365 6372");
    free(text);
    TrialExpect(trial, !isTold, "The log has bytes of an attribute");
}

static void logsOnlyIfOn(Trial *trial, int byVariable)
{
    const WCHAR *path = logPath(trial);
    World *world = WorldBegin(trial);
    BOOL isElevated = WorldIsElevated();
    char *text;

    if (byVariable) {
        SetEnvironmentVariableW(VARIABLE, path);
    } else {
        setPath(WorldOtherRoot(world), path);
    }
    live(world);
    SetEnvironmentVariableW(VARIABLE, NULL);
    text = readFile(path);
    DeleteFileW(path);
    free(text);
    TrialExpect(trial, (text != NULL) != isElevated,
                isElevated ? "An elevated process logs where its user says" : "There is no log");
    TrialSay(trial, isElevated ? "elevated: no log" : "not elevated: a log");
}

static void survivesBadPath(Trial *trial, int parameter)
{
    World *world = WorldBegin(trial);

    turnOn(world, L"C:\\no\\such\\folder\\naphost.log");
    WorldPair(world, 0);
    WorldExchange(world, 0);
    WorldExpectState(world, isolationStateNotRestricted, FALSE);
}

static BOOL fillFile(const WCHAR *path, size_t size)
{
    FILE *file = _wfopen(path, L"wb");
    BOOL ok = file != NULL;

    for (size_t i = 0; ok && i < size / 64; i++) {
        ok = fwrite("2026-01-31T12:00:00.123Z 1 1 1 check 12345678901234567890123456\n", 1, 64,
                    file) == 64;
    }
    if (file) {
        fclose(file);
    }
    return ok;
}

static void endsFull(Trial *trial, int parameter)
{
    const WCHAR *path = logPath(trial);
    World *world = WorldBegin(trial);
    BOOL isFilled = fillFile(path, FULL - 256);
    size_t first;
    size_t second;
    char *text;
    char last[100];

    turnOn(world, path);
    WorldPair(world, 0);
    WorldExchange(world, 0);
    WorldExchange(world, 0);
    text = readFile(path);
    first = text ? strlen(text) : 0;
    free(text);
    WorldExchange(world, 0);
    WorldUnbind(world, 0);
    text = readFile(path);
    DeleteFileW(path);
    second = text ? strlen(text) : 0;
    snprintf(last, sizeof(last), "%s", second > 200 ? text + second - 99 : "");
    free(text);
    TrialExpect(trial, isFilled && second != 0, "The file can't be written");
    TrialExpect(trial, second <= FULL + 2000 && second == first,
                "The log goes on at 1 MiB: it has %lu bytes", (unsigned long)second);
    TrialExpect(trial, strstr(last, "full") || strstr(last, "end"),
                "Its last line doesn't say that it is full: %s", last);
}

#define HOST RULE_NAPHOST

static const Rule rules[] = {
    {"naphost.log.steps", RULE_CHOSEN, "Each step of a health check has its line in the log",
     "14 steps", logsSteps, 0, HOST},
    {"naphost.log.lines", RULE_CHOSEN,
     "A line of the log has the time, process, thread, a number and the step", "its form",
     logsLines, 0, HOST},
    {"naphost.log.no-bytes", RULE_CHOSEN, "The log has no bytes of attributes", "none", logsNoBytes,
     0, HOST},
    {"naphost.log.variable", RULE_CHOSEN,
     "QUTIL_NAPHOST_LOG turns the log on, but not in an elevated process", "only there",
     logsOnlyIfOn, TRUE, HOST},
    {"naphost.log.user", RULE_CHOSEN,
     "The value Log in HKEY_CURRENT_USER turns the log on, but not in an elevated process",
     "only there", logsOnlyIfOn, FALSE, HOST},
    {"naphost.log.bad-path", RULE_CHOSEN, "A log that can't be written changes no result", "S_OK",
     survivesBadPath, 0, HOST},
    {"naphost.log.full", RULE_CHOSEN, "At 1 MiB the log ends with a line that says so", "1 MiB",
     endsFull, 0, HOST},
};

RULE_SECTION(RulesNaphostLog, "naphost.dll: the log", rules);
