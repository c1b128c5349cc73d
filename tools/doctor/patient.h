/* SPDX-License-Identifier: MIT */
/* A program, or a DLL of one, while it is judged. */
#ifndef DOCTOR_PATIENT_H
#define DOCTOR_PATIENT_H

#include "doctor.h"
#include "probe.h"

/* path is a true one. */
void PatientJudge(Doctor *doctor, const WCHAR *path);

/*
 * Tries the classes for a program of that machine. TRUE if a doctor of that machine has done it;
 * without one, this doctor asks at least what the manifest says.
 */
bool PatientProbeClasses(Doctor *doctor, uint16_t machine, const WCHAR *program, Probe *result);

#endif
