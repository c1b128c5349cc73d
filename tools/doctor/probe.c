/* SPDX-License-Identifier: MIT */
/* See probe.h: the parent's side. */
#include "probe.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "childprocess.h"

static WCHAR *commandLine(const WCHAR *doctor, const ProbeQuestion *question)
{
    static const WCHAR format[] = L"\"%ls\" %ls %u %u \"%ls\"";
    const WCHAR *program = question->program ? question->program : L"";
    const size_t size = wcslen(doctor) + wcslen(program) + ARRAYSIZE(PROBE_OPTION) + 48;
    WCHAR *line = malloc(size * sizeof(*line));

    if (wcschr(program, L'"') != NULL) {
        program = L""; /* a name with quotes would be split; Windows has no such names, Wine may */
    }
    if (line) {
        _snwprintf(line, size, format, doctor, PROBE_OPTION, (unsigned)question->machine,
                   (unsigned)question->task, program);
    }
    return line;
}

static void awaitEnd(Probe *probe, const ChildProcess *child, DWORD timeout)
{
    if (ChildProcessAwait(child, timeout)) {
        probe->end = PROBE_ENDED_EARLY; /* until its last line is read */
        GetExitCodeProcess(child->process, &probe->code);
    } else {
        probe->end = PROBE_TIMED_OUT;
    }
}

static size_t readOutput(const ChildProcess *child, char *buffer, size_t size)
{
    size_t length = 0;
    size_t got;

    do {
        got = ChildProcessRead(child, buffer + length, size - length);
        length += got;
    } while (got != 0 && length < size);
    return length;
}

static WCHAR *widen(const char *utf8, size_t size)
{
    const int length = MultiByteToWideChar(CP_UTF8, 0, utf8, (int)size, NULL, 0);
    WCHAR *wide = length > 0 ? malloc(((size_t)length + 1) * sizeof(*wide)) : NULL;

    if (wide) {
        MultiByteToWideChar(CP_UTF8, 0, utf8, (int)size, wide, length);
        wide[length] = L'\0';
    }
    return wide;
}

static void takeClassLine(ProbeClass *class, const char *word, const char *rest)
{
    if (strcmp(word, "@context") == 0) {
        class->isInManifest = true;
    } else if (strcmp(word, "@create") == 0) {
        class->wasTried = true;
    } else if (strcmp(word, "@result") == 0) {
        class->hasResult = true;
        class->result = (HRESULT)strtoul(rest, NULL, 16);
    } else if (strcmp(word, "@module") == 0 && !class->module) {
        class->module = widen(rest, strlen(rest));
    }
}

static void keepLine(Text *lines, const char *line)
{
    TextAppend(lines, line);
    TextAppend(lines, "\n");
}

/* Parses "@word number rest". Other lines are output of a DLL. */
static void takeLine(Probe *probe, char *line)
{
    char *number = strchr(line, ' ');
    char *rest;
    unsigned long value;

    if (line[0] != '@' || !number) {
        return;
    }
    *number++ = '\0';
    value = strtoul(number, &rest, 10);
    rest += *rest == ' ';
    if (strcmp(line, "@machine") == 0) {
        probe->machine = (uint16_t)value;
    } else if (strcmp(line, "@manifest") == 0) {
        probe->hasManifest = true;
        probe->manifestError = value;
    } else if (strcmp(line, "@redirect") == 0) {
        keepLine(&probe->redirections, rest);
    } else if (strcmp(line, "@problem") == 0) {
        keepLine(&probe->problems, rest);
    } else if (strcmp(line, "@advice") == 0) {
        keepLine(&probe->advice, rest);
    } else if (strcmp(line, "@done") == 0) {
        probe->end = PROBE_COMPLETE;
    } else if (value < CLASS_COUNT_ALL) {
        takeClassLine(&probe->classes[value], line, rest);
    }
}

static void takeOutput(Probe *probe, char *output)
{
    while (*output != '\0') {
        char *end = output + strcspn(output, "\r\n");
        char *next = end + strspn(end, "\r\n");

        *end = '\0';
        takeLine(probe, output);
        output = next;
    }
}

/* The child writes less than the pipe holds, so that it never waits. */
static bool runChild(Probe *probe, const WCHAR *doctor, WCHAR *line, DWORD timeout)
{
    ChildProcess child;
    char *output = malloc(CHILD_PIPE_SIZE + 1);

    if (!output) {
        return false;
    }
    if (ChildProcessStart(&child, doctor, line)) {
        awaitEnd(probe, &child, timeout);
        output[readOutput(&child, output, CHILD_PIPE_SIZE)] = '\0';
        takeOutput(probe, output);
        ChildProcessClose(&child);
    } else {
        probe->code = GetLastError();
    }
    free(output);
    return true;
}

/*
 * Wine looks for a manifest's assemblies first in the folder of the process, and the doctor's
 * folder has some. So under Wine the child is a copy of the doctor in an empty folder. NULL if the
 * copy can't be made.
 */
static WCHAR *makeCopy(const WCHAR *doctor)
{
    WCHAR temporary[MAX_PATH];
    WCHAR name[64];
    WCHAR *folder = NULL;
    WCHAR *copy = NULL;

    _snwprintf(name, ARRAYSIZE(name), L"qutil-doctor-%lu-%lu", (unsigned long)GetCurrentProcessId(),
               (unsigned long)GetTickCount());
    if (GetTempPathW(MAX_PATH, temporary) != 0) {
        folder = PathJoin(temporary, name);
    }
    if (folder && CreateDirectoryW(folder, NULL)) {
        copy = PathJoin(folder, L"qutil-doctor.exe");
        if (!copy || !CopyFileW(doctor, copy, TRUE)) {
            RemoveDirectoryW(folder);
            free(copy);
            copy = NULL;
        }
    }
    free(folder);
    return copy;
}

static void removeCopy(WCHAR *copy)
{
    WCHAR *folder = PathFolder(copy);

    DeleteFileW(copy);
    if (folder) {
        RemoveDirectoryW(folder);
    }
    free(folder);
    free(copy);
}

bool ProbeRun(Probe *probe, const ProbeQuestion *question)
{
    const WCHAR *doctor = question->doctor ? question->doctor : question->system->ownPath;
    WCHAR *copy = question->system->isWine ? makeCopy(doctor) : NULL;
    const WCHAR *started = copy ? copy : doctor;
    WCHAR *line = commandLine(started, question);
    bool ok;

    memset(probe, 0, sizeof(*probe));
    probe->end = PROBE_NOT_STARTED;
    ok = line && runChild(probe, started, line, question->timeout);
    if (copy) {
        removeCopy(copy);
    }
    free(line);
    return ok;
}

void ProbeFree(Probe *probe)
{
    for (size_t i = 0; i < CLASS_COUNT_ALL; i++) {
        free(probe->classes[i].module);
    }
    TextFree(&probe->redirections);
    TextFree(&probe->problems);
    TextFree(&probe->advice);
    memset(probe, 0, sizeof(*probe));
}

WCHAR *ProbeRedirection(const Probe *probe, const WCHAR *dll)
{
    const char *line = TextChars(&probe->redirections);
    WCHAR *found = NULL;

    while (*line != '\0' && !found) {
        const size_t length = strcspn(line, "\n");
        WCHAR *path = widen(line, length);

        if (path && PathSame(PathName(path), dll)) {
            found = path;
        } else {
            free(path);
        }
        line += length + (line[length] != '\0');
    }
    return found;
}
