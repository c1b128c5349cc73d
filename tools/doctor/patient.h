/* SPDX-License-Identifier: MIT */
/* The program or DLL that is being judged. */
#ifndef TOOLS_DOCTOR_PATIENT_H
#define TOOLS_DOCTOR_PATIENT_H

#include "chain.h"
#include "doctor.h"

typedef struct Patient {
    Doctor *doctor;
    const WCHAR *path;
    WCHAR *folder;
    ProgramFile program; /* until the chain takes ownership */
    uint16_t machine;    /* that it runs on here */
    Probe manifest;
    ChainQuestion question;
    Chain chain;
    bool namesQutil; /* but no module imports it */
    bool namesFunctions;
    bool usesClasses[CLASS_COUNT_ALL];
    size_t classUsers[CLASS_COUNT_ALL]; /* the module that contains the id */
    Probe probe;
    bool isProbed;
} Patient;

/* path is a true path. */
void PatientJudge(Doctor *doctor, const WCHAR *path);

/*
 * Tries the classes for a program of that machine. TRUE if a doctor of that machine did it. Without
 * one, this doctor only examines the manifest.
 */
bool PatientProbeClasses(Doctor *doctor, uint16_t machine, const WCHAR *program, Probe *result);

/*
 * The module as the subject of a sentence: "It", or the chain that leads to it. Call TextFree
 * afterwards.
 */
void PatientTell(const Patient *patient, size_t module, Text *way);

/* Reports which qutil.dll the program gets. */
void PatientJudgeLoading(const Patient *patient);
/* Report NAP DLLs and classes that are used but gone. */
void PatientJudgeGoneDlls(const Patient *patient);
void PatientJudgeGoneClasses(const Patient *patient);

#endif
