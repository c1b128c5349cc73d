/* SPDX-License-Identifier: MIT */
/* A program, or a DLL of one, while it is judged. */
#ifndef DOCTOR_PATIENT_H
#define DOCTOR_PATIENT_H

#include "chain.h"
#include "doctor.h"

typedef struct Patient {
    Doctor *doctor;
    const WCHAR *path;
    WCHAR *folder;
    ProgramFile program; /* until the chain has it */
    uint16_t machine;    /* that it runs on here */
    Probe manifest;
    ChainQuestion question;
    Chain chain;
    bool namesQutil; /* though nobody imports it */
    bool namesFunctions;
    bool usesClasses[CLASS_COUNT_ALL];
    size_t classUsers[CLASS_COUNT_ALL]; /* the module that has the id */
    Probe probe;
    bool isProbed;
} Patient;

/* path is a true one. */
void PatientJudge(Doctor *doctor, const WCHAR *path);

/*
 * Tries the classes for a program of that machine. TRUE if a doctor of that machine has done it;
 * without one, this doctor asks at least what the manifest says.
 */
bool PatientProbeClasses(Doctor *doctor, uint16_t machine, const WCHAR *program, Probe *result);

/* Who that module is, to begin a sentence with: "It", or the way to it. For TextFree. */
void PatientTell(const Patient *patient, size_t module, Text *way);

/* Of somebody who needs qutil.dll: which one it gets. */
void PatientJudgeLoading(const Patient *patient);
/* The DLLs and classes of NAP that are used and gone. */
void PatientJudgeGoneDlls(const Patient *patient);
void PatientJudgeGoneClasses(const Patient *patient);

#endif
