/* SPDX-License-Identifier: MIT */
/*
 * Tries things that run other people's code, the manifest of a program and the creation of the
 * classes, in a process of its own: this program once more, with a hidden option. What hangs or
 * crashes there is a finding.
 */
#ifndef DOCTOR_PROBE_H
#define DOCTOR_PROBE_H

#include "classids.h"
#include "system.h"
#include "text.h"

/* "--child MACHINE TASK PROGRAM", the latter being a true path, or empty for none. */
#define PROBE_OPTION L"--child-of-qutil-doctor"

typedef enum ProbeTask { PROBE_MANIFEST, PROBE_CLASSES } ProbeTask;

typedef enum ProbeEnd {
    PROBE_COMPLETE,
    PROBE_NOT_STARTED, /* code is an error of Windows */
    PROBE_TIMED_OUT,
    PROBE_ENDED_EARLY /* code is the exit code, an exception's for a crash */
} ProbeEnd;

typedef struct ProbeClass {
    bool isInManifest;
    bool wasTried;
    bool hasResult;
    HRESULT result;
    WCHAR *module; /* that made the object; NULL if not known */
} ProbeClass;

typedef struct Probe {
    ProbeEnd end;
    DWORD code;
    uint16_t machine; /* that the child runs on; 0 if it never said so */
    bool hasManifest;
    DWORD manifestError; /* of Windows; 0 is none */
    Text redirections;   /* where the manifest says that DLLs are: paths, a line for each */
    Text problems;       /* of the manifest, a line for each */
    Text advice;
    ProbeClass classes[CLASS_COUNT_ALL];
} Probe;

typedef struct ProbeQuestion {
    const System *system;
    ProbeTask task;
    const WCHAR *doctor; /* the program to start; NULL: this one */
    uint16_t machine;
    const WCHAR *program; /* NULL for none */
    DWORD timeout;
} ProbeQuestion;

/* Classes are created only where the doctor is of that machine. FALSE when memory runs out. */
bool ProbeRun(Probe *probe, const ProbeQuestion *question);
void ProbeFree(Probe *probe);

/* Where the manifest says that a DLL of that name is, for free(); NULL if nowhere. */
WCHAR *ProbeRedirection(const Probe *probe, const WCHAR *dll);

/* The child's side; returns its exit code. */
int ProbeChild(const System *system, const WCHAR *machineText, const WCHAR *taskText,
               const WCHAR *program);
/* A line of the child's output; the format is a report's. */
void ProbeTell(const char *format, ...);

#endif
