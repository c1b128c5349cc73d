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

/* "--child MACHINE PROGRAM", the latter being a true path, or empty for none. */
#define PROBE_OPTION L"--child-of-qutil-doctor"

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
    WCHAR *redirected;   /* where the manifest says that qutil.dll is, or NULL */
    ProbeClass classes[CLASS_COUNT];
} Probe;

/*
 * machine and program (NULL for none) as above; doctor is the program to start. Classes are
 * created only where the doctor is of that machine. FALSE when memory runs out.
 */
bool ProbeRun(Probe *probe, const System *system, const WCHAR *doctor, uint16_t machine,
              const WCHAR *program, DWORD timeout);
void ProbeFree(Probe *probe);

/* The child's side; returns its exit code. */
int ProbeChild(const System *system, const WCHAR *machine, const WCHAR *program);

#endif
