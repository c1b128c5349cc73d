/* SPDX-License-Identifier: MIT */
/*
 * Tries the manifest of a program and the creation of the classes. That runs other code, which may
 * hang or crash; so it happens in another process, which is this program with a hidden option.
 */
#ifndef TOOLS_DOCTOR_PROBE_H
#define TOOLS_DOCTOR_PROBE_H

#include "classids.h"
#include "system.h"
#include "text.h"

/* "--child-of-qutil-doctor MACHINE TASK PROGRAM"; PROGRAM is a true path, or empty for none. */
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
    WCHAR *module; /* the DLL that made the object; NULL if not known */
} ProbeClass;

typedef struct Probe {
    ProbeEnd end;
    DWORD code;
    uint16_t machine; /* of the child; 0 if it did not report it */
    bool hasManifest;
    DWORD manifestError; /* a Windows error; 0: none */
    Text redirections;   /* paths of DLLs according to the manifest, one per line */
    Text problems;       /* of the manifest, one per line */
    Text advice;
    ProbeClass classes[CLASS_COUNT_ALL];
} Probe;

typedef struct ProbeQuestion {
    const System *system;
    ProbeTask task;
    const WCHAR *doctor; /* the doctor to start; NULL: this program */
    uint16_t machine;
    const WCHAR *program; /* NULL for none */
    DWORD timeout;
} ProbeQuestion;

/* Classes are created only if the doctor is of that machine. FALSE when memory runs out. */
bool ProbeRun(Probe *probe, const ProbeQuestion *question);
void ProbeFree(Probe *probe);

/*
 * The path of a DLL of that name according to the manifest; the caller frees it. NULL if there is
 * none.
 */
WCHAR *ProbeRedirection(const Probe *probe, const WCHAR *dll);

/* The child's side; returns its exit code. */
int ProbeChild(const System *system, const WCHAR *machineText, const WCHAR *taskText,
               const WCHAR *program);
/* Writes a line of the child's output. The format is as in report.h. */
void ProbeTell(const char *format, ...);

#endif
