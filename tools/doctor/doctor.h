/* SPDX-License-Identifier: MIT */
/* The tasks of the doctor. All results go to the report. */
#ifndef TOOLS_DOCTOR_DOCTOR_H
#define TOOLS_DOCTOR_DOCTOR_H

#include "classids.h"
#include "report.h"
#include "system.h"

typedef struct Doctor {
    System system;
    Report report;
    DWORD timeout; /* for running other code, in milliseconds */
} Doctor;

/* Judges a program or DLL that may need qutil.dll, or a qutil.dll or naphost.dll itself. */
void DoctorJudgeFile(Doctor *doctor, const WCHAR *path);
/* Judges the qutil.dll beside the doctor, those that any program would find, and the classes. */
void DoctorJudgeSystem(Doctor *doctor);
/* dll: a path, or NULL for the one beside the doctor. */
void DoctorRegisterUser(Doctor *doctor, const ClassGroup *group, const WCHAR *dll);
void DoctorUnregisterUser(Doctor *doctor, const ClassGroup *group);

#endif
